"""Finding the best plan: first the most improvement early, then the least cost, then the least risk; each proven."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from app.content.library import Requires
from app.planning.candidates import Candidate, Start, World
from app.planning.cpsat import VERSION, solve
from app.planning.cumulate import cumulate
from app.planning.gaps import StepKey
from app.planning.goals import achieved, merged, ranked
from app.planning.model import MODEL, Model, build, small_cut
from app.planning.solver import Limits, Outcome, Terms
from app.planning.targets import require, wanted_steps
from app.planning.values import Proof

Allowed = Mapping[str, tuple[Start, ...]]
LIMITS = Limits(work=6.0, seconds=60.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The starts chosen and how good they are known to be. pilot: whether the first quarter holds a small cut."""

    proof: Proof
    chosen: Mapping[str, Start]
    pilot: bool


@dataclass(frozen=True, slots=True)
class Demands:
    """forced: initiatives the plan must hold. hoped: those of which it is to hold as many as possible."""

    forced: frozenset[str]
    hoped: frozenset[str] = frozenset()


def demanded(world: World) -> frozenset[str]:
    """Initiatives that must be in the plan: asked for, locked, or required by law and payable at all."""
    means = world.problem.means
    asked = {id for id in (*means.must, *means.locks, *world.insisted) if id not in means.done}
    lawful = {id for id, one in world.candidates.items() if one.is_mandatory and not is_unpayable(world, one)}
    return frozenset(asked | lawful)


def is_unpayable(world: World, candidate: Candidate) -> bool:
    """It costs money and the firm has set aside none at all: then a duty is reported, not planned."""
    costs = candidate.price.once.typical or candidate.price.yearly.typical
    return bool(costs) and not any(world.budget.values())


def allowed_starts(world: World, forced: frozenset[str]) -> dict[str, tuple[Start, ...]]:
    """Candidates and starts that could be part of a plan on their own: a smaller program with the same best plans."""
    means = world.problem.means
    allowed = {
        id: tuple(start for start in one.starts if _is_possible(world, start) and world.may_begin(id, start.first))
        for id, one in world.candidates.items()
        if id not in means.must_not
    }
    allowed = {id: starts for id, starts in allowed.items() if starts}
    while True:
        kept = {id: _after_needs(world, allowed, id) for id in allowed}
        kept = {id: starts for id, starts in kept.items() if starts}
        useful = _useful(world, kept, forced)
        kept = {id: starts for id, starts in kept.items() if id in useful}
        if kept == allowed:
            return kept
        allowed = kept


def _is_possible(world: World, start: Start) -> bool:
    """Whether one start alone keeps to horizon, budget and hands."""
    if start.last >= world.horizon or world.problem.means.parallel < 1:
        return False
    paid: dict[int, int] = {}
    for span in world.span:
        paid[span.year] = paid.get(span.year, 0) + start.cash[span.index]
    if any(amount > world.budget[year] for year, amount in paid.items()):
        return False
    nobody = (0,) * len(world.span)
    return all(
        days <= world.staff.get(role, nobody)[quarter]
        for role, work in start.staff.items()
        for quarter, days in enumerate(work)
    )


def _after_needs(world: World, allowed: Allowed, id: str) -> tuple[Start, ...]:
    """Starts that leave time for everything the initiative stands on."""
    earliest = 0
    for need in world.candidates[id].initiative.requires:
        if not world.is_met(need):
            ready = ready_after(world, allowed, need)
            if ready is None:
                return ()
            earliest = max(earliest, ready + 1)
    return tuple(start for start in allowed[id] if start.first >= earliest)


def ready_after(world: World, allowed: Allowed, need: Requires) -> int | None:
    """The earliest quarter at whose end a prerequisite could hold; None when it never can."""
    if need.initiative is not None:
        return min((start.last for start in allowed.get(need.initiative, ())), default=None)
    step = world.gaps.steps.get((need.question or "", need.level or 0))
    if step is None:
        return None
    first = min((start.last for id in step.by for start in allowed.get(id, ())), default=None)
    if first is None or step.needs is None:
        return first
    below = ready_after(world, allowed, Requires(question=step.needs[0], level=int(step.needs[1])))
    return None if below is None else max(first, below)


def _useful(world: World, allowed: Allowed, forced: frozenset[str]) -> set[str]:
    """Initiatives that improve an answer that counts, are demanded, or are needed by one of these."""
    matter: set[StepKey] = set(wanted_steps(world))
    for key, step in reversed(list(world.gaps.steps.items())):
        if step.value or key in matter:
            matter |= {key} if step.needs is None else {key, step.needs}
    waiting = [id for id in allowed if id in forced or not matter.isdisjoint(world.gaps.covers.get(id, ()))]
    useful = set(waiting)
    while waiting:
        for need in world.candidates[waiting.pop()].initiative.requires:
            if world.is_met(need):
                continue
            makers = {need.initiative} if need.initiative else makers_of(world, need)
            fresh = {id for id in makers if id in allowed} - useful
            useful |= fresh
            waiting.extend(sorted(fresh))
    return useful


