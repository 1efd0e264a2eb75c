"""Demands that cannot hold together: the set named is irreducible."""

from dataclasses import replace
from datetime import date

import pytest

from app.content.library import Policy
from app.planning import plan
from app.planning.problem import PlanningProblem
from app.planning.values import Plan

from .workshop import both, initiative, lift, means, needs, problem

ORDERS = initiative("a-orders", lift("orders", 2), once=900)
STOCK = initiative("b-stock", lift("stock", 2), once=900)


def named(found: Plan) -> set[str]:
    assert found.proof.status == "infeasible" and found.items == ()
    return {clash.constraint for clash in found.clashes}


CASES = {
    "money": (problem(ORDERS, STOCK, means=means({2026: 500, 2027: 1000}, must=("a-orders", "b-stock"))),
              {"must:a-orders", "must:b-stock", "budget:2026", "budget:2027", "horizon"}),
    "excluded": (problem(ORDERS, means=means(must=("a-orders",), must_not=("a-orders",))),
                 {"must:a-orders", "must_not:a-orders"}),
    "prerequisite": (
        problem(ORDERS.model_copy(update={"requires": STOCK.model_copy(update={}).requires}), STOCK,
                initiative("c-top", lift("machines", 1), requires=needs("b-stock")),
                means=means(must=("c-top",), must_not=("b-stock",))),
        {"must:c-top", "must_not:b-stock", "prerequisite:c-top>b-stock"},
    ),
    "locks": (problem(ORDERS, STOCK, means=means(parallel=1, locks={"a-orders": 0, "b-stock": 0})),
              {"lock:a-orders", "lock:b-stock", "parallel"}),
    "order": (problem(ORDERS, initiative("c-top", lift("machines", 1), requires=needs("a-orders")),
                      means=means(locks={"a-orders": 2, "c-top": 1})),
              {"lock:a-orders", "lock:c-top", "prerequisite:c-top>a-orders"}),
    "horizon": (problem(ORDERS, means=means(locks={"a-orders": 9})), {"lock:a-orders", "horizon"}),
    "hands": (problem(ORDERS, means=means(staff_days={"owner": 0}, must=("a-orders",))),
              {"must:a-orders", "staff:owner", "horizon"}),
    "misfit": (problem(ORDERS.model_copy(update={"industries": ("toys",)}), means=means(must=("a-orders",))),
               {"must:a-orders", "fits:a-orders"}),
    "unknown": (problem(ORDERS, means=means(must=("nowhere",))), {"unknown:nowhere"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_set_named(name: str) -> None:
    case, expected = CASES[name]
    found = plan(case)
    assert named(found) == expected
    assert all(clash.message.zh != clash.message.en for clash in found.clashes)


def _without(case: PlanningProblem, constraint: str) -> PlanningProblem | None:
    """The problem with one of the firm's own demands or limits lifted."""
    kind, _, rest = constraint.partition(":")
    own = case.means
    if kind in ("must", "must_not"):
        kept = tuple(id for id in getattr(own, kind) if id != rest)
        return replace(case, means=replace(own, **{kind: kept}))
    if kind == "lock":
        return replace(case, means=replace(own, locks={id: at for id, at in own.locks.items() if id != rest}))
    if kind == "budget":
        return replace(case, means=replace(own, budget_by_year={**own.budget_by_year, int(rest): 10**9}))
    if kind == "staff":
        return replace(case, means=replace(own, staff_days={**own.staff_days, rest: 999}))
    if kind == "parallel":
        return replace(case, means=replace(own, parallel=99))
    return None


@pytest.mark.parametrize("name", CASES)
def test_without_any_one_of_them_a_plan_exists(name: str) -> None:
    case, expected = CASES[name]
    for constraint in expected:
        freed = _without(case, constraint)
        if freed is not None:
            assert plan(freed).proof.status == "optimal", constraint


def duty(id: str, deadline: date | None, confidence: str = "A") -> Policy:
    return Policy.model_validate(
        {"id": id, "kind": "duty", "title": both(id), "what": both(id), "deadline": deadline,
         "source": {"title": both(id), "confidence": confidence}, "verified_on": date(2026, 11, 1)}
    )  # fmt: skip


def test_duties_enter_the_plan_with_their_deadline() -> None:
    lawful = STOCK.model_copy(update={"duties": ("law",)})
    plenty = means(parallel=1)
    found = plan(problem(ORDERS, lawful, means=plenty, policies=(duty("law", date(2027, 3, 1)),)))
    item = found.items[0]
    assert (item.initiative, item.why, item.duty, item.late) == ("b-stock", "duty", "law", False)
    late = plan(problem(ORDERS, lawful, means=plenty, policies=(duty("law", date(2026, 6, 1)),)))
    assert late.items[0].initiative == "b-stock" and late.items[0].late
    weak = plan(problem(ORDERS, lawful, means=plenty, policies=(duty("law", date(2027, 3, 1), "D"),)))
    assert weak.items[0].initiative == "a-orders" and weak.offers[0].status == "check"


def test_a_duty_without_any_budget_is_reported_not_planned() -> None:
    lawful = STOCK.model_copy(update={"duties": ("law",)})
    found = plan(problem(lawful, means=means(0), policies=(duty("law", None),)))
    assert found.items == () and found.clashes == ()
    assert found.rejected[0].reason == "over_budget" and "duty" in found.rejected[0].detail.en


def test_duties_that_cannot_all_be_paid_leave_as_many_as_can() -> None:
    lawful = STOCK.model_copy(update={"duties": ("law",)})
    cheap = ORDERS.model_copy(update={"duties": ("other",), "cost": STOCK.cost.__class__()})
    policies = (duty("law", None), duty("other", None))
    found = plan(problem(lawful, cheap, means=means(100), policies=policies))
    assert found.clashes == () and [item.initiative for item in found.items] == [cheap.id]
    assert {one.initiative: one.reason for one in found.rejected}[lawful.id] == "over_budget"


def test_a_duty_that_cannot_be_paid_gives_way_but_a_wish_does_not() -> None:
    lawful = STOCK.model_copy(update={"duties": ("law",)})
    dear = ORDERS.model_copy(update={"cost": STOCK.cost})
    found = plan(problem(lawful, dear, means=means(100, must=(dear.id,)), policies=(duty("law", None),)))
    assert found.items == () and f"must:{dear.id}" in named(found)
