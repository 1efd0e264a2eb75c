"""What people set by hand: every edit holds in the plan, or the clash is named; without edits nothing changes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kit.text import Text
from app.planning import plan
from app.planning.problem import PlanningProblem
from app.planning.quarters import months_after
from app.planning.values import Edit, MoneyRange, OwnLift, OwnWork, Plan

from .brute import MEANS, SPECS, made
from .workshop import PILOT, START, initiative, lift, means, needs, problem

ORDERS = initiative("a-orders", lift("orders", 2), once=900)
STOCK = initiative("b-stock", lift("stock", 2), once=900)
WORDS = Text(zh="培训", en="Training")


def day(quarter: int) -> date:
    return months_after(START, 3 * quarter + 1)


def edit(kind: Any, id: str, **more: Any) -> Edit:
    return Edit(id=f"{kind}-{id}", kind=kind, initiative=id, side="Yunfan", reason="why", on=START, **more)


def place(id: str, first: int | None, last: int | None) -> Edit:
    at = {"earliest": None if first is None else day(first), "latest": None if last is None else day(last)}
    return edit("place", id, **at)


def cost(id: str, yuan: int) -> Edit:
    return edit("cost", id, once=MoneyRange(low=yuan * 50, typical=yuan * 100, high=yuan * 200))


def own(id: str, yuan: int = 0, days: int = 1, **more: Any) -> Edit:
    work = OwnWork(
        title=WORDS, what=WORDS, weeks=4, staff_days={"owner": days}, kpi=WORDS, exit_criterion=WORDS, **more
    )
    price = MoneyRange(low=yuan * 100, typical=yuan * 100, high=yuan * 100)
    return edit("own", id, own=work, once=price)


def edited(case: PlanningProblem, *edits: Edit) -> PlanningProblem:
    return replace(case, means=replace(case.means, edits=edits))


def begun(found: Plan) -> dict[str, int]:
    return {item.initiative: item.first_quarter for item in found.items}


def named(found: Plan) -> set[str]:
    assert found.proof.status == "infeasible" and not found.items
    return {clash.constraint for clash in found.clashes}


def test_a_place_a_price_and_own_work_hold_and_are_marked() -> None:
    case = problem(ORDERS, STOCK, means=means())
    found = plan(edited(case, place("a-orders", 2, 2), cost("b-stock", 12_345), own("own-1", 500)))
    assert begun(found).items() >= {"b-stock": 0, "a-orders": 2}.items()
    items = {item.initiative: item for item in found.items}
    assert items["a-orders"].why == "locked" and items["own-1"].why == "must"
    assert items["b-stock"].once.typical == 12_400_00  # plans count in hundreds of yuan
    (mark,) = items["b-stock"].marks
    assert (mark.kind, mark.side, mark.once and mark.once.typical) == ("cost", "Yunfan", 900_00)


def test_what_edits_cost_and_which_costs_most() -> None:
    case = problem(ORDERS, STOCK, means=means())
    found = plan(edited(case, place("a-orders", 3, 3), cost("b-stock", 1000)))
    told = found.shaping
    assert told is not None and told.dearest == "place-a-orders"
    assert told.free.objective > told.edited.objective == found.proof.objective
    assert told.edited.cost - told.free.cost == 100_00 and told.edited.months - told.free.months == 9
    spared = {one.edit: one.worth for one in told.without}
    assert spared["cost-b-stock"].objective == told.edited.objective
    assert spared["place-a-orders"].objective == told.free.objective


def test_own_work_improves_answers_and_waits_for_what_it_needs() -> None:
    lifts = (OwnLift(question="machines", option="l1", after=0),)
    found = plan(edited(problem(ORDERS, means=means()), own("own-1", lifts=lifts, requires=("a-orders",))))
    assert begun(found) == {"a-orders": 0, "own-1": 1}
    item = found.items[1]
    assert [gain.question for gain in item.gains] == ["machines"] and item.after == ("a-orders",)


def test_a_window_leaves_the_rest_to_the_planner() -> None:
    case = problem(ORDERS, STOCK, means=means())
    assert begun(plan(edited(case, place("a-orders", 1, None), place("b-stock", None, 2)))) == {
        "b-stock": 0,
        "a-orders": 1,
    }


CASES = {
    "order": (problem(ORDERS, initiative("c-top", lift("machines", 1), requires=needs("a-orders")), means=means()),
              (place("a-orders", 2, 2), place("c-top", 0, 1)),
              {"place:a-orders", "place:c-top", "prerequisite:c-top>a-orders"}),
    "price": (problem(ORDERS, means=means({2026: 1000, 2027: 1000})), (place("a-orders", 0, 1), cost("a-orders", 9000)),
              {"place:a-orders", "cost:a-orders", "budget:2026", "budget:2027"}),
    "hands": (problem(means=means(staff_days={"owner": 3})), (own("own-1", days=9),),
              {"own:own-1", "staff:owner", "horizon"}),
    "ruled out": (problem(ORDERS, means=means(must_not=("a-orders",))), (place("a-orders", None, 1),),
                  {"place:a-orders", "must_not:a-orders"}),
    "too late": (problem(ORDERS, means=means()), (place("a-orders", 7, 7),), {"place:a-orders", "horizon"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_edits_that_clash_are_named(name: str) -> None:
    case, edits, expected = CASES[name]
    found = plan(edited(case, *edits))
    assert named(found) == expected
    assert all(clash.message.zh != clash.message.en for clash in found.clashes)


EDITS = st.lists(st.tuples(st.integers(0, 3), st.none() | st.integers(0, 3), st.none() | st.integers(0, 3)), max_size=3)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(SPECS, MEANS, EDITS, st.none() | st.integers(0, 900))
def test_every_edit_holds_or_the_clash_is_named(specs: Any, limits: Any, asked: Any, added: int | None) -> None:
    case = made(specs, limits)
    known = {one.id for one in case.initiatives}
    places = {f"i{at}": (first, last) for at, first, last in asked if f"i{at}" in known}
    edits = [place(id, first, last) for id, (first, last) in places.items()]
    edits += [] if added is None else [own("own-1", added)]
    found = plan(edited(case, *edits))
    if found.clashes:
        assert any(one.constraint.split(":")[0] in ("place", "own") for one in found.clashes)
        return
    first_of = begun(found)
    for id, (first, last) in places.items():
        assert (first or 0) <= first_of[id] <= (3 if last is None else last)
    assert added is None or "own-1" in first_of
    if not edits:
        assert found == plan(case) and found.shaping is None
    elif found.shaping and added is None:
        assert found.shaping.edited.objective <= found.shaping.free.objective


def test_prerequisites_of_the_library_still_come_first() -> None:
    top = initiative("c-top", lift("machines", 1), requires=needs("a-orders"), pilot=PILOT)
    assert begun(plan(edited(problem(ORDERS, top, means=means()), place("c-top", None, 1))))["a-orders"] == 0
