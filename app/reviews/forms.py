"""What is typed in a review: lengths and numbers only."""

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange

from app.kit.errors import Invalid
from app.kit.words import UncleanText, canonical
from app.reviews.wording import TOO_LONG

REASON_LIMIT = 1000
NEEDED = _l("This is needed.")


def read_words(name: str, most: int = REASON_LIMIT) -> str:
    """A text of the posted form, clean; Invalid when it is too long or holds what no text should."""
    typed = request.form.get(name, "")
    try:
        text = canonical(typed, limit=20_000).strip()
    except UncleanText as unclean:
        raise Invalid(unclean.message) from unclean
    if len(text) > most:
        raise Invalid(TOO_LONG.format(most=most))
    return text


def read_number(name: str) -> int:
    """A revision or version of the posted form; 0 for anything else."""
    typed = request.form.get(name, "0")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0


class FindingForm(FlaskForm):
    """A finding in both languages, and where it is offered."""

    place = SelectField(_l("Offered at"))
    zh = TextAreaField(_l("In Chinese"), validators=[DataRequired(message=NEEDED), Length(max=REASON_LIMIT)])
    en = TextAreaField(_l("In English"), validators=[DataRequired(message=NEEDED), Length(max=REASON_LIMIT)])


class TermsForm(FlaskForm):
    """How soon a submission is looked at."""

    days = IntegerField(
        _l("Days until a submission is reviewed"),
        validators=[DataRequired(message=_l("Enter a whole number.")), NumberRange(1, 60)],
    )
