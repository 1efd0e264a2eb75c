"""Means and plans: what a firm can spend, and the best staged plan it buys. Money is whole CNY fen (minor units)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from app.kit.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRange:
    """CNY fen; low <= typical <= high."""

    low: int
    typical: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLift:
    """One answer work of somebody's own improves: from level `after` to an option of the question."""

    question: str
    option: str
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWork:
    """Work no library holds. staff_days: role -> days, as they are. requires: initiatives that must be done before."""

    title: Text
    what: Text
    weeks: int
    staff_days: Mapping[str, int]
    requires: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    """Of the readiness lens: what it is meant to improve; `lifts` are the answers behind them."""
    lifts: tuple[OwnLift, ...] = ()
    kpi: Text
    exit_criterion: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One thing a person decided about one initiative, whatever the planner would do.

    place: it begins in a quarter that holds `earliest` or a later one, and `latest` or an earlier one (None: open;
    the same quarter twice: fixed). own: it is work of their own, at `once` and `yearly`. cost: another price than the
    library's; None leaves that part as it is. side: the organisation that decided, in its own words why.
    """

    id: str
    kind: Literal["place", "own", "cost"]
    initiative: str
    side: str
    reason: str
    on: date
    earliest: date | None = None
    latest: date | None = None
    once: MoneyRange | None = None
    yearly: MoneyRange | None = None
    own: OwnWork | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the firm can put in.

    budget_by_year: calendar year -> CNY fen. staff_days: role -> days a quarter. horizon: quarters from `start`'s own
    quarter (1..12). parallel: most initiatives at once, so that the weeks of a quarter's work fill at most so many
    times its own. blackouts: date ranges in which nothing goes live (they shorten a quarter's weeks and staff-days in
    proportion). pains: ids of the readiness lens. locks: initiative id -> quarter index (0 = the quarter of `start`)
    it must start in. done: initiatives already finished. goal: what the plan is best at; `level` reaches the official
    level `target_level` by the end of the last quarter that ends by `target_by` (None: within the horizon), at least
    cost; `payback` brings most money back within the horizon.
    """

    start: date
    budget_by_year: Mapping[int, int]
    staff_days: Mapping[str, int]
    horizon: int = 8
    parallel: int = 3
    blackouts: tuple[tuple[date, date], ...] = ()
    pains: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    locks: Mapping[str, int]
    done: tuple[str, ...] = ()
    goal: Literal["improvement", "level", "payback"] = "improvement"
    target_level: int | None = None
    target_by: date | None = None
    edits: tuple[Edit, ...] = ()
    """What people decided by hand: at most one of a kind for an initiative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """One answer an initiative improves: from fraction to fraction of the question, worth `points` of the score."""

    question: str
    before: Fraction
    after: Fraction
    points: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoffEstimate:
    """What an item brings. from_baseline: on the firm's own figures (CNY fen a year), else typical, an estimate."""

    metric: Text
    low: Fraction
    high: Fraction
    unit: str
    direction: str
    from_baseline: bool
    yuan_low: int | None
    yuan_high: int | None
    """CNY fen a year."""
    basis: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What was set by hand about an item. once, yearly: the library's price, where another was set."""

    kind: Literal["place", "own", "cost"]
    side: str
    reason: str
    on: date
    once: MoneyRange | None = None
    yearly: MoneyRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedItem:
    """One chosen initiative. Quarters count from the plan's first; stage 1: first 90 days, 2: to month 12, 3: rest.

    `gains` are the answers it improves and was chosen for; `also` those another item already improves.
    """

    initiative: str
    stage: int
    first_quarter: int
    last_quarter: int
    starts_on: date
    ends_on: date
    cost: MoneyRange
    """One-off plus running cost within the horizon."""
    once: MoneyRange
    yearly: MoneyRange
    cash: tuple[int, ...]
    """Typical CNY fen per quarter of the horizon."""
    staff_days: Mapping[str, int]
    points: Fraction
    gains: tuple[Gain, ...]
    also: tuple[Gain, ...]
    after: tuple[str, ...]
    """Prerequisites that are in the plan."""
    serves: tuple[str, ...]
    """Chosen initiatives that need this one."""
    why: Literal["gap", "enables", "duty", "must", "locked"]
    duty: str | None
    deadline: date | None
    late: bool
    """True when a duty's deadline cannot be met, or is already past."""
    is_pilot: bool
    payoffs: tuple[PayoffEstimate, ...]
    payback_months: tuple[int, int] | None
    """Best and worst case, from baseline figures only."""
    sites: tuple[str, ...] = ()
    """Where the sites answer apart: those that need it, the pilot's first, then by need."""
    marks: tuple[Mark, ...] = ()
    """What people set by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """One initiative not chosen and the first reason that holds."""

    initiative: str
    reason: Literal[
        "no_gap",
        "not_eligible",
        "excluded",
        "done",
        "prerequisite",
        "over_budget",
        "no_hands",
        "no_time",
        "lower_value",
    ]
    detail: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One member of an irreducible set of constraints that cannot hold together."""

    constraint: str
    message: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """One quarter of the plan: calendar span, cash (CNY fen, by cost case), subsidy, budget left, staff use."""

    index: int
    starts_on: date
    ends_on: date
    cash: MoneyRange
    subsidy: int
    """CNY fen that could come in by then; never counted as budget."""
    staff_used: Mapping[str, int]
    staff_available: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage and the gate after it."""

    number: int
    starts_on: date
    ends_on: date
    initiatives: tuple[str, ...]
    cost: MoneyRange
    score_after: Fraction
    level_after: int
    miit_level_after: int | None
    gate: tuple[str, ...]
    """Initiatives whose exit criteria form the gate to the next stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A policy judged for this firm: applicable, too late, or not eligible (and why)."""

    policy: str
    status: Literal["applies", "too_late", "not_eligible", "overdue", "due", "check"]
    due_on: date | None
    amount: int | None
    """CNY fen at most; for information, never budget."""
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How good the plan is known to be. objective and bound in the first goal's own unit: milli-points x quarters for
    `improvement`, 100 yuan for `level` (cost, negative) and `payback` (money back within the horizon)."""

    status: Literal["optimal", "feasible", "infeasible"]
    objective: int
    bound: int
    solver: str
    model: str
    """Version of the planning model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """A plan in four figures. objective: as in `Proof`. cost: CNY fen, typical. months: from the first day to the last
    go-live. payback: of all its work together, best and worst, None where savings do not cover it."""

    objective: int
    cost: int
    months: int
    payback: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spared:
    """The best plan if one edit had not been made."""

    edit: str
    worth: Worth


@dataclass(frozen=True, slots=True, kw_only=True)
class Shaping:
    """What edits cost. free: the best plan without any; edited: the plan with all; without: leaving out one each.

    dearest: the edit that costs most by the goal; None when none costs anything or there were too many to try.
    """

    free: Worth
    edited: Worth
    without: tuple[Spared, ...]
    dearest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The best staged plan under the means, or why there is none (`clashes`)."""

    proof: Proof
    items: tuple[PlannedItem, ...]
    rejected: tuple[Rejected, ...]
    stages: tuple[Stage, ...]
    quarters: tuple[Quarter, ...]
    cost: MoneyRange
    score_before: Fraction
    score_after: Fraction
    level_before: int
    level_after: int
    breaks_at_stage: int | None
    """First stage that high cost would push over a year's budget."""
    pilot_note: Text | None
    """Says so when no stage-1 pilot was eligible."""
    offers: tuple[Offer, ...]
    clashes: tuple[Clash, ...]
    shaping: Shaping | None = None
    """What the edits cost, where there are any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadAdvice:
    """One workload's disposition and the rule that fired."""

    workload: str
    disposition: str
    rule: str
    why: Text
    changes_if: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentRung:
    """One equipment group on the connectivity ladder 0..5; the price (CNY fen) of the next for the machines left."""

    group: str
    rung: int
    machines_left: int
    next_cost: MoneyRange | None
