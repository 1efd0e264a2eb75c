"""Filling: saving, resuming, conflicts, hostile input, and what a save costs."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.assessments.models import AnswerRevision, AnswerRow, Assessment
from app.assessments.queries import get_assessment, get_sheet
from app.kit.db import Database, Scope
from tests.factories.fillings import Started, start_filling

JSON = {"Accept": "application/json"}
FREE = "base-network"


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


def rows(database: Database, started: Started) -> list[AnswerRow]:
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        return list(session.query(AnswerRow).order_by(AnswerRow.id))


def test_start_opens_one_draft_only(owner: FlaskClient, started: Started) -> None:
    first = owner.post("/assessments/").headers["Location"]
    assert first == owner.post("/assessments/").headers["Location"]
    assert str(started.assessment_id) in first


def test_answer_saved_by_script_is_kept_with_history(owner: FlaskClient, started: Started, database: Database) -> None:
    first = owner.post(started.url(FREE), data={"value": ["full-coverage"], "version": "0"}, headers=JSON)
    assert first.status_code == 200 and first.json
    assert first.json["version"] == 1 and first.json["progress"]["answered"] == 1
    assert first.json["said"].startswith("Saved ")
    assert first.json["states"][FREE] == "answered"
    second = owner.post(started.url(FREE), data={"state": "dont_know", "version": "1", "note": "ask Li"}, headers=JSON)
    assert second.json and second.json["version"] == 2
    (row,) = rows(database, started)
    assert (row.state, row.value, row.note, row.version) == ("dont_know", None, "ask Li", 2)
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        history = session.query(AnswerRevision).order_by(AnswerRevision.version).all()
        assert [(one.version, one.state, one.value) for one in history] == [
            (1, "answered", '["full-coverage"]'),
            (2, "dont_know", None),
        ]
        sheet = get_sheet(session, get_assessment(session, started.assessment_id))
    assert sheet.answer(FREE).state == "dont_know"


def test_save_costs_at_most_eight_statements(owner: FlaskClient, started: Started, statements: list[str]) -> None:
    for version, value in enumerate((["full-coverage"], ["control-network"])):
        owner.renew_token()  # type: ignore[attr-defined]
        statements.clear()
        headers = {**JSON, "X-CSRFToken": owner.token}  # type: ignore[attr-defined]
        answer = owner.open(
            started.url(FREE), method="POST", data={"value": value, "version": version}, headers=headers, token=False
        )
        assert answer.status_code == 200
        asked = [one for one in statements if not one.startswith(("BEGIN", "PRAGMA"))]
        assert len(asked) <= 8, "\n".join(asked)


def test_retry_of_a_save_whose_reply_was_lost_is_no_conflict(owner: FlaskClient, started: Started) -> None:
    data = {"value": ["full-coverage"], "version": "0"}
    assert owner.post(started.url(FREE), data=data, headers=JSON).status_code == 200
    again = owner.post(started.url(FREE), data=data, headers=JSON)
    assert again.status_code == 200 and again.json and again.json["version"] == 1


def test_two_windows_that_say_the_same_at_once_do_not_clash(
    owner: FlaskClient, started: Started, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.assessments import views

    data = {"value": ["full-coverage"], "version": "0"}
    read = views._read_desk
    seen: list[Any] = []

    def stale(assessment_id: Any) -> Any:
        """What was read a moment before the other window's answer was committed."""
        desk = read(assessment_id)
        if not seen:
            seen.append(desk)
            assert owner.post(started.url(FREE), data=data, headers=JSON).status_code == 200
        return desk

    monkeypatch.setattr(views, "_read_desk", stale)
    answer = owner.post(started.url(FREE), data=data, headers=JSON)
    assert answer.status_code == 200 and answer.json and answer.json["version"] == 1
    assert len(rows(database, started)) == 1


def test_two_people_see_both_texts(owner: FlaskClient, started: Started, database: Database) -> None:
    owner.post(started.url(FREE), data={"value": ["full-coverage"], "version": "0"}, headers=JSON)
    late = owner.post(started.url(FREE), data={"value": ["control-network"], "version": "0"}, headers=JSON)
    assert late.status_code == 409 and late.json
    assert late.json["version"] == 1 and late.json["theirs"] and late.json["mine"] != late.json["theirs"]
    page = owner.post(started.url(FREE), data={"value": ["control-network"], "version": "0"})
    assert page.status_code == 409 and late.json["theirs"] in page.text
    mine = owner.post(started.url(FREE), data={"value": ["control-network"], "version": "1"}, headers=JSON)
    assert mine.status_code == 200
    assert rows(database, started)[0].value == '["control-network"]'


