"""Two pictures of a book held against each other. Pure: values in, values out."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

NAMED = 8
"""Firms a list names at most; the sheet holds all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """One client as a closing keeps it; without a name once it no longer agrees."""

    mark: UUID
    name: str
    stage: str
    trade: str
    level: int | None
    score: int | None
    manager: str
    due_on: date | None
    next_action: str
    next_on: date | None
    is_overdue: bool
    is_stalled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """How one client stands in both; one of the two may be missing."""

    before: Frozen | None
    after: Frozen | None

    @property
    def points(self) -> int:
        """Thousandths of readiness won or lost; 0 where one of the two has no result."""
        if self.before is None or self.after is None or self.before.score is None or self.after.score is None:
            return 0
        return self.after.score - self.before.score

    @property
    def kind(self) -> str:
        """`new`, `ended`, `up`, `down` or `same`."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "ended"
        return "up" if self.points > 0 else "down" if self.points < 0 else "same"

    @property
    def one(self) -> Frozen:
        """The later of the two there are."""
        one = self.after or self.before
        if one is None:
            raise ValueError("a move of nobody")
        return one


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of a group of clients."""

    name: str
    firms: int
    up: int
    down: int
    new: int
    ended: int
    overdue: int
    stalled: int
    level: float | None
    """Mean level of those that have one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A book as at one day against another; `against` is None for a first closing."""

    as_of: date
    against: date | None
    whole: Tally
    before: int
    """Firms there were."""
    trades: tuple[Tally, ...]
    managers: tuple[Tally, ...]
    moves: tuple[Move, ...]
    counts: Mapping[str, int]
    """Stage -> how many, those without consent among them."""

    def named(self, kind: str) -> tuple[Move, ...]:
        """The strongest moves of a kind that may be named."""
        fitting = (move for move in self.moves if move.kind == kind and move.one.name)
        return tuple(sorted(fitting, key=lambda move: (-abs(move.points), move.one.name))[:NAMED])

    @property
    def overdue(self) -> tuple[Frozen, ...]:
        """Who waits longest, named."""
        late = (move.after for move in self.moves if move.after and move.after.is_overdue and move.after.name)
        return tuple(sorted(late, key=_waits_since)[:NAMED])


def compare_books(
    earlier: Iterable[Frozen] | None,
    later: Iterable[Frozen],
    *,
    days: tuple[date, date | None],
    counts: Mapping[str, int],
) -> Comparison:
    """`later` against `earlier`; days: (as of, against). Without an earlier one nobody is new and nothing moved."""
    now = {one.mark: one for one in later}
    then = now if earlier is None else {one.mark: one for one in earlier}
    marks = dict.fromkeys((*now, *then))
    moves = tuple(Move(before=then.get(mark), after=now.get(mark)) for mark in marks)
    return Comparison(
        as_of=days[0],
        against=days[1],
        whole=_tally("", moves),
        before=len(then),
        trades=_grouped(moves, lambda one: one.trade),
        managers=_grouped(moves, lambda one: one.manager),
        moves=moves,
        counts=counts,
    )


def _grouped(moves: Sequence[Move], name: Callable[[Frozen], str]) -> tuple[Tally, ...]:
    groups: dict[str, list[Move]] = {}
    for move in moves:
        groups.setdefault(name(move.one), []).append(move)
    tallies = (_tally(key, group) for key, group in groups.items())
    return tuple(sorted(tallies, key=lambda tally: (not tally.name, -tally.firms, tally.name)))


def _tally(name: str, moves: Sequence[Move]) -> Tally:
    kinds = Counter(move.kind for move in moves)
    there = [move.after for move in moves if move.after is not None]
    levels = [one.level for one in there if one.level is not None]
    return Tally(
        name=name,
        firms=len(there),
        up=kinds["up"],
        down=kinds["down"],
        new=kinds["new"],
        ended=kinds["ended"],
        overdue=sum(one.is_overdue for one in there),
        stalled=sum(one.is_stalled for one in there),
        level=sum(levels) / len(levels) if levels else None,
    )


def _waits_since(one: Frozen) -> tuple[date, str]:
    days = [day for day in (one.next_on, one.due_on) if day is not None]
    return min(days, default=date.max), one.name
