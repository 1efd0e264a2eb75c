"""Numbers, addresses, codes."""

import unicodedata
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from app.kit.phones import read_number

NEEDED = DataRequired(message=_l("This is needed."))


class NumberForm(FlaskForm):
    """One mobile number; `e164` once it is valid."""

    number = StringField(_l("Mobile number"), validators=[NEEDED, Length(max=40)])
    e164: str = ""

    def validate_number(self, field: Any) -> None:
        """A mobile number of a country we send to."""
        found = read_number(field.data or "", current_app.config["SETTINGS"].sms_regions.split(","))
        if found is None:
            raise ValidationError(_("That is not a mobile number we can send a code to. Write it like 138 0013 8000."))
        self.e164 = found


class MailForm(FlaskForm):
    """One mail address; `address` once it is valid."""

    mail = StringField(_l("E-mail address"), validators=[NEEDED, Length(max=254)])
    address: str = ""

    def validate_mail(self, field: Any) -> None:
        """Well-formed; whether it exists the code will show."""
        try:
            self.address = validate_email(field.data or "", check_deliverability=False).normalized
        except EmailNotValidError:
            raise ValidationError(_("That is not a mail address.")) from None


class CodeForm(FlaskForm):
    """The six digits; `digits` however they were typed."""

    code = StringField(_l("Code"), validators=[NEEDED, Length(max=40)])

    @property
    def digits(self) -> str:
        """Plain digits: phones paste spaces and full-width ones."""
        plain = unicodedata.normalize("NFKC", self.code.data or "")
        return "".join(char for char in plain if not char.isspace() and char != "-")[:10]


class WelcomeForm(FlaskForm):
    """What a new account needs besides its number."""

    name = StringField(
        _l("Your name"),
        validators=[InputRequired(_l("Tell us how to address you.")), Length(max=80)],
        render_kw={"autocomplete": "name"},
    )
    agree = BooleanField(
        _l("I have read the terms of use and the privacy notice and agree to both"),
        validators=[DataRequired(_l("Without your agreement we may not keep an account for you."))],
    )
