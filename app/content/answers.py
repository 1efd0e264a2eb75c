"""Answer sheets: raw answers become valid values, or faults that name the field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from app.kit.text import Text


class AnswerState(StrEnum):
    """Four different things, never confused."""

    UNANSWERED = "unanswered"
    ANSWERED = "answered"
    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class ShareValue:
    """Part of total, e.g. 3 of 20 machines."""

    part: int
    total: int

    @property
    def fraction(self) -> Fraction:
        """part / total; 0 of 0 counts as 0."""
        return Fraction(self.part, self.total) if self.total else Fraction(0)


Value = str | tuple[str, ...] | Fraction | ShareValue | int | Mapping[str, int]
"""single, text: str. multiple: option ids. number: Fraction. share: ShareValue. scale: int. table: row id -> int."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer. `sites` holds one answer a site where the question is asked per site."""

    state: AnswerState
    value: Value | None = None
    sites: Mapping[str, "Answer"] = field(default_factory=dict)
    evidence: int = 0
    """How many pieces of evidence support it."""


UNANSWERED = Answer(state=AnswerState.UNANSWERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSheet:
    """All answers of one filling of one instrument edition, keyed by question id."""

    instrument: str
    version: str
    answers: Mapping[str, Answer]

    def answer(self, question: str) -> Answer:
        """The answer to a question, `UNANSWERED` when there is none."""
        return self.answers.get(question, UNANSWERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong in an input: where (JSON path or file:line) and what, in both languages."""

    path: str
    message: Text
