"""The security log: attempts without addresses beside the acts about accounts, for the person, their organisation and
the operator, and kept for six months at least."""

import csv
from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.cli import main
from app.events.models import Attempt
from app.events.operations import forget_attempts, note_attempt
from app.kit import clock
from app.kit.db import Database, Scope
from tests.factories.browsers import Browser
from tests.factories.fillings import Started
from tests.factories.people import PASSWORD, make_person

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]


def kept(database: Database) -> list[Attempt]:
    """The log of attempts, oldest first."""
    with database.reading(Scope.platform("test")) as session:
        return list(session.scalars(select(Attempt).order_by(Attempt.at, Attempt.id)))


def test_attempts_are_kept_without_addresses_and_shown_to_whom_they_concern(
    app: Flask, database: Database, started: Started, owner: FlaskClient, sign_in: Enter
) -> None:
    app.test_client_class = Browser
    thief, mail = app.test_client(), str(started.owner.email)
    for email in (mail.upper(), "nobody@elsewhere.example"):
        assert thief.post("/sign-in", data={"email": email, "password": "wrong horse battery"}).status_code < 300
    thief.post("/reset-password", data={"email": mail})
    owner.post("/sign-in/again", data={"password": "wrong horse battery"})
    owner.post("/sign-in/again", data={"password": PASSWORD})
    found = kept(database)
    tags = ["sign_in.failed", "sign_in.failed", "reset.asked", "step_up.failed", "step_up.passed"]
    assert [one.tag for one in found] == tags
    me = started.owner.id
    assert [one.person_id for one in found] == [me, None, me, me, me]
    assert [bool(one.claimed) for one in found] == [False, True, False, False, False]
    said = " ".join(str(value) for one in found for value in vars(one).values())
    assert "@" not in said and "127.0.0" not in said and len({one.network for one in found}) == 1

    page = owner.get("/profile/security/log").text
    for words in ("A sign-in failed", "Somebody asked to reset", "Confirmed it is still them", "Signed in"):
        assert words in page
    firm = owner.get("/firm/security").text
    assert "A sign-in failed" in firm and "Signed in" not in firm and "Confirmed it is still them" not in firm
    other = sign_in(make_person(database))
    assert other.get("/firm/security").status_code == 404
    assert "A sign-in failed" not in other.get("/profile/security/log").text


def test_the_log_is_never_forgotten_before_six_months(database: Database, started: Started) -> None:
    now = clock.now()
    with database.begin() as session:
        for _days in range(3):
            note_attempt(session, "sign_in.failed", person_id=started.owner.id)
    with database.begin(Scope.platform("test")) as session:
        assert forget_attempts(session, before=now + timedelta(days=900)) == 0
        for row, days in zip(session.scalars(select(Attempt)), (10, 179, 181), strict=True):
            session.add(Attempt(at=now - timedelta(days=days), tag=row.tag, person_id=row.person_id))
        session.flush()
        assert forget_attempts(session, before=now) == 1


def test_the_operator_takes_the_log_along(
    app: Flask, database: Database, started: Started, owner: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.post("/sign-in/again", data={"password": "wrong horse battery"})
    monkeypatch.setattr("app.cli.serving.open_house", lambda: database)
    printed = CliRunner().invoke(main, ["audit", "security"], catch_exceptions=False).output
    rows = list(csv.DictReader(printed.splitlines()))
    assert [row["tag"] for row in rows] == ["person.signed_in", "step_up.failed"] and "@" not in printed
    assert {row["person"] for row in rows} == {str(started.owner.id)}
