"""A programme, a target of it, and a code somebody types."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.validators import Optional as Maybe

from app.content.loader import served_catalogue
from app.kit import clock
from app.kit.fields import TickField
from app.kit.i18n import lang
from app.kit.money import Money
from app.programmes.models import MeasureKind, TargetStatus
from app.programmes.operations import Plan
from app.programmes.wording import CONSENT, MEASURES, STATUSES

NEEDED = InputRequired(_l("This is needed."))
WHOLE = NumberRange(min=0, max=1_000_000, message=_l("A number from 0 to a million."))
MOST_MONEY = 10_000_000_000
MONEY = NumberRange(min=0, max=MOST_MONEY, message=_l("An amount from 0 to ten thousand million."))


def _short(most: int) -> Length:
    return Length(max=most, message=_l("That is too long."))


class ProgrammeForm(FlaskForm):
    """What a programme is."""

    name_zh = StringField(_l("Name in Chinese"), validators=[NEEDED, _short(120)], render_kw={"maxlength": 120})
    name_en = StringField(_l("Name in English"), validators=[NEEDED, _short(120)], render_kw={"maxlength": 120})
    trades = TickField(
        _l("Trades it is for"),
        validators=[Maybe()],
    )
    region = StringField(_l("Region"), validators=[_short(80)], render_kw={"maxlength": 80})
    unit = StringField(_l("Responsible unit"), validators=[_short(120)], render_kw={"maxlength": 120})
    from_on = DateField(_l("First day"), validators=[NEEDED])
    to_on = DateField(_l("Last day"), validators=[NEEDED])
    goals = TextAreaField(_l("Goals, one a line"), validators=[_short(2000)], render_kw={"rows": 5, "maxlength": 2000})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trades.choices = [(id, one.title.get(lang())) for id, one in served_catalogue().trades.items()]

    def validate_to_on(self, field: DateField) -> None:
        """A programme ends after it began."""
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError(_l("The last day comes before the first."))

    def plan(self) -> Plan:
        """What was filled in, once it is valid."""
        names = ("name_zh", "name_en", "region", "unit", "goals")
        told = {name: (getattr(self, name).data or "").strip() for name in names}
        first, last = (field.data or clock.today() for field in (self.from_on, self.to_on))
        return Plan(**told, trades=list(self.trades.data or ()), from_on=first, to_on=last)


class TargetForm(FlaskForm):
    """One line of the ledger."""

    goal = StringField(_l("Goal"), validators=[NEEDED, _short(300)], render_kw={"maxlength": 300})
    measure = SelectField(_l("Measured by"), validators=[NEEDED])
    level = IntegerField(
        _l("Level"), validators=[Maybe(), NumberRange(min=1, max=4, message=_l("A level from 1 to 4."))]
    )
    aimed = IntegerField(_l("Target value"), validators=[NEEDED, WHOLE])
    own = IntegerField(_l("Reached, where you count it yourselves"), validators=[Maybe(), WHOLE])
    due_on = DateField(_l("Due"), validators=[NEEDED])
    responsible = StringField(_l("Who is responsible"), validators=[_short(80)], render_kw={"maxlength": 80})
    override = SelectField(_l("Status"), validators=[Maybe()])
    reason = StringField(_l("Reason for a status set by hand"), validators=[_short(300)], render_kw={"maxlength": 300})
    is_evidenced = BooleanField(_l("The evidence is complete"))
    committed = DecimalField(_l("Money committed"), places=2, default=Decimal(0), validators=[Maybe(), MONEY])
    paid = DecimalField(_l("Money paid"), places=2, default=Decimal(0), validators=[Maybe(), MONEY])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure.choices = [(kind.value, MEASURES[kind].get(lang())) for kind in MeasureKind]
        by_hand = [(one.value, STATUSES[one].get(lang())) for one in TargetStatus if one is not TargetStatus.OPEN]
        self.override.choices = [("", _l("As the data say")), *by_hand]

    def validate_measure(self, field: SelectField) -> None:
        """A level is named where it is what counts."""
        if field.data == MeasureKind.LEVEL and self.level.data is None:
            raise ValidationError(_l("Say which level, from 1 to 4, below."))

    def validate_reason(self, field: StringField) -> None:
        """Whoever sets a status by hand says why."""
        if self.override.data and not (field.data or "").strip():
            raise ValidationError(_l("Say why the status is set by hand."))

    def values(self) -> dict[str, Any]:
        """The columns of a target, once it is valid."""
        is_level = self.measure.data == MeasureKind.LEVEL
        return {
            "goal": (self.goal.data or "").strip(),
            "measure": self.measure.data,
            "level": self.level.data if is_level else None,
            "aimed": self.aimed.data,
            "own": self.own.data if self.measure.data == MeasureKind.OWN else None,
            "due_on": self.due_on.data,
            "responsible": (self.responsible.data or "").strip(),
            "override": self.override.data or "",
            "reason": (self.reason.data or "").strip() if self.override.data else "",
            "is_evidenced": bool(self.is_evidenced.data),
            "committed_minor": Money.of(self.committed.data or 0).minor,
            "paid_minor": Money.of(self.paid.data or 0).minor,
        }


class JoinForm(FlaskForm):
    """How far a firm agrees to take part."""

    share = RadioField(_l("What the programme may use"), default="sums", validators=[NEEDED])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.share.choices = [(id, text.get(lang())) for id, text in CONSENT.items()]