def makers_of(world: World, need: Requires) -> set[str]:
    """Initiatives that lift a question to the level a prerequisite asks for, or on the way there."""
    out: set[str] = set()
    step = world.gaps.steps.get((need.question or "", need.level or 0))
    while step is not None:
        out.update(step.by)
        step = world.gaps.steps.get(step.needs) if step.needs is not None else None
    return out


def search(world: World, limits: Limits = LIMITS) -> Solution | None:
    """The best plan and its proof; None when what the firm itself demands cannot hold together.

    Duties are all in the plan where that is possible; otherwise as many of them as can be.
    """
    means, forced = world.problem.means, demanded(world)
    allowed = allowed_starts(world, forced)
    if forced <= set(allowed):
        in_time = {id: _least_late(world, id, starts) for id, starts in allowed.items()}
        for starts, relaxed in ((in_time, False), (allowed, True)):
            if relaxed and starts == in_time:
                break
            found = _best(world, starts, Demands(forced), relaxed=relaxed, limits=limits)
            if found is not None:
                return found
    asked = forced & {*means.must, *means.locks, *world.insisted}
    if asked == forced or not asked <= set(allowed):
        return None
    return _best(world, allowed, Demands(asked, forced - asked), relaxed=True, limits=limits)


def _least_late(world: World, id: str, starts: tuple[Start, ...]) -> tuple[Start, ...]:
    candidate = world.candidates[id]
    if not candidate.is_mandatory:
        return starts
    least = min(candidate.late(start) for start in starts)
    return tuple(start for start in starts if candidate.late(start) == least)


def _best(world: World, allowed: Allowed, demands: Demands, *, relaxed: bool, limits: Limits) -> Solution | None:
    model = build(world, allowed, forced=demands.forced)
    require(model)
    if demands.hoped:
        kept = {column: 1 for id in sorted(demands.hoped) for column, _ in model.of(id)}
        most = _solve(model, kept, maximise=True, limits=limits)
        if most.status == "infeasible":
            return None
        model.program.row(kept, most.value, None, "duties")
    if relaxed:
        soonest = _solve(model, model.lateness, maximise=False, limits=limits)
        if soonest.status == "infeasible":
            return None
        model.program.row(model.lateness, None, soonest.value, "late")
    plain, (goal, unit) = list(model.program.rows), merged(ranked(model))
    pilot = small_cut(model)
    first = _solve(model, goal, maximise=True, limits=limits)
    if first.status == "infeasible" and pilot:
        pilot, model.program.rows = False, plain
        first = _solve(model, goal, maximise=True, limits=limits)
    if first.status == "infeasible":
        return None
    return _refine(model, first, unit, pilot=pilot, limits=limits)


def _solve(model: Model, objective: Terms, *, maximise: bool, limits: Limits, start: tuple[int, ...] = ()) -> Outcome:
    chains: dict[str, list[int]] = {}
    for (id, _), column in model.x.items():
        chains.setdefault(id, []).append(column)
    program = cumulate(model.program, list(chains.values()))
    return solve(program, objective, maximise=maximise, start=start, limits=limits)


def _refine(model: Model, first: Outcome, unit: int, *, pilot: bool, limits: Limits) -> Solution:
    """Among plans as good by the first goal, the best by the next ones: already so when the goals are one number."""
    found = chosen_of(model, first.values)
    worth, proven = achieved(model, found), first.status == "optimal"
    if first.values and unit == 1:
        found, proven = _by_turns(model, first, proven=proven, limits=limits)
    reached = achieved(model, found)
    if reached < worth or not keeps(model, found):
        raise ArithmeticError("the solver's plan does not stand up to exact arithmetic")
    proof = Proof(
        status="optimal" if proven else "feasible",
        objective=reached,
        bound=reached if proven else max(-(-first.bound // unit), reached),
        solver=VERSION,
        model=MODEL,
    )
    return Solution(proof=proof, chosen=found, pilot=pilot and bool(found))


def _by_turns(model: Model, first: Outcome, *, proven: bool, limits: Limits) -> tuple[dict[str, Start], bool]:
    """One goal after the other, each held while the next is looked for; and whether all of it is proven."""
    goals = ranked(model)
    found = first
    for goal, following in pairwise(goals):
        value = sum(found.values[column] * worth for column, worth in goal.terms.items())
        model.program.row(goal.terms, value, None, "goal")
        better = _solve(model, following.terms, maximise=True, start=found.values, limits=limits)
        proven = proven and better.status == "optimal"
        found = better if better.values else found
    return chosen_of(model, found.values), proven


def chosen_of(model: Model, values: tuple[int, ...]) -> dict[str, Start]:
    """initiative -> start, for a solution's values."""
    return {at[0]: model.starts[at] for at, column in model.x.items() if values and values[column] == 1}


def keeps(model: Model, chosen: Mapping[str, Start]) -> bool:
    """Whether whole-number starts keep every row that speaks of starts alone."""
    on = {column for at, column in model.x.items() if chosen.get(at[0]) is model.starts[at]}
    known = set(model.x.values())
    return all(_holds(row.terms, row.low, row.high, on) for row in model.program.rows if row.terms.keys() <= known)


def _holds(terms: Mapping[int, int], low: int | None, high: int | None, on: set[int]) -> bool:
    total = sum(value for column, value in terms.items() if column in on)
    return (low is None or total >= low) and (high is None or total <= high)