def test_plain_form_saves_and_moves_on(owner: FlaskClient, started: Started) -> None:
    answer = owner.post(started.url(FREE), data={"value": ["full-coverage"], "version": "0", "go": "next"})
    assert answer.status_code == 303 and "/questions/" in answer.headers["Location"]
    assert "checked" in owner.get(started.url(FREE)).text
    assert FREE not in owner.get(f"/assessments/{started.assessment_id}").headers["Location"]


def test_wrong_entry_comes_back_with_what_was_typed(owner: FlaskClient, started: Started, database: Database) -> None:
    data = {"part": "30", "total": "20", "version": "0"}
    script = owner.post(started.url("base-digital-share"), data=data, headers=JSON)
    assert script.status_code == 422 and script.json and script.json["error"]["message"]
    page = owner.post(started.url("base-digital-share"), data=data)
    assert page.status_code == 422
    assert 'value="30"' in page.text and 'value="20"' in page.text
    assert not rows(database, started)


@pytest.mark.parametrize(
    "data",
    [
        {"value": ["no-such-option"]},
        {"value": ["full-coverage", "none"]},
        {"state": "not_applicable"},
        {"value": ["full-coverage"], "site": "nowhere"},
        {"value": ["full-coverage"], "note": "x" * 5000},
    ],
)
def test_hostile_entry_is_refused_and_nothing_is_written(
    owner: FlaskClient, started: Started, database: Database, data: dict[str, Any]
) -> None:
    answer = owner.post(started.url(FREE), data={**data, "version": "0"}, headers=JSON)
    assert answer.status_code == 422 and answer.json and answer.json["error"]["message"]
    assert not rows(database, started)


def test_unknown_question_and_foreign_assessment_do_not_exist(
    app: Flask, database: Database, owner: FlaskClient, started: Started
) -> None:
    with app.app_context():
        neighbour = start_filling(database)
    assert owner.get(started.url("no-such-question")).status_code == 404
    assert owner.get(neighbour.url(FREE)).status_code == 404
    assert owner.post(neighbour.url(FREE), data={"value": ["none"], "version": "0"}).status_code == 404
    assert owner.get(f"/assessments/{neighbour.assessment_id}/review").status_code == 404


def test_every_question_can_be_opened_in_both_languages(owner: FlaskClient, started: Started) -> None:
    from app.assessments.queries import catalogue

    for lang in ("en", "zh"):
        owner.post("/language", data={"lang": lang, "next": "/"})
        for question in catalogue().instrument("furniture").questions:
            page = owner.get(started.url(question.id))
            assert page.status_code in (200, 302)
            if page.status_code == 200:
                assert question.text.get("zh" if lang == "zh" else "en") in page.text.replace("&#39;", "'")


def test_fragment_is_only_the_frame(owner: FlaskClient, started: Started) -> None:
    answer = owner.get(started.url(FREE), headers={"X-Fragment": "fill"})
    assert answer.headers["X-Fragment"] == "fill"
    assert "<html" not in answer.text and "question-title" in answer.text


def test_review_lists_gaps_and_asks_for_the_declaration(owner: FlaskClient, started: Started) -> None:
    owner.post(started.url(FREE), data={"state": "dont_know", "version": "0"}, headers=JSON)
    page = owner.get(f"/assessments/{started.assessment_id}/review").text
    assert "without an answer" in page and "1 answer to find out" in page
    assert (
        "Please confirm that the answers are true"
        in owner.get(f"/assessments/{started.assessment_id}/review?undeclared=1").text
    )


def test_contradiction_shows_while_filling_and_on_review(owner: FlaskClient, started: Started) -> None:
    owner.post(started.url("base-digital-share"), data={"part": "1", "total": "10", "version": "0"}, headers=JSON)
    answer = owner.post(
        started.url("base-connected-share"), data={"part": "9", "total": "10", "version": "0"}, headers=JSON
    )
    assert answer.json and answer.json["contradictions"]
    assert answer.json["contradictions"][0] in owner.get(started.url("base-connected-share")).text.replace("&#39;", "'")


def test_submitted_answers_are_closed(owner: FlaskClient, started: Started, database: Database) -> None:
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        session.get_one(Assessment, started.assessment_id).state = "submitted"
    answer = owner.post(started.url(FREE), data={"value": ["none"], "version": "0"}, headers=JSON)
    assert answer.status_code == 409 and answer.json and "error" in answer.json
    assert owner.get(started.url(FREE)).status_code == 302


@pytest.mark.parametrize("fields", [{"value": "no-such-option"}, {"value": "l2", "version": "7"}])
def test_entry_to_a_question_no_longer_asked_goes_on_to_the_next(
    owner: FlaskClient, started: Started, database: Database, fields: dict[str, str]
) -> None:
    shown = owner.get(started.url("export-trace"))
    assert shown.status_code == 302  # the firm does not export
    answer = owner.post(started.url("export-trace"), data=fields)
    assert (answer.status_code, answer.location) == (302, shown.location)
    assert not rows(database, started)
