"""An optional module in the browser: offered to whom it concerns, filled like the rest, never in the way."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.assessments.models import AnswerRow
from app.assessments.queries import catalogue
from app.kit.db import Database, Scope
from app.reports.models import Report
from app.reports.values import ReportDocument
from app.results.queries import list_scorecards
from tests.factories.fillings import PROFILE, Started, start_filling

JSON = {"Accept": "application/json"}
MODULE = catalogue().instrument("eu-dma")
EXPORTER = PROFILE.model_copy(update={"exports": True})


@pytest.fixture
def exporter(app: Flask, database: Database) -> Started:
    with app.app_context():
        return start_filling(database, profile=EXPORTER)


@pytest.fixture
def owner(exporter: Started, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    return sign_in(exporter.owner)


def review(owner: FlaskClient, started: Started) -> str:
    return owner.get(f"/assessments/{started.assessment_id}/review").text


def test_only_firms_that_export_are_offered_it(
    app: Flask, database: Database, sign_in: Callable[..., FlaskClient], owner: FlaskClient, exporter: Started
) -> None:
    offer = f"Optional: {MODULE.title.en}"
    assert offer in review(owner, exporter) and exporter.url("dma-1-invested") in review(owner, exporter)
    with app.app_context():
        other = start_filling(database)
    assert offer not in review(sign_in(other.owner), other)


def test_its_questions_are_shown_and_saved_like_any_other(
    owner: FlaskClient, exporter: Started, database: Database
) -> None:
    page = owner.get(exporter.url("dma-11")).text
    assert "Recycl" in page or "recycled" in page
    assert page.count("<select") == 5 and "Partly" in page
    rows = {f"row-{row.id}": "1" for row in MODULE.questions[-1].rows}
    saved = owner.post(exporter.url("dma-11"), data=rows | {"version": "0"}, headers=JSON)
    assert saved.status_code == 200 and saved.json and saved.json["progress"]["answered"] == 1
    assert saved.json["progress"]["asked"] == len(MODULE.questions)
    with database.reading(Scope.tenant(exporter.tenant_id)) as session:
        (row,) = session.query(AnswerRow).all()
        assert row.question_key == "dma-11"
    assert 'value="1" selected' in owner.get(exporter.url("dma-11")).text
    half = owner.post(exporter.url("dma-11"), data={"row-strategy": "2", "version": "1"}, headers=JSON)
    assert half.status_code == 422


def test_a_hostile_value_is_refused(owner: FlaskClient, exporter: Started) -> None:
    for data in ({"value": ["nonsense"]}, {"value": ["none", "needs"]}, {"state": "not_applicable"}):
        assert owner.post(exporter.url("dma-2"), data=data | {"version": "0"}, headers=JSON).status_code == 422
    assert owner.get(exporter.url("dma-99")).status_code == 404


def submit(owner: FlaskClient, started: Started) -> None:
    done = owner.post(f"/assessments/{started.assessment_id}/submit", data={"declared": "yes"})
    assert done.status_code == 303, done.text[:500]


def chapters(database: Database, started: Started) -> tuple[list[str], set[str]]:
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        report = session.query(Report).one()
        document = ReportDocument.model_validate_json(report.document)
        cards = list_scorecards(session, started.tenant_id, started.assessment_id)
        return [one.id for one in document.chapters], set(cards)


def test_leaving_it_out_changes_nothing(owner: FlaskClient, exporter: Started, database: Database) -> None:
    owner.post(exporter.url("base-network"), data={"value": ["full-coverage"], "version": "0"}, headers=JSON)
    submit(owner, exporter)
    told, cards = chapters(database, exporter)
    assert "reading-eu-dma" not in told and "eu-dma" not in cards


def test_answering_it_gives_a_card_and_a_chapter(owner: FlaskClient, exporter: Started, database: Database) -> None:
    owner.post(exporter.url("base-network"), data={"value": ["full-coverage"], "version": "0"}, headers=JSON)
    owner.post(exporter.url("dma-2"), data={"value": ["needs", "finance"], "version": "0"}, headers=JSON)
    submit(owner, exporter)
    told, cards = chapters(database, exporter)
    assert "reading-eu-dma" in told and "eu-dma" in cards
    assert "Selling to Europe" in owner.get(f"/assessments/{exporter.assessment_id}/result", follow_redirects=True).text
