"""What a report says, as values for machines: scores, standing, roadmap, cash, offers, and every edition they rest on.

Money is whole CNY fen, scores run 0..100 (or 0..max of a points rule), shares 0..1; both are rounded to six decimals.
Ids are those of the content; texts carry both languages.
"""

from datetime import date
from typing import Literal

from app.kit.text import Text
from app.planning.values import MoneyRange
from app.reports.drawings import Piece
from app.reports.handmade import EditData, ShapingData


class Pin(Piece):
    """One edition of a questionnaire or of a scoring rule."""

    id: str
    version: str
    title: Text


class BenchmarkPin(Piece):
    """A set the firm was compared with: what must always stand beside a figure of it."""

    id: str
    kind: Literal["reference", "estimate", "peers"]
    title: Text
    year: int
    n: int | None
    population: Text
    definition: Text
    source: Text
    address: str | None
    confidence: str
    verified_on: date
    fallback: Text | None = None


class PlannerPin(Piece):
    """The planning model, and how good the plan is known to be."""

    model: str
    solver: str
    status: str
    objective: int
    bound: int


class Pins(Piece):
    """Everything the report rests on. `catalogue`: hash of all content (initiatives, policies, cases, rules)."""

    app: str
    catalogue: str
    instrument: Pin
    modules: tuple[Pin, ...] = ()
    lenses: tuple[Pin, ...]
    benchmarks: tuple[BenchmarkPin, ...] = ()
    planner: PlannerPin | None = None


class MarkData(Piece):
    """Score and level. at_least / at_most bracket both while answers are missing; score None: nothing to say yet."""

    score: float | None
    max: float
    at_least: float
    at_most: float
    level: int
    level_at_most: int
    coverage: float
    confidence: float
    evidenced: float
    reached: dict[int, float] = {}
    """Level -> share of its points."""


class CapabilityData(Piece):
    """One capability."""

    id: str
    title: Text
    starred: bool
    mark: MarkData
    questions: tuple[str, ...]


class DimensionData(Piece):
    """One dimension. typical: of firms like it, 0..100; target: with the roadmap done."""

    id: str
    title: Text
    weight: float
    scored: bool
    dial: str | None
    mark: MarkData
    typical: float | None = None
    target: float | None = None
    capabilities: tuple[CapabilityData, ...] = ()


class StillMissing(Piece):
    """One thing a level still asks."""

    kind: Literal["score", "scenarios", "starred", "threshold"]
    have: float
    need: float


class GateData(Piece):
    """Level by one gate and what the next one asks."""

    id: str
    title: Text
    level: int
    level_name: Text
    level_at_most: int
    next_level: int | None
    missing: tuple[StillMissing, ...] = ()


class LensData(Piece):
    """What one scoring rule says; `level` is by its first gate. module: the optional module it reads."""

    lens: str
    version: str
    title: Text
    official: bool
    notice: Text | None
    module: str | None
    level: int
    level_name: Text
    overall: MarkData
    dimensions: tuple[DimensionData, ...]
    gates: tuple[GateData, ...]


class ShareData(Piece):
    """One class of a distribution."""

    label: Text
    level: int | None
    share: float


class PlaceData(Piece):
    """Shares of firms below, at and above the firm's level in a set (`Pins.benchmarks`)."""

    lens: str
    benchmark: str
    level: int
    below: float
    same: float
    above: float
    classes: tuple[ShareData, ...]


class FigureData(Piece):
    """A published figure beside the firm's own; own None: the firm did not say."""

    benchmark: str
    id: str
    label: Text
    own: float | None
    other: float
    unit: str


class StandingData(Piece):
    """Where the firm stands. profile: the set `DimensionData.typical` of our own lens is from."""

    profile: str | None
    levels: tuple[PlaceData, ...]
    figures: tuple[FigureData, ...]
    contexts: tuple[str, ...]
    """Sets that are no comparison but give the picture."""


class GainData(Piece):
    """One answer an initiative improves: shares 0..1 of the question, and points of the score."""

    question: str
    before: float
    after: float
    points: float


class PayoffData(Piece):
    """What an initiative brings; CNY fen a year where it could be counted on the firm's own figures."""

    metric: Text
    low: float
    high: float
    unit: str
    direction: str
    from_baseline: bool
    year_low: int | None
    year_high: int | None
    basis: Text


