"""What may be set by hand: when something begins, what it costs, and work of one's own. Money is typed in yuan."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.kit.fields import DAYS, MONEY, TickField
from app.kit.text import Text
from app.planning.quarters import spans
from app.planning.values import MoneyRange
from app.roadmaps.means import HALF, LONGEST, ROLES
from app.shapings.wording import ONLY_EN, ONLY_ZH

OPTIONAL_MONEY = (Optional(), *MONEY[1:])
STAGES = {1: (0, 0), 2: (1, 3), 3: (4, LONGEST - 1)}
"""First and last quarter of each stage."""


def strip(value: str | None) -> str:
    """Without spaces around."""
    return (value or "").strip()


class HandForm(FlaskForm):
    """What every change by hand has: what it is about, and why."""

    initiative = HiddenField()
    reason = StringField(
        _l("Why"),
        filters=[strip],
        validators=[
            InputRequired(message=_l("Say in a few words why; the firm and the report show it.")),
            Length(max=300, message=_l("At most 300 characters.")),
        ],
    )


class PlaceForm(HandForm):
    """When something begins: where it is, in a stage, in one quarter, or between two."""

    where = SelectField(_l("When it begins"))
    first = SelectField(_l("No earlier than"), default="")
    last = SelectField(_l("No later than"), default="")

    def offer(self, *, stages: Sequence[tuple[str, str]], quarters: Sequence[str]) -> None:
        """Fill the lists in the reader's language."""
        named = [SelectChoice(f"q{at}", name) for at, name in enumerate(quarters)]
        self.where.choices = [*(SelectChoice(key, name) for key, name in stages), *named]
        self.first.choices = self.last.choices = [SelectChoice("", _l("open")), *named]

    def validate_last(self, field: Any) -> None:
        """A window needs an end that is no earlier than its beginning."""
        if self.where.data != "window":
            return
        if not (self.first.data or field.data):
            raise ValidationError(_l("Choose at least one of the two quarters."))
        if self.first.data and field.data and int(self.first.data[1:]) > int(field.data[1:]):
            raise ValidationError(_l("The later quarter is before the earlier one."))

    def window(self, start: date, now: int) -> tuple[date | None, date | None]:
        """Days in the middle of the first and the last quarter. now: the quarter it begins in by the plan."""
        where = self.where.data
        if where == "window":
            return _middle(start, self.first.data), _middle(start, self.last.data)
        if where.startswith("s"):
            first, last = STAGES[int(where[1:])]
        else:
            first = last = now if where == "here" else int(where[1:])
        return _middle(start, f"q{first}"), _middle(start, f"q{last}")


def _middle(start: date, quarter: str) -> date | None:
    return spans(start, int(quarter[1:]) + 1)[-1].starts_on + HALF if quarter else None


class PricedForm(HandForm):
    """Low, typical and high, in that order."""

    low = IntegerField(_l("Low"), validators=MONEY)
    typical = IntegerField(_l("Typical"), validators=MONEY)
    high = IntegerField(_l("High"), validators=MONEY)
    yearly = IntegerField(_l("Running cost a year"), validators=OPTIONAL_MONEY)

    def validate_high(self, field: Any) -> None:
        """Low is no more than typical, typical no more than high."""
        given = [one for one in (self.low.data, self.typical.data, field.data) if one is not None]
        if given != sorted(given):
            raise ValidationError(_l("Low must not be above typical, nor typical above high."))

    @property
    def once(self) -> MoneyRange:
        """CNY fen."""
        low, typical, high = ((one.data or 0) * 100 for one in (self.low, self.typical, self.high))
        return MoneyRange(low=low, typical=typical, high=high)

    @property
    def a_year(self) -> MoneyRange | None:
        """CNY fen; None where it was left open."""
        if self.yearly.data is None:
            return None
        fen = self.yearly.data * 100
        return MoneyRange(low=fen, typical=fen, high=fen)


class PriceForm(PricedForm):
    """Another price than the library's."""


class OwnForm(PricedForm):
    """Work no library holds; one language is enough."""

    title_zh = StringField(_l("Title in Chinese"), filters=[strip], validators=[Length(max=80)])
    title_en = StringField(_l("Title in English"), filters=[strip], validators=[Length(max=120)])
    text_zh = TextAreaField(_l("What is done, in Chinese"), filters=[strip], validators=[Length(max=600)])
    text_en = TextAreaField(_l("What is done, in English"), filters=[strip], validators=[Length(max=1000)])
    weeks = IntegerField(
        _l("Weeks"),
        validators=[
            InputRequired(message=_l("Enter a number.")),
            NumberRange(min=1, max=78, message=_l("Enter 1 to 78 weeks.")),
        ],
    )
    owner = IntegerField(_l("The owner"), default=0, validators=DAYS)
    it = IntegerField(_l("IT or whoever looks after the computers"), default=0, validators=DAYS)
    operations = IntegerField(_l("Front line: those who make, teach or serve"), default=0, validators=DAYS)
    office = IntegerField(_l("Office: orders, purchasing, finance"), default=0, validators=DAYS)
    requires = TickField(_l("What must be finished first"))
    capabilities = TickField(_l("What it improves"))
    kpi = StringField(
        _l("How success is measured"), filters=[strip], validators=[InputRequired(_l("Please fill this in."))]
    )
    exit_criterion = StringField(
        _l("When it is finished"), filters=[strip], validators=[InputRequired(_l("Please fill this in."))]
    )

    def offer(self, *, works: Sequence[tuple[str, str]], capabilities: Sequence[tuple[str, str]]) -> None:
        """Fill the choices in the reader's language."""
        self.requires.choices = [SelectChoice(key, name) for key, name in works]
        self.capabilities.choices = [SelectChoice(key, name) for key, name in capabilities]

    def validate_title_en(self, field: Any) -> None:
        """One language at least."""
        if not (field.data or self.title_zh.data):
            raise ValidationError(_l("Give a title in Chinese or in English."))

    def validate_text_en(self, field: Any) -> None:
        """One language at least."""
        if not (field.data or self.text_zh.data):
            raise ValidationError(_l("Say in Chinese or in English what is done."))

    @property
    def title(self) -> Text:
        """In both languages; where one is missing, the other says so."""
        return _both(self.title_zh.data, self.title_en.data)

    @property
    def text(self) -> Text:
        """In both languages; where one is missing, the other says so."""
        return _both(self.text_zh.data, self.text_en.data)

    @property
    def days(self) -> dict[str, int]:
        """role -> staff-days."""
        return {role: self[role].data for role in ROLES if self[role].data}


def _both(zh: str | None, en: str | None) -> Text:
    if zh and en:
        return Text(zh=zh, en=en)
    return ONLY_ZH.format(words=zh) if zh else ONLY_EN.format(words=en or "-")
