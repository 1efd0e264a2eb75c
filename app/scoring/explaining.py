"""Why a number is what it is: the parts of a scorecard's numbers, which add up to them as shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.content.lenses import Lens
from app.kit.errors import NotFound
from app.kit.text import Text
from app.scoring.values import CapabilityScore, DimensionScore, Scorecard, TraceLine

ZERO = Fraction(0)
DIGITS = 2
Kind = Literal["score", "scenarios", "starred", "threshold"]
NO_PART = Text(zh="这里没有这一项。", en="There is no such part here.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One dimension's share in the whole. points/max as shown; earned: of its own 100 (or its own most)."""

    dimension: DimensionScore
    points: Fraction
    max: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The whole: shown parts and `rest` add up to `total`, the exact score with missing answers as nothing.

    rest: what is set aside for questions that an open answer may still bring up; 0 on a complete sheet.
    """

    shares: tuple[Share, ...]
    rest: Fraction
    total: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One answer's share in a dimension, in the dimension's own points, as shown."""

    line: TraceLine
    points: Fraction
    max: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A dimension: shown parts and `rest` add up to `total`; times its weight, `brings` of the whole."""

    dimension: DimensionScore
    parts: tuple[Part, ...]
    rest: Fraction
    total: Fraction
    brings: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One thing a level asks, and what there is."""

    level: int
    kind: Kind
    need: Fraction
    have: Fraction
    open: bool = False
    """The edge itself does not reach it."""

    @property
    def shown(self) -> Fraction:
        """What there is, as shown."""
        return self.have if self.kind == "threshold" else rounded(self.have)

    @property
    def is_met(self) -> bool:
        """Whether there is as much as is asked."""
        return self.have > self.need if self.open else self.have >= self.need


def rounded(value: Fraction, digits: int = DIGITS) -> Fraction:
    """Half up."""
    scale = 10**digits
    return Fraction((value * scale + Fraction(1, 2)).__floor__(), scale)


def apportion(values: Sequence[Fraction], digits: int = DIGITS) -> tuple[Fraction, ...]:
    """Values rounded so that they add up to their rounded sum: the largest remainders are rounded up."""
    scale = 10**digits
    floors = [(value * scale).__floor__() for value in values]
    left = (rounded(sum(values, ZERO), digits) * scale).__floor__() - sum(floors)
    by_rest = sorted(range(len(values)), key=lambda at: (floors[at] - values[at] * scale, at))
    for at in by_rest[:left]:
        floors[at] += 1
    return tuple(Fraction(floor, scale) for floor in floors)


def explain_whole(card: Scorecard) -> Whole:
    """Which dimension brings how much of the score."""
    scored = [one for one in card.dimensions if one.scored]
    points = [sum((line.points for line in lines_of(card, one)), ZERO) for one in scored]
    most = apportion([sum((line.max for line in lines_of(card, one)), ZERO) for one in scored])
    total = card.overall.at_least
    *shown, rest = apportion([*points, total - sum(points, ZERO)])
    return Whole(
        shares=tuple(
            Share(dimension=one, points=own, max=top) for one, own, top in zip(scored, shown, most, strict=True)
        ),
        rest=rest,
        total=rounded(total),
        most=rounded(card.overall.at_most),
    )


def explain_dimension(card: Scorecard, id: str) -> Column:
    """Which answer brings how much of a dimension. NotFound when the lens has no such dimension."""
    dimension = next((one for one in card.dimensions if one.id == id), None)
    if dimension is None:
        raise NotFound(NO_PART)
    lines = lines_of(card, dimension)
    held = sum((line.max for line in lines), ZERO)
    scale = dimension.mark.max / held if held else ZERO
    total = dimension.mark.at_least if dimension.scored else ZERO
    own = [line.points * scale for line in lines]
    *shown, rest = apportion([*own, total - sum(own, ZERO)])
    most = apportion([line.max * scale for line in lines])
    return Column(
        dimension=dimension,
        parts=tuple(
            Part(line=line, points=points, max=top) for line, points, top in zip(lines, shown, most, strict=True)
        ),
        rest=rest,
        total=rounded(total),
        brings=rounded(sum((line.points for line in lines), ZERO)),
    )


def lines_of(card: Scorecard, dimension: DimensionScore) -> tuple[TraceLine, ...]:
    """The answers a dimension is made of, in the lens's order."""
    own = {one.id for one in dimension.capabilities}
    return tuple(line for line in card.trace if line.capability in own)


def explain_gate(lens: Lens, card: Scorecard, gate: str) -> tuple[Demand, ...]:
    """Everything each level of a gate asks, lowest first, held against what there is."""
    found = next(one for one in lens.gates if one.id == gate)
    demands: list[Demand] = []
    for rule in sorted(found.requirements, key=lambda one: one.level):
        have = card.overall.at_least
        demands.append(Demand(level=rule.level, kind="score", need=rule.score, have=have, open=rule.open))
        at_level = [one.starred for one in _scenarios(card) if one.mark.level >= rule.level]
        counted: tuple[tuple[Kind, int, int], ...] = (
            ("scenarios", rule.scenarios, len(at_level)),
            ("starred", rule.starred, sum(at_level)),
        )
        demands += [
            Demand(level=rule.level, kind=kind, need=Fraction(need), have=Fraction(count))
            for kind, need, count in counted
            if need
        ]
    if found.threshold is not None:
        for level, share in sorted(card.overall.reached.items()):
            demands.append(Demand(level=level, kind="threshold", need=found.threshold, have=share))
    return tuple(demands)


def _scenarios(card: Scorecard) -> Iterable[CapabilityScore]:
    return (one for part in card.dimensions if not part.scored for one in part.capabilities)
