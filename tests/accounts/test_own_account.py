"""A person's own account: zone, devices, consents, and what happens when the rules get a new edition."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from time_machine import travel

from app.accounts.devices import name_device
from app.accounts.models import RULES_EDITION, Consent, SignedSession, User
from app.events.models import Event
from app.kit import clock
from app.kit.db import Database, Scope
from tests.factories.browsers import Browser
from tests.factories.fillings import Started
from tests.factories.people import PASSWORD, make_person

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
ENGLISH = {"Accept-Language": "en"}
SIGN_UP = {"name": "Chen", "email": "chen@firm.example", "password": PASSWORD}


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50 Mobile", "WeChat, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Edg/140", "Edge, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18.0 Safari/605.1.15", "Safari, Mac"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_devices_have_names_people_know(agent: str, name: str) -> None:
    assert name_device(agent) == name


def test_times_are_told_in_the_persons_zone(owner: FlaskClient, started: Started, database: Database) -> None:
    profile = {"name": "Lin Wei", "lang": "en", "zone": "America/Los_Angeles"}
    with travel("2026-11-20T20:30:00+00:00", tick=False):
        path = started.url("base-capture")
        owner.post(path, data={"value": "1", "revision": "0", "go": "stay"})
        assert owner.post("/profile", data=profile).status_code == 303
        page = owner.get("/profile").text
    assert '<option selected value="America/Los_Angeles">' in page and "Saved." in page
    assert page.index("Asia/Shanghai") < page.index("Pacific/Auckland"), "the house's own comes first"
    wrong = owner.post("/profile", data={**profile, "zone": "Mars/Olympus"})
    assert wrong.status_code == 422
    with database.reading() as session:
        assert session.get_one(User, started.owner.id).zone == "America/Los_Angeles"


def test_devices_are_listed_and_signed_out(app: Flask, database: Database, sign_in: Enter) -> None:
    person = make_person(database)
    here, phone, tablet = sign_in(person), sign_in(person), sign_in(person)
    stranger = sign_in(make_person(database))
    page = here.get("/profile/security").text
    others = re.findall(r'name="which" value="([0-9a-f]{64})"', page)
    assert len(others) == 2 and page.count("This device") == 1
    with database.reading() as session:
        asked = select(SignedSession.id).where(SignedSession.person.not_in([person.fs_uniquifier]))
        foreign = session.scalars(asked).first()
    here.post("/profile/devices", data={"which": foreign})
    assert stranger.get("/profile").status_code == 200, "nobody signs out somebody else"
    assert here.post("/profile/devices", data={"which": others[0]}).status_code == 303
    assert sorted(one.get("/profile").status_code for one in (phone, tablet)) == [200, 303]
    sign_in(person)
    here.post("/profile/devices", data={"which": "others"})
    assert [one.get("/profile").status_code for one in (here, phone, tablet)] == [200, 303, 303]
    assert here.get("/profile/security").text.count('name="which"') == 0
    for nonsense in ("", "x", "x" * 64, "\u4e00" * 64):
        assert here.post("/profile/devices", data={"which": nonsense}).status_code == 303


def test_a_device_is_seen_once_a_day(sign_in: Enter, database: Database) -> None:
    person = make_person(database)
    browser = sign_in(person)

    def seen() -> object:
        with database.reading() as session:
            return session.scalars(select(SignedSession.seen_on)).one()

    first = seen()
    with travel(clock.now() + timedelta(days=2), tick=False):
        browser.get("/profile")
        assert seen() == clock.today() != first


def test_an_account_needs_agreement_and_keeps_it_on_record(app: Flask, database: Database, client: FlaskClient) -> None:
    without = client.post("/sign-up", data=SIGN_UP, headers=ENGLISH)
    assert "Without your agreement we may not keep an account for you." in without.text
    page = client.get("/sign-up", headers=ENGLISH).text
    assert 'href="/terms"' in page and 'href="/privacy"' in page
    assert not re.search(r'name="agree"[^>]*checked', page), "nobody agrees by doing nothing"
    assert client.post("/sign-up", data={**SIGN_UP, "agree": "false"}).status_code != 302
    assert client.post("/sign-up", data={**SIGN_UP, "agree": "y"}).status_code == 302
    with database.reading() as session:
        person = session.scalars(select(User)).one()
        kept = session.scalars(select(Consent).where(Consent.user_id == person.id)).all()
    assert person.agreed_edition == RULES_EDITION
    assert {(one.purpose, one.edition) for one in kept} == {("terms", RULES_EDITION), ("privacy", RULES_EDITION)}
    assert all(clock.now() - one.given_at < timedelta(minutes=1) for one in kept)


def test_a_new_edition_is_asked_for_at_the_next_sign_in(
    app: Flask, database: Database, started: Started, sign_in: Enter
) -> None:
    person = started.owner
    running = sign_in(person)
    with database.begin() as session:
        session.get_one(User, person.id).agreed_edition = "2020-01-01"
    assert running.get("/home").status_code == 200, "nobody is interrupted"
    app.test_client_class = Browser
    browser = app.test_client()
    browser.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    asked = browser.get("/home?x=1")
    assert asked.headers["Location"] == "/agree?next=/home?x%3D1"
    for path in ("/terms", "/privacy", "/profile/privacy", "/profile", "/help"):
        assert browser.get(path).status_code == 200, path
    saved = browser.post(started.url("base-capture"), data={"value": "1", "revision": "0", "go": "stay"})
    assert saved.status_code != 303 or "/agree" not in saved.headers["Location"], "no answer is held up"
    assert browser.post("/agree?next=/home", data={}).status_code == 422
    assert browser.post("/agree?next=//evil.example", data={"agree": "y"}).headers["Location"] == "/home"
    assert browser.get("/home").status_code == 200
    with database.reading() as session:
        assert session.get_one(User, person.id).agreed_edition == RULES_EDITION


def test_separate_consents_are_off_until_turned_on_and_can_be_withdrawn(sign_in: Enter, database: Database) -> None:
    person = make_person(database)
    browser = sign_in(person)
    assert "checked" not in browser.get("/profile/privacy").text
    browser.post("/profile/privacy", data={"benchmarks": "y"})
    browser.post("/profile/privacy", data={"benchmarks": "y"})
    page = browser.get("/profile/privacy").text
    assert re.search(r'<input[^>]*checked[^>]*name="benchmarks"', page) and "in force" in page
    browser.post("/profile/privacy", data={})
    with database.reading(Scope.platform("reading the audit trail")) as session:
        kept = session.scalars(select(Consent).where(Consent.purpose == "benchmarks")).all()
        tags = session.scalars(select(Event.tag).where(Event.tag.startswith("consent.")).order_by(Event.id)).all()
    assert len(kept) == 1 and kept[0].withdrawn_at is not None
    assert tags == ["consent.given", "consent.withdrawn"]
