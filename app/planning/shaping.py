"""What edits cost: the plan with all of them against the best without any, and against the best without each one."""

from dataclasses import replace

from app.planning.candidates import World, survey
from app.planning.edits import with_own, without
from app.planning.lanes import lay_out
from app.planning.payoffs import estimates, payback_months
from app.planning.planner import LIMITS, Solution, search
from app.planning.prices import total
from app.planning.problem import PlanningProblem
from app.planning.solver import Limits
from app.planning.values import Means, Shaping, Spared, Worth

MOST = 12
"""Edits left out one at a time; with more of them only their sum is told."""
MONTH = 30.44
NOBODY = Limits(work=3.0, seconds=20.0)
"""For plans nobody goes by: half of what the plan itself may take."""


def weigh(problem: PlanningProblem, found: Solution, limits: Limits = LIMITS) -> Shaping | None:
    """problem: as its means say, without the work edits add. None where even a plan without edits is impossible."""
    means = problem.means
    free = _solved(problem, replace(means, edits=()), limits)
    if free is None:
        return None
    edited = worth_of(survey(with_own(problem)), found)
    tried = means.edits if len(means.edits) <= MOST else ()
    spared = tuple(
        Spared(edit=one.id, worth=worth)
        for one in tried
        if (worth := free if len(tried) == 1 else _solved(problem, without(means, one), limits)) is not None
    )
    best = max(spared, key=lambda one: one.worth.objective, default=None)
    gains = best is not None and best.worth.objective > edited.objective
    return Shaping(free=free, edited=edited, without=spared, dearest=best.edit if best and gains else None)


def _solved(problem: PlanningProblem, means: Means, limits: Limits) -> Worth | None:
    world = survey(with_own(replace(problem, means=means)))
    found = search(world, Limits(work=min(limits.work, NOBODY.work), seconds=min(limits.seconds, NOBODY.seconds)))
    return None if found is None else worth_of(world, found)


def worth_of(world: World, found: Solution) -> Worth:
    """A solution in four figures."""
    chosen = found.chosen
    prices = [world.candidates[id].price for id in chosen]
    company = world.problem.company
    payoffs = [one for id in chosen for one in estimates(world.candidates[id].initiative, company.baseline)]
    last = max((days[1] for days in lay_out(world, chosen).values()), default=world.problem.means.start)
    return Worth(
        objective=found.proof.objective,
        cost=sum(sum(start.cash) for start in chosen.values()),
        months=-int(-(last - world.problem.means.start).days // MONTH),
        payback=payback_months(
            total([one.once for one in prices]), total([one.yearly for one in prices]), tuple(payoffs)
        ),
    )
