"""Standings: a scorecard against reference sets and priors, with every pin a reader needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from app.content.library import Source
from app.kit.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """What must always stand beside a benchmark figure."""

    set_id: str
    kind: Literal["reference", "estimate", "peers"]
    title: Text
    year: int
    n: int | None
    population: Text
    definition: Text
    source: Source
    verified_on: date
    fallback: Text | None
    """Why this set and not a narrower one, when a narrower one was looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelPlace:
    """Share of firms below, at and above the firm's level in a distribution, and the distribution itself."""

    pins: Pins
    lens: str
    level: int
    below: Fraction
    same: Fraction
    above: Fraction
    classes: tuple[tuple[Text, int | None, Fraction], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePlace:
    """One figure of the firm beside a published one. own is None when the firm did not say."""

    pins: Pins
    id: str
    label: Text
    own: Fraction | None
    other: Fraction
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A distribution that cannot be compared with our levels but gives the picture."""

    pins: Pins
    classes: tuple[tuple[Text, int | None, Fraction], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a firm stands. `profile`: dimension id -> typical score 0..100 of such firms (radar's second line)."""

    profile: Mapping[str, Fraction]
    profile_pins: Pins | None
    levels: tuple[LevelPlace, ...]
    figures: tuple[FigurePlace, ...]
    context: tuple[Context, ...]
