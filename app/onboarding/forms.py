"""One firm to be noted, firms to be invited, and the firm an owner brings along."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.kit.fields import TickField

LONG = _l("That is too long.")


def _line(label: Any, limit: int, *validators: Any) -> StringField:
    return StringField(label, validators=[*validators, Length(max=limit, message=LONG)], render_kw={"maxlength": limit})


class NewFirmForm(FlaskForm):
    """What the provider knows of a firm."""

    name = _line(_l("Name of the firm"), 120, InputRequired(_l("This is needed.")))
    trade = SelectField(_l("Trade"), default="")
    contact_name = _line(_l("Contact person"), 80)
    contact = _line(_l("Mobile number or e-mail address"), 254)
    account_manager = SelectField(_l("Account manager"), default="")
    consultant = SelectField(_l("Consultant"), default="")
    note = TextAreaField(_l("Note"), validators=[Length(max=2000, message=LONG)], render_kw={"rows": 3})


class InviteFirmsForm(FlaskForm):
    """Which firms get a link, and whether by mail."""

    firms = TickField(
        _l("Which firms"),
        validators=[InputRequired(_l("Choose at least one firm."))],
    )
    mail = BooleanField(_l("Send the link by mail where there is an address"), default=True)


class FirmForm(FlaskForm):
    """For which firm somebody agrees: one they own, or a new one."""

    firm = RadioField(_l("For which firm"), validators=[InputRequired(_l("Choose one."))])
    name = _line(_l("Name of the firm"), 120)
