"""What stands in which row of the workbook: one row a question (and site), and below it one for each of its entries."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from app.assessments.filling import Filling, Kept, dump_value, raw_of
from app.content.answers import UNANSWERED, AnswerState, read_answer
from app.content.schema import Kind, Question
from app.kit.text import Text
from app.workbooks.wording import DOES_NOT_APPLY, DONT_KNOW, PART, TOTAL

LINED = (Kind.MULTIPLE, Kind.SHARE, Kind.TABLE)
"""Kinds answered in several cells."""
STATES = {"dont_know": DONT_KNOW, "not_applicable": DOES_NOT_APPLY}
NOTHING_YET = "-"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a question answered in several cells."""

    id: str
    text: Text


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One answer of the workbook: to a question, for the firm or at a site."""

    question: Question
    site: str
    site_name: str
    row: Kept | None
    """What stands now."""

    @property
    def key(self) -> str:
        """Stands hidden in the row: question, and @site where it is asked by site."""
        return f"{self.question.id}@{self.site}" if self.site else self.question.id

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The rows below, in order."""
        if self.question.kind is Kind.MULTIPLE:
            return tuple(Line(one.id, one.text) for one in self.question.options)
        if self.question.kind is Kind.SHARE:
            return (Line("part", PART), Line("total", TOTAL))
        return tuple(Line(one.id, one.text) for one in self.question.rows)

    def line_key(self, line: Line) -> str:
        """Stands hidden in the row of an entry."""
        return f"{self.key}#{line.id}"

    @property
    def states(self) -> dict[str, Text]:
        """What may be said instead of an answer: state -> its name."""
        return {state: text for state, text in STATES.items() if getattr(self.question.allow, state)}

    @property
    def raw(self) -> Any:
        """What stands now, in sheet form; None while nothing does."""
        if self.row is None or self.row.state == AnswerState.UNANSWERED:
            return None
        return raw_of(self.row) if self.row.state == AnswerState.ANSWERED else {"state": self.row.state}

    @property
    def note(self) -> str:
        """The note that stands now."""
        return self.row.note if self.row else ""

    @property
    def stamp(self) -> str:
        """Changes whenever what stands does; it travels with the file."""
        state, value = (self.row.state, self.row.value) if self.row else (AnswerState.UNANSWERED.value, None)
        return stamp_of(state, value, self.note)

    def stamp_as(self, raw: Any, note: str, filling: Filling) -> str:
        """The stamp this answer would have. Wrong when it does not fit the question."""
        answer = UNANSWERED if raw is None else read_answer(self.question, raw, filling.company)
        return stamp_of(answer.state.value, dump_value(answer.value), note)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One sheet of the workbook: the questionnaire of the trade, or an optional module."""

    filling: Filling
    slots: tuple[Slot, ...]
    assessment_id: UUID
    tenant_id: UUID

    @property
    def mark(self) -> str:
        """What the file is for; stands hidden in the head."""
        instrument = self.filling.instrument
        return f"{MARK}{instrument.id}|{instrument.version}|{self.tenant_id}|{self.assessment_id}"

    @property
    def by_site(self) -> bool:
        """Whether anything here is asked by site."""
        return any(one.site for one in self.slots)


MARK = "jianyun|"


def stamp_of(state: str, value: str | None, note: str) -> str:
    """A short word for one answer as it stands."""
    if state == AnswerState.UNANSWERED and not note:
        return NOTHING_YET
    return hashlib.sha256("\x1f".join((state, value or "", note)).encode()).hexdigest()[:12]


def lay_out(fillings: Sequence[Filling], assessment_id: UUID, tenant_id: UUID) -> tuple[Part, ...]:
    """The sheets of the workbook of one assessment. Every question is there: paper can hide nothing."""
    return tuple(
        Part(filling=one, slots=tuple(_slots(one)), assessment_id=assessment_id, tenant_id=tenant_id)
        for one in fillings
    )


def _slots(filling: Filling) -> Iterator[Slot]:
    for question in filling.instrument.questions:
        sites = {"": ""} if question.per == "firm" else filling.site_names(question)
        for site, name in sites.items():
            yield Slot(question=question, site=site, site_name=name, row=filling.rows.get((question.id, site)))


def fingerprint(parts: Sequence[Part]) -> str:
    """Changes whenever any answer does."""
    rows = (f"{one.key} {one.row.version if one.row else 0}" for part in parts for one in part.slots)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]
