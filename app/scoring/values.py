"""Scorecards: what a lens says of an answer sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.content.answers import AnswerState
from app.kit.text import Text

Why = Literal["answered", "dont_know", "not_applicable", "unanswered", "not_asked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceLine:
    """One answer's share in one capability, exact.

    value: fraction 0..1 earned (0 while missing). points/max: in points of the lens total; max - points is still open.
    max is 0 where the answer does not count. weakest: the site that answered lowest, where sites answer apart.
    """

    question: str
    capability: str
    why: Why
    value: Fraction
    points: Fraction
    max: Fraction
    weakest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Score and level of a capability, dimension or the whole. Scores run 0..max (100 for the whole and dimensions).

    at_least / at_most bracket the score (and levels) while answers are missing: missing as nothing / as the best.
    coverage: answered share of the questions asked (don't know counts as answered). confidence: share of answered
    weight that is known (not don't-know). evidenced: share of answered questions with evidence.
    reached: level -> share of the points at that level (threshold gates), for explaining the gate.
    score is None when nothing can be said yet (no question answered, or all not applicable).
    """

    score: Fraction | None
    max: Fraction
    at_least: Fraction
    at_most: Fraction
    level: int
    level_at_most: int
    coverage: Fraction
    confidence: Fraction
    evidenced: Fraction
    reached: Mapping[int, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityScore:
    """One capability."""

    id: str
    title: Text
    mark: Mark
    starred: bool
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionScore:
    """One dimension; weight is its effective share of the total (0..1) after pains."""

    id: str
    title: Text
    mark: Mark
    weight: Fraction
    scored: bool
    dial: str | None
    capabilities: tuple[CapabilityScore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing a level still asks: points (score), scenarios at the level, or starred ones; or a share of points."""

    kind: Literal["score", "scenarios", "starred", "threshold"]
    have: Fraction
    need: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """Level by one gate, and exactly what the next level still asks (empty at the top)."""

    id: str
    title: Text
    level: int
    level_at_most: int
    next_level: int | None
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Everything one lens says. `weights`: question -> points of the total it is worth at full value; `base_weights`
    the same without pains. `base_overall`: the whole without pains (benchmarks compare it). `trace` may be empty."""

    lens: str
    lens_version: str
    instrument: str
    instrument_version: str
    overall: Mark
    dimensions: tuple[DimensionScore, ...]
    gates: tuple[GateResult, ...]
    weights: Mapping[str, Fraction]
    base_weights: Mapping[str, Fraction]
    base_overall: Mark
    values: Mapping[str, Fraction]
    """question -> fraction 0..1 earned (questions that count only)."""
    states: Mapping[str, AnswerState]
    unknown: tuple[str, ...]
    """Questions answered with don't know: the "find out" list."""
    trace: tuple[TraceLine, ...]

    @property
    def level(self) -> int:
        """Level by the reported (first) gate."""
        return self.gates[0].level

    def dimension(self, id: str) -> DimensionScore:
        """One dimension by id; KeyError if the lens has none."""
        for dimension in self.dimensions:
            if dimension.id == id:
                return dimension
        raise KeyError(id)
