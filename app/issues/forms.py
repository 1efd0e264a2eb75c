"""Issuing anew, and retracting."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

STATUSES = (("final", _l("Final")), ("draft", _l("Draft, with a watermark on every page")))
CLASSES = (
    ("public", _l("Public: anybody may have it")),
    ("internal", _l("Internal: for the firm and whom it shows it to")),
    ("confidential", _l("Confidential: a trade secret of the firm")),
)


class IssueForm(FlaskForm):
    """Draft or final, and for whose eyes."""

    after = IntegerField(widget=HiddenInput(), validators=[NumberRange(min=0, max=10**6)], default=0)
    status = RadioField(_l("Draft or final"), choices=list(STATUSES), default="final")
    classification = RadioField(_l("Classification"), choices=list(CLASSES), default="internal")


class RetractForm(FlaskForm):
    """Why nobody should go by it any more."""

    reason = TextAreaField(
        _l("What is wrong with it"),
        validators=[
            DataRequired(message=_l("This is needed.")),
            Length(max=300, message=_l("At most 300 characters.")),
        ],
        render_kw={"maxlength": 300, "rows": 3},
    )


MOST = Length(max=1200, message=_l("At most 1,200 characters."))
NEEDED = DataRequired(message=_l("This is needed."))


class WordingForm(FlaskForm):
    """One text in both languages, and the version it was changed from."""

    after = IntegerField(widget=HiddenInput(), validators=[NumberRange(min=0, max=10**6)], default=0)
    zh = TextAreaField(
        _l("In Chinese"), validators=[NEEDED, MOST], render_kw={"maxlength": 1200, "rows": 5, "lang": "zh"}
    )
    en = TextAreaField(
        _l("In English"), validators=[NEEDED, MOST], render_kw={"maxlength": 1200, "rows": 5, "lang": "en"}
    )
