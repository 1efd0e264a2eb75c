"""Other goals than most improvement: an official level by a date at least cost, and most money back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from app.content.answers import AnswerSheet
from app.content.firm import BaselineValue
from app.content.lenses import Lens
from app.planning import plan
from app.planning.candidates import World, survey
from app.planning.gaps import lifted_sheet
from app.planning.harvest import harvest
from app.planning.problem import PlanningProblem
from app.planning.values import Plan
from app.scoring import score
from tests.bench import firms

from .brute import MEANS, SPECS, keeps, made, most
from .workshop import both, initiative, lift, means, problem

OFFICIAL = Lens.model_validate(
    {
        "id": "miit-2024", "version": "1.0", "title": both("m"), "about": both("m"), "instruments": ["tiny"],
        "combine": "points", "not_applicable": "zero", "total": 10,
        "dimensions": [
            {"id": "points", "title": both("p"), "about": both("p"), "capabilities": [
                {"id": "tools", "title": both("t"), "max": 4, "reads": [{"question": "tools"}]},
                {"id": "orders", "title": both("o"), "max": 6, "reads": [{"question": "orders"}]}]},
            {"id": "scenes", "title": both("s"), "about": both("s"), "scored": False, "weight": 0, "capabilities": [
                {"id": "s-orders", "title": both("o"), "starred": True, "reads": [{"question": "orders"}]},
                {"id": "s-stock", "title": both("s"), "reads": [{"question": "stock"}]},
                {"id": "s-machines", "title": both("m"), "reads": [{"question": "machines"}]}]},
        ],
        "levels": [{"level": level, "title": both("l"), "meaning": both("l")} for level in range(4)],
        "gates": [{"id": "g", "title": both("g"), "requirements": [
            {"level": 1, "score": 1, "scenarios": 1}, {"level": 2, "score": 3, "scenarios": 2, "starred": 1},
            {"level": 3, "score": 4, "scenarios": 3, "starred": 1}]}],
    }
)  # fmt: skip


def aiming(case: PlanningProblem, level: int, by: date | None = None) -> PlanningProblem:
    """The same firm, wanting a level."""
    card = score(OFFICIAL, case.instrument, case.sheet, case.company, trace=False)
    wanted = replace(case.means, goal="level", target_level=level, target_by=by)
    return replace(case, means=wanted, miit_lens=OFFICIAL, miit=card)


def level_after(case: PlanningProblem, ids: list[str]) -> int:
    """The official level once these are finished, by the scoring engine."""
    done = [case.by_id[id] for id in ids]
    sheet: AnswerSheet = lifted_sheet(case.instrument, case.sheet, case.company, done)
    lens = case.miit_lens or OFFICIAL
    return score(lens, case.instrument, sheet, case.company, trace=False).level


ORDERS = initiative("a-orders", lift("orders", 2), once=900)
STOCK = initiative("b-stock", lift("stock", 2), once=300)
MACHINES = initiative("c-machines", lift("machines", 2), once=500)


def chosen(found: Plan) -> list[str]:
    return [item.initiative for item in found.items]


def test_the_level_is_reached_for_the_least_money() -> None:
    case = aiming(problem(ORDERS, STOCK, MACHINES, means=means()), 2)
    found = plan(case)
    assert found.proof.status == "optimal" and sorted(chosen(found)) == ["a-orders", "b-stock"]
    assert level_after(case, chosen(found)) == 2
    assert {one.initiative: one.detail.en for one in found.rejected}["c-machines"].startswith("The level you want")


def test_work_must_be_over_by_the_day() -> None:
    slow = initiative("b-stock", lift("stock", 2), once=300, weeks=26)
    late = aiming(problem(ORDERS, slow, MACHINES, means=means()), 2, date(2027, 3, 1))
    assert sorted(chosen(plan(late))) == ["a-orders", "c-machines"]
    assert chosen(plan(aiming(problem(ORDERS, slow, means=means()), 2, date(2027, 3, 1)))) == []


def test_a_level_out_of_reach_names_what_stands_in_the_way() -> None:
    case = aiming(problem(ORDERS, STOCK, MACHINES, means=means(1000)), 2, date(2026, 12, 31))
    assert [one.constraint for one in plan(case).clashes] == ["target"]
    poor = plan(aiming(problem(ORDERS, STOCK, MACHINES, means=means({2026: 100, 2027: 100})), 2))
    assert poor.proof.status == "infeasible"
    assert {"target"} < {one.constraint for one in poor.clashes}
    assert any("MIIT" in one.message.en for one in poor.clashes)


def test_what_is_held_already_needs_nothing() -> None:
    case = problem(ORDERS, STOCK, means=means(), answers={"orders": "l3", "stock": "l3", "tools": ("a",)})
    assert chosen(plan(aiming(case, 2))) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(SPECS, MEANS)
def test_no_cheaper_plan_reaches_the_level(specs: list[dict[str, Any]], limits: dict[str, Any]) -> None:
    case = aiming(made(specs, limits), 1)

    def worth(world: World, picked: Mapping[str, Any]) -> tuple[int, ...] | None:
        inside = [id for id, start in picked.items() if start.last < world.horizon]
        if level_after(case, inside) < 1:
            return None
        cost = sum(sum(start.cash) for start in picked.values())
        return -cost, harvest(world, picked).area, -sum(world.initiatives[id].risk for id in picked)

    found, world = plan(case), survey(case)
    best = most(world, worth)
    if best is None:
        assert found.proof.status == "infeasible" and found.clashes
        return
    starts = {item.initiative: world.candidates[item.initiative].starts[item.first_quarter] for item in found.items}
    assert keeps(world, starts) and worth(world, starts) == best


MONEY = {"orders-month": 100, "order-value": 50, "rework-share": 10, "stock-value": 100_000}


def test_payback_takes_what_earns_more_than_it_costs() -> None:
    payoff = {"metric": both("m"), "low": 10, "high": 20, "unit": "percent", "direction": "down",
              "baseline": "rework-share", "yuan_per_unit": "order-value", "basis": both("b")}  # fmt: skip
    earns = initiative("a-earns", lift("machines", 1), once=200, payoffs=[payoff])
    never = initiative("b-never", lift("orders", 4), once=5000, payoffs=[payoff])
    case = problem(earns, never, STOCK, means=means(horizon=8, goal="payback"))
    given = {key: BaselineValue(value=value, month="2026-10", measured=True) for key, value in MONEY.items()}
    found = plan(replace(case, company=case.company.model_copy(update={"baseline": given})))
    assert chosen(found) == ["a-earns"]
    assert "earn back" in {one.initiative: one.detail.en for one in found.rejected}["b-never"]
    # 100 orders x 50 yuan x 12 months, a tenth reworked, a tenth of that saved: 600 yuan a year for seven quarters.
    assert found.proof.objective == 600 * 7 // 4 // 100 - 2


@pytest.mark.parametrize("level", [1, 2])
def test_real_firms_reach_the_level_cheaper_than_the_best_plan_does(level: int) -> None:
    case = firms.problem_of(firms.sample())
    wanted = replace(case, means=replace(case.means, goal="level", target_level=level))
    found, usual = plan(wanted), plan(case)
    assert found.proof.status == "optimal" and level_after(wanted, chosen(found)) >= level
    assert level_after(case, chosen(usual)) < level or found.cost.typical <= usual.cost.typical
