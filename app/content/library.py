"""What can be done and what is known: initiatives, benchmarks, policies, cases, dispositions, all as data."""

from datetime import date
from fractions import Fraction
from math import sqrt
from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.content.conditions import Condition
from app.content.firm import SortKey
from app.content.schema import Exact, Key, Record, SiteKind
from app.kit.text import Text

Confidence = Literal["A", "B", "C", "D", "E", "M"]
Role = Literal["owner", "it", "operations", "office"]


class Source(Record):
    """Where a figure comes from. Confidence A official .. E our estimate, M unverified."""

    title: Text
    publisher: Text | None = None
    address: str | None = None
    reprint: bool = False
    """The address is of somebody else's copy: where we read it, not where readers are sent."""
    year: int | None = None
    accessed_on: date | None = None
    confidence: Confidence

    @property
    def link(self) -> str | None:
        """Where readers may be sent to read it themselves."""
        return self.address if not self.reprint and (self.address or "").startswith(("https://", "http://")) else None


class Money(Record):
    """A range in whole CNY (yuan), low <= typical <= high; the planner turns it into minor units."""

    low: int = Field(default=0, ge=0)
    typical: int = Field(default=0, ge=0)
    high: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _ascending(self) -> "Money":
        if not self.low <= self.typical <= self.high:
            sentences = {"zh": "金额应为 低 ≤ 典型 ≤ 高。", "en": "Money must ascend: low <= typical <= high."}
            raise PydanticCustomError("bilingual", "{en}", sentences)
        return self


FREE = Money()
MICRO = 20
"""Below this headcount a firm counts as micro."""


class Scaling(Record):
    """Cost grows with size: typical cost x (size / reference)^exponent, within floor..ceiling."""

    by: Literal["headcount", "machines", "sites"]
    reference: Exact
    exponent: Exact = Fraction(1, 2)
    floor: Exact = Fraction(1, 2)
    ceiling: Exact = Fraction(3)


class Cost(Record):
    """First-year money: one-off plus running cost a year from the finish."""

    once: Money = FREE
    yearly: Money = FREE
    scaling: tuple[Scaling, ...] = ()


class Lift(Record):
    """What an initiative changes in the answers once finished; exactly one target.

    level: a single question's level ladder reaches it (steps above `after`, so no leapfrog). option: that single
    option. options: these are added to a multiple. share: part/total reaches it.
    """

    question: Key
    level: int | None = Field(default=None, ge=1, le=4)
    after: int = 0
    option: Key | None = None
    options: tuple[Key, ...] = ()
    share: Exact | None = None


class Requires(Record):
    """Another initiative (done or planned before), or an answer that must already be at a level.

    An initiative that is not for the firm at all (its trade, or its `when`) is no obstacle to those that require it.
    """

    initiative: Key | None = None
    question: Key | None = None
    level: int | None = None


class Payoff(Record):
    """What it brings, as a range of a metric; computed on `baseline` when the firm gave it, else shown as typical."""

    metric: Text
    low: Exact
    high: Exact
    unit: Literal["percent", "points", "days"]
    direction: Literal["down", "up"]
    baseline: Key | None = None
    ceiling: Exact | None = None
    """The best the figure has been seen to reach; a firm near it is promised less."""
    yuan_per_unit: Key | None = None
    """Baseline figure that turns the change into CNY a year, if any (e.g. yearly material spend)."""
    basis: Text


class Pilot(Record):
    """The small cut: where to try it first, for how long (days, at most 90), and what must be true to go on."""

    scope: Text
    days: int = Field(ge=1, le=90)
    cost_share: Exact
    exit_criterion: Text
    site: Literal["weakest", "strongest"] = "weakest"
    """Where to try it first when sites answer apart: where the need is greatest, or where the ground is firmest."""


class Initiative(Record):
    """One thing a firm can do."""

    id: Key
    title: Text
    what: Text
    why: Text
    kind: Literal["cloud", "iot", "data", "people", "security", "compliance"]
    industries: tuple[Key, ...]
    requires: tuple[Requires, ...] = ()
    when: Condition | None = None
    """Who it is for at all; a firm it does not fit sees it rejected as not eligible."""
    lifts: tuple[Lift, ...]
    cost: Cost
    weeks: int = Field(ge=1, le=78)
    """What the plan counts on; `weeks_range` (shortest, longest) is shown beside it."""
    weeks_range: tuple[int, int] | None = None
    staff_days: dict[Role, int]
    """For a firm of about 100 people; `staff_for` fits them to another size."""
    payoffs: tuple[Payoff, ...] = ()
    pilot: Pilot | None = None
    rollout: Text
    risks: tuple[Text, ...]
    risk: int = Field(ge=1, le=5)
    kpi: Text
    exit_criterion: Text
    evidence: Text
    replaces: Text | None = None
    exit_note: Text
    """How to leave again: data export, notice period, lock-in."""
    in_place: Condition | None = None
    """The firm has it already when this holds: prerequisites on it are met, and it is not proposed again (`done`)."""
    mandatory_when: Condition | None = None
    duties: tuple[Key, ...] = ()
    """Policy ids of kind duty that this initiative fulfils."""
    policies: tuple[Key, ...] = ()
    cases: tuple[Key, ...] = ()
    basis: Literal["sourced", "estimate"]
    sources: tuple[Source, ...] = ()
    industry_texts: dict[str, dict[str, Text]] = {}
    """Texts in the words of one trade, by place, e.g. `why`, `pilot.scope`, `risks.0`."""

    def staff_for(self, headcount: int) -> dict[Role, int]:
        """Staff-days by role at this size: they grow with its square root, between a third and twice, at least one.

        A micro firm (under 20) has no IT people: those days fall to the office.
        """
        factor = min(2.0, max(1 / 3, sqrt(headcount / 100)))
        days: dict[Role, int] = {role: max(1, round(n * factor)) for role, n in self.staff_days.items() if n}
        if headcount < MICRO and "it" in days:
            days["office"] = days.get("office", 0) + days.pop("it")
        return days


