"""What a person wants of single initiatives: in, out, or in a certain quarter. Between form fields and means. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.planning.quarters import spans
from app.planning.values import Means

FIELD = "wish-"
FREE, MUST, NOT = "", "must", "not"
_QUARTER = re.compile(r"q(1[01]|[0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Initiatives that are finished, under way, or given up."""

    done: tuple[str, ...] = ()
    under_way: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """As in the planner's means."""

    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    locks: Mapping[str, int] = field(default_factory=dict)


def wish_of(means: Means, id: str) -> str:
    """The wish for one initiative as a form value."""
    if id in means.locks:
        return f"q{means.locks[id]}"
    if id in means.must_not:
        return NOT
    return MUST if id in means.must else FREE


def read_wishes(fields: Mapping[str, str], known: Collection[str]) -> Wishes:
    """Wishes of a form: `wish-ID`, and `do` = WISH:ID of the button that was pressed. What does not fit is no wish."""
    wanted = {name.removeprefix(FIELD): value for name, value in fields.items() if name.startswith(FIELD)}
    wish, colon, id = fields.get("do", "").partition(":")
    if colon:
        wanted[id] = "" if wish == "free" else wish
    wanted = {id: wish for id, wish in wanted.items() if id in known}
    quarters = {id: _QUARTER.fullmatch(wish) for id, wish in wanted.items()}
    return Wishes(
        must=tuple(sorted(id for id, wish in wanted.items() if wish == MUST)),
        must_not=tuple(sorted(id for id, wish in wanted.items() if wish == NOT)),
        locks={id: int(found[1]) for id, found in sorted(quarters.items()) if found},
    )


def respect_work(means: Means, work: Work) -> Means:
    """Means to begin with: what is finished counts as done, what is under way stays from the first quarter on, what was
    given up stays out; a wish somebody has stated already goes first."""
    finished = {*means.done, *work.done}
    by_hand = {one.initiative for one in means.edits if one.kind != "cost"}
    decided = {*means.must, *means.must_not, *means.locks, *finished, *by_hand}
    locks = {**means.locks, **{id: 0 for id in work.under_way if id not in decided}}
    out = [id for id in work.dropped if id not in decided]
    return replace(
        means,
        done=tuple(sorted(finished)),
        must=tuple(id for id in means.must if id not in finished),
        must_not=tuple(id for id in (*means.must_not, *out) if id not in finished),
        locks={id: at for id, at in locks.items() if id not in finished},
    )


def with_wishes(means: Means, wishes: Wishes, work: Work) -> Means:
    """Means with the wishes of a form; what is finished stays finished."""
    finished = tuple(sorted({*means.done, *work.done}))
    return replace(
        means,
        done=finished,
        must=tuple(id for id in wishes.must if id not in finished),
        must_not=tuple(id for id in wishes.must_not if id not in finished),
        locks={id: at for id, at in wishes.locks.items() if id not in finished},
    )


def left_out(work: Work, planned: Collection[str]) -> tuple[str, ...]:
    """Work that is under way and that a plan would no longer hold."""
    return tuple(id for id in work.under_way if id not in planned)


def quarter_starts(start: date, count: int) -> tuple[date, ...]:
    """First days of the quarters of a plan, for choosing one."""
    return tuple(span.starts_on for span in spans(start, count))
