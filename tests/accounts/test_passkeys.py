"""Passkeys: added, used alone and as a second factor, removed; and what no answer of a device gets through."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from time_machine import travel

from app.accounts.models import Passkey
from app.events.models import Event
from app.kit import clock
from app.kit.db import Database, Scope
from tests.accounts.test_factors import set_up, start_sign_in
from tests.factories.authenticators import PRESENT, VERIFIED, Authenticator, bring, options, register, send
from tests.factories.browsers import Browser
from tests.factories.people import PASSWORD, make_person

Enter = Callable[..., FlaskClient]


def stranger(app: Flask) -> FlaskClient:
    app.test_client_class = Browser
    return app.test_client()


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/profile").status_code == 200


@pytest.mark.database
def test_a_passkey_signs_in_alone_until_it_is_removed(
    app: Flask, database: Database, sign_in: Enter, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    person, device = make_person(database), Authenticator()
    owner = sign_in(person)
    assert register(owner, device).headers["Location"].endswith("/profile/security")
    assert "My phone" in owner.get("/profile/security").text
    browser = stranger(app)
    assert bring(browser, device, "/profile/privacy").headers["Location"].endswith("/profile/privacy")
    assert is_in(browser)
    with database.reading() as session:
        kept = session.scalars(select(Passkey)).one()
    assert kept.last_used_at is not None and kept.sign_count == 1
    at = f"/profile/passkeys/{kept.id}"
    assert browser.post(at, data={"act": "name", "name": "Office"}).status_code == 303
    assert browser.post(at, data={"act": "remove"}).status_code == 303
    assert bring(stranger(app), device).status_code == 422
    run_jobs()
    assert [mail["Subject"] for mail in outbox] == ["A passkey was added", "A passkey was removed"]
    with database.reading(Scope.platform("reading the audit trail")) as session:
        tags = set(session.scalars(select(Event.tag).where(Event.actor_id == person.id)))
    assert {"passkey.added", "passkey.named", "passkey.removed"} <= tags


def test_no_answer_of_a_device_gets_through_that_was_not_asked_for(
    app: Flask, database: Database, sign_in: Enter
) -> None:
    mine, device = make_person(database), Authenticator()
    other, theirs = make_person(database), Authenticator()
    owner = sign_in(mine)
    liar = Authenticator(origin="https://jianyun.evil.example")
    assert register(owner, liar).status_code == 422
    assert register(owner, Authenticator(flags=PRESENT)).status_code == 422, "nobody was recognised by the device"
    assert register(owner, device).status_code == 303
    assert register(owner, device).status_code == 422, "one device, one passkey"
    assert register(sign_in(other), theirs).status_code == 303
    browser = stranger(app)
    answer = device.sign(options(browser))
    elsewhere = stranger(app)
    options(elsewhere)
    assert send(elsewhere, answer).status_code == 422, "another's challenge"
    assert send(browser, answer).status_code == 303
    browser.post("/sign-out")
    options(browser)
    assert send(browser, answer).status_code == 422, "said before"
    assert not is_in(browser)


def test_no_device_gets_through_that_lies(app: Flask, database: Database, sign_in: Enter) -> None:
    device, browser = Authenticator(), stranger(app)
    register(sign_in(make_person(database)), device)
    assert bring(browser, device).status_code == 303
    browser.post("/sign-out")
    handle, device.handle = device.handle, make_person(database).id.bytes
    assert bring(browser, device).status_code == 422, "another person's handle"
    device.handle, device.flags = handle, PRESENT
    assert bring(browser, device).status_code == 422
    device.flags, device.party = PRESENT | VERIFIED, "evil.example"
    assert bring(browser, device).status_code == 422
    device.party, device.count = "localhost", 0
    assert bring(browser, device).status_code == 422, "a copy counts from where it was copied"
    with travel(clock.now() + timedelta(minutes=6), tick=False) as later:
        late = options(browser)
        later.shift(timedelta(minutes=6))
        device.count = 90
        assert send(browser, device.sign(late)).status_code == 422
    assert not is_in(browser)


@pytest.mark.parametrize("rubbish", ["", "x", "[]", '{"rawId": 3}', '{"rawId": "AA", "response": 1}', "{" * 20_000])
def test_rubbish_is_no_passkey(client: FlaskClient, rubbish: str) -> None:
    options(client)
    assert send(client, rubbish).status_code == 422


def test_a_passkey_stands_in_for_the_code_and_for_the_password(app: Flask, database: Database, sign_in: Enter) -> None:
    person, device, stolen = make_person(database), Authenticator(), Authenticator()
    owner = sign_in(person)
    set_up(owner)
    register(owner, device)
    register(sign_in(make_person(database)), stolen)
    browser = start_sign_in(app, person, "?next=/profile")
    assert {one["id"] for one in options(browser)["allowCredentials"]} == {
        json.loads(device.sign({"challenge": ""}))["id"]
    }
    assert bring(browser, stolen).status_code == 422, "somebody else's passkey is no second factor"
    assert bring(browser, device).status_code == 303 and is_in(browser)
    with travel(clock.now() + timedelta(hours=2), tick=False):
        assert browser.get("/profile/passkeys/new").headers["Location"].startswith("/sign-in/again")
        assert bring(browser, device, "/profile/passkeys/new").status_code == 303
        assert browser.get("/profile/passkeys/new").status_code == 200


def test_a_stolen_password_changes_no_factor(app: Flask, database: Database, sign_in: Enter) -> None:
    person, device = make_person(database), Authenticator()
    owner = sign_in(person)
    register(owner, device)
    codes = re.findall(r"<code>([0-9a-f-]{14})</code>", owner.post("/profile/recovery-codes", data={}).text)
    with database.reading() as session:
        at = f"/profile/passkeys/{session.scalars(select(Passkey.id)).one()}"
    thief = sign_in(person)
    for path in ("/profile/passkeys/new", at, "/profile/two-factor", "/profile/recovery-codes"):
        assert thief.get(path).headers["Location"].startswith("/second-factor"), path
        assert thief.post(path, data={"act": "remove", "setup": "authenticator"}).status_code == 303, path
    assert bring(stranger(app), device).status_code == 303, "it still is theirs"
    assert thief.post("/second-factor", data={"code": "ffff-ffff-ffff"}).status_code == 422
    assert thief.post("/second-factor", data={"code": codes[0]}).status_code == 303
    assert thief.get(at).status_code == 200


def test_nobody_touches_the_passkeys_of_others(database: Database, sign_in: Enter) -> None:
    register(sign_in(make_person(database)), Authenticator())
    with database.reading() as session:
        kept = session.scalars(select(Passkey)).one()
    neighbour = sign_in(make_person(database))
    at = f"/profile/passkeys/{kept.id}"
    answers = [neighbour.get(at), neighbour.post(at, data={"act": "remove"})]
    assert {answer.status_code for answer in answers} == {404}
    assert "My phone" not in answers[0].text


def test_guesses_at_passkeys_and_passwords_count_together(client: FlaskClient, database: Database) -> None:
    person, token = make_person(database), {"X-CSRFToken": client.renew_token()}  # type: ignore[attr-defined]
    guess: dict[str, Any] = {"data": {"credential": "{}"}, "headers": token, "token": False}
    answers = [client.post("/sign-in/passkey", **guess).status_code for _ in range(51)]
    assert set(answers[:50]) == {422} and answers[-1] == 429
    again = client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    assert again.status_code == 429, "one address, one account of attempts"
