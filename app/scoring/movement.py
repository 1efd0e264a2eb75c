"""What moved between two readings of one lens: after an answer changed, after a year, or under another edition."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.kit.text import Text
from app.scoring.values import Mark, Scorecard

Levels = tuple[int, int]
"""(before, after)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One dimension, or the whole. Points are out of the lens's total; None where nothing could be said."""

    id: str
    title: Text | None
    before: Fraction | None
    after: Fraction | None
    levels: Levels

    @property
    def points(self) -> Fraction:
        """Points gained; 0 where one side says nothing."""
        return Fraction(0) if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Everything that moved. gates: gate id -> levels. Dimensions both readings have, in the lens's order."""

    lens: str
    overall: Shift
    dimensions: tuple[Shift, ...]
    gates: Mapping[str, Levels]

    @property
    def is_none(self) -> bool:
        """Whether score and level stayed as they were."""
        return not self.overall.points and self.overall.levels[0] == self.overall.levels[1]


def movement(before: Scorecard, after: Scorecard) -> Movement:
    """Both by lenses of one id; ValueError when they are not."""
    if before.lens != after.lens:
        raise ValueError(f"{before.lens} and {after.lens} cannot be compared")
    later = {one.id: one for one in after.dimensions}
    levels = {gate.id: gate.level for gate in after.gates}
    return Movement(
        lens=after.lens,
        overall=_shift("overall", None, before.overall, after.overall, (before.level, after.level)),
        dimensions=tuple(
            _shift(
                one.id, later[one.id].title, one.mark, later[one.id].mark, (one.mark.level, later[one.id].mark.level)
            )
            for one in before.dimensions
            if one.id in later
        ),
        gates={gate.id: (gate.level, levels[gate.id]) for gate in before.gates if gate.id in levels},
    )


def _shift(id: str, title: Text | None, before: Mark, after: Mark, levels: Levels | None = None) -> Shift:
    reached = levels or (before.level, after.level)
    return Shift(id=id, title=title, before=before.score, after=after.score, levels=reached)


@dataclass(slots=True)
class Impact:
    """Many movements counted, one by one: nothing is kept but counts, however many there are.

    points: whole points moved (half up) -> firms. levels: (before, after) -> firms.
    """

    firms: int = 0
    moved: int = 0
    points: Counter[int] = field(default_factory=Counter)
    levels: Counter[Levels] = field(default_factory=Counter)

    def count(self, one: Movement) -> None:
        """Count one firm."""
        self.firms += 1
        self.moved += not one.is_none
        self.points[(one.overall.points + Fraction(1, 2)).__floor__()] += 1
        self.levels[one.overall.levels] += 1

    def join(self, other: "Impact") -> None:
        """Add what another process counted."""
        self.firms += other.firms
        self.moved += other.moved
        self.points.update(other.points)
        self.levels.update(other.levels)

    @property
    def level_changes(self) -> dict[Levels, int]:
        """Firms whose level changed."""
        return {levels: count for levels, count in sorted(self.levels.items()) if levels[0] != levels[1]}