class ItemData(Piece):
    """One chosen initiative. Quarters count from 0; `needs` and `serves` are initiatives of the plan."""

    id: str
    title: Text
    kind: str
    stage: int
    pilot: bool
    first_quarter: int
    last_quarter: int
    starts_on: date
    ends_on: date
    weeks: int
    once: MoneyRange
    yearly: MoneyRange
    cost: MoneyRange
    """One-off plus running cost within the horizon."""
    cash: tuple[int, ...]
    """Typical, by quarter of the horizon."""
    staff_days: dict[str, int]
    kpi: Text
    exit_criterion: Text
    pilot_scope: Text | None = None
    pilot_exit: Text | None = None
    needs: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    chosen_for: Literal["gap", "enables", "duty", "must", "locked"]
    duty: str | None = None
    deadline: date | None = None
    late: bool = False
    sites: tuple[str, ...] = ()
    points: float | None
    """Of the score; None in the edition for others, where they would tell single answers."""
    policies: tuple[str, ...] = ()
    """Subsidies it may draw on and duties it fulfils."""
    gains: tuple[GainData, ...] = ()
    payoffs: tuple[PayoffData, ...] = ()
    payback_months: tuple[int, int] | None = None
    edits: tuple[EditData, ...] | None = None
    """What was set by hand; None for nothing."""


class RejectedData(Piece):
    """One initiative not chosen, and the first reason that holds."""

    id: str
    title: Text
    reason: str
    detail: Text


class StageData(Piece):
    """One stage and the gate after it."""

    number: int
    title: Text
    starts_on: date
    ends_on: date
    initiatives: tuple[str, ...]
    cost: MoneyRange
    score_after: float
    level_after: int
    miit_level_after: int | None
    gate: tuple[str, ...]


class QuarterData(Piece):
    """Cash and hands of one quarter; `subsidy` could come in by then and is never budget."""

    index: int
    starts_on: date
    ends_on: date
    cash: MoneyRange
    subsidy: int
    staff_used: dict[str, int]
    staff_available: dict[str, int]


class RoadmapData(Piece):
    """The plan, or why there is none (`clashes`)."""

    goal: str
    cost: MoneyRange
    score_before: float
    score_after: float
    level_before: int
    level_after: int
    breaks_at_stage: int | None
    pilot_note: Text | None
    stages: tuple[StageData, ...]
    items: tuple[ItemData, ...]
    rejected: tuple[RejectedData, ...]
    quarters: tuple[QuarterData, ...]
    clashes: tuple[Text, ...]
    shaping: ShapingData | None = None


class OfferData(Piece):
    """A subsidy, duty, target or certificate judged for this firm on the report's day. amount: CNY fen at most."""

    id: str
    kind: Literal["subsidy", "target", "duty", "certificate"]
    title: Text
    status: Literal["applies", "too_late", "not_eligible", "overdue", "due", "check"]
    reason: Text
    amount: int | None
    due_on: date | None
    valid_from: date | None
    valid_to: date | None
    source: Text
    address: str | None
    verified_on: date


class GapData(Piece):
    """An answer that leaves points on the table. id: its question; remedies: initiatives of the plan that mend it."""

    id: str
    dimension: str
    capability: str
    title: Text
    points: float
    max: float
    remedies: tuple[str, ...]


class BothData(Piece):
    """A score by the firm's own answers and by the reviewed ones, 0..100; the id is empty for the whole."""

    id: str
    title: Text
    own: float | None
    reviewed: float | None
    own_level: int
    reviewed_level: int


class ReviewFinding(Piece):
    """One answer the review saw otherwise; points of the whole score."""

    question: str
    title: Text
    own_words: Text
    reviewed_words: Text
    reason: Text
    own_points: float
    reviewed_points: float


class PassportData(Piece):
    """Who reviewed the answers, when, and what it made of the score. `findings`: largest difference first."""

    reviewer: str
    provider: str
    signed_on: date
    adjustments: int
    scores: tuple[BothData, ...]
    findings: tuple[ReviewFinding, ...] = ()


class Outcome(Piece):
    """All of it. review: whose word the answers are."""

    pins: Pins
    review: Literal["self_declared", "in_review", "signed_off"]
    reviewer: str | None = None
    lenses: tuple[LensData, ...]
    """Our own first."""
    standing: StandingData | None
    gaps: tuple[GapData, ...]
    roadmap: RoadmapData | None
    offers: tuple[OfferData, ...]
    passport: PassportData | None = None
    """The review all of it rests on; None for the firm's own word."""
