"""Forms of sign-up, sign-in and the profile."""

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_security import ForgotPasswordForm, LoginForm, RegisterFormV2, hash_password
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from app.accounts.queries import find_person_by_phone
from app.kit import log
from app.kit.db import database
from app.kit.phones import looks_like_number, read_number

NAME_LIMIT = 80
_log = log.get(__name__)


class TypedField(StringField):
    """A line somebody typed. JSON brings whatever it likes: what is no text counts as nothing typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the first value if it is text."""
        self.data = valuelist[0] if valuelist and isinstance(valuelist[0], str) else ""


class SignInForm(LoginForm):
    """Without "remember me": a session lasts as long as its cookie and can be ended from our side."""

    remember = None  # type: ignore[assignment]
    email = TypedField(_l("E-mail address or mobile number"), validators=[DataRequired(), Length(max=320)])  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""

    def validate(self, **kwargs: Any) -> bool:
        """As Flask-Security does; a refusal is noted for whoever watches, by the person's id alone."""
        if looks_like_number(self.email.data or ""):
            # What the library leaves to forms of one's own: the field and the person found by it.
            regions = current_app.config["SETTINGS"].sms_regions.split(",")
            number = read_number(self.email.data or "", regions)
            self.ifield = self.email
            self.user = find_person_by_phone(database().session, number) if number else None
        good: bool = super().validate(**kwargs)
        if not good:
            _log.warning("sign-in refused", person=str(self.user.id) if self.user else None)
        return good


class SignUpForm(RegisterFormV2):
    """Name, address, password once: a mistyped one can be reset."""

    name = StringField(
        _l("Your name"),
        validators=[InputRequired(_l("Tell us how to address you.")), Length(max=NAME_LIMIT)],
        render_kw={"autocomplete": "name"},
    )

    agree = BooleanField(
        _l("I have read the terms of use and the privacy notice and agree to both"),
        validators=[DataRequired(_l("Without your agreement we may not keep an account for you."))],
    )


class ForgottenForm(ForgotPasswordForm):
    """Asks for the address only."""

    def validate(self, **kwargs: Any) -> bool:
        """As Flask-Security does, which hashes something for an address it refuses: so does this for the others."""
        good: bool = super().validate(**kwargs)
        if good:
            hash_password("not-a-password")
        return good


class ProfileForm(FlaskForm):
    """What a person says about themselves."""

    name = StringField(
        _l("Your name"),
        validators=[InputRequired(_l("Tell us how to address you.")), Length(max=NAME_LIMIT)],
        render_kw={"autocomplete": "name"},
    )
    lang = RadioField(_l("Language"), choices=[("zh", "简体中文"), ("en", "English")])
    zone = SelectField(_l("Time zone"), validate_choice=True)


class AgreeForm(FlaskForm):
    """Agreeing to a new edition of the rules."""

    agree = BooleanField(
        _l("I have read the terms of use and the privacy notice and agree to both"),
        validators=[DataRequired(_l("To go on, tick the box. Without it you can still export or delete your data."))],
    )


class ConsentForm(FlaskForm):
    """The separate consents, each off until turned on. Fields carry the names of `models.CHOICES`."""

    benchmarks = BooleanField(_l("My firm's figures may be part of anonymous comparisons"))
    marketing = BooleanField(_l("You may write to me about new functions and events"))


class PasskeyForm(FlaskForm):
    """What to call a passkey."""

    name = StringField(
        _l("Name of this passkey"),
        validators=[InputRequired(_l("Give it a name by which you know the device.")), Length(max=60)],
        render_kw={"maxlength": 60, "autocomplete": "off"},
    )
