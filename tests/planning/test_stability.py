"""A new plan moves nothing without cause: among plans equally good, the one that keeps most work where it was."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.planning import plan
from app.planning.candidates import World, survey
from app.planning.harvest import harvest
from app.planning.quarters import months_after
from app.planning.values import Plan

from .brute import MEANS, SPECS, made, most
from .workshop import START, initiative, lift, means, problem

TWINS = [initiative(f"i{index}", lift(question, 1)) for index, question in enumerate(("machines", "machines"))]


def begun(found: Plan) -> dict[str, int]:
    return {item.initiative: item.first_quarter for item in found.items}


def after(quarter: int) -> Any:
    return months_after(START, 3 * quarter)


def test_the_one_of_two_equal_ways_that_was_planned_before_stays() -> None:
    case = problem(*TWINS, means=means(horizon=2, parallel=1))
    for name in ("i0", "i1"):
        assert list(begun(plan(replace(case, previous={name: after(0)})))) == [name]


def test_work_that_nothing_touches_keeps_its_quarter_when_something_else_changes() -> None:
    three = [initiative(f"i{index}", lift(question, 1), staff_days={"owner": 4}) for index, question in
             enumerate(("orders", "stock", "machines"))]  # fmt: skip
    case = problem(*three, means=means(horizon=4, parallel=1, staff_days={"owner": 4}))
    before = begun(plan(case))
    changed = replace(case, means=replace(case.means, budget_by_year={**case.means.budget_by_year, 2027: 10**9}))
    assert begun(plan(replace(changed, previous={id: after(first) for id, first in before.items()}))) == before


def test_a_day_that_has_passed_means_the_first_quarter() -> None:
    case = problem(*TWINS, means=means(horizon=2, parallel=1))
    assert list(begun(plan(replace(case, previous={"i1": months_after(START, -6)})))) == ["i1"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(SPECS, MEANS, st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_no_plan_as_good_keeps_more_in_place(specs: Any, limits: Any, firsts: list[int]) -> None:
    case = made(specs, limits)
    before = {f"i{index}": first for index, first in enumerate(firsts)}
    asked = replace(case, previous={id: after(first) for id, first in before.items()})

    def worth(world: World, picked: Mapping[str, Any]) -> tuple[int, ...]:
        cost = sum(sum(start.cash) for start in picked.values())
        kept = sum(before[id] == start.first for id, start in picked.items())
        risk = sum(world.initiatives[id].risk for id in picked)
        return harvest(world, picked).area, -cost, -risk, kept

    found, world = plan(asked), survey(asked)
    starts = {item.initiative: world.candidates[item.initiative].starts[item.first_quarter] for item in found.items}
    assert worth(world, starts) == most(world, worth)
    assert found.proof.objective == plan(case).proof.objective
