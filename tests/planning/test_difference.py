"""What changed between two plans of the tiny trade: work, quarters, money, days."""

from dataclasses import replace
from datetime import timedelta

from app.planning import plan
from app.planning.difference import CashShift, difference
from app.planning.values import Plan
from tests.planning.workshop import START, initiative, lift, means, problem

BOTH = [
    initiative("cheap", lift("orders", 1), once=1000),
    initiative("dear", lift("stock", 1), once=9000, staff_days={"owner": 2, "it": 3}),
]


def planned(budget: int, **more: object) -> Plan:
    return plan(problem(*BOTH, means=means({2026: budget, 2027: 0}, staff_days={"owner": 9, "it": 9}, **more)))


def test_less_money_lets_work_fall_out_and_says_why() -> None:
    change = difference(planned(10_000), planned(1_000))
    assert (change.came, [one.initiative for one in change.went], change.moved) == ((), ["dear"], ())
    assert change.went[0].why is not None and change.went[0].why.reason == "over_budget"
    assert change.cost_more == -900_000 and change.score_more < 0
    assert change.days == {"owner": (3, 1), "it": (3, 0)}
    back = difference(planned(1_000), planned(10_000))
    assert back.came == ("dear",) and back.score_more == -change.score_more


def test_the_same_plan_made_some_days_later_moves_nothing() -> None:
    before = planned(10_000)
    later = plan(replace(problem(*BOTH, means=means({2026: 10_000, 2027: 0}, staff_days={"owner": 9, "it": 9},
                                                    start=START + timedelta(days=9))), as_of=START))  # fmt: skip
    assert difference(before, later).is_none
    half_a_year = replace(
        means({2026: 0, 2027: 10_000}, staff_days={"owner": 9, "it": 9}), start=START.replace(2027, 6)
    )
    moved = difference(before, plan(problem(*BOTH, means=half_a_year))).moved
    assert {one.initiative for one in moved} == {"cheap", "dear"}
    assert all((one.after - one.before).days > 150 for one in moved)


def test_cash_is_set_side_by_side_by_the_calendar() -> None:
    long, short = planned(10_000, horizon=4), planned(10_000, horizon=2)
    rows = difference(long, short).cash
    assert [row.starts_on for row in rows] == [quarter.starts_on for quarter in long.quarters]
    assert [row.after is None for row in rows] == [False, False, True, True]
    assert rows[0] == CashShift(starts_on=START, before=1_000_000, after=1_000_000)
    assert [row.before is None for row in difference(short, long).cash] == [False, False, True, True]
