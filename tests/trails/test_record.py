"""The record of acts: it only grows, a change shows, owners and administrators read it, and see who looked."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.cli.audit import verify
from app.events.models import Event
from app.events.sealing import SETTLED, seal_events, verify_events
from app.kit import clock
from app.kit.db import Database, Scope
from app.tenants.models import Role
from app.tenants.queries import get_organisation
from tests.factories.fillings import Started
from tests.factories.people import add_member, engage, make_person, make_provider

pytestmark = pytest.mark.database
PLATFORM = Scope.platform("test the record of acts")


@pytest.mark.parametrize("act", ["UPDATE events SET tag = 'x'", "DELETE FROM events", "DELETE FROM event_seals"])
def test_not_even_the_platform_changes_what_is_on_record(started: Started, database: Database, act: str) -> None:
    later = clock.now() + SETTLED + timedelta(minutes=1)
    with time_machine.travel(later, tick=False), database.begin(PLATFORM) as session:
        assert seal_events(session) is not None
    with pytest.raises(DBAPIError, match=r"can only grow|permission denied"), database.begin(PLATFORM) as session:
        session.execute(text(act))


def test_nor_is_an_act_written_over_by_another_of_its_id(started: Started, database: Database) -> None:
    columns = "id, at, tag, tenant_id, actor_id, subject, detail, request_id"
    again = f"INSERT INTO events ({columns}) SELECT {columns.replace('tag', chr(39) + 'x' + chr(39), 1)} FROM events"
    if not database.is_postgres:
        again = again.replace("INSERT", "INSERT OR REPLACE", 1)
    with pytest.raises(DBAPIError, match=r"can only grow|duplicate key"), database.begin(PLATFORM) as session:
        session.execute(text(again))


def test_what_came_in_between_breaks_the_seal(
    started: Started, database: Database, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = clock.now() + SETTLED + timedelta(minutes=1)
    with time_machine.travel(later, tick=False), database.begin(PLATFORM) as session:
        assert seal_events(session) is not None
        assert seal_events(session) is None, "nothing new, no seal"
    with database.reading(PLATFORM) as session:
        whole = verify_events(session)
        first = session.scalars(select(Event).order_by(Event.id)).first()
    assert whole.broken is None
    assert whole.acts > 0
    assert first is not None
    monkeypatch.setattr("app.cli.serving.open_house", lambda: database)
    assert CliRunner().invoke(verify, ["--lang", "en"]).exit_code == 0
    with database.begin(PLATFORM) as session:
        session.add(Event(id=UUID(int=first.id.int - 1), at=first.at, tag="member.admitted", detail={}))
    with database.reading(PLATFORM) as session:
        assert verify_events(session).broken == 1
    assert CliRunner().invoke(verify, ["--lang", "en"]).exit_code == 1


def test_an_owner_reads_the_record_and_takes_it_along(started: Started, owner: FlaskClient) -> None:
    page = owner.get("/firm/log").text
    assert "Started an assessment" in page
    assert "Lin Wei" in page
    assert "Started an assessment" not in owner.get("/firm/log?group=reviews").text
    rows = list(csv.reader(io.StringIO(owner.get("/firm/log.csv").data.decode("utf-8-sig"))))
    assert ["assessment.started" in row for row in rows[1:]].count(True) == 1
    told = json.loads(owner.get("/firm/log.json?group=filling").data)
    assert told
    assert {row["tag"].partition(".")[0] for row in told} <= {"assessment", "company", "evidence", "section", "return"}
    assert owner.get("/firm/log.xlsx").data[:2] == b"PK"
    assert "Took the record of acts along" in owner.get("/firm/log?page=1&by=nobody").text


def test_the_firm_sees_who_looked_once_a_day(
    started: Started, owner: FlaskClient, database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    admin, consultant = make_person(database), make_person(database)
    provider = make_provider(database, admin)
    add_member(database, provider, consultant, Role.CONSULTANT)
    with database.reading() as session:
        firm = get_organisation(session, started.tenant_id)
    engage(database, firm, provider, started.owner, ("answers", "drafts", "results"))
    browser = sign_in(consultant)
    for _ in range(3):
        browser.get(f"/assessments/{started.assessment_id}/roadmap")
    page = owner.get("/firm/log?group=people").text
    assert page.count("Looked at the firm") == 1
    assert "Lin Wei · Cloud Advice" in page
    log = sign_in(admin).get("/provider/log").text
    assert "Opened the provider" in log
    assert "Looked at the firm" not in log, "what happens in a firm is on the firm's record"
    assert browser.get("/provider/log").status_code == 403
