"""Colours and words of a brand; shape and wording only."""

import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from app.brands.values import is_readable, proposal
from app.brands.wording import NO_ADDRESS, NO_COLOUR, NOT_US, TOO_LIGHT
from app.kit.i18n import lang
from app.kit.shades import WHITE, contrast, read_colour
from app.kit.words import UncleanText, canonical


def one_line(value: str | None) -> str:
    """Clean text without line breaks."""
    try:
        return " ".join(canonical(value or "", limit=600).split())
    except UncleanText as unclean:
        raise ValidationError(unclean.message.get(lang())) from unclean


def as_seen(name: str) -> str:
    """A name as a reader takes it: wide letters as plain ones, small, without signs nobody sees."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")


def _line(label: Any, most: int) -> StringField:
    length = Length(max=most, message=_l("At most %(max)d characters."))
    return StringField(label, validators=[length], render_kw={"maxlength": most})


def _colour(label: Any) -> StringField:
    needed = DataRequired(message=_l("This is needed."))
    return StringField(label, validators=[needed, check_colour], render_kw={"maxlength": 7, "spellcheck": "false"})


def check_colour(form: FlaskForm, field: StringField) -> None:
    """A colour that white words can be read on, else the nearest shade that would do."""
    shade = read_colour(field.data or "")
    if shade is None:
        raise ValidationError(NO_COLOUR.get(lang()))
    field.data = shade
    if not is_readable(shade):
        ratio = int(contrast(shade, WHITE) * 10) / 10  # cut, so that 4.46 does not read as 4.5
        better = form.proposals[field.name] = proposal(shade)
        raise ValidationError(TOO_LIGHT.format(ratio=f"{ratio:.1f}", shade=better).get(lang()))


class BrandForm(FlaskForm):
    """The two colours, what stands at the foot, who mails come from, and whether our name is left out."""

    accent = _colour(_l("Main colour"))
    dark = _colour(_l("Dark colour, for covers"))
    footer_zh = _line(_l("Foot of every page, Chinese"), 120)
    footer_en = _line(_l("Foot of every page, English"), 120)
    contact = _line(_l("How readers reach you"), 120)
    sender = _line(_l("Sender name of mails"), 50)
    hides_us = BooleanField(_l("Leave out the name Jianyun"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals: dict[str, str] = {}
        """Field -> the nearest shade that would do, where a colour was refused."""

    def validate_footer_zh(self, field: StringField) -> None:
        """One clean line."""
        field.data = one_line(field.data)[:160]

    validate_footer_en = validate_contact = validate_footer_zh

    def validate_sender(self, field: StringField) -> None:
        """A name, not an address, and not ours."""
        field.data = one_line(field.data)[:60]
        seen = as_seen(field.data)
        if any(sign in seen for sign in '@<>"\\') or "://" in seen:
            raise ValidationError(NO_ADDRESS.get(lang()))
        if "jianyun" in seen or "渐云" in seen.replace(" ", ""):  # letters stay apart: there is a Fujian Yunhai
            raise ValidationError(NOT_US.get(lang()))
