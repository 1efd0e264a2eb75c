"""Days inside the quarters: work that shares a quarter follows one after the other, so that at most k run at once."""

from collections.abc import Mapping
from datetime import date, timedelta

from app.planning.candidates import Candidate, Start, World
from app.planning.quarters import WEEKS, after_blackouts

Days = tuple[date, date]
"""(first day, go-live day)."""


def lay_out(world: World, chosen: Mapping[str, Start]) -> dict[str, Days]:
    """First and go-live day of each start. Work that fills its quarters keeps them; short work queues behind other.

    Duties with a deadline go first, then the small pilot, then long work. Where the weeks fit a quarter but no such
    queue does, the last piece overlaps another by some days rather than leave its quarter.
    """
    free = [world.span[0].starts_on] * world.problem.means.parallel
    days: dict[str, Days] = {}
    for id in sorted(chosen, key=lambda id: (chosen[id].first, *_urgency(world, world.candidates[id], chosen[id]))):
        days[id] = _placed(world, world.candidates[id], chosen[id], free)
    return days


def _urgency(world: World, candidate: Candidate, start: Start) -> tuple[bool, date, bool, int, str]:
    due = candidate.duty.due_on if candidate.duty else None
    weeks = candidate.initiative.weeks
    return start.last == start.first, due or date.max, not world.is_small_cut(candidate.id, start), -weeks, candidate.id


def _placed(world: World, candidate: Candidate, start: Start, free: list[date]) -> Days:
    opens, closes = world.span[start.first].starts_on, world.span[start.last].ends_on
    lane = min(range(len(free)), key=lambda lane: (max(free[lane], opens), lane))
    first = max(free[lane], opens)
    length = timedelta(days=7 * candidate.initiative.weeks - 1)
    live = after_blackouts(first + length, world.problem.means.blackouts)
    if first == opens or candidate.initiative.weeks >= WEEKS or live > closes:
        first, live = _latest(opens, closes, length, world, start) if first > opens else (opens, start.live_on)
    free[lane] = max(free[lane], live + timedelta(days=1))
    return first, live


def _latest(opens: date, closes: date, length: timedelta, world: World, start: Start) -> Days:
    """As late as its quarter allows; from the quarter's first day when that would go live in a blackout."""
    first = max(opens, closes - length)
    live = first + length
    if live > closes or after_blackouts(live, world.problem.means.blackouts) != live:
        return opens, start.live_on
    return first, live
