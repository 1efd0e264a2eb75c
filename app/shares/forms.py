"""Making a link."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, StringField
from wtforms.validators import DataRequired, Length, Optional

DAYS = (("7", _l("A week")), ("30", _l("A month")), ("90", _l("Three months")))


class MakeLinkForm(FlaskForm):
    """For whom, how long, and whether a password is asked."""

    label = StringField(
        _l("For whom"),
        validators=[DataRequired(message=_l("This is needed.")), Length(max=80, message=_l("At most 80 characters."))],
        render_kw={"maxlength": 80},
    )
    days = RadioField(_l("How long it opens"), choices=list(DAYS), default="30")
    password = PasswordField(
        _l("Password"),
        validators=[Optional(), Length(min=6, max=80, message=_l("From 6 to 80 characters."))],
        render_kw={"maxlength": 80, "autocomplete": "new-password"},
    )
