"""Meaning to come back: chosen by the owner, reminded once a week before, and only while it still makes sense."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.models import User
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.jobs import JobRow
from app.returns.models import PlannedReturn
from app.returns.operations import CHOICES, months_after
from app.tenants.models import Organisation, Role
from tests.factories.filings import PANELS
from tests.factories.people import add_member, make_person
from tests.rounds.firms import first_round, next_round, tenant_of

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
T0 = datetime(2026, 8, 31, 2, tzinfo=UTC)


@pytest.fixture
def owner(app: Flask, database: Database) -> User:
    with app.app_context():
        return make_person(database)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "today", lambda: moment.astimezone(clock.HOUSE_ZONE).date())


def test_a_reminder_comes_a_week_before_and_once(
    database: Database, owner: User, sign_in: Enter, run_jobs: Callable[[], int], outbox: list[EmailMessage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    id = first_round(database, owner, PANELS, T0)
    browser = sign_in(owner)
    answer = browser.post(f"/assessments/{id}/return", data={"months": "6", "remind": "yes"}, follow_redirects=True)
    assert "Feb 28, 2027" in answer.text
    assert "2027" in browser.get("/home").text
    run_jobs()
    assert not outbox
    at(monkeypatch, datetime(2027, 2, 21, 3, tzinfo=UTC))
    run_jobs()
    run_jobs()
    assert len(outbox) == 1 and "2027-02-28" in str(outbox[0]["Subject"]) and outbox[0]["To"] == owner.email


@pytest.mark.parametrize("change", ["off", "moved", "begun"])
def test_nobody_is_reminded_of_what_no_longer_holds(
    database: Database, owner: User, sign_in: Enter, run_jobs: Callable[[], int], outbox: list[EmailMessage],
    monkeypatch: pytest.MonkeyPatch, change: str,
) -> None:  # fmt: skip
    id = first_round(database, owner, PANELS, T0)
    browser = sign_in(owner)
    browser.post(f"/assessments/{id}/return", data={"months": "6", "remind": "yes"})
    if change == "off":
        browser.post(f"/assessments/{id}/return", data={"months": "6"})
    elif change == "moved":
        browser.post(f"/assessments/{id}/return", data={"months": "12", "remind": "yes"})
    else:
        next_round(database, owner, PANELS, {}, at=T0 + timedelta(days=150))
    at(monkeypatch, datetime(2027, 2, 21, 3, tzinfo=UTC))
    run_jobs()
    assert not outbox


def test_only_what_is_offered_can_be_chosen(database: Database, owner: User, sign_in: Enter) -> None:
    id = first_round(database, owner, PANELS, T0)
    browser = sign_in(owner)
    for wrong in ("7", "", "-3", "9999", "six"):
        page = browser.post(f"/assessments/{id}/return", data={"months": wrong}, follow_redirects=True)
        assert "one of the intervals" in page.text
    with database.reading(Scope.tenant(tenant_of(database, owner))) as session:
        assert not session.query(PlannedReturn).all()
        assert not session.query(JobRow).filter_by(name="returns.remind").all()


def test_a_viewer_sees_and_does_not_plan(app: Flask, database: Database, owner: User, sign_in: Enter) -> None:
    id = first_round(database, owner, PANELS, T0)
    with app.app_context():
        viewer = make_person(database)
    with database.reading() as session:
        firm = session.get_one(Organisation, tenant_of(database, owner))
    add_member(database, firm, viewer, Role.VIEWER)
    browser = sign_in(viewer)
    assert "Note it" not in browser.get("/rounds").text
    assert browser.post(f"/assessments/{id}/return", data={"months": "6"}).status_code == 403


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)), st.sampled_from(CHOICES))
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
