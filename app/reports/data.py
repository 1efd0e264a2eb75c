"""What a report was made from, as values: the firm, its answers, systems, machines and means. No edition for others
carries them; a filing can be made of them again (`app.reports.sheets`)."""

from datetime import date
from typing import Literal

from pydantic import JsonValue

from app.content.answers import AnswerState
from app.content.firm import EquipmentGroup, Site, Workload
from app.content.schema import Kind
from app.kit.text import Text
from app.planning.values import Means, MoneyRange
from app.reports.drawings import Piece


class BaselineData(Piece):
    """One business figure of the firm."""

    id: str
    title: Text
    unit: Text
    value: float
    month: str
    measured: bool


class FirmData(Piece):
    """The profile of the firm; keys of trade, city and revenue band as in an answer sheet."""

    name: str
    industry: str
    industry_title: Text
    city: str
    town: str | None
    headcount: int
    revenue_band: Literal["under-5m", "5m-20m", "20m-100m", "100m-400m", "over-400m"]
    exports: bool
    sites: tuple[Site, ...]
    baseline: tuple[BaselineData, ...]


class WorkloadData(Piece):
    """One system and what is advised for it."""

    system: Workload
    disposition: str | None = None
    rule: str | None = None
    advice: Text | None = None
    changes_if: Text | None = None


class EquipmentData(Piece):
    """One group of machines, its rung on the connectivity ladder 0..5, and the price of the next (CNY fen)."""

    group: EquipmentGroup
    rung: int | None = None
    machines_left: int | None = None
    next_cost: MoneyRange | None = None


class SiteAnswer(Piece):
    """What one site answered."""

    site: str
    name: str
    state: AnswerState
    value: JsonValue
    words: Text


class AnswerData(Piece):
    """One question and its answer. value: as in an answer sheet (docs/schemas/sheet.json), null when unanswered.

    instrument: the questionnaire it is of. asked: whether it was put to this firm. points of max in our own lens, or
    in the module's; max 0 where the answer does not count.
    """

    instrument: str
    section: str
    section_title: Text
    question: str
    text: Text
    kind: Kind
    unit: Text | None
    asked: bool
    state: AnswerState
    value: JsonValue
    words: Text
    sites: tuple[SiteAnswer, ...] = ()
    evidence: int = 0
    points: float
    max: float


class ReportData(Piece):
    """All of it; the editions of questionnaires are among the outcome's pins."""

    as_of: date
    firm: FirmData
    workloads: tuple[WorkloadData, ...]
    equipment: tuple[EquipmentData, ...]
    answers: tuple[AnswerData, ...]
    """In the order of the questionnaire, modules last; a question that was not put stands here only when answered."""
    means: Means | None
