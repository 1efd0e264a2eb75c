"""Differences in words, in both languages."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit.text import Text
from app.planning import plan
from app.planning.clashes import WORDS
from app.planning.difference import difference
from app.planning.values import Clash, Means
from app.tryouts.telling import RELAX, SAME, SAME_MEANS, say_change, say_means, say_relief, signed, signed_money
from tests.planning.workshop import initiative, lift, means, problem

TITLES = {id: Text(zh=f"举措{id}", en=f"Work {id}") for id in "abcdef"}
BEFORE = Means(
    start=date(2026, 11, 27),
    budget_by_year={2026: 1_000_000, 2027: 6_000_000},
    staff_days={"owner": 6, "it": 10},
    must=("a",),
    locks={"b": 1},
)


def said(lines: tuple[Text, ...], lang: str) -> str:
    return " ".join(line.zh if lang == "zh" else line.en for line in lines)


def test_means_that_changed_are_told_one_by_one() -> None:
    after = replace(
        BEFORE,
        budget_by_year={2026: 1_000_000, 2027: 3_000_000, 2028: 5},
        staff_days={"owner": 6, "it": 4},
        horizon=6,
        parallel=2,
        must=("c",),
        must_not=("d",),
        locks={"e": 3},
        done=("f",),
        goal="payback",
    )
    told = say_means(BEFORE, after, TITLES)
    zh, en = said(told, "zh"), said(told, "en")
    assert "2027 年预算：¥6 万 → ¥3 万" in zh and "Budget 2027: CNY 60,000 → CNY 30,000." in en
    assert "信息化每季度 10 → 4 人天" in zh and "Days a quarter, IT: 10 → 4." in en
    assert "规划期：8 → 6 个季度" in zh and "At most at once: 3 → 2." in en
    assert "一定要做：“举措c”" in zh and "No longer “Must be in”: “Work a”." in en
    assert "不做：“举措d”" in zh and "Done: “Work f”." in en
    assert "“举措b”不再固定季度" in zh and "“Work e” is tied to quarter 4." in en
    assert "目标改为省回的钱最多" in zh and "2028" not in en
    assert len(told) == 11


def test_the_same_means_are_said_to_be_the_same() -> None:
    assert say_means(BEFORE, BEFORE, TITLES) == (SAME_MEANS,)


def test_a_change_of_plan_is_told_in_both_languages() -> None:
    two = [initiative("a", lift("orders", 1), once=1000), initiative("b", lift("stock", 1), once=9000)]
    rich, poor = (plan(problem(*two, means=means({2026: budget, 2027: 0}))) for budget in (10_000, 1_000))
    told = say_change(difference(rich, poor), TITLES)
    assert said(told, "en").startswith("No longer planned: “Work b”. Cost, typical: −CNY 9,000. Score at the end: −")
    assert said(told, "zh").startswith("不再安排“举措b”。 总费用（通常值）−¥9,000。")
    assert say_change(difference(rich, rich), TITLES) == (SAME,)
    late = plan(problem(*two, means=means({2026: 1_000, 2027: 9_000}, locks={"b": 1})))
    assert "“Work b” begins in February 2027 instead of November 2026." in said(
        say_change(difference(rich, late), TITLES), "en"
    )


def test_an_initiative_the_library_forgot_is_called_by_its_id() -> None:
    assert "“gone”" in said(say_means(BEFORE, replace(BEFORE, must=("a", "gone")), TITLES), "en")


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_every_kind_of_clash_has_its_way_out_or_none(kind: str) -> None:
    clash = Clash(constraint=f"{kind}:x", message=Text(zh="x", en="x"))
    fixed = {"duty", "fits", "unknown", "prerequisite", "level"}
    assert (say_relief(clash) is None) == (kind in fixed), kind
    assert set(RELAX) <= set(WORDS)


@given(st.integers(-(10**12), 10**12))
def test_a_signed_amount_never_says_the_wrong_way(fen: int) -> None:
    told = signed_money(fen)
    sign = "+" if fen > 0 else "−" if fen < 0 else "不"
    assert told.zh.startswith(sign) and (told.en.startswith(sign) or fen == 0)


@pytest.mark.parametrize(("value", "said"), [(Fraction(1, 100), "no change"), (Fraction(-5, 2), "−2.5"), (3, "+3")])
def test_what_rounds_to_nothing_is_no_change(value: Fraction | int, said: str) -> None:
    assert signed(value).en == said
