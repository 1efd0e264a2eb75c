"""Agreeing to a provider."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from app.kit.fields import TickField
from app.kit.i18n import lang
from app.tenants.models import Share
from app.tenants.wording import SHARE_WORDS

DAYS = (("90", _l("Three months")), ("365", _l("A year")), ("", _l("Until I withdraw it")))


class AgreeForm(FlaskForm):
    """Purpose, parts, time."""

    purpose = StringField(
        _l("What for"),
        validators=[InputRequired(_l("This is needed.")), Length(max=200, message=_l("At most 200 characters."))],
        render_kw={"maxlength": 200},
    )
    shares = TickField(
        _l("What they may see"),
        validators=[InputRequired(_l("Choose at least one thing that may be seen."))],
    )
    days = RadioField(_l("For how long"), choices=list(DAYS), default="365")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shares.choices = [(share.value, SHARE_WORDS[share].get(lang())) for share in Share]
