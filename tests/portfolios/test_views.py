"""Home: teaches when empty, leads on when something is going on, and stays cheap."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.kit.db import Database
from tests.factories.fillings import start_filling
from tests.factories.people import make_firm, make_person


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


def test_newcomer_is_shown_the_way(app: Flask, database: Database, sign_in: Callable[..., FlaskClient]) -> None:
    with app.app_context():
        person = make_person(database)
    page = sign_in(person).get("/home").text
    assert "Three steps to your roadmap" in page and "/firm/new" in page


def test_firm_without_profile_starts_with_it(
    app: Flask, database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    with app.app_context():
        person = make_person(database)
        make_firm(database, person)
    browser = sign_in(person)
    assert "/firm/new" in browser.get("/home").text
    assert browser.get("/firm/").status_code == 404


def test_open_assessment_is_offered_first(
    app: Flask, database: Database, sign_in: Callable[..., FlaskClient], statements: list[str]
) -> None:
    with app.app_context():
        started = start_filling(database)
    browser = sign_in(started.owner)
    statements.clear()
    page = browser.get("/home").text
    assert len([one for one in statements if one.startswith("SELECT")]) <= 12
    assert f"/assessments/{started.assessment_id}" in page and "min left" in page


def test_stranger_is_sent_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/home")
    assert answer.status_code == 303 and "/sign-in" in answer.headers["Location"]
