"""Plans: every constraint alone, and the whole against brute force."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from app.content.answers import Answer, AnswerState, ShareValue
from app.planning import goals, plan
from app.planning.candidates import World, survey
from app.planning.gaps import lifted_sheet
from app.planning.harvest import harvest
from app.planning.solver import Limits
from app.planning.values import Plan
from app.scoring import score

from .brute import MEANS, SPECS, keeps, made, most
from .workshop import INSTRUMENT, LENS, PILOT, initiative, lift, means, needs, problem


def starts(found: Plan) -> dict[str, int]:
    return {item.initiative: item.first_quarter for item in found.items}


def reasons(found: Plan) -> dict[str, str]:
    return {one.initiative: one.reason for one in found.rejected}


ORDERS = initiative("a-orders", lift("orders", 2))
STOCK = initiative("b-stock", lift("stock", 2))


def test_everything_useful_starts_at_once_when_nothing_is_scarce() -> None:
    found = plan(problem(ORDERS, STOCK, means=means()))
    assert starts(found) == {"a-orders": 0, "b-stock": 0}
    assert found.proof.status == "optimal" and found.proof.objective == found.proof.bound


def test_one_at_a_time_does_the_weightier_first() -> None:
    found = plan(problem(STOCK, ORDERS, means=means(parallel=1)))
    assert starts(found) == {"a-orders": 0, "b-stock": 1}


def test_budget_of_each_calendar_year_is_kept() -> None:
    dear = initiative("a-orders", lift("orders", 2), once=900)
    later = plan(problem(dear, means=means({2026: 800, 2027: 900, 2028: 0})))
    assert starts(later) == {"a-orders": 1}
    none = plan(problem(dear, means=means({2026: 800, 2027: 800})))
    assert reasons(none) == {"a-orders": "over_budget"} and "900" in none.rejected[0].detail.en


def test_running_cost_after_the_finish_counts() -> None:
    kept = initiative("a-orders", lift("orders", 2), yearly=4000)
    assert starts(plan(problem(kept, means=means({2026: 0, 2027: 2900})))) == {"a-orders": 1}
    (item,) = plan(problem(kept, means=means({2026: 0, 2027: 3000}))).items
    assert item.cash == (0, 100_000, 100_000, 100_000) and item.cost.typical == 300_000


def test_staff_days_are_kept_and_blackouts_shorten_them() -> None:
    work = initiative("a-orders", lift("orders", 2), staff_days={"owner": 10})
    assert reasons(plan(problem(work, means=means(staff_days={"owner": 9})))) == {"a-orders": "no_hands"}
    assert reasons(plan(problem(work, means=means(staff_days={})))) == {"a-orders": "no_hands"}
    closed = ((date(2026, 12, 1), date(2026, 12, 31)),)
    assert starts(plan(problem(work, means=means(staff_days={"owner": 10}, blackouts=closed)))) == {"a-orders": 1}


def test_nothing_goes_live_in_a_blackout() -> None:
    closed = ((date(2027, 2, 10), date(2027, 3, 1)),)
    (item,) = plan(problem(ORDERS, means=means(blackouts=closed, horizon=2))).items
    assert not closed[0][0] <= item.ends_on <= closed[0][1]


def test_prerequisites_finish_before_the_work_that_stands_on_them() -> None:
    base = initiative("z-codes", weeks=26)
    top = initiative("a-orders", lift("orders", 2), requires=needs("z-codes"))
    found = plan(problem(base, top, means=means()))
    assert starts(found) == {"z-codes": 0, "a-orders": 2}
    by_id = {item.initiative: item for item in found.items}
    assert by_id["z-codes"].why == "enables" and by_id["z-codes"].serves == ("a-orders",)
    assert by_id["a-orders"].after == ("z-codes",)
    refused = plan(problem(base, top, means=means(must_not=("z-codes",))))
    assert reasons(refused) == {"z-codes": "excluded", "a-orders": "prerequisite"}


def test_a_question_level_as_prerequisite() -> None:
    first = initiative("b-stock", lift("stock", 1))
    top = initiative("a-orders", lift("orders", 2), requires=[{"question": "stock", "level": 1}])
    assert starts(plan(problem(first, top, means=means()))) == {"b-stock": 0, "a-orders": 1}
    assert starts(plan(problem(top, means=means(), answers={"stock": "l1"}))) == {"a-orders": 0}
    assert reasons(plan(problem(top, means=means()))) == {"a-orders": "prerequisite"}


def test_levels_chain_and_none_is_leapt_over() -> None:
    low, high = initiative("a-low", lift("orders", 1)), initiative("b-high", lift("orders", 3, after=1))
    assert reasons(plan(problem(high, means=means()))) == {"b-high": "no_gap"}
    found = plan(problem(low, high, means=means()))
    assert {item.initiative: (item.gains[0].before, item.gains[0].after) for item in found.items} == {
        "a-low": (Fraction(0), Fraction(1, 4)),
        "b-high": (Fraction(1, 4), Fraction(3, 4)),
    }


def test_horizon_bounds_the_work() -> None:
    long = initiative("a-orders", lift("orders", 2), weeks=40)
    assert reasons(plan(problem(long, means=means(horizon=3)))) == {"a-orders": "no_time"}
    assert starts(plan(problem(long, means=means(horizon=4)))) == {"a-orders": 0}


def test_a_small_pilot_comes_first() -> None:
    piloted = initiative("b-machines", lift("machines", 1), once=1000, pilot=PILOT)
    found = plan(problem(ORDERS, piloted, means=means({2026: 1000, 2027: 1000}, parallel=1)))
    assert starts(found)["b-machines"] == 0 and found.pilot_note is None
    assert [item.is_pilot for item in found.items] == [True, False]
    bare = plan(problem(ORDERS, means=means()))
    assert bare.pilot_note is not None and starts(bare) == {"a-orders": 0}


def test_locks_musts_and_exclusions_are_kept() -> None:
    found = plan(problem(ORDERS, STOCK, means=means(locks={"a-orders": 2}, must_not=("b-stock",))))
    assert starts(found) == {"a-orders": 2} and found.items[0].why == "locked"
    assert reasons(found) == {"b-stock": "excluded"}
    useless = initiative("c-idle", staff_days={"owner": 1})
    forced = plan(problem(ORDERS, useless, means=means(must=("c-idle",))))
    assert {item.initiative: item.why for item in forced.items}["c-idle"] == "must"


def test_zero_budget_gives_the_work_that_costs_nothing() -> None:
    dear = initiative("b-stock", lift("stock", 2), once=100)
    found = plan(problem(ORDERS, dear, means=means(0)))
    assert starts(found) == {"a-orders": 0} and found.cost.high == 0
    assert reasons(found) == {"b-stock": "over_budget"} and found.clashes == ()


def test_equal_gain_takes_the_cheaper_then_the_safer() -> None:
    dear = initiative("a-dear", lift("orders", 2), once=500)
    risky = initiative("b-risky", lift("orders", 2), once=400, risk=4)
    safe = initiative("c-safe", lift("orders", 2), once=400, risk=2)
    found = plan(problem(dear, risky, safe, means=means()))
    assert starts(found) == {"c-safe": 0}
    assert reasons(found) == {"a-dear": "lower_value", "b-risky": "lower_value"}


def test_what_is_done_or_in_place_is_not_proposed_again() -> None:
    held = initiative("b-stock", lift("stock", 2), in_place={"answer": "stock", "at_least": 1})
    top = initiative("c-machines", lift("machines", 1), requires=needs("a-orders", "b-stock"))
    found = plan(problem(ORDERS, held, top, means=means(done=("a-orders",)), answers={"stock": "l1"}))
    assert starts(found) == {"c-machines": 0}
    assert reasons(found) == {"a-orders": "done", "b-stock": "done"}


def test_who_it_is_not_for() -> None:
    other = initiative("a-orders", lift("orders", 2), when={"company": "headcount", "at_least": 500})
    assert reasons(plan(problem(other, means=means()))) == {"a-orders": "not_eligible"}


def test_options_shares_and_unknown_answers_are_lifted() -> None:
    tools = initiative("a-tools", {"question": "tools", "options": ["a", "b"]})
    linked = initiative("b-linked", {"question": "linked", "share": "0.5"})
    unknown = Answer(state=AnswerState.DONT_KNOW)
    start = problem(tools, linked, ORDERS, means=means(), answers={"orders": unknown, "linked": ShareValue(3, 20)})
    sheet = lifted_sheet(INSTRUMENT, start.sheet, start.company, start.initiatives)
    assert sheet.answer("tools").value == ("a", "b")
    assert sheet.answer("linked").value == ShareValue(10, 20)
    assert sheet.answer("orders").value == "l2"
    found = plan(start)
    assert found.score_after == score(LENS, INSTRUMENT, sheet, start.company).overall.at_least
    assert found.score_after - found.score_before == sum(item.points for item in found.items)


def test_not_applicable_is_no_gap() -> None:
    away = Answer(state=AnswerState.NOT_APPLICABLE)
    assert reasons(plan(problem(ORDERS, means=means(), answers={"orders": away}))) == {"a-orders": "no_gap"}


def test_high_cost_names_the_stage_it_breaks() -> None:
    dear = initiative("a-orders", lift("orders", 2), once=900)
    assert plan(problem(dear, means=means({2026: 1000, 2027: 1000}))).breaks_at_stage == 1
    assert plan(problem(dear, means=means({2026: 2000, 2027: 2000}))).breaks_at_stage is None


def test_cash_adds_up() -> None:
    long = initiative("a-orders", lift("orders", 2), once=1000, yearly=400, weeks=26, pilot=PILOT)
    found = plan(problem(long, STOCK, means=means()))
    item = found.items[0] if found.items[0].initiative == "a-orders" else found.items[1]
    assert item.cash == (10_000, 90_000, 10_000, 10_000)
    assert sum(quarter.cash.typical for quarter in found.quarters) == found.cost.typical == sum(item.cash)
    assert sum(stage.cost.high for stage in found.stages) == found.cost.high


def worth(world: World, chosen: Mapping[str, Any]) -> tuple[int, int, int]:
    """Improvement earned early, then cost, then risk."""
    return (
        harvest(world, chosen).area,
        -sum(sum(start.cash) for start in chosen.values()),
        -sum(world.candidates[id].initiative.risk for id in chosen),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(SPECS, MEANS)
def test_no_plan_is_better(specs: list[dict[str, Any]], limits: dict[str, Any]) -> None:
    case = made(specs, limits)
    found, world = plan(case), survey(case)
    chosen = {item.initiative: world.candidates[item.initiative].starts[item.first_quarter] for item in found.items}
    assert keeps(world, chosen)
    reached = (found.proof.objective, -found.cost.typical, -sum(world.initiatives[id].risk for id in chosen))
    assert reached == most(world, worth)
    assert {*chosen, *reasons(found)} == set(world.initiatives)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(SPECS, MEANS)
def test_no_chosen_item_can_be_spared(specs: list[dict[str, Any]], limits: dict[str, Any]) -> None:
    case = made(specs, limits)
    found = plan(case)
    assert plan(case) == found
    for item in found.items:
        without = plan(replace(case, means=replace(case.means, must_not=(item.initiative,))))
        if item.why == "gap" and found.pilot_note == without.pilot_note:
            worse = (without.proof.objective, -without.cost.typical)
            assert worse <= (found.proof.objective, -found.cost.typical)


@pytest.mark.parametrize("horizon", [1, 12])
def test_shortest_and_longest_horizon(horizon: int) -> None:
    found = plan(problem(ORDERS, means=means(horizon=horizon)))
    assert starts(found) == {"a-orders": 0} and len(found.quarters) == horizon


def test_goals_too_large_for_one_number_are_met_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    dear = initiative("a-dear", lift("orders", 2), once=500)
    risky = initiative("b-risky", lift("orders", 2), once=400, risk=4)
    safe = initiative("c-safe", lift("orders", 2), once=400, risk=2)
    case = problem(dear, risky, safe, STOCK, means=means())
    together = plan(case)
    monkeypatch.setattr(goals, "LARGEST", 0)
    assert plan(case) == together and starts(together) == {"b-stock": 0, "c-safe": 0}


def test_a_stopped_search_gives_a_bound_and_the_same_plan_twice() -> None:
    few = [initiative(f"i{n}", lift(q, 1 + n % 4), once=100 * n, staff_days={"owner": 2 + n % 3}) for n in range(9)
           for q in ("orders",)]  # fmt: skip
    case = problem(*few, means=means(900, staff_days={"owner": 4}, parallel=2))
    best, stopped = plan(case), plan(case, Limits(work=0.0001))
    assert plan(case, Limits(work=0.0001)) == stopped
    assert stopped.proof.objective <= best.proof.objective <= stopped.proof.bound
