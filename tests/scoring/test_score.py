"""Scores worked out by hand on the tiny questionnaire."""

from fractions import Fraction as F

import pytest

from app.content.answers import parse_answers
from app.kit.errors import Invalid
from app.scoring import score
from tests.samples import firm, tiny

CATALOGUE = tiny()
INSTRUMENT = CATALOGUE.instrument("tiny")
FULL = {
    "ladder": "l2",
    "list": ["a", "b"],
    "digital": {"part": 3, "total": 20},
    "networked": {"sites": {"plant": {"part": 1, "total": 4}, "store": {"part": 0, "total": 2}}},
    "count": 75,
    "feel": 4,
    "grid": {"top": 1, "low": 3},
}


def card(lens="ready", pains=(), trace=True, **raw):
    sheet, faults = parse_answers(INSTRUMENT, raw, firm())
    assert not faults, faults
    return score(CATALOGUE.lens(lens), INSTRUMENT, sheet, firm(), pains, trace)


def test_weighted_means_add_up_by_hand():
    done = card(**FULL)
    # ladder 2/4; lists (2 x 1 + 3/4) / 3 = 11/12; doing (2 x 1/2 + 11/12) / 3 = 23/36
    assert done.dimension("doing").mark.score == F(2300, 36)
    # machines (3/20 + 1/8) / 2 = 11/80; feeling (3/4 + 1/2) / 2 = 5/8; linked = (11/80 + 50/80) / 2
    assert done.dimension("linked").mark.score == F(6100, 160)
    assert done.overall.score == F(3, 4) * F(2300, 36) + F(1, 4) * F(6100, 160)
    assert sum(done.weights.values()) == 100
    assert sum(line.points for line in done.trace) == done.overall.score
    assert done.overall.coverage == 1 and done.overall.confidence == 1


def test_the_weakest_site_is_noted():
    (line,) = [line for line in card(**FULL).trace if line.question == "networked"]
    assert (line.value, line.weakest) == (F(1, 8), "store")


def test_the_gate_forbids_leapfrogging():
    done = card(ladder="l4", list=["none"], count=0, digital={"part": 0, "total": 9}, feel=1, grid={"top": 1, "low": 1})
    assert done.overall.score == 50 and done.level == 0
    assert done.gates[0].missing[0].have == F(1, 2) and done.gates[0].missing[0].need == F(4, 5)


def test_levels_of_one_capability_are_its_rung():
    for level in range(5):
        assert card(ladder=f"l{level}").dimension("doing").capabilities[0].mark.level == level


def test_missing_answers_widen_the_range_and_lower_coverage_only():
    some = card(ladder="l2")
    assert some.overall.score == 50
    assert some.overall.at_least == F(3, 4) * F(2, 3) * 50 and some.overall.at_most == F(1, 4) * 100 + F(3, 4) * F(
        200, 3
    )
    assert some.overall.coverage == F(1, 6) and some.overall.confidence == 1
    assert some.overall.level == 0 and some.overall.level_at_most == 2
    assert card().overall.score is None and card().overall.at_most == 100


def test_dont_know_gives_nothing_and_lowers_confidence():
    done = card(**FULL | {"ladder": {"state": "dont_know"}})
    assert done.unknown == ("ladder",) and done.overall.confidence == F(1, 2)
    assert done.overall.score < card(**FULL).overall.score and done.overall.coverage == 1


def test_not_applicable_leaves_or_is_zero_as_the_lens_says():
    done = card(**FULL | {"ladder": {"state": "not_applicable"}})
    assert done.dimension("doing").mark.score == F(1100, 12) and "ladder" not in done.weights
    assert sum(done.weights.values()) == 100
    points = card("points", **FULL | {"ladder": {"state": "not_applicable"}})
    assert points.dimension("scenes").mark.level == 0 and points.overall.score == 11


def test_a_question_that_is_not_asked_leaves():
    done = card(**FULL | {"list": ["none"]})
    assert "networked" not in done.weights and "networked" not in done.states
    assert {line.why for line in done.trace if line.question == "networked"} == {"not_asked"}


def test_pains_raise_weights_by_a_quarter_at_most():
    plain, one, two = card(**FULL), card(pains=("rework",), **FULL), card(pains=("rework", "downtime"), **FULL)
    assert plain.dimension("doing").weight == F(3, 4)
    assert one.dimension("doing").weight == F(27, 35)
    assert two.dimension("doing").weight == F(3 * 10, 3 * 10 + 9)
    assert one.base_overall == plain.overall and one.base_weights == plain.weights
    with pytest.raises(Invalid):
        card(pains=("headache",), **FULL)


def test_points_add_up_and_every_gate_is_judged():
    done = card("points", **FULL)
    assert done.overall.score == 8 + 3 and [gate.level for gate in done.gates] == [2, 1]
    assert done.gates[1].missing[0].need == 18
    assert done.overall.level == 2


@pytest.mark.parametrize(("part", "points"), [(0, 0), (10, 0), (11, 3), (20, 3), (21, 6), (60, 6), (61, 12), (100, 12)])
def test_brackets_are_open_below(part, points):
    assert card("points", digital={"part": part, "total": 100}).overall.score == points


def test_an_unfinished_points_lens_says_at_least_and_at_most():
    done = card("points", list=["a"])
    assert done.overall.score == done.overall.at_least == F(8 * 7, 16)
    assert done.overall.at_most == F(7, 2) + 12
    assert done.gates[0].level == 0 and done.gates[0].level_at_most == 2


def test_scoring_without_trace_says_the_same():
    with_trace, without = card(**FULL), card(trace=False, **FULL)
    assert without.trace == () and without.overall == with_trace.overall


def test_a_lens_for_another_questionnaire_is_refused():
    lens = CATALOGUE.lens("ready").model_copy(update={"instruments": ("other",)})
    sheet, _ = parse_answers(INSTRUMENT, FULL, firm())
    with pytest.raises(Invalid):
        score(lens, INSTRUMENT, sheet, firm())
