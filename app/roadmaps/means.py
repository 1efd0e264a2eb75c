"""From what a person typed to the planner's Means, and sensible starting values for a firm that typed nothing yet."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from app.content.firm import Company
from app.planning.quarters import spans
from app.planning.values import Means

HALF = timedelta(days=45)
"""Half a quarter."""
LONGEST = 12
"""Quarters a plan can reach."""
HORIZONS = (4, 6, 8, 12)
ROLES = ("owner", "it", "operations", "office")

SPRING_FESTIVALS = {
    2026: (date(2026, 2, 6), date(2026, 3, 1)),
    2027: (date(2027, 1, 25), date(2027, 2, 20)),
    2028: (date(2028, 1, 15), date(2028, 2, 10)),
    2029: (date(2029, 2, 2), date(2029, 2, 27)),
    2030: (date(2030, 1, 22), date(2030, 2, 17)),
}
"""From about ten days before New Year's Eve to the Lantern Festival's week, when factories stand still."""

YEARLY_SHARE = {
    "under-5m": 30_000,
    "5m-20m": 120_000,
    "20m-100m": 500_000,
    "100m-400m": 1_500_000,
    "over-400m": 4_000_000,
}
"""Starting budget a year in CNY: about 1 % of a typical revenue in the band, our estimate; the owner changes it."""


def quarters_of(start: date, horizon: int) -> tuple[tuple[date, date], ...]:
    """First and last day of each quarter from the calendar quarter that holds `start`."""
    year, month = start.year, 3 * ((start.month - 1) // 3) + 1
    spans = []
    for _ in range(horizon):
        first = date(year, month, 1)
        year, month = (year + 1, 1) if month == 10 else (year, month + 3)
        spans.append((first, date(year, month, 1) - timedelta(days=1)))
    return tuple(spans)


def years_of(start: date, horizon: int) -> tuple[int, ...]:
    """The calendar years a horizon touches."""
    return tuple(sorted({last.year for _, last in quarters_of(start, horizon)}))


def blackouts_of(start: date, *, spring_festival: bool, double_eleven: bool) -> tuple[tuple[date, date], ...]:
    """The quiet times a firm ticked, for four years from `start`."""
    spans: list[tuple[date, date]] = []
    for year in range(start.year, start.year + 4):
        if spring_festival and year in SPRING_FESTIVALS:
            spans.append(SPRING_FESTIVALS[year])
        if double_eleven:
            spans.append((date(year, 10, 25), date(year, 11, 15)))
    return tuple(span for span in sorted(spans) if span[1] >= start)


def locks_from(means: Means, start: date) -> dict[str, int]:
    """The locks of earlier means as quarters of a plan that begins on `start`; what should have begun begins at once.

    A plan made some days later means the same quarters, so the middle of the old one decides.
    """
    earlier, later = spans(means.start, max(means.locks.values(), default=0) + 1), spans(start, LONGEST)
    middle = {id: earlier[at].starts_on + HALF for id, at in means.locks.items()}
    return {id: next((one.index for one in later if day <= one.ends_on), LONGEST - 1) for id, day in middle.items()}


def renewed(means: Means, start: date) -> Means:
    """Earlier means as those of a plan that begins on `start`: the same wishes and quiet times, by its own quarters."""
    spring = any(first.month <= 2 for first, _ in means.blackouts)
    eleven = any(first.month == 10 for first, _ in means.blackouts)
    quiet = blackouts_of(start, spring_festival=spring, double_eleven=eleven)
    return replace(means, start=start, locks=locks_from(means, start), blackouts=quiet)


def suggested_means(company: Company, *, start: date) -> Means:
    """A modest beginning in proportion to the firm, for the form's first showing (estimate)."""
    yearly = YEARLY_SHARE[company.revenue_band]
    hands: Mapping[str, int] = {
        "owner": 6,
        "it": 5 if company.headcount < 50 else 20 if company.headcount < 150 else 45,
        "operations": max(6, min(company.headcount // 6, 45)),
        "office": max(6, min(company.headcount // 8, 30)),
    }
    budget = dict.fromkeys(years_of(start, 8), yearly * 100)
    budget[start.year] = yearly * 100 * (13 - start.month) // 12
    return Means(
        start=start,
        budget_by_year=budget,
        staff_days=hands,
        horizon=8,
        parallel=3 if company.headcount < 150 else 4,
        blackouts=blackouts_of(start, spring_festival=True, double_eleven=False),
        locks={},
    )
