"""Peers: firms pooled into counts, frozen once a quarter, and what may be shown of them.

Every firm counts once and alike. A group of firms (trade x size, trade, all) is shown only with ten firms or more, with
no adviser behind more than half of them and no two behind more than 85 % (the (n, k) rule of statistical offices). What
is shown is a frozen snapshot: no reader can watch one firm come or go.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from app.scoring.values import Scorecard

FLOOR = 10
LARGEST, TWO_LARGEST = Fraction(1, 2), Fraction(85, 100)
BINS = 1001
"""Scores 0.0 to 100.0 in tenths: as they are shown, so that what looks equal counts as equal."""
SIZES = ((20, "micro"), (300, "small"), (1000, "medium"))
OVERALL = "overall"
Group = tuple[str | None, str | None]
"""(trade, size); None: every one."""
EVERYONE: Group = (None, None)


def size_of(headcount: int) -> str:
    """Size class by headcount: micro under 20, small under 300, medium under 1000, else large (GB, industry)."""
    return next((name for limit, name in SIZES if headcount < limit), "large")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One firm: scores in tenths by dimension id and `overall`; level; who advises it (None: nobody)."""

    firm: str
    adviser: str | None
    industry: str
    size: str
    level: int
    scores: Mapping[str, int]


def tenths(score: Fraction) -> int:
    """A score 0..100 in tenths, half up, as it is shown."""
    return int(score * 10 + Fraction(1, 2))


def scores_of(card: Scorecard) -> dict[str, int]:
    """A card's comparable scores: without the owner's pains, only what can be said."""
    marks = {one.id: one.mark for one in card.dimensions if one.scored} | {OVERALL: card.base_overall}
    return {id: tenths(mark.score) for id, mark in marks.items() if mark.score is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """One measure in one group. upto[s]: firms at s tenths or less. total, squares: sums of tenths."""

    n: int
    upto: tuple[int, ...]
    total: int
    squares: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """One group as it may be shown."""

    n: int
    levels: Mapping[int, int]
    spreads: Mapping[str, Spread]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What readers see until the next quarter. groups: "trade/size", "trade/", "/"; only those that may be shown."""

    lens: str
    lens_version: str
    as_of: date
    groups: Mapping[str, Peers]


def group_name(group: Group) -> str:
    """A group's name in a snapshot."""
    return "/".join(part or "" for part in group)


@dataclass(slots=True)
class _Counts:
    """One group being counted."""

    n: int = 0
    levels: Counter[int] = field(default_factory=Counter)
    advisers: Counter[str] = field(default_factory=Counter)
    scores: dict[str, list[int]] = field(default_factory=dict)

    def count(self, member: Member, by: int) -> None:
        self.n += by
        self.levels[member.level] += by
        if member.adviser is not None:
            self.advisers[member.adviser] += by
        for id, score in member.scores.items():
            self.scores.setdefault(id, [0] * BINS)[score] += by

    def may_be_shown(self) -> bool:
        top = [count for _, count in self.advisers.most_common(2)]
        return self.n >= FLOOR and max(top, default=0) <= LARGEST * self.n and sum(top) <= TWO_LARGEST * self.n

    def shown(self) -> Peers:
        spreads = {id: _spread(bins) for id, bins in sorted(self.scores.items())}
        return Peers(n=self.n, levels=dict(sorted((+self.levels).items())), spreads=spreads)


def _together(parts: Iterable[_Counts]) -> _Counts:
    """Firms and advisers of several groups."""
    whole = _Counts()
    for part in parts:
        whole.n += part.n
        whole.advisers.update(part.advisers)
    return whole


def _spread(bins: list[int]) -> Spread:
    upto, seen = [], 0
    for count in bins:
        seen += count
        upto.append(seen)
    return Spread(
        n=seen,
        upto=tuple(upto),
        total=sum(score * count for score, count in enumerate(bins)),
        squares=sum(score * score * count for score, count in enumerate(bins)),
    )


class Pool:
    """Firms counted as they come and go; adding or removing one costs the same however many there are.

    measures: what every firm must have a score for, so that no measure of a group speaks of fewer firms than the group.
    """

    def __init__(self, lens: str, lens_version: str, measures: frozenset[str]) -> None:
        self.lens, self.lens_version, self.measures = lens, lens_version, measures
        self._groups: dict[Group, _Counts] = {}

    def add(self, member: Member) -> bool:
        """Count a firm in; False when it lacks a score, and is not counted."""
        if member.scores.keys() != self.measures:
            return False
        self._count(member, 1)
        return True

    def remove(self, member: Member) -> None:
        """Count a firm out again, by the same scores it was counted in with."""
        if member.scores.keys() == self.measures:
            self._count(member, -1)

    def _count(self, member: Member, by: int) -> None:
        for group in ((member.industry, member.size), (member.industry, None), EVERYONE):
            self._groups.setdefault(group, _Counts()).count(member, by)

    def freeze(self, as_of: date) -> Snapshot:
        """What may be shown from this day on."""
        shown = {group_name(group): self._groups[group].shown() for group in sorted(self._public(), key=group_name)}
        return Snapshot(lens=self.lens, lens_version=self.lens_version, as_of=as_of, groups=shown)

    def _public(self) -> list[Group]:
        """Groups that may be shown together: a wider one less its shown parts must be one that may be shown as well."""
        everyone = self._groups.get(EVERYONE)
        if everyone is None or not everyone.may_be_shown():
            return []
        trades = self._safe([group for group in self._groups if group[0] is not None and group[1] is None])
        sizes = [self._safe([group for group in self._groups if group[0] == trade and group[1]]) for trade, _ in trades]
        return [EVERYONE, *trades, *(group for groups in sizes for group in groups)]

    def _safe(self, groups: list[Group]) -> list[Group]:
        shown = [group for group in groups if self._groups[group].may_be_shown()]
        shown.sort(key=lambda group: (self._groups[group].n, group_name(group)))
        while shown:
            rest = _together(self._groups[group] for group in groups if group not in shown)
            if rest.n == 0 or rest.may_be_shown():
                break
            shown.pop(0)
        return shown
