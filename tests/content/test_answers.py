"""Raw answers become values or faults that name the field."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.answers import AnswerState, ShareValue, parse_answers, raw_answer
from tests.samples import firm, tiny

INSTRUMENT = tiny().instrument("tiny")
GOOD = {
    "ladder": "l2",
    "list": ["b", "a"],
    "digital": {"part": 3, "total": 20},
    "networked": {"sites": {"plant": {"part": 1, "total": 4}, "store": {"state": "dont_know"}}},
    "count": 7.5,
    "feel": 4,
    "grid": {"top": 1, "low": 3},
    "words": "  cafe\u0301\r\n好  ",
}


def faults(**raw: object) -> list[tuple[str, str]]:
    _, found = parse_answers(INSTRUMENT, raw, firm())
    assert all(fault.message.zh and fault.message.en for fault in found)
    return [(fault.path, fault.message.en) for fault in found]


def test_every_kind_is_read_exactly():
    sheet, found = parse_answers(INSTRUMENT, GOOD, firm())
    assert found == []
    assert sheet.answer("list").value == ("a", "b")
    assert sheet.answer("digital").value == ShareValue(3, 20)
    assert sheet.answer("count").value == Fraction(15, 2)
    assert sheet.answer("words").value == "café\n好"
    assert sheet.answer("networked").sites["store"].state is AnswerState.DONT_KNOW


def test_an_answer_written_out_again_is_read_the_same():
    sheet, _ = parse_answers(INSTRUMENT, GOOD, firm())
    again, found = parse_answers(INSTRUMENT, {key: raw_answer(one) for key, one in sheet.answers.items()}, firm())
    assert found == [] and again == sheet


@pytest.mark.parametrize(
    ("question", "value", "path"),
    [
        ("ladder", 2, "answers.ladder"),
        ("ladder", "l9", "answers.ladder"),
        ("list", "a", "answers.list"),
        ("list", [], "answers.list"),
        ("list", ["a", "a"], "answers.list[1]"),
        ("list", ["a", "none"], "answers.list"),
        ("list", [["a"]], "answers.list[0]"),
        ("digital", {"part": 21, "total": 20}, "answers.digital.part"),
        ("digital", {"part": True, "total": 20}, "answers.digital.part"),
        ("digital", {"part": -1, "total": 20}, "answers.digital.part"),
        ("digital", {"part": 1.5, "total": 20}, "answers.digital.part"),
        ("digital", {"part": 1}, "answers.digital"),
        ("networked", {"sites": {"moon": {"part": 1, "total": 2}}}, "answers.networked.sites.moon"),
        ("networked", {"sites": {"plant": {"part": 3, "total": 2}}}, "answers.networked.sites.plant.part"),
        ("networked", {"sites": {"plant": {"sites": {}}}}, "answers.networked.sites.plant.sites"),
        ("ladder", {"sites": {}}, "answers.ladder.sites"),
        ("count", True, "answers.count"),
        ("count", "7", "answers.count"),
        ("count", 101, "answers.count"),
        ("count", float("nan"), "answers.count"),
        ("count", float("inf"), "answers.count"),
        ("count", 10**3000, "answers.count"),
        ("count", {"state": "dont_know"}, "answers.count.state"),
        ("feel", 6, "answers.feel"),
        ("feel", 3.0, "answers.feel"),
        ("grid", {"top": 1}, "answers.grid"),
        ("grid", {"top": 1, "low": 9}, "answers.grid.low"),
        ("grid", {"top": 1, "low": 2, "x": 1}, "answers.grid.x"),
        ("ladder", {"state": "maybe"}, "answers.ladder.state"),
        ("ladder", {"state": "dont_know", "value": "l1"}, "answers.ladder.state"),
        ("ladder", {"state": "answered", "value": "l7"}, "answers.ladder.value"),
        ("ladder", {"value": "l1", "evidence": -1}, "answers.ladder.evidence"),
        ("words", "a\x00b", "answers.words"),
        ("words", "a\ud800b", "answers.words"),
        ("words", "好" * 1_000_000, "answers.words"),
        ("words", 5, "answers.words"),
    ],
)
def test_a_wrong_value_is_named(question, value, path):
    assert [found[0] for found in faults(**{question: value})] == [path]


def test_an_unknown_question_gets_a_hint():
    ((path, message),) = faults(laddr="l1")
    assert path == "answers.laddr" and '"ladder"' in message


def test_null_and_blank_text_are_unanswered():
    sheet, found = parse_answers(INSTRUMENT, {"ladder": None, "words": "  "}, firm())
    assert found == [] and sheet.answers == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["sites", "value", "state", "part", "total", "plant", "top"]) | st.text(), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*GOOD, "other"]), JSON) | JSON)
def test_any_json_is_answers_or_faults(raw):
    sheet, found = parse_answers(INSTRUMENT, raw, firm())
    assert set(sheet.answers) <= set(GOOD)
    assert all(fault.path.startswith("answers") for fault in found)
    for fault in found:
        (fault.path + fault.message.zh + fault.message.en).encode()
