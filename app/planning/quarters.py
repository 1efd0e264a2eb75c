"""Quarters of a plan: three calendar months each, the first beginning on the day the plan starts."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from app.kit.text import Text

WEEKS = 13
Blackouts = tuple[tuple[date, date], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """One quarter. `year`: the calendar year it begins in, whose budget pays for it."""

    index: int
    starts_on: date
    ends_on: date

    @property
    def year(self) -> int:
        """Calendar year whose budget pays."""
        return self.starts_on.year

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.ends_on - self.starts_on).days + 1


def months_after(start: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def spans(start: date, count: int) -> tuple[Span, ...]:
    """`count` quarters from `start`."""
    edges = [months_after(start, 3 * index) for index in range(count + 1)]
    return tuple(Span(index, edges[index], edges[index + 1] - timedelta(days=1)) for index in range(count))


def budget_years(start: date, horizon: int) -> tuple[int, ...]:
    """The calendar years a plan asks a budget for."""
    return tuple(sorted({span.year for span in spans(start, horizon)}))


def open_share(span: Span, blackouts: Blackouts) -> Fraction:
    """Share 0..1 of a quarter's days outside every blackout."""
    closed: set[date] = set()
    for first, last in blackouts:
        day, end = max(first, span.starts_on), min(last, span.ends_on)
        closed.update(day + timedelta(days=offset) for offset in range((end - day).days + 1))
    return Fraction(span.days - len(closed), span.days)


def open_weeks(span: Span, blackouts: Blackouts) -> int:
    """Whole working weeks of a quarter outside every blackout; 13 when there is none."""
    return floor(WEEKS * open_share(span, blackouts))


def weeks_in(weeks: int, first: int, last: int, open_: Sequence[int]) -> tuple[int, ...]:
    """Weeks that work from `first` to `last` takes of each quarter: it fills them in order, and no quarter beyond its
    own open weeks; the one in which it only goes live counts one."""
    out = [0] * len(open_)
    for quarter in range(first, last + 1):
        part = min(weeks, WEEKS)
        weeks -= part
        out[quarter] = min(max(part, 1), open_[quarter])
    return tuple(out)


def after_blackouts(day: date, blackouts: Blackouts) -> date:
    """The day itself, or the first one behind the blackouts it falls in."""
    for begins, ends in sorted(blackouts):
        if begins <= day <= ends:
            day = ends + timedelta(days=1)
    return day


def run(weeks: int, first: int, calendar: tuple[Span, ...], blackouts: Blackouts) -> tuple[int, date] | None:
    """(last quarter, go-live day) of work that begins with quarter `first`; None when the calendar ends before.

    Thirteen weeks fill a quarter whatever its days. Nothing goes live in a blackout: the day moves behind it.
    """
    nominal = first + -(-weeks // WEEKS) - 1
    if nominal >= len(calendar):
        return None
    day = min(calendar[first].starts_on + timedelta(days=7 * weeks - 1), calendar[nominal].ends_on)
    day = after_blackouts(day, blackouts)
    last = next((span.index for span in calendar[nominal:] if day <= span.ends_on), None)
    return None if last is None else (last, day)


def said_day(on: date) -> Text:
    """A day in words."""
    return Text(zh=f"{on.year} 年 {on.month} 月 {on.day} 日", en=f"{on.day} {on:%B} {on.year}")
