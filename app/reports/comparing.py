"""Two assessments of one firm set side by side under one edition of each lens. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol

from app.content.answers import AnswerSheet
from app.content.catalogue import MAIN, Catalogue
from app.content.firm import Company
from app.content.lenses import Lens
from app.content.schema import Instrument, Question
from app.kit.errors import Invalid, NotFound
from app.kit.text import Text
from app.scoring import score
from app.scoring.changes import Changes, answer_changes, capability_shifts
from app.scoring.figures import FigureShift, figures_moved
from app.scoring.movement import Movement, Shift, movement
from app.scoring.values import Mark, Scorecard

NOTHING_SHARED = Text(
    zh="这两次评估用的不是同一套问卷，没有可以对照的分数。",
    en="These two assessments answer different questionnaires; they share no score to compare.",
)


class Told(Protocol):
    """What was answered, of which questionnaire, by which firm of that day."""

    @property
    def instrument(self) -> Instrument:
        """The questionnaire of the trade."""

    @property
    def company(self) -> Company:
        """The firm of that day."""

    @property
    def sheet(self) -> AnswerSheet:
        """The answers."""

    def of(self, module: Instrument) -> "Told":
        """The same for an optional module."""

    def site_names(self, question: Question) -> Mapping[str, str]:
        """Names of the sites a question is asked at, by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One submitted assessment: its answers and firm of that day, and what each lens said then.

    on: the day of `at` where our firms work.
    has_figures: whether the firm of that day was kept; else today's stands in, and its figures are not compared.
    """

    at: datetime
    on: date
    filling: Told
    cards: Mapping[str, Scorecard]
    has_figures: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What moved under one lens.

    editions: (before, after) as they were read. rule: points the newer edition alone would have given the older
    answers; 0 for the same edition; None when it cannot read them, so that movement and rule cannot be told apart.
    """

    lens: Lens
    move: Movement
    marks: tuple[Mark, Mark]
    before: Scorecard
    after: Scorecard
    editions: tuple[str, str]
    rule: Fraction | None
    capabilities: Mapping[str, tuple[Shift, ...]]

    @property
    def is_whole(self) -> bool:
        """Whether both sides were answered to the end, so that the movement is the firm's own."""
        return all(mark.coverage == 1 for mark in self.marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything that moved; `readings` the main lens first. None of figures where they were not kept."""

    before: Side
    after: Side
    readings: tuple[Reading, ...]
    changes: Changes
    figures: tuple[FigureShift, ...] | None

    @property
    def main(self) -> Reading:
        """The lens a result leads with."""
        return self.readings[0]


def compare_sides(before: Side, after: Side, catalogue: Catalogue) -> Comparison:
    """What moved from one to the other. NotFound when they share no lens (another questionnaire)."""
    shared = [id for id in after.cards if id in before.cards]
    if not shared:
        raise NotFound(NOTHING_SHARED)
    shared.sort(key=lambda id: (id != MAIN, id))
    readings = tuple(_read(id, before, after, catalogue) for id in shared)
    main = readings[0]
    figures = None
    if before.has_figures and after.has_figures:
        old, new = before.filling.company.baseline, after.filling.company.baseline
        figures = figures_moved(after.filling.instrument, old, new)
    return Comparison(
        before=before,
        after=after,
        readings=readings,
        changes=answer_changes(main.before, main.after),
        figures=figures,
    )


def _read(id: str, before: Side, after: Side, catalogue: Catalogue) -> Reading:
    kept, now = before.cards[id], after.cards[id]
    lens = catalogue.lens_for(catalogue.instrument(now.instrument, now.instrument_version), id, now.lens_version)
    then = kept if kept.lens_version == now.lens_version else _reread(kept, before, catalogue, now.lens_version)
    rule = None if then is None else _score(then) - _score(kept)
    old = then or kept
    return Reading(
        lens=lens,
        move=movement(old, now),
        marks=(old.overall, now.overall),
        before=old,
        after=now,
        editions=(kept.lens_version, now.lens_version),
        rule=rule,
        capabilities=capability_shifts(old, now),
    )


def _reread(kept: Scorecard, side: Side, catalogue: Catalogue, edition: str) -> Scorecard | None:
    """The older answers by the newer edition; None when it does not read their questionnaire."""
    instrument = catalogue.instrument(kept.instrument, kept.instrument_version)
    filling = side.filling.of(instrument)
    try:
        lens = catalogue.lens_for(instrument, kept.lens, edition)
        return score(lens, instrument, filling.sheet, filling.company)
    except (NotFound, Invalid):
        return None


def _score(card: Scorecard) -> Fraction:
    return card.overall.score or Fraction(0)