class Share(Record):
    """One class of a published distribution."""

    label: Text
    level: int | None = None
    share: Exact


class Figure(Record):
    """One published value; `reads` names the question (share) or lens dimension it can be set against."""

    id: Key
    label: Text
    value: Exact
    unit: Literal["percent", "points", "count"] = "percent"
    question: Key | None = None
    lens: Key | None = None
    dimension: Key | None = None


class Cut(Record):
    """Which firms a set speaks of; empty means all."""

    industries: tuple[Key, ...] = ()
    min_headcount: int | None = None
    max_headcount: int | None = None
    region: Text | None = None
    when: Condition | None = None
    """Narrower still, e.g. makers of custom panel furniture: a set whose condition holds beats one without."""


class BenchmarkSet(Record):
    """A published reference set, or our labelled prior (`estimate`)."""

    id: Key
    kind: Literal["reference", "estimate"]
    title: Text
    year: int
    population: Text
    n: int | None = None
    definition: Text
    cut: Cut = Cut()
    distribution: tuple[Share, ...] = ()
    lens: Key | None = None
    """Lens whose levels `distribution` speaks of, if comparable at all."""
    figures: tuple[Figure, ...] = ()
    source: Source
    verified_on: date


class LevelCap(Record):
    """The most a subsidy pays at a level, in whole CNY."""

    level: int
    cap_cny: int


class Policy(Record):
    """A subsidy, target, duty or certificate with its dates. Suppressed after `valid_to` if it is an offer."""

    id: Key
    kind: Literal["subsidy", "target", "duty", "certificate"]
    title: Text
    what: Text
    province: Text | None = None
    cities: tuple[str, ...] = ()
    """City keys, e.g. foshan; empty means the whole province or country."""
    towns: tuple[str, ...] = ()
    industries: tuple[Key, ...] = ()
    min_headcount: int | None = None
    max_headcount: int | None = None
    above_scale_only: bool = False
    min_level: int | None = None
    caps: tuple[LevelCap, ...] = ()
    when: Condition | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    deadline: date | None = None
    recurs_month: int | None = Field(default=None, ge=1, le=12)
    """A yearly duty falls due at the end of this month."""
    source: Source
    verified_on: date


class Case(Record):
    """A short sourced reference case."""

    id: Key
    title: Text
    what: Text
    scale: Text
    take: Text
    cannot: Text
    industries: tuple[Key, ...] = ()
    initiatives: tuple[Key, ...] = ()
    source: Source


class DispositionRule(Record):
    """First rule whose every test holds decides a workload's disposition. `tests`: workload field -> allowed values."""

    id: Key
    tests: dict[str, tuple[str | int | bool, ...]]
    disposition: Literal["retain", "replace", "rehost", "replatform", "refactor", "retire"]
    why: Text
    changes_if: Text


class Industry(Record):
    """A trade. It is offered to firms once there is a questionnaire that bears its id."""

    id: Key
    title: Text
    order: int = 100
    """Place in lists of trades."""
    sites: tuple[SiteKind, ...]
    """What its sites can be, the usual one first."""
    ladder: bool = True
    """Whether its equipment climbs the connectivity ladder; otherwise the report lists its devices in half a page."""
    phrases: dict[str, Text] = {}
    """Phrases of the report in this trade's own words, by dotted key, e.g. `word.role.operations`."""


class Sort(Record):
    """One sort of system or machine a firm may list; without `industries` it is offered to every trade."""

    id: SortKey
    title: Text
    industries: tuple[Key, ...] = ()

    def suits(self, industry: str) -> bool:
        """Whether a trade can choose it."""
        return not self.industries or industry in self.industries


class Rung(Record):
    """One rung of the equipment connectivity ladder, and how to climb on.

    `cost_per_machine` is what the next step costs a machine in its first year; the top rung has none.
    """

    rung: int = Field(ge=0, le=5)
    title: Text
    meaning: Text
    next_step: Text
    cost_per_machine: Money | None = None
