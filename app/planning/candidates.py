"""Which initiatives a firm could start, when, and what each start takes in money and hands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from app.content.library import Initiative, Requires
from app.content.path import Facts, facts_of, truth
from app.planning.edits import edited_price, insisted, windows
from app.planning.eligibility import judge_duties
from app.planning.gaps import Gaps, Ladders, StepKey, find_gaps
from app.planning.prices import Price, cash, parts, price
from app.planning.problem import PlanningProblem
from app.planning.quarters import Span, open_share, open_weeks, run, spans, weeks_in
from app.planning.values import Means, Offer

PILOT_SHARE = Fraction(15, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One way to do an initiative: from `first` to `last` quarter, live on `live_on` at the earliest.

    By quarter: cash in fen, typical; weeks of work; staff-days by role.
    """

    first: int
    last: int
    live_on: date
    cash: tuple[int, ...]
    weeks: tuple[int, ...]
    staff: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An initiative that fits the firm. duty: a legal duty it fulfils, with the day it falls due (if dated)."""

    initiative: Initiative
    price: Price
    library: Price
    """Its price before anybody set another."""
    starts: tuple[Start, ...]
    duty: Offer | None
    is_mandatory: bool
    cheap_pilot: bool
    """Has a pilot that costs at most 15 % of the first year's budget."""

    @property
    def id(self) -> str:
        """The initiative's id."""
        return self.initiative.id

    def late(self, start: Start) -> int:
        """Days the duty is late under a start; 0 when in time or when there is none."""
        due = self.duty.due_on if self.duty else None
        return max((start.live_on - due).days, 0) if due else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything the model is made of. budget: year -> fen. staff: role -> days a quarter. weeks: working weeks a
    quarter has room for, all work together. span: the horizon.

    fits: initiatives of this firm by trade and condition. in_place: done, or the answers say so.
    """

    problem: PlanningProblem
    span: tuple[Span, ...]
    budget: Mapping[int, int]
    staff: Mapping[str, tuple[int, ...]]
    weeks: tuple[int, ...]
    initiatives: Mapping[str, Initiative]
    fits: frozenset[str]
    in_place: frozenset[str]
    gaps: Gaps
    official: Mapping[StepKey, Fraction]
    """Points of the official score each step is worth; empty unless an official level is the goal."""
    candidates: Mapping[str, Candidate]
    insisted: frozenset[str]
    """Put into the plan by hand."""
    windows: Mapping[str, tuple[int, int]]
    """initiative -> first and last quarter it may begin in, where somebody set them."""

    def may_begin(self, id: str, quarter: int) -> bool:
        """Whether what people set leaves this quarter open: locks and windows."""
        first, last = self.windows.get(id, (0, len(self.span)))
        return self.problem.means.locks.get(id, quarter) == quarter and first <= quarter <= last

    @property
    def horizon(self) -> int:
        """Quarters planned."""
        return self.problem.means.horizon

    def is_small_cut(self, id: str, start: Start) -> bool:
        """Whether a start is the small pilot stage one asks for: cheap, at once, and worth something by itself."""
        worth = any(self.gaps.steps[key].value for key in self.gaps.covers.get(id, ()))
        return start.first == 0 and self.candidates[id].cheap_pilot and worth

    def is_met(self, need: Requires) -> bool:
        """Whether a prerequisite holds already. What this trade is not asked, it need not reach first."""
        if need.initiative is not None:
            return need.initiative in self.in_place or need.initiative not in self.fits
        return (
            need.question is None
            or need.question not in self.gaps.known
            or self.gaps.levels.get(need.question, 0) >= (need.level or 0)
        )


def available(means: Means, span: tuple[Span, ...]) -> Mapping[str, tuple[int, ...]]:
    """Staff-days per role and quarter, shortened by blackouts in proportion."""
    shares = [open_share(one, means.blackouts) for one in span]
    return {role: tuple(floor(days * share) for share in shares) for role, days in sorted(means.staff_days.items())}


def survey(problem: PlanningProblem, quarters: int | None = None) -> World:
    """The field over the horizon, or over more quarters when asked what would be possible later."""
    means = problem.means
    span = spans(means.start, quarters or means.horizon)
    facts, _ = facts_of(problem.instrument, problem.sheet, problem.company)
    initiatives = dict(sorted(problem.by_id.items()))
    fits = frozenset(id for id, one in initiatives.items() if _fits(one, problem, facts))
    ladders = Ladders(problem.instrument, problem.sheet, problem.company)
    usable = [one for id, one in initiatives.items() if id in fits and id not in means.done]
    gaps = find_gaps(ladders, problem.readiness_lens, problem.readiness, usable)
    in_place = set(means.done) | gaps.held
    in_place |= {id for id, one in initiatives.items() if one.in_place and truth(one.in_place, facts) is True}
    duties = judge_duties(problem.policies, problem)
    wanted = {*means.must, *means.locks, *insisted(means)}
    return World(
        problem=problem,
        span=span,
        budget={one.year: means.budget_by_year.get(one.year, 0) for one in span},
        staff=available(means, span),
        weeks=tuple(means.parallel * open_weeks(one, means.blackouts) for one in span),
        initiatives=initiatives,
        fits=fits,
        in_place=frozenset(in_place),
        gaps=gaps,
        official=_official(problem, ladders, usable),
        candidates={
            one.id: _candidate(one, problem, span, _duty(one, duties, facts))
            for one in usable
            if one.id not in in_place or one.id in wanted
        },
        insisted=insisted(means),
        windows=windows(means, span),
    )


def _official(problem: PlanningProblem, ladders: Ladders, usable: list[Initiative]) -> Mapping[StepKey, Fraction]:
    if problem.means.goal != "level" or problem.miit_lens is None or problem.miit is None:
        return {}
    found = find_gaps(ladders, problem.miit_lens, problem.miit, usable)
    return {key: step.points for key, step in found.steps.items()}


def _fits(initiative: Initiative, problem: PlanningProblem, facts: Facts) -> bool:
    trade = problem.company.industry in initiative.industries
    return trade and (initiative.when is None or truth(initiative.when, facts) is True)


def _duty(initiative: Initiative, duties: Mapping[str, Offer], facts: Facts) -> tuple[bool, Offer | None]:
    """(whether the law asks for it, the earliest duty behind it)."""
    asked = [duties[id] for id in initiative.duties if id in duties]
    dated = sorted(asked, key=lambda one: (one.due_on is None, one.due_on or date.max, one.policy))
    by_condition = initiative.mandatory_when is not None and truth(initiative.mandatory_when, facts) is True
    return bool(asked) or by_condition, dated[0] if dated else None


def _candidate(
    initiative: Initiative, problem: PlanningProblem, span: tuple[Span, ...], duty: tuple[bool, Offer | None]
) -> Candidate:
    means, horizon = problem.means, problem.means.horizon
    library = price(initiative, problem.company, problem.inventory)
    cost = edited_price(means, initiative.id, library)
    starts, open_ = [], [open_weeks(one, means.blackouts) for one in span]
    for quarter in range(len(span)):
        ran = run(initiative.weeks, quarter, span, means.blackouts)
        if ran is None:
            break
        last, live_on = ran
        paid = cash(cost, quarter, last, horizon, lambda money: money.typical)
        work: dict[str, tuple[int, ...]] = {
            role: (0,) * quarter + tuple(parts(days, last - quarter + 1)) + (0,) * (len(span) - last - 1)
            for role, days in sorted(initiative.staff_for(problem.company.headcount).items())
            if days
        }
        taken = weeks_in(initiative.weeks, quarter, last, open_)
        starts.append(Start(first=quarter, last=last, live_on=live_on, cash=paid, weeks=taken, staff=work))
    first_budget = means.budget_by_year.get(span[0].year, 0)
    small = initiative.pilot is not None and cost.pilot(cost.once.typical) <= PILOT_SHARE * first_budget
    return Candidate(
        initiative=initiative,
        price=cost,
        library=library,
        starts=tuple(starts),
        duty=duty[1],
        is_mandatory=duty[0],
        cheap_pilot=small,
    )
