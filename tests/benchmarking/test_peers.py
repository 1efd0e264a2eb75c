"""Peers: who may be shown, where a firm stands among them, and what nobody can work out."""

from dataclasses import replace
from datetime import date
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.benchmarking.placing import mid_rank, place
from app.benchmarking.pooling import BINS, OVERALL, Member, Pool, Snapshot, scores_of, size_of, tenths
from app.content.answers import AnswerSheet
from app.scoring import score
from tests.samples import firm, tiny

DAY = date(2026, 9, 30)
CATALOGUE = tiny()
INSTRUMENT, LENS = CATALOGUE.instrument("tiny"), CATALOGUE.lens("ready")
COMPANY = firm()
CARD = score(LENS, INSTRUMENT, AnswerSheet(instrument="tiny", version="1.0", answers={}), COMPANY)


def member(number: int, points: float, adviser: str | None = None, trade: str = "", size: str = "") -> Member:
    own = tenths(F(str(points)))
    return Member(
        firm=f"f{number}",
        adviser=adviser,
        industry=trade or COMPANY.industry,
        size=size or size_of(COMPANY.headcount),
        level=int(points // 25),
        scores={OVERALL: own},
    )


def frozen(*members: Member) -> Snapshot:
    return pool_of(*members).freeze(DAY)


def pool_of(*members: Member) -> Pool:
    pool = Pool(LENS.id, LENS.version, frozenset({OVERALL}))
    assert all(pool.add(one) for one in members)
    return pool


def many(count: int, **more: str) -> list[Member]:
    return [member(number, 20 + 3 * (number % 20), **more) for number in range(count)]


COHORT = [31, 36, 36, 40, 44, 48, 52, 55, 55, 61]


@pytest.mark.parametrize(("points", "percentile"), [(36, 20), (55, 80), (50, 60), (0, 0), (100, 100)])
def test_percentiles_are_mid_ranks(points: int, percentile: int) -> None:
    groups = frozen(*(member(n, points) for n, points in enumerate(COHORT))).groups
    spread = groups[f"{COMPANY.industry}/{size_of(COMPANY.headcount)}"].spreads[OVERALL]
    assert mid_rank(spread, points * 10) == F(percentile, 100)


def test_nine_firms_are_not_shown_and_ten_are() -> None:
    assert frozen(*many(9)).groups == {}
    assert set(frozen(*many(10)).groups) == {
        "/",
        f"{COMPANY.industry}/",
        f"{COMPANY.industry}/{size_of(COMPANY.headcount)}",
    }


def test_a_firm_that_lacks_a_score_is_not_counted() -> None:
    pool = pool_of(*many(10))
    assert not pool.add(replace(member(11, 50), scores={})) and not pool.add(replace(member(11, 50), scores={"x": 1}))
    assert pool.freeze(DAY) == frozen(*many(10))


def test_no_adviser_fills_a_group() -> None:
    alone = [replace(one, adviser="park") for one in many(6)]
    assert frozen(*alone, *many(5)).groups == {}
    assert "/" in frozen(*alone, *many(6)).groups
    two = [replace(one, adviser="a") for one in many(9)] + [replace(one, adviser="b") for one in many(9)]
    assert frozen(*two, *many(3)).groups == {}
    assert "/" in frozen(*two, *many(4)).groups


def test_a_hidden_group_cannot_be_found_by_taking_others_away() -> None:
    groups = frozen(*many(20, size="small"), *many(4, size="micro"), *many(12, size="medium")).groups
    assert set(groups) == {"/", f"{COMPANY.industry}/", f"{COMPANY.industry}/small"}
    others = frozen(*many(30, trade="furniture"), *many(4, trade="education")).groups
    assert set(others) == {"/"}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b"]), st.sampled_from(["micro", "small"]), st.sampled_from([None, "x", "y"]),
            st.integers(0, 1000),
        ),
        max_size=80,
    )
)  # fmt: skip
def test_whatever_can_be_worked_out_is_a_group_that_may_be_shown(drawn: list[tuple[str, str, str | None, int]]) -> None:
    members = [
        Member(firm=str(n), adviser=adviser, industry=trade, size=size, level=0, scores={OVERALL: score})
        for n, (trade, size, adviser, score) in enumerate(drawn)
    ]
    shown = {tuple(name.split("/")) for name in frozen(*members).groups}

    def firms(trade: str, size: str) -> list[Member]:
        return [one for one in members if trade in ("", one.industry) and size in ("", one.size)]

    rests = [firms(*name) for name in shown]
    for trade in {name[0] for name in shown}:
        parts = [name for name in shown if (name[1] if trade else name[0] and not name[1]) and trade in ("", name[0])]
        rests.append([one for one in firms(trade, "") if all(one not in firms(*part) for part in parts)])
    for rest in rests:
        by = sorted((sum(one.adviser == name for one in rest) for name in ("x", "y")), reverse=True)
        assert not rest or (len(rest) >= 10 and 2 * by[0] <= len(rest) and 100 * sum(by) <= 85 * len(rest))


def test_nothing_moves_between_two_freezings() -> None:
    pool = pool_of(*many(15))
    before = pool.freeze(DAY)
    seen = place(before, CARD, COMPANY)
    pool.add(member(99, 88))
    assert place(before, CARD, COMPANY) == seen
    pool.remove(member(99, 88))
    assert pool.freeze(DAY) == before


def test_counting_by_and_by_is_counting_at_once() -> None:
    pool = pool_of(*many(40))
    for one in many(40)[10:20]:
        pool.remove(one)
    assert pool.freeze(DAY) == frozen(*many(10), *many(40)[20:])


def test_a_small_group_is_drawn_towards_the_wider_one_and_says_how_sure_it_is() -> None:
    few = [member(n, points, size="small") for n, points in enumerate([40, 44, 48, 52, 56, 60, 64, 68, 72, 76])]
    rest = [member(100 + n, 30, size="medium") for n in range(40)]
    card = replace(CARD, base_overall=replace(CARD.base_overall, score=F(50)))
    found = place(frozen(*few, *rest), card, COMPANY.model_copy(update={"headcount": 100}))
    assert found is not None and found.n == 10 and found.group.endswith("/small") and found.fallback is None
    own = found.places[OVERALL]
    assert 30 < own.mean < 58 and own.mean_interval is not None and own.percentile_interval is not None
    assert own.mean_interval[0] < own.mean < own.mean_interval[1]
    # n=10, mean 58, s²=146.67: B = 14.67/(14.67+36) = 0.289 towards 35.6, so 51.5.
    assert own.mean == 51.5


def test_the_wider_group_says_why() -> None:
    found = place(frozen(*many(30, size="large")), CARD, COMPANY)
    assert found is not None and found.group == f"{COMPANY.industry}/" and found.fallback is not None
    assert all(one.percentile_interval is None for one in found.places.values())
    assert place(frozen(*many(30, trade="other")), CARD, COMPANY).group == "/"
    assert place(replace(frozen(*many(30)), lens_version="9.9"), CARD, COMPANY) is None


def test_scores_are_compared_as_they_are_shown() -> None:
    assert (tenths(F(0)), tenths(F(100)), tenths(F("36.25")), tenths(F("36.24"))) == (0, BINS - 1, 363, 362)
    assert all(0 <= value < BINS for value in scores_of(CARD).values())
