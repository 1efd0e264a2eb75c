"""Which questions are asked and which answers contradict each other."""

import pytest

from app.content.answers import parse_answers
from app.content.conditions import Condition
from app.content.path import asked, contradictions, holds
from tests.samples import firm, tiny

INSTRUMENT = tiny().instrument("tiny")


def sheet(**raw):
    parsed, faults = parse_answers(INSTRUMENT, raw, firm())
    assert not faults, faults
    return parsed


@pytest.mark.parametrize(
    ("condition", "raw", "expected"),
    [
        ({"answer": "ladder", "at_least": 2}, {"ladder": "l2"}, True),
        ({"answer": "ladder", "at_least": 2}, {"ladder": "l1"}, False),
        ({"answer": "ladder", "at_least": 2}, {}, False),
        ({"not": {"answer": "ladder", "at_least": 2}}, {}, False),
        ({"answer": "ladder", "is": "l1"}, {"ladder": {"state": "dont_know"}}, False),
        ({"answer": "ladder", "states": ["dont_know"]}, {"ladder": {"state": "dont_know"}}, True),
        ({"answer": "ladder", "answered": False}, {}, True),
        ({"answer": "digital", "at_most": 0.15}, {"digital": {"part": 3, "total": 20}}, True),
        ({"answer": "list", "excludes": "a"}, {"list": ["b"]}, True),
        ({"company": "headcount", "at_least": 20}, {}, True),
        ({"company": "exports", "is": True}, {}, False),
        ({"company": "above_scale", "is": True}, {}, True),
        ({"company": "city", "one_of": ["foshan", "dongguan"]}, {}, True),
        ({"company": "sites", "at_least": 2}, {}, True),
    ],
)
def test_conditions_hold_or_not(condition, raw, expected):
    assert holds(Condition.model_validate(condition), sheet(**raw), firm(), INSTRUMENT) is expected


def test_a_hidden_question_is_not_asked():
    assert "networked" not in {question.id for question in asked(INSTRUMENT, sheet(list=["none"]), firm())}
    assert "networked" not in {question.id for question in asked(INSTRUMENT, sheet(), firm())}
    assert "networked" in {question.id for question in asked(INSTRUMENT, sheet(list=["a"]), firm())}


def test_contradictions_are_found_and_hidden_answers_do_not_count():
    more = {"digital": {"part": 1, "total": 9}, "networked": {"part": 2, "total": 9}}
    assert [one.id for one in contradictions(INSTRUMENT, sheet(list=["a"], **more), firm())] == [
        "more-networked-than-digital"
    ]
    assert contradictions(INSTRUMENT, sheet(list=["none"], **more), firm()) == ()
    assert [one.id for one in contradictions(INSTRUMENT, sheet(list=["none"], ladder="l3"), firm())] == [
        "nothing-but-high"
    ]
