"""What people type under a question, read into sheet form."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

from app.assessments.forms import read_posted
from app.assessments.queries import catalogue
from app.content.schema import Kind, Question


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def question(kind: Kind) -> Question:
    return next(one for one in catalogue().instrument("furniture").questions if one.kind == kind)


def option(kind: Kind, *, exclusive: bool) -> str:
    return next(one.id for one in question(kind).options if one.exclusive == exclusive)


ONE, NONE = option(Kind.MULTIPLE, exclusive=False), "none"

READ: list[tuple[Kind, dict[str, Any], Any]] = [
    (Kind.SINGLE, {"value": "l2"}, "l2"),
    (Kind.SINGLE, {"value": "~dont_know"}, {"state": "dont_know"}),
    (Kind.SINGLE, {}, None),
    (Kind.MULTIPLE, {"value": [ONE]}, [ONE]),
    (Kind.MULTIPLE, {"state": "dont_know"}, {"state": "dont_know"}),
    (Kind.SHARE, {"part": "3", "total": "20"}, {"part": 3, "total": 20}),
    (Kind.SHARE, {"part": "１２", "total": "1,200"}, {"part": 12, "total": 1200}),
    (Kind.SHARE, {"part": "", "total": " "}, None),
    (Kind.SHARE, {"part": "3", "total": "20", "clear": "yes"}, None),
]
FAULTY: list[tuple[Kind, dict[str, Any]]] = [
    (Kind.SHARE, {"part": "3"}),
    (Kind.SHARE, {"part": "30", "total": "20"}),
    (Kind.SHARE, {"part": "3.5", "total": "20"}),
    (Kind.SHARE, {"part": "-1", "total": "20"}),
    (Kind.SHARE, {"part": "abc", "total": "20"}),
    (Kind.SHARE, {"part": "1e400", "total": "20"}),
    (Kind.SHARE, {"part": "NaN", "total": "20"}),
    (Kind.MULTIPLE, {"value": [ONE], "state": "dont_know"}),
    (Kind.SINGLE, {"value": "l2", "note": "a\x00b"}),
    (Kind.SINGLE, {"value": "l2", "note": "\ud800"}),
    (Kind.SINGLE, {"value": "l2", "note": "x" * 1_000_000}),
]


@pytest.mark.parametrize(("kind", "fields", "raw"), READ)
def test_entry_is_read(kind: Kind, fields: dict[str, Any], raw: Any) -> None:
    posted = read_posted(question(kind), MultiDict(fields), "en")
    assert posted.fault is None
    assert posted.raw == raw


@pytest.mark.parametrize(("kind", "fields"), FAULTY)
def test_wrong_entry_is_named_and_kept(kind: Kind, fields: dict[str, Any]) -> None:
    posted = read_posted(question(kind), MultiDict(fields), "en")
    assert posted.fault
    if kind is Kind.SHARE:
        assert posted.raw["part"] == fields["part"]


def test_version_from_outside_is_a_small_number_or_none() -> None:
    for version, read in (("7", 7), ("-1", 0), ("99999999999", 0), ("x", 0)):
        assert read_posted(question(Kind.SINGLE), MultiDict({"version": version}), "en").version == read


@pytest.mark.parametrize("entry", ["1e999999999", "sNaN", "NaN", "Infinity", "-Infinity", "1E-999999999", "9" * 5000])
def test_numbers_made_to_break_are_answered_with_a_fault(entry: str) -> None:
    for fields in ({"part": entry, "total": "20"}, {"part": "1", "total": entry}):
        assert read_posted(question(Kind.SHARE), MultiDict(fields), "en").fault
