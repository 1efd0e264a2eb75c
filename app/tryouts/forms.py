"""The sliders: money a year, hands, horizon, parallelism. Each is a number field; a script puts a slider beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from app.planning.values import Means
from app.roadmaps.means import LONGEST, ROLES, years_of

MONEY = (
    InputRequired(message=_l("Enter an amount; 0 is allowed.")),
    NumberRange(min=0, max=1_000_000_000, message=_l("Enter a whole amount from 0 to 1,000,000,000.")),
)
DAYS = (
    InputRequired(message=_l("Enter a number of days; 0 is allowed.")),
    NumberRange(min=0, max=5000, message=_l("Enter whole days from 0 to 5,000.")),
)
SHORTEST, MOST_PARALLEL = 2, 8
STEPS = (1_000, 5_000, 10_000, 50_000, 100_000)
"""Yuan a budget slider moves by."""


@dataclass(frozen=True, slots=True)
class Track:
    """What a slider runs over."""

    low: int
    high: int
    step: int


class TryMeansForm(FlaskForm):
    """Means to try. Budget fields are the calendar years the longest horizon touches: three or four."""

    budget_0 = IntegerField(validators=MONEY)
    budget_1 = IntegerField(validators=MONEY)
    budget_2 = IntegerField(validators=MONEY)
    budget_3 = IntegerField(validators=MONEY)
    owner = IntegerField(_l("The owner"), validators=DAYS)
    it = IntegerField(_l("IT or whoever looks after the computers"), validators=DAYS)
    operations = IntegerField(_l("Front line: those who make, teach or serve"), validators=DAYS)
    office = IntegerField(_l("Office: orders, purchasing, finance"), validators=DAYS)
    horizon = IntegerField(
        _l("Quarters ahead"),
        validators=[
            InputRequired(message=_l("Enter a number of quarters.")),
            NumberRange(min=SHORTEST, max=LONGEST, message=_l("Enter 2 to 12 quarters.")),
        ],
    )
    parallel = IntegerField(
        _l("Most things going on at once"),
        validators=[
            InputRequired(message=_l("Enter a number.")),
            NumberRange(min=1, max=MOST_PARALLEL, message=_l("Enter 1 to 8.")),
        ],
    )

    def offer_years(self, start: date) -> None:
        """Name the budget fields after their years; from January to March there are three, and the fourth goes."""
        years = years_of(start, LONGEST)
        for year, field in zip(years, self.budgets, strict=False):
            field.label.text = str(year)
        if len(years) < len(self.budgets):
            del self.budget_3

    @property
    def budgets(self) -> tuple[IntegerField, ...]:
        """The budget fields in order."""
        return tuple(self[name] for name in (f"budget_{at}" for at in range(4)) if name in self)

    def tracks(self) -> Mapping[str, Track]:
        """field name -> what its slider runs over: up to twice what is there, in round steps."""
        money = _money_track(max(field.data or 0 for field in self.budgets))
        most = max(self[role].data or 0 for role in ROLES)
        days = Track(0, max(40, -(-2 * most // 10) * 10), 1)
        return {
            **{field.name: money for field in self.budgets},
            **dict.fromkeys(ROLES, days),
            "horizon": Track(SHORTEST, LONGEST, 1),
            "parallel": Track(1, MOST_PARALLEL, 1),
        }

    def means(self, base: Means) -> Means:
        """The checked means; wishes, goal, pains and quiet times are those of `base`, whose start is the new plan's."""
        years = years_of(base.start, LONGEST)
        return replace(
            base,
            budget_by_year={year: (field.data or 0) * 100 for year, field in zip(years, self.budgets, strict=False)},
            staff_days={role: self[role].data or 0 for role in ROLES},
            horizon=self.horizon.data or base.horizon,
            parallel=self.parallel.data or base.parallel,
        )


def _money_track(most: int) -> Track:
    wanted = min(max(2 * most, 100_000), 1_000_000_000)
    step = next((one for one in STEPS if wanted <= 200 * one), 500_000)
    return Track(0, -(-wanted // step) * step, step)


def starting_values(means: Means) -> dict[str, int]:
    """Means as first values of the form."""
    years = years_of(means.start, LONGEST)
    last = max(means.budget_by_year.values(), default=0)
    return {
        **{f"budget_{at}": means.budget_by_year.get(year, last) // 100 for at, year in enumerate(years)},
        **{role: means.staff_days.get(role, 0) for role in ROLES},
        "horizon": means.horizon,
        "parallel": means.parallel,
    }
