"""Saying how far work is, that a condition holds, and whether reminders are wanted."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DecimalField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from app.deliveries.models import Status
from app.deliveries.operations import MOST_DAYS, Said
from app.deliveries.values import Progress
from app.deliveries.wording import MOST_MONEY, STATES
from app.kit.i18n import lang
from app.kit.money import Money

AMOUNT = NumberRange(min=0, max=MOST_MONEY, message=_l("Enter an amount from 0 to 1,000,000,000 yuan."))
WHOLE = NumberRange(min=0, max=MOST_DAYS, message=_l("Enter whole days from 0 to 10,000."))
SHORT = Length(max=500, message=_l("At most 500 characters."))


class VersionField(IntegerField):
    """The version a person looked at; what is no number counts as none."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """At most nine digits."""
        raw = str(valuelist[0]) if valuelist else ""
        self.data = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 10 else 0

    def show(self, version: int) -> None:
        """Show another version than the one that was sent."""
        self.data, self.raw_data = version, None


def _columns() -> list[tuple[str, str]]:
    return [(one.value, STATES[one.value].get(lang())) for one in Status]


class RecordProgressForm(FlaskForm):
    """How far one piece of work is."""

    site = HiddenField()
    version = VersionField(default=0)
    status = SelectField(_l("How far is it"), choices=_columns)
    started_on = DateField(_l("Started on"), validators=[Optional()])
    ended_on = DateField(_l("Finished or stopped on"), validators=[Optional()])
    cost_minor = DecimalField(_l("Paid so far"), validators=[Optional(), AMOUNT])
    staff_days = IntegerField(_l("Staff-days spent"), validators=[Optional(), WHOLE])
    kpi_value = StringField(
        _l("What you measured"), validators=[Length(max=200, message=_l("At most 200 characters."))]
    )
    reason = StringField(_l("Why it was dropped or paused"), validators=[SHORT])
    note = TextAreaField(_l("Note"), validators=[Length(max=2000, message=_l("At most 2,000 characters."))])

    def tell_apart(self, place: str) -> "RecordProgressForm":
        """Give the fields ids of their own, for a page that holds the forms of several sites."""
        for field in self if place else ():
            field.id = field.label.field_id = f"{field.short_name}-{place}"
        return self

    def said(self) -> Said:
        """What was typed, as a value."""
        paid: Decimal | None = self.cost_minor.data
        return Said(
            status=Status(self.status.data),
            started_on=self.started_on.data,
            ended_on=self.ended_on.data,
            cost_minor=None if paid is None else Money.of(paid).minor,
            staff_days=self.staff_days.data,
            kpi_value=self.kpi_value.data or "",
            reason=self.reason.data or "",
            note=self.note.data or "",
            version=self.version.data or 0,
        )


def starting_values(said: Progress) -> dict[str, Any]:
    """What is kept, as first values of the form."""
    return {
        "site": said.site,
        "version": said.version,
        "status": said.status.value,
        "started_on": said.started_on,
        "ended_on": said.ended_on,
        "cost_minor": None if said.minor is None else _yuan(said.minor),
        "staff_days": said.staff_days,
        "kpi_value": said.kpi_value,
        "reason": said.reason,
        "note": said.note,
    }


def _yuan(minor: int) -> Decimal:
    exact = Money(minor).major
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact


class MoveWorkForm(FlaskForm):
    """A card of the board and the column it goes to."""

    site = HiddenField()
    version = VersionField(default=0)
    status = SelectField(_l("Move to"), choices=_columns)

    @property
    def column(self) -> Status:
        """Where the card goes."""
        return Status(self.status.data)


class ConfirmConditionForm(FlaskForm):
    """That an exit criterion holds, since when, and how one knows."""

    key = HiddenField(validators=[InputRequired()])
    version = VersionField(default=0)
    held_on = DateField(_l("Holds since"), validators=[InputRequired(message=_l("Enter the day."))], default=date.max)
    note = StringField(_l("How you know it holds"), validators=[SHORT])
