"""What changed from one plan to another: work that came, went or moved, and what that does to money, days and score."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.planning.values import MoneyRange, Plan, PlannedItem, Rejected

SAME_QUARTER = 45
"""Days two plans' quarters may lie apart and still be called the same: plans made on different days never meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Work that is no longer planned, and the later plan's reason where it gives one."""

    initiative: str
    why: Rejected | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Work that begins in another quarter: first days of the quarters before and after."""

    initiative: str
    before: date
    after: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CashShift:
    """One quarter's typical cash, CNY fen; None where a plan does not reach."""

    starts_on: date
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """Pairs are (before, after). cost: over each plan's own horizon. days: role -> staff-days in all."""

    came: tuple[str, ...]
    went: tuple[Departure, ...]
    moved: tuple[Shift, ...]
    cost: tuple[MoneyRange, MoneyRange]
    score: tuple[Fraction, Fraction]
    level: tuple[int, int]
    cash: tuple[CashShift, ...]
    days: Mapping[str, tuple[int, int]]

    @property
    def is_none(self) -> bool:
        """Whether the plan is the same work in the same quarters."""
        return not (self.came or self.went or self.moved)

    @property
    def cost_more(self) -> int:
        """CNY fen, typical, more (+) or less (-)."""
        return self.cost[1].typical - self.cost[0].typical

    @property
    def score_more(self) -> Fraction:
        """Points at the end, more (+) or fewer (-)."""
        return self.score[1] - self.score[0]


def difference(before: Plan, after: Plan) -> PlanChange:
    """From `before` to `after`; quarters are compared by the calendar, so the two may begin on different days."""
    old = {item.initiative: begins_on(before, item) for item in before.items}
    new = {item.initiative: begins_on(after, item) for item in after.items}
    why = {one.initiative: one for one in after.rejected}
    return PlanChange(
        came=tuple(id for id in new if id not in old),
        went=tuple(Departure(initiative=id, why=why.get(id)) for id in old if id not in new),
        moved=tuple(
            Shift(initiative=id, before=old[id], after=day)
            for id, day in new.items()
            if id in old and not _same(old[id], day)
        ),
        cost=(before.cost, after.cost),
        score=(before.score_after, after.score_after),
        level=(before.level_after, after.level_after),
        cash=_cash(before, after),
        days=_days(before, after),
    )


def begins_on(plan: Plan, item: PlannedItem) -> date:
    """First day of the quarter an item begins in."""
    return plan.quarters[item.first_quarter].starts_on


def _same(one: date, other: date) -> bool:
    return abs((one - other).days) <= SAME_QUARTER


def _cash(before: Plan, after: Plan) -> tuple[CashShift, ...]:
    old = {quarter.starts_on: quarter.cash.typical for quarter in before.quarters}
    rows = []
    for quarter in after.quarters:
        meant = next((day for day in old if _same(day, quarter.starts_on)), None)
        was = old.pop(meant) if meant else None
        rows.append(CashShift(starts_on=quarter.starts_on, before=was, after=quarter.cash.typical))
    rows += [CashShift(starts_on=day, before=cash, after=None) for day, cash in old.items()]
    return tuple(sorted(rows, key=lambda row: row.starts_on))


def staff_days(plan: Plan) -> dict[str, int]:
    """role -> staff-days of the whole plan."""
    out: dict[str, int] = {}
    for item in plan.items:
        for role, days in item.staff_days.items():
            out[role] = out.get(role, 0) + days
    return out


def _days(before: Plan, after: Plan) -> dict[str, tuple[int, int]]:
    old, new = staff_days(before), staff_days(after)
    return {role: (old.get(role, 0), new.get(role, 0)) for role in dict.fromkeys((*old, *new))}
