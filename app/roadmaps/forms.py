"""What a firm can put in: money, hands, time, pains, and what must or must not be in the plan."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional

from app.kit import clock
from app.kit.fields import DAYS, MONEY, TickField
from app.planning.quarters import spans
from app.planning.values import Edit, Means
from app.roadmaps.means import HORIZONS, LONGEST, ROLES, blackouts_of, years_of


class PlanRoadmapForm(FlaskForm):
    """The means of one roadmap. Budget fields are the calendar years the longest horizon touches: three or four."""

    budget_0 = IntegerField(validators=MONEY)
    budget_1 = IntegerField(validators=MONEY)
    budget_2 = IntegerField(validators=MONEY)
    budget_3 = IntegerField(validators=MONEY)
    owner = IntegerField(_l("The owner"), validators=DAYS)
    it = IntegerField(_l("IT or whoever looks after the computers"), validators=DAYS)
    operations = IntegerField(_l("Front line: those who make, teach or serve"), validators=DAYS)
    office = IntegerField(_l("Office: orders, purchasing, finance"), validators=DAYS)
    horizon = SelectField(_l("How far ahead"), coerce=int)
    parallel = SelectField(_l("Most things going on at once"), coerce=int)
    spring_festival = BooleanField(_l("Nothing goes live around Spring Festival"))
    double_eleven = BooleanField(_l("Nothing goes live in the Double 11 season (25 Oct to 15 Nov)"))
    goal = RadioField(_l("What the plan should be best at"), default="improvement")
    target_level = SelectField(_l("Level to reach"), coerce=int, validate_choice=False)
    target_by = DateField(_l("By"), validators=[Optional()])
    pains = TickField(_l("What hurts most today"))
    must = TickField(_l("Must be in the plan"))
    must_not = TickField(_l("Must not be in the plan"))
    done = TickField(_l("Already done"))

    def offer_years(self, start: date) -> None:
        """Name the budget fields after their years; from January to March there are three, and the fourth goes."""
        years = years_of(start, max(HORIZONS))
        for year, field in zip(years, self.budgets, strict=False):
            field.label.text = str(year)
        if len(years) < len(self.budgets):
            del self.budget_3

    def offer(
        self,
        *,
        pains: Sequence[tuple[str, str]],
        initiatives: Sequence[tuple[str, str]],
        levels: Sequence[tuple[int, str]],
    ) -> None:
        """Fill the choices in the reader's language. levels: official ones above the firm's; none, no such goal."""
        self.goal.choices = [
            SelectChoice("improvement", _l("The most improvement, as early as possible")),
            *([SelectChoice("level", _l("An official level by a date, for the least money"))] if levels else []),
            SelectChoice("payback", _l("The most money back, by your own figures")),
        ]
        self.target_level.choices = [SelectChoice(level, title) for level, title in levels]
        if not levels and self.goal.object_data == self.goal.data == "level":  # reached since it was last asked for
            self.goal.data = "improvement"
        self.horizon.choices = [SelectChoice(n, _l("%(n)s quarters", n=n)) for n in self._horizons()]
        self.parallel.choices = [SelectChoice(n, str(n)) for n in range(1, 7)]
        self.pains.choices = [SelectChoice(key, title) for key, title in pains]
        for field in (self.must, self.must_not, self.done):
            field.choices = [SelectChoice(key, title) for key, title in initiatives]

    def _horizons(self) -> list[int]:
        """The usual ones, and the one that was chosen finely elsewhere."""
        chosen = self.horizon.object_data
        return sorted({*HORIZONS, chosen} if chosen in range(1, LONGEST + 1) else HORIZONS)

    def validate_pains(self, field: Any) -> None:
        """Everything cannot hurt most."""
        if len(field.data or ()) > 3:
            raise ValidationError(_l("Choose at most three."))

    def validate_target_level(self, field: Any) -> None:
        """A goal needs to be one of the levels offered."""
        if self.goal.data == "level" and field.data not in [choice.value for choice in field.choices]:
            raise ValidationError(_l("Choose the level to reach."))

    def validate_target_by(self, field: Any) -> None:
        """Nothing can be finished before the first quarter is over."""
        if self.goal.data == "level" and field.data and field.data < spans(clock.today(), 1)[0].ends_on:
            raise ValidationError(_l("Choose a later day: nothing can be finished within less than three months."))

    def validate_must_not(self, field: Any) -> None:
        """Nothing can be both wanted and unwanted."""
        if set(field.data or ()) & set(self.must.data or ()):
            raise ValidationError(_l("One item is marked both as a must and as a must not."))

    @property
    def budgets(self) -> tuple[IntegerField, ...]:
        """The budget fields in order."""
        return tuple(self[name] for name in (f"budget_{at}" for at in range(4)) if name in self)

    def means(self, *, start: date, locks: Mapping[str, int], edits: tuple[Edit, ...] = ()) -> Means:
        """The checked means; `locks` as they were, but for what is no longer wanted or done."""
        given = {*(self.must_not.data or ()), *(self.done.data or ())}
        years = years_of(start, max(HORIZONS))
        return Means(
            start=start,
            budget_by_year={year: (field.data or 0) * 100 for year, field in zip(years, self.budgets, strict=False)},
            staff_days={role: self[role].data or 0 for role in ROLES},
            horizon=self.horizon.data,
            parallel=self.parallel.data,
            blackouts=blackouts_of(
                start, spring_festival=self.spring_festival.data, double_eleven=self.double_eleven.data
            ),
            pains=tuple(self.pains.data or ()),
            must=tuple(self.must.data or ()),
            must_not=tuple(self.must_not.data or ()),
            locks={id: at for id, at in locks.items() if id not in given},
            done=tuple(self.done.data or ()),
            edits=edits,
            **self._goal(),
        )

    def _goal(self) -> dict[str, Any]:
        if self.goal.data != "level":
            return {"goal": self.goal.data}
        return {"goal": "level", "target_level": self.target_level.data, "target_by": self.target_by.data}


def starting_values(means: Means) -> dict[str, Any]:
    """Means as first values of the form."""
    years = years_of(means.start, max(HORIZONS))
    last = max(means.budget_by_year.values(), default=0)
    return {
        **{f"budget_{at}": means.budget_by_year.get(year, last) // 100 for at, year in enumerate(years)},
        **{role: means.staff_days.get(role, 0) for role in ROLES},
        "horizon": means.horizon,
        "parallel": means.parallel,
        "spring_festival": any(first.month <= 2 for first, _ in means.blackouts),
        "double_eleven": any(first.month == 10 for first, _ in means.blackouts),
        "goal": means.goal,
        "target_level": means.target_level,
        "target_by": means.target_by,
        "pains": list(means.pains),
        "must": list(means.must),
        "must_not": list(means.must_not),
        "done": list(means.done),
    }
