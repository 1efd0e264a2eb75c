"""From kept scorecards and answers to what a page says of one number: parts, answers in words, the rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from app.assessments.filling import Filling, Kept, read_row
from app.assessments.models import AnswerRevision
from app.content.answers import AnswerState
from app.content.catalogue import Catalogue
from app.content.lenses import Bracket, Lens, Read
from app.content.schema import Instrument, Kind, Question
from app.kit.errors import NotFound
from app.kit.text import Text
from app.reports import wording
from app.results.models import KeptScorecard
from app.scoring.explaining import NO_PART, Column, Part, explain_dimension
from app.scoring.values import CapabilityScore, DimensionScore, Scorecard, TraceLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One kept reading with the edition it was read by."""

    lens: Lens
    instrument: Instrument
    card: Scorecard
    scored_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One answer: its words, how it was read, the points it brings of those it could."""

    question: Question
    answer: Text
    state: str
    rule: str
    """options, levels, ticks, steps, share, rows, number or text."""
    steps: tuple[Bracket, ...]
    sites: str | None
    """How sites were joined, where they answered apart."""
    weakest: str | None
    value: Fraction
    points: Fraction
    max: Fraction
    is_later: bool
    """Changed after this reading was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One capability with its answers."""

    capability: CapabilityScore
    rows: tuple[Told, ...]


def open_reading(kept: Mapping[str, KeptScorecard], lens: str, catalogue: Catalogue) -> Opened:
    """One lens of those an assessment was read by. NotFound for others."""
    row = kept.get(lens)
    if row is None:
        raise NotFound(NO_PART)
    instrument = catalogue.instrument(row.card.instrument, row.card.instrument_version)
    edition = catalogue.lens_for(instrument, lens, row.lens_edition)
    return Opened(lens=edition, instrument=instrument, card=row.card, scored_at=row.scored_at)


def tell_dimension(opened: Opened, filling: Filling, dimension: str) -> tuple[Column, tuple[Group, ...]]:
    """A dimension with every answer it is made of, by capability. NotFound when the lens has no such dimension."""
    column = explain_dimension(opened.card, dimension)
    reads = {
        (capability.id, read.question): read
        for part in opened.lens.dimensions
        for capability in part.capabilities
        for read in capability.reads
    }
    return column, tuple(
        Group(
            capability=one,
            rows=tuple(
                _tell(part, reads[one.id, part.line.question], filling, opened.scored_at)
                for part in column.parts
                if part.line.capability == one.id
            ),
        )
        for one in column.dimension.capabilities
    )


def _tell(part: Part, read: Read, filling: Filling, scored_at: datetime) -> Told:
    question = next(one for one in filling.instrument.questions if one.id == read.question)
    answer, names = filling.sheet.answer(question.id), filling.site_names(question)
    rows = [row for key, row in filling.rows.items() if key[0] == question.id]
    return Told(
        question=question,
        answer=_named(wording.answer_text(question, answer), names),
        state=part.line.why,
        rule=rule_of(question, read),
        steps=tuple(sorted(read.brackets or (), key=lambda one: one.above)),
        sites=read.sites if answer.sites and answer.state is not AnswerState.UNANSWERED else None,
        weakest=names.get(part.line.weakest) if part.line.weakest else None,
        value=part.line.value,
        points=part.points,
        max=part.max,
        is_later=any(row.answered_at > scored_at for row in rows),
    )


def _named(text: Text, names: Mapping[str, str]) -> Text:
    for id, name in names.items():
        text = Text(zh=text.zh.replace(f"{id}：", f"{name}："), en=text.en.replace(f"{id}: ", f"{name}: "))
    return text


RULES = {Kind.MULTIPLE: "ticks", Kind.TABLE: "rows", Kind.TEXT: "text"}


def rule_of(question: Question, read: Read) -> str:
    """Which rule turns an answer to this question into a share of its points."""
    if question.kind is Kind.SINGLE:
        by_level = read.points is None and any(option.level is not None for option in question.options)
        return "levels" if by_level else "options"
    if question.kind in RULES:
        return RULES[question.kind]
    if read.brackets:
        return "steps"
    return "share" if question.kind is Kind.SHARE else "number"


Feed = tuple[Lens, DimensionScore, CapabilityScore, TraceLine]


def find_question(filling: Filling, catalogue: Catalogue, id: str) -> tuple[Filling, Question]:
    """A question of the questionnaire or of a module, with the filling it is of. NotFound for others."""
    for part in (filling, *(filling.of(catalogue.instrument(one)) for one in catalogue.module_ids)):
        for question in part.instrument.questions:
            if question.id == id:
                return part, question
    raise NotFound(NO_PART)


def answer_now(filling: Filling, question: Question) -> Text:
    """The answer that stands, in words."""
    return _named(wording.answer_text(question, filling.sheet.answer(question.id)), filling.site_names(question))


def revision_text(row: AnswerRevision, filling: Filling, question: Question) -> Text:
    """An answer that stood once, in words."""
    fields = (row.question_key, row.site_key, row.state, row.value, "", row.version, row.answered_at, row.id)
    return wording.answer_text(question, read_row(question, Kept(*fields), filling.company))


def list_feeds(kept: Mapping[str, KeptScorecard], catalogue: Catalogue, question: str) -> list[Feed]:
    """Every number an answer is part of, with its share."""
    found: list[Feed] = []
    for lens in kept:
        opened = open_reading(kept, lens, catalogue)
        for line in opened.card.trace:
            if line.question == question and line.why != "not_asked":
                found.append((opened.lens, *_place(opened.card, line), line))
    return found


def _place(card: Scorecard, line: TraceLine) -> tuple[DimensionScore, CapabilityScore]:
    pairs = ((part, one) for part in card.dimensions for one in part.capabilities)
    return next((part, one) for part, one in pairs if one.id == line.capability)
