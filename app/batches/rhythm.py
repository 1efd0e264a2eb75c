"""When a standing order is due: weekly or monthly, in the morning where our firms work."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from app.batches.models import Rhythm
from app.kit.clock import HOUSE_ZONE

MORNING = time(7)
DAYS = {Rhythm.WEEKLY: 7, Rhythm.MONTHLY: 31}
"""Days a rhythm knows, counted from 1."""


def read_rhythm(raw: str) -> tuple[Rhythm, int] | None:
    """`monthly-31` or `weekly-1`; None for anything else."""
    name, _, day = raw.partition("-")
    for rhythm, most in DAYS.items():
        if name == rhythm and day in {str(number) for number in range(1, most + 1)}:
            return rhythm, int(day)
    return None


def next_due(rhythm: str, day: int, *, after: datetime) -> datetime:
    """The first due moment later than `after`. Day 31 of a shorter month is its last."""
    today = after.astimezone(HOUSE_ZONE).date()
    ahead = (today + timedelta(days=number) for number in range(63))
    return next(moment for one in ahead if _is_day(rhythm, day, one) and (moment := _morning(one)) > after)


def _is_day(rhythm: str, day: int, one: date) -> bool:
    if rhythm == Rhythm.WEEKLY:
        return one.isoweekday() == day
    return one.day == min(day, monthrange(one.year, one.month)[1])


def _morning(one: date) -> datetime:
    return datetime.combine(one, MORNING, HOUSE_ZONE).astimezone(UTC)
