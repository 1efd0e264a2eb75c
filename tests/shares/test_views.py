"""Showing a report to somebody outside: what they see, until when, and what they never see."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app.assessments.queries import catalogue, get_assessment
from app.events.models import Event
from app.kit import clock, ids
from app.kit.addresses import new_address, read_address
from app.kit.db import Database, Scope
from app.reports.models import Report
from app.reports.operations import publish_result
from app.shares.models import ShareLink
from app.tenants.queries import list_seats
from tests.factories.filings import make_filled
from tests.factories.people import make_person

pytestmark = pytest.mark.database
ENGLISH = {"Accept-Language": "en"}
Enter = Callable[..., FlaskClient]


@pytest.fixture
def report(app: Flask, database: Database, sign_in: Enter) -> tuple[FlaskClient, str, str]:
    """A signed-in owner, the report's id, and the tenant's."""
    with app.app_context():
        person = make_person(database)
        assessment_id = make_filled(database, person)
        with database.begin() as session:
            (seat,) = list_seats(session, person.id)
            session.open_scope(Scope.tenant(seat.organisation_id))
            assessment = get_assessment(session, assessment_id)
            publish_result(session, assessment, catalogue=catalogue(), by=person.id, at=clock.now())
            found = str(session.query(Report).one().id)
    return sign_in(person), found, str(seat.organisation_id)


def share(owner: FlaskClient, report_id: str, **more: str) -> str:
    fields = {"label": "银行", "days": "7", "password": "", **more}
    made = owner.post(f"/reports/{report_id}/shares", data=fields)
    assert made.status_code == 200, made.text
    found = re.search(r'id="address" value="([^"]+)"', made.text)
    assert found
    return urlsplit(found[1]).path


def test_whoever_holds_the_address_sees_the_share_edition(
    report: tuple[FlaskClient, str, str], app: Flask, database: Database
) -> None:
    owner, id, tenant = report
    path = share(owner, id)
    assert path not in owner.get(f"/reports/{id}/shares").text
    page = app.test_client().get(path, headers=ENGLISH)
    assert page.status_code == 200 and "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Referrer-Policy"] == "same-origin" and 'property="og:title"' in page.text
    whole = owner.get(f"/reports/{id}").text
    assert 'id="answers"' in whole and 'id="answers"' not in page.text and 'id="dimensions"' not in page.text
    app.test_client().get(path)
    assert "seen 2 times" in owner.get(f"/reports/{id}/shares").text
    with database.reading(Scope.platform("test")) as session:
        seen = session.query(Event).filter(Event.tag == "report.viewed_by_link").all()
        assert [str(one.tenant_id) for one in seen] == [tenant] * 2 and all(one.actor_id is None for one in seen)
        assert path.rsplit("/", 1)[1] not in str([(one.subject, one.detail) for one in session.query(Event)])


def test_a_link_ends_and_can_be_withdrawn(
    report: tuple[FlaskClient, str, str], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, id, _ = report
    short, long = share(owner, id), share(owner, id, days="90")
    stranger = app.test_client()
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    gone = stranger.get(short, headers=ENGLISH)
    assert gone.status_code == 404 and "may have expired or been withdrawn" in gone.text
    assert stranger.get(long).status_code == 200
    monkeypatch.undo()
    listed = owner.get(f"/reports/{id}/shares").text
    withdraw = re.findall(r'action="(/shares/[^"]+/withdraw)"', listed)
    assert len(withdraw) == 2
    for action in withdraw:
        assert owner.post(action).status_code == 303
    assert stranger.get(long).status_code == 404


def test_a_password_is_asked_once_and_guesses_are_slowed(report: tuple[FlaskClient, str, str], app: Flask) -> None:
    owner, id, _ = report
    path = share(owner, id, password="open sesame")
    reader = app.test_client()
    asked = reader.get(path, headers=ENGLISH)
    assert "behind a password" in asked.text and "report-screen" not in asked.text
    wrong = reader.post(path, data={"password": "sesame"}, headers=ENGLISH)
    assert wrong.status_code == 422 and "not the password" in wrong.text
    assert reader.post(path, data={"password": "open sesame"}).status_code == 303
    assert "report-screen" in reader.get(path).text
    codes = [app.test_client().post(path, data={"password": "x"}).status_code for _ in range(12)]
    assert codes[-1] == 429


def test_over_https_the_password_form_is_accepted_with_what_browsers_send(
    report: tuple[FlaskClient, str, str], app: Flask
) -> None:
    owner, id, _ = report
    path, secure = share(owner, id, password="open sesame"), "https://localhost"
    reader = app.test_client()
    page = reader.get(path, base_url=secure)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found
    # A browser names the page it comes from unless the page forbids that.
    sent = {"Referer": secure + path} if page.headers["Referrer-Policy"] == "same-origin" else {}
    given = {"password": "open sesame", "csrf_token": found[1]}
    assert reader.post(path, base_url=secure, data=given, headers=sent).status_code == 303


def test_addresses_nobody_made_open_nothing(report: tuple[FlaskClient, str, str], app: Flask) -> None:
    _, _, tenant = report
    from uuid import UUID

    for word in (new_address(UUID(tenant))[0], new_address(ids.new_id())[0], "a" * 46, "x", "é" * 46):
        assert app.test_client().get(f"/s/{word}").status_code == 404


def test_links_have_a_number_and_a_name(report: tuple[FlaskClient, str, str], database: Database) -> None:
    owner, id, _ = report
    assert owner.post(f"/reports/{id}/shares", data={"label": "", "days": "7"}).status_code == 422
    assert owner.post(f"/reports/{id}/shares", data={"label": "x", "days": "9999"}).status_code == 422
    assert owner.post(f"/reports/{id}/shares", data={"label": "x", "days": "7", "password": "1"}).status_code == 422
    for _ in range(20):
        share(owner, id)
    full = owner.post(f"/reports/{id}/shares", data={"label": "x", "days": "7"}, headers=ENGLISH)
    assert full.status_code == 422 and "20 open links" in full.text
    with database.reading(Scope.platform("test")) as session:
        assert session.query(ShareLink).count() == 20


@given(st.uuids())
def test_an_address_names_its_tenant_and_hides_its_secret(tenant) -> None:
    word, address = new_address(tenant)
    assert read_address(word) == address and address.tenant_id == tenant and address.secret_hash not in word


@given(st.text(max_size=60))
def test_any_text_is_read_without_fault(word: str) -> None:
    found = read_address(word)
    assert found is None or len(found.secret_hash) == 64
