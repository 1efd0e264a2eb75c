"""Inviting somebody."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from app.kit.phones import looks_like_number, read_number
from app.tenants.models import Role

ROLES = (
    (Role.CONTRIBUTOR.value, _l("Answers and plans")),
    (Role.VIEWER.value, _l("Looks only")),
)
NO_NUMBER = _l("That is not a mobile number we can send a code to. Write it like 138 0013 8000.")


STAFF_ROLES = (
    (Role.CONSULTANT.value, _l("Consultant: reviews and advises")),
    (Role.ACCOUNT_MANAGER.value, _l("Account manager: looks after clients, sees results")),
    (Role.PROGRAMME_OFFICER.value, _l("Programme officer: programmes and their figures")),
    (Role.PROVIDER_ADMIN.value, _l("Administrator: people, brand and settings")),
)


class InviteForm(FlaskForm):
    """Whom and as what; `known` is the address or number in its one spelling once it is valid."""

    contact = StringField(
        _l("E-mail address or mobile number"),
        validators=[DataRequired(message=_l("This is needed.")), Length(max=254, message=_l("That is too long."))],
        render_kw={"maxlength": 254},
    )
    role = RadioField(_l("What they may do"), choices=list(ROLES), default=Role.CONTRIBUTOR.value)
    lang = RadioField(_l("Language of the invitation"), choices=[("zh", "中文"), ("en", "English")])
    known: str = ""

    def validate_contact(self, field: Any) -> None:
        """A mail address, or a mobile number of a country we send codes to."""
        raw = (field.data or "").strip()
        if looks_like_number(raw):
            found = read_number(raw, current_app.config["SETTINGS"].sms_regions.split(","))
            if found is None:
                raise ValidationError(
                    _("That is not a mobile number we can send a code to. Write it like 138 0013 8000.")
                )
            self.known = found
            return
        try:
            self.known = validate_email(raw, check_deliverability=False).normalized.casefold()
        except EmailNotValidError:
            raise ValidationError(_("That is neither a mail address nor a mobile number.")) from None


class InviteStaffForm(InviteForm):
    """The same for a provider, whose people have other roles."""

    role = RadioField(_l("What they may do"), choices=list(STAFF_ROLES), default=Role.CONSULTANT.value)
