"""A programme's firms counted together, so that nobody can be told apart: what may be shown of them, and when again.

A count k of n is shown only when k and n - k both reach the floor. Counts that share one total (levels, movement, bands
of a score) are drawn together until every class reaches it, so no remainder is left to subtract. A new edition must
differ from each one kept in as many firms as the floor asks, or in none.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.benchmarking.pooling import FLOOR

LEVELS = ("0", "1", "2", "3", "4")
MOVES = ("up", "same", "down", "first")
BANDS = ((400, "low"), (700, "middle"))
"""Scores in tenths below which a band ends; the last is "high"."""
BAND_NAMES = ("low", "middle", "high")
Move = Literal["up", "same", "down", "first"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one firm's plan sets aside for an initiative, minor units of CNY, low and high."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One firm that agreed to be counted. scores: tenths by dimension id. gaps: capabilities it has yet to begin."""

    firm: str
    level: int
    move: Move
    is_signed_off: bool
    scores: Mapping[str, int]
    gaps: frozenset[str]
    plans: Mapping[str, Price]


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """Neighbouring values counted as one, and how many firms are in it: the floor or more, unless it is the whole."""

    ids: tuple[str, ...]
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One dimension: mean in tenths of a point and the bands."""

    id: str
    mean: int
    bands: tuple[Class, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A capability k of the n firms have yet to begin."""

    id: str
    k: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot:
    """An initiative in the plans of k of the n firms, and what they set aside for it together (minor units of CNY)."""

    id: str
    k: int
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """What may be shown of a programme's firms. signed_off: None where it is hidden."""

    n: int
    levels: tuple[Class, ...]
    moves: tuple[Class, ...]
    measures: tuple[Measure, ...]
    gaps: tuple[Gap, ...]
    pilots: tuple[Pilot, ...]
    signed_off: int | None

    def at_least(self, level: int) -> int | None:
        """Firms at this level or above; None where the classes shown do not tell it."""
        starts = {one.ids[0] for one in self.levels}
        if str(level) not in starts or len(self.levels) < 2:
            return None
        return sum(one.n for one in self.levels if int(one.ids[0]) >= level)


def is_shown(k: int, n: int, *, floor: int = FLOOR) -> bool:
    """Whether a count may be shown: neither those counted nor the others are few."""
    return k >= floor and n - k >= floor


def draw_together(counts: Mapping[str, int], names: Sequence[str], *, floor: int = FLOOR) -> tuple[Class, ...]:
    """Neighbours in the order of `names` become one class until each class reaches the floor."""
    classes: list[Class] = []
    ids: list[str] = []
    n = 0
    for name in names:
        ids.append(name)
        n += counts.get(name, 0)
        if n >= floor:
            classes.append(Class(ids=tuple(ids), n=n))
            ids, n = [], 0
    if ids and classes:
        last = classes.pop()
        ids, n = [*last.ids, *ids], last.n + n
    return (*classes, Class(ids=tuple(ids), n=n)) if ids else tuple(classes)


def count_cohort(firms: Iterable[Participant], *, floor: int = FLOOR) -> Cohort | None:
    """What may be shown of these firms; None below the floor."""
    found = sorted(firms, key=lambda one: one.firm)
    n = len(found)
    if n < floor:
        return None
    signed = sum(one.is_signed_off for one in found)
    dimensions = sorted(set[str].intersection(*(set(one.scores) for one in found)))
    return Cohort(
        n=n,
        levels=draw_together(Counter(str(one.level) for one in found), LEVELS, floor=floor),
        moves=draw_together(Counter(one.move for one in found), MOVES, floor=floor),
        measures=tuple(_measure(id, [one.scores[id] for one in found], floor) for id in dimensions),
        gaps=_gaps(found, floor),
        pilots=_pilots(found, floor),
        signed_off=signed if is_shown(signed, n, floor=floor) else None,
    )


def _measure(id: str, scores: Sequence[int], floor: int) -> Measure:
    mean = int(Fraction(sum(scores), len(scores)) + Fraction(1, 2))
    return Measure(id=id, mean=mean, bands=draw_together(Counter(map(_band, scores)), BAND_NAMES, floor=floor))


def _band(score: int) -> str:
    return next((name for limit, name in BANDS if score < limit), BAND_NAMES[-1])


def _gaps(found: Sequence[Participant], floor: int) -> tuple[Gap, ...]:
    counts = Counter(id for one in found for id in one.gaps)
    shown = [Gap(id=id, k=k) for id, k in counts.items() if is_shown(k, len(found), floor=floor)]
    return tuple(sorted(shown, key=lambda gap: (-gap.k, gap.id)))


def _pilots(found: Sequence[Participant], floor: int) -> tuple[Pilot, ...]:
    prices: dict[str, list[Price]] = {}
    for one in found:
        for id, price in one.plans.items():
            prices.setdefault(id, []).append(price)
    shown = [
        Pilot(id=id, k=len(those), low=sum(one.low for one in those), high=sum(one.high for one in those))
        for id, those in prices.items()
        if is_shown(len(those), len(found), floor=floor)
    ]
    return tuple(sorted(shown, key=lambda pilot: (-pilot.k, pilot.id)))


def count_moved(before: Mapping[str, str], after: Mapping[str, str]) -> int:
    """Firms counted in one of two editions only, or otherwise; marks: firm -> a digest of what was counted of it."""
    return sum(before.get(firm) != after.get(firm) for firm in before.keys() | after.keys())


def may_follow(marks: Mapping[str, str], kept: Iterable[Mapping[str, str]], *, floor: int = FLOOR) -> bool:
    """Whether an edition with these firms tells nothing of a few of them when laid beside any that was kept."""
    return all(moved == 0 or moved >= floor for moved in (count_moved(one, marks) for one in kept))
