"""What a person is reminded of, each thing once a mark: work to start, gates due, deadlines near. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.deliveries.happenings import Happening

SOON = 14
"""Days ahead in which work starts or a gate is due."""
FAR, NEAR = 30, 7
"""Days before a deadline at which it is spoken of."""
WEEK = 7
KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to say, and the words under which it is remembered as said."""

    names: tuple[str, ...]
    happening: Happening


def due_marks(days: tuple[Happening, ...], told: Mapping[str, str], today: date) -> tuple[Mark, ...]:
    """What is to be said today and was not said yet, nearest first."""
    found = []
    for one in days:
        names = tuple(name for name in _names(one, today) if name not in told)
        if names:
            found.append(Mark(names, one))
    return tuple(found)


def _names(one: Happening, today: date) -> Iterator[str]:
    left = (one.on - today).days
    if not one.is_open:
        return
    if one.kind in ("start", "gate"):
        if left <= SOON and (left >= 0 or one.kind == "gate"):
            yield f"{one.name}@{one.on.isoformat()}"
    elif one.kind in ("duty", "subsidy") and left >= 0:
        if left <= FAR:
            yield f"{one.name}@{FAR}"
        # The next mail may be a week away: what would pass the mark before it is said now.
        if left < NEAR + WEEK:
            yield f"{one.name}@{NEAR}"


def is_time(sent_on: date | None, today: date) -> bool:
    """Whether the week since the last mail is over. A clock set back keeps quiet."""
    return sent_on is None or (today - sent_on).days >= WEEK


def remembered(told: Mapping[str, str], marks: tuple[Mark, ...], today: date) -> dict[str, str]:
    """What was said, with these; what lies long behind is forgotten."""
    fresh = {name: mark.happening.on.isoformat() for mark in marks for name in mark.names}
    kept = {name: on for name, on in told.items() if date.fromisoformat(on) >= today - KEPT}
    return {**kept, **fresh}
