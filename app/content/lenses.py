"""Lenses: versioned scoring rules over an instrument's answers, as data."""

from fractions import Fraction
from typing import Literal

from pydantic import Field

from app.content.library import Source
from app.content.schema import Exact, Key, Record
from app.kit.text import Text

OFFICIAL = "miit-"
"""Ids of lenses that estimate the ministry's indicators begin so, whichever year they are of."""


SitesRule = Literal["mean", "headcount", "weakest"]


class Bracket(Record):
    """For shares and numbers: strictly above `above` earns `points` (the highest bracket reached counts)."""

    above: Exact
    points: Exact


class Read(Record):
    """How one question feeds a capability.

    Its value is a fraction 0..1 of `max` points: options by their own points (or `points` here) over the maximum,
    level options by level / 4, shares and numbers by `brackets` (or the share itself where there are none).
    """

    question: Key
    weight: Exact = Fraction(1)
    points: dict[str, Exact] | None = None
    brackets: tuple[Bracket, ...] | None = None
    sites: SitesRule = "mean"
    """How answers per site combine. mean: every site counts the same. headcount: by people there (the same for all
    while any site's number is not stated). weakest: the lowest site counts for all. The weakest is shown either way."""


class Capability(Record):
    """What a lens scores. `max` fixes its points (points lenses); without it the weight alone counts."""

    id: Key
    title: Text
    weight: Exact = Fraction(1)
    max: Exact | None = None
    reads: tuple[Read, ...]
    starred: bool = False
    group: Text | None = None


class Dimension(Record):
    """A group of capabilities. `scored: false` (scenario lists) keeps it out of the total: only its levels count."""

    id: Key
    title: Text
    about: Text
    weight: Exact = Fraction(1)
    scored: bool = True
    dial: Literal["cloud", "iot"] | None = None
    absent: tuple[Key, ...] = ()
    """Instruments that ask nothing of it; in all others it must keep at least one capability."""
    capabilities: tuple[Capability, ...]


class Level(Record):
    """One rung: its number, name and what it means for this trade."""

    level: int = Field(ge=0, le=5)
    title: Text
    meaning: Text


class Requirement(Record):
    """What a level asks in a gate by counting: total score, and capabilities at that level or higher."""

    level: int
    score: Exact
    open: bool = False
    """The edge itself still belongs to the level below."""
    scenarios: int = 0
    starred: int = 0


class Gate(Record):
    """How levels are reached. `threshold`: that share of the points at the level and at every lower one.
    `requirements`: the highest level whose every demand, and every lower level's, is met."""

    id: Key
    title: Text
    threshold: Exact | None = None
    bands: bool = False
    """The same edges place every dimension and capability as well."""
    requirements: tuple[Requirement, ...] = ()
    source: Source | None = None


class Pain(Record):
    """An owner's stated pain; it raises the weight of these dimensions by at most a quarter of themselves."""

    id: Key
    title: Text
    raises: tuple[Key, ...]
    industries: tuple[Key, ...] = ()
    """Trades that know it; empty means all."""


class Choice(Record):
    """One way to read a disputed point, and what it would change: option points by question, capability weights."""

    id: Key
    title: Text
    points: dict[str, dict[str, Exact]] = {}
    weights: dict[str, Exact] = {}

    @property
    def changes(self) -> bool:
        """Whether it scores differently; a choice about incomplete forms does not."""
        return bool(self.points or self.weights)


class Parameter(Record):
    """A point on which published readings of a rule disagree. The first choice is the one this edition uses."""

    id: Key
    title: Text
    choices: tuple[Choice, ...]


class Lens(Record):
    """One edition of one scoring rule. The first gate is the one we report; others are printed beside it.

    It may read several instruments. What one of them does not ask falls away there and weights re-normalise over the
    rest; a points lens must find all its questions in each (`content.trades.fit_lens`).
    """

    id: Key
    version: str
    title: Text
    about: Text
    notice: Text | None = None
    instruments: tuple[Key, ...]
    total: Exact = Fraction(100)
    combine: Literal["weighted", "points"]
    """weighted: dimensions and capabilities by weight, scaled to `total`. points: capability maxima add up."""
    not_applicable: Literal["leaves", "zero"]
    dimensions: tuple[Dimension, ...]
    levels: tuple[Level, ...]
    gates: tuple[Gate, ...]
    pains: tuple[Pain, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    """Disputed points, by name: what the lens chose and what others choose."""
    industry_weights: dict[str, dict[str, Exact]] = {}
    """industry -> dimension id -> weight, where a trade's weights differ."""
    industry_texts: dict[str, dict[str, Text]] = {}
    """industry -> place -> text in that trade's words; a place is `about`, `levels.0.meaning`, `pains.rework.title`."""

    @property
    def official(self) -> bool:
        """Whether its levels are those of the ministry's indicators, whichever year; subsidies go by them."""
        return self.id.startswith(OFFICIAL)
