"""What a plan is best at: goals in strict order, each made as large as possible, told as one number where it fits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.planning.candidates import World
from app.planning.harvest import Chosen, harvest
from app.planning.model import Model
from app.planning.payoffs import estimates
from app.planning.prices import UNIT
from app.planning.solver import Terms

LARGEST = 2**50
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal. span: by how much its values can differ at most."""

    terms: Terms
    span: int


def ranked(model: Model) -> tuple[Goal, ...]:
    """Goals in order. By the firm's choice first: improvement earned early, the least cost, or the most money back.

    Last, among plans equal in all of it: as much work as possible stays where the previous plan had it.
    """
    stay = staying(model)
    goals = _chosen(model)
    return (*goals, Goal(stay, len(model.world.problem.previous))) if stay else goals


def staying(model: Model) -> dict[int, int]:
    """Starts in the quarter the previous plan had them in; what was to begin earlier would begin in the first."""
    problem, last = model.world.problem, model.world.horizon - 1
    quarters = {id: _quarter(day, model.world) for id, day in problem.previous.items()}
    return {
        column: 1
        for at, column in model.x.items()
        if at[0] in quarters and model.starts[at].first == quarters[at[0]] <= last
    }


def _quarter(day: date, world: World) -> int:
    return next((span.index for span in world.span if day <= span.ends_on), len(world.span))


def _chosen(model: Model) -> tuple[Goal, ...]:
    world = model.world
    area = Goal(model.area, sum(step.value for step in world.gaps.steps.values()) * world.horizon)
    cost = Goal(_less(model.spend), sum(money // UNIT for money in world.budget.values()))
    risk = Goal(_less(model.risk), sum(model.risk.values()))
    if world.problem.means.goal == "level":
        return cost, area, risk
    if world.problem.means.goal == "payback":
        back = money_back(model)
        return Goal(back, sum(map(abs, back.values()))), area, cost, risk
    return area, cost, risk


def _less(terms: Mapping[int, int]) -> dict[int, int]:
    return {column: -value for column, value in terms.items()}


def money_back(model: Model) -> dict[int, int]:
    """Per start, in 100 yuan: low savings of the full quarters after its finish, less its cost within the horizon.

    Savings come from the firm's own baseline figures; an initiative whose pay-off has no figure behind it brings none.
    """
    world, yearly = model.world, dict[str, int]()
    for id in {at[0] for at in model.x}:
        found = estimates(world.candidates[id].initiative, world.problem.company.baseline)
        yearly[id] = sum(one.yuan_low or 0 for one in found)
    out = {}
    for at, column in model.x.items():
        after = max(world.horizon - 1 - model.starts[at].last, 0)
        out[column] = yearly[at[0]] * after // QUARTERS // UNIT - model.spend[column]
    return out


def merged(goals: tuple[Goal, ...]) -> tuple[Terms, int]:
    """All goals as one number, and what a unit of the first counts in it: more than the later ones together could.

    Where the numbers would grow too large for the solver, only the first goal, counting 1.
    """
    unit = 1
    for goal in goals[1:]:
        unit *= goal.span + 1
    if unit * (goals[0].span + 1) >= LARGEST:
        return goals[0].terms, 1
    terms: dict[int, int] = {}
    weight = unit
    for goal, following in zip(goals, (*goals[1:], None), strict=True):
        for column, value in goal.terms.items():
            terms[column] = terms.get(column, 0) + value * weight
        weight //= following.span + 1 if following else 1
    return terms, unit


def achieved(model: Model, chosen: Chosen) -> int:
    """What starts are worth by the first goal, worked out without the solver."""
    world = model.world
    if world.problem.means.goal == "level":
        return -sum(sum(start.cash) // UNIT for start in chosen.values())
    if world.problem.means.goal == "payback":
        back = money_back(model)
        return sum(back[column] for at, column in model.x.items() if chosen.get(at[0]) is model.starts[at])
    return harvest(world, chosen).area
