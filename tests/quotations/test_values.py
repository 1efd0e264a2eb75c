"""Sums that are right to the fen, and amounts in capital numerals."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.kit.amounts import DIGITS, MOST, PLACES, in_capitals
from app.kit.text import Text
from app.quotations.models import Quotation
from app.quotations.operations import Maker, write_paper
from app.quotations.reading import FirmPlan
from app.quotations.sheets import read_price
from app.quotations.values import MOST_PRICE, MOST_QUANTITY, RATES, Issuer, Line, add_up

TODAY = date(2026, 11, 28)
LINES = st.builds(
    Line,
    name=st.just(Text(zh="网关", en="Gateway")),
    quantity=st.integers(1, MOST_QUANTITY),
    price=st.integers(0, MOST_PRICE),
    rate=st.sampled_from(RATES),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(LINES, max_size=5))
def test_sums_are_whole_fen_whatever_the_order_and_off_by_half_a_fen_at_most(lines: list[Line]) -> None:
    sums = add_up(lines)
    assert sums.net == sum(one.net for one in lines) == sum(one.base for one in sums.taxes)
    assert sums.total == sums.net + sum(one.tax for one in sums.taxes)
    for one in lines:
        assert abs(one.net - Fraction(one.quantity * one.price, 100)) <= Fraction(1, 2)
    for one in sums.taxes:
        assert abs(one.tax - Fraction(one.base * one.rate, 10_000)) <= Fraction(1, 2)
    assert add_up(reversed(lines)) == sums
    assert all(add_up([*lines, one]).total >= sums.total for one in lines)


def test_half_a_fen_is_rounded_up() -> None:
    line = Line(name=Text(zh="网关", en="Gateway"), quantity=50, price=1, rate=1300)
    assert line.net == 1
    assert add_up([Line(name=line.name, price=50, rate=300)]).tax == 2


@pytest.mark.parametrize("reviewed", [True, False])
def test_nothing_is_called_recommended_that_the_plan_does_not_recommend(reviewed: bool) -> None:
    line = Line(name=Text(zh="网关", en="Gateway"), initiative="made-up")
    draft = Quotation(lines=(line,), valid_until=TODAY, note="", replaces="")
    maker = Maker(issuer=Issuer(name="Pearl Advice"), by=UUID(int=1), name="Li", at=datetime(2026, 11, 28, tzinfo=UTC))
    plan = FirmPlan(firm_id=UUID(int=2), firm="Sofa", is_reviewed=reviewed)
    paper = write_paper(draft, plan, maker)
    assert [one.initiative for one in paper.lines] == [""]
    said = paper.disclosure.en if paper.disclosure else ""
    assert ("Pearl Advice reviewed the answers" in said) == reviewed


@pytest.mark.parametrize(
    ("yuan", "said"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10.05", "壹拾元零伍分"),
        ("1234.50", "壹仟贰佰叁拾肆元伍角整"),
        ("100000", "壹拾万元整"),
        ("10010000.01", "壹仟零壹万元零壹分"),
        ("100500000", "壹亿零伍拾万元整"),
        ("1000000000500", "壹万亿零伍佰元整"),
        ("1234567890123456.78", "壹仟贰佰叁拾肆万伍仟陆佰柒拾捌亿玖仟零壹拾贰万叁仟肆佰伍拾陆元柒角捌分"),
    ],
)
def test_an_amount_in_capitals(yuan: str, said: str) -> None:
    assert in_capitals(int(Decimal(yuan) * 100)) == said


def heard(said: str) -> int:
    """The fen that capital numerals say."""
    fen = group = number = 0
    for sign in said.removesuffix("整"):
        if sign in DIGITS:
            number = DIGITS.index(sign)
        elif sign in PLACES[1:]:
            group, number = group + number * 10 ** PLACES.index(sign), 0
        elif sign in "万亿元":
            group, number = group + number, 0
            whole = {"万": 10**4, "亿": 10**8, "元": 1}[sign]
            fen, group = ((fen + group) * whole, 0) if sign == "亿" else (fen + group * whole, 0)
    return fen


@given(st.integers(0, MOST // 100 - 1))
def test_what_is_said_in_capitals_is_heard_as_the_same_amount(yuan: int) -> None:
    said = in_capitals(yuan * 100)
    assert heard(said) == yuan
    assert "零零" not in said


@pytest.mark.parametrize(
    ("said", "fen"), [("1,234.50", 123450), ("¥8", 800), ("0", 0), ("1.005", None), ("-1", None), ("1e5", None)]
)
def test_a_price_is_exact_to_the_fen_or_none(said: str, fen: int | None) -> None:
    assert read_price(said) == fen
