"""Putting a plan together: survey, search, and everything a reader asks of the result."""

from dataclasses import replace

from app.kit.text import Text
from app.planning.candidates import World, survey
from app.planning.clashes import clashes
from app.planning.cpsat import VERSION
from app.planning.edits import with_own
from app.planning.eligibility import Prospect, judge
from app.planning.harvest import harvest
from app.planning.items import items
from app.planning.model import MODEL
from app.planning.planner import LIMITS, Solution, search
from app.planning.prices import NOTHING, total
from app.planning.problem import PlanningProblem
from app.planning.reasons import rejections
from app.planning.shaping import weigh
from app.planning.solver import Limits
from app.planning.stages import breaks_at, quarters, reached_levels, stages, standing
from app.planning.values import Clash, Offer, Plan, Proof

NO_PILOT = Text(
    zh="第一阶段没有合适的小试点：可做的举措里，没有一项的试点花费在首年预算的15%以内、又能在第一季度开始。",
    en="Stage one has no small pilot: of the work that is possible, nothing has a pilot that costs at most 15% of the"
    " first year's budget and can begin in the first quarter.",
)


def plan(problem: PlanningProblem, limits: Limits = LIMITS) -> Plan:
    """The best plan under the means with its proof, or the clashing demands. Same problem, same plan."""
    shaped = with_own(problem)
    world = survey(shaped)
    found = search(world, limits)
    if found is None:
        return _refusal(world, clashes(shaped))
    made = _report(world, found)
    return replace(made, shaping=weigh(problem, found, limits)) if problem.means.edits else made


def _report(world: World, found: Solution) -> Plan:
    problem, chosen = world.problem, found.chosen
    result = harvest(world, chosen)
    planned = items(world, chosen, result)
    reached = reached_levels(world, planned)
    finishes = tuple(item.ends_on for item in planned)
    offers = _offers(problem, Prospect(instrument=problem.instrument, reached=reached, finishes=finishes))
    before, after = standing(world, ()), standing(world, list(chosen))
    return Plan(
        proof=found.proof,
        items=planned,
        rejected=rejections(world, chosen, result),
        stages=stages(world, chosen, planned),
        quarters=quarters(world, chosen, offers, reached),
        cost=total([item.cost for item in planned]),
        score_before=before.score,
        score_after=after.score,
        level_before=before.level,
        level_after=after.level,
        breaks_at_stage=breaks_at(world, chosen),
        pilot_note=None if found.pilot else NO_PILOT,
        offers=offers,
        clashes=(),
    )


def _offers(problem: PlanningProblem, prospect: Prospect) -> tuple[Offer, ...]:
    cards = () if problem.miit is None else (problem.miit,)
    return judge(problem.policies, problem.company, cards, problem.as_of, problem.sheet, prospect=prospect)


def _refusal(world: World, found: tuple[Clash, ...]) -> Plan:
    before = standing(world, ())
    return Plan(
        proof=Proof(status="infeasible", objective=0, bound=0, solver=VERSION, model=MODEL),
        items=(),
        rejected=(),
        stages=(),
        quarters=(),
        cost=NOTHING,
        score_before=before.score,
        score_after=before.score,
        level_before=before.level,
        level_after=before.level,
        breaks_at_stage=None,
        pilot_note=None,
        offers=_offers(world.problem, Prospect(instrument=world.problem.instrument)),
        clashes=found,
    )
