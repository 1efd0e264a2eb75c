"""Pay-offs, subsidies and the policies behind them, and what refusals say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app.content.firm import BaselineValue
from app.content.library import Policy
from app.planning import plan
from app.planning.eligibility import Prospect, due_on, judge
from app.planning.payoffs import estimates, payback_months
from app.planning.prices import NOTHING
from app.planning.values import MoneyRange, Offer
from app.scoring import score
from app.scoring.values import Scorecard

from .workshop import INSTRUMENT, LENS, START, both, initiative, lift, means, problem

FIRM = problem(means=means()).company
MIIT = LENS.model_copy(update={"id": "miit-2024"})


def policy(id: str = "grant", **more: Any) -> Policy:
    base: dict[str, Any] = {
        "id": id, "kind": "subsidy", "title": both(id), "what": both(id), "verified_on": START,
        "source": {"title": both(id), "confidence": "A"},
    }  # fmt: skip
    return Policy.model_validate({**base, **more})


def card(level: int) -> Scorecard:
    """The official scorecard of a firm that stands at a level."""
    case = problem(means=means())
    scored = score(MIIT, INSTRUMENT, case.sheet, case.company)
    return replace(scored, gates=(replace(scored.gates[0], level=level), *scored.gates[1:]))


def offer(given: Policy, *, level: int = 0, **prospect: Any) -> Offer:
    (found,) = judge([given], FIRM, [card(level)], START, prospect=Prospect(instrument=INSTRUMENT, **prospect))
    return found


DAY = date(2027, 3, 1)
JUDGED = [
    ({"cities": ["guangzhou"]}, {}, "not_eligible", "area"),
    ({"towns": ["大岭山"]}, {}, "not_eligible", "area"),
    ({"industries": ["toys"]}, {}, "not_eligible", "trade"),
    ({"min_headcount": 300}, {}, "not_eligible", "headcount"),
    ({"when": {"company": "exports", "is": True}}, {}, "not_eligible", "firms that export"),
    ({"when": {"answer": "orders", "at_least": 3}}, {}, "not_eligible", "Answer “orders” first"),
    ({"min_level": 2}, {}, "not_eligible", "Reach level 2 first: you are at 0"),
    ({"min_level": 2}, {"reached": {2: DAY}}, "applies", "conditions hold"),
    ({"min_level": 2, "valid_to": DAY}, {}, "too_late", "does not reach it"),
    ({"min_level": 2, "valid_to": DAY}, {"reached": {2: date(2027, 3, 2)}}, "too_late", "2 March 2027"),
    ({"min_level": 2, "valid_to": DAY}, {"reached": {2: DAY}, "finishes": (DAY,)}, "applies", "1 March 2027"),
    ({"min_level": 2, "valid_to": DAY}, {"level": 2, "finishes": (DAY,)}, "check", "hold level 2 already"),
    ({"min_level": 2, "valid_to": DAY}, {"level": 2, "finishes": ()}, "too_late", "no new work"),
    ({"valid_to": DAY}, {"finishes": (date(2027, 3, 2),)}, "too_late", "no new work"),
    ({"valid_to": DAY}, {"finishes": (DAY,)}, "applies", "1 March 2027"),
    ({"valid_from": date(2027, 1, 1)}, {}, "applies", "opens on 1 January 2027"),
    ({"source": {"title": both("t"), "confidence": "C"}}, {}, "check", "not certain"),
    ({"kind": "certificate", "min_level": 3}, {"level": 3}, "applies", "hold"),
]


@pytest.mark.parametrize(("terms", "found", "status", "words"), JUDGED)
def test_offers_are_judged_by_place_size_level_and_date(
    terms: Mapping[str, Any], found: Mapping[str, Any], status: str, words: str
) -> None:
    judged = offer(policy(**terms), **found)
    assert judged.status == status and words in judged.reason.en
    assert judged.reason.zh != judged.reason.en


def test_a_higher_level_pays_more_though_the_lower_is_held() -> None:
    grant = policy(min_level=1, caps=[{"level": 1, "cap_cny": 100}, {"level": 2, "cap_cny": 300}], valid_to=DAY)
    better = offer(grant, level=1, reached={2: DAY}, finishes=(DAY,))
    assert (better.status, better.amount) == ("applies", 300_00)
    same = offer(grant, level=1, finishes=(DAY,))
    assert (same.status, same.amount) == ("check", 100_00)


def test_an_offer_past_its_end_is_silent_and_a_duty_is_not() -> None:
    assert judge([policy(valid_to=date(2026, 11, 22))], FIRM, (), START) == ()
    (late,) = judge([policy(kind="duty", deadline=date(2026, 6, 1))], FIRM, (), START)
    assert late.status == "overdue" and late.due_on == date(2026, 6, 1)
    yearly = policy(kind="duty", recurs_month=3)
    assert due_on(yearly, START) == date(2027, 3, 31) and due_on(yearly, date(2027, 3, 31)) == date(2027, 3, 31)


@pytest.mark.parametrize(("cap", "came"), [(50, 50_00), (5000, 900_00)])
def test_a_subsidy_pays_the_quarter_after_its_level_and_never_more_than_was_spent(cap: int, came: int) -> None:
    work = initiative("a-orders", lift("orders", 2), once=900)
    grant = policy(caps=[{"level": 0, "cap_cny": cap}])
    case = problem(work, means=means({2026: 900, 2027: 0}), policies=(grant,))
    found = plan(replace(case, miit_lens=MIIT, miit=card(0)))
    assert [quarter.subsidy for quarter in found.quarters] == [0, came, 0, 0]
    assert sum(quarter.cash.typical for quarter in found.quarters) == 900_00
    poor = plan(problem(work, means=means({2026: 800, 2027: 800}), policies=(grant,)))
    assert poor.items == () and all(quarter.subsidy == 0 for quarter in poor.quarters)


def given(value: float) -> BaselineValue:
    return BaselineValue(value=value, month="2026-10", measured=True)


def payoff(**more: Any) -> dict[str, Any]:
    return {"metric": both("m"), "direction": "down", "low": 10, "high": 20, "unit": "percent", "basis": both("b"),
            **more}  # fmt: skip


def test_payoffs_stand_on_the_firms_own_figures() -> None:
    energy = payoff(baseline="energy-cost-month", yuan_per_unit="energy-cost-month")
    rework = payoff(baseline="rework-share", yuan_per_unit="order-value")
    work = initiative("a-orders", lift("orders", 2), payoffs=[energy, rework])
    figures = {"energy-cost-month": given(1000), "rework-share": given(10), "order-value": given(100),
               "orders-month": given(50)}  # fmt: skip
    cost, share = estimates(work, figures)
    assert (cost.yuan_low, cost.yuan_high, cost.from_baseline) == (1200_00, 2400_00, True)
    # 10-20 % of the 10 % of 600 orders of 100 yuan a year
    assert (share.yuan_low, share.yuan_high) == (600_00, 1200_00)
    typical = estimates(work, {})
    assert all(one.yuan_low is None and not one.from_baseline for one in typical)
    assert typical[0].low == Fraction(10)
    assert payback_months(MoneyRange(low=1, typical=1800_00, high=2), NOTHING, (cost, share)) == (6, 12)
    assert payback_months(MoneyRange(low=1, typical=1800_00, high=2), NOTHING, typical) is None
    dear = MoneyRange(low=0, typical=1800_00, high=0)
    assert payback_months(dear, dear, (cost, share)) is None


def test_a_refusal_names_the_condition_that_failed() -> None:
    cases = {
        "Only for firms with at least 500 people.": {"company": "headcount", "at_least": 500},
        "Only for firms that export.": {"company": "exports", "is": True},
        "Reach level 3 at “orders” first.": {"answer": "orders", "at_least": 3},
        "Only where “tools” ": {"answer": "tools", "includes": "a"},
        "It does not apply where “t” includes “n”.": {"answer": "tools", "excludes": "none"},
        "Answer “linked” first.": {"answer": "linked", "answered": True},
    }
    for words, when in cases.items():
        found = plan(problem(initiative("a-orders", lift("orders", 2), when=when), means=means()))
        (one,) = found.rejected
        assert one.reason == "not_eligible"
        assert words.replace("tools", "t").replace("linked", "t") in one.detail.en
