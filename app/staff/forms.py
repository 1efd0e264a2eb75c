"""Roles of a member, the provider's name, handing clients over, cover."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.kit.fields import TickField
from app.kit.i18n import lang
from app.staff.operations import ORDER
from app.tenants.models import Role
from app.tenants.wording import ROLE_WORDS

NEEDED = InputRequired(_l("This is needed."))
SHORT = Length(max=200, message=_l("At most 200 characters."))


class RolesForm(FlaskForm):
    """Everything one person does in the provider."""

    roles = TickField(
        _l("What they do here"),
        validators=[InputRequired(_l("Choose at least one role."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles.choices = [(role.value, ROLE_WORDS[role].get(lang())) for role in ORDER]


class NameForm(FlaskForm):
    """What the provider is called."""

    name = StringField(
        _l("Name of the provider"),
        validators=[NEEDED, Length(max=120, message=_l("That is too long."))],
        render_kw={"maxlength": 120},
    )


class MoveForm(FlaskForm):
    """Which of the clients on the page go to whom."""

    clients = TickField(
        _l("Which firms"),
        validators=[InputRequired(_l("Choose at least one firm."))],
    )
    to = RadioField(_l("Who takes them over"), validators=[InputRequired(_l("Choose one."))])
    note = StringField(_l("A word for whoever takes over"), validators=[SHORT], render_kw={"maxlength": 200})


class CoverForm(FlaskForm):
    """Who is away, until when, and who stands in."""

    away = SelectField(_l("Who is away"), validators=[NEEDED])
    covering = SelectField(_l("Who covers"), validators=[NEEDED])
    from_on = DateField(_l("First day"), validators=[NEEDED])
    to_on = DateField(_l("Last day"), validators=[NEEDED])
    note = StringField(_l("A word for whoever covers"), validators=[SHORT], render_kw={"maxlength": 200})


PARTS = ((Role.ACCOUNT_MANAGER, _l("as account manager")), (Role.CONSULTANT, _l("as consultant")))
