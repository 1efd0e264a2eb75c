"""The second factor: set up, asked for at sign-in, used once, lost and recovered, turned off."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from time_machine import travel
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.events.models import Event
from app.kit import clock
from app.kit.db import Database, Scope
from tests.factories.browsers import TOKEN, Browser
from tests.factories.people import PASSWORD, make_person

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]


class Phone:
    """An authenticator app that has read the key on the page."""

    def __init__(self, key: str) -> None:
        from passlib.totp import TOTP

        self.totp = TOTP(key=key.replace("-", "").replace(" ", ""))

    def code(self, ahead: int = 0) -> str:
        """The six digits of now, or of some seconds ahead."""
        return str(self.totp.generate(time=clock.now() + timedelta(seconds=ahead)).token)


def set_up(browser: FlaskClient) -> Phone:
    page = browser.post("/profile/two-factor", data={"setup": "authenticator"}).text
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page or "<svg " in page
    assert "data:image" not in page
    key = re.search(r'<code class="key">([^<]+)<', page)
    action = re.search(r'action="(/profile/two-factor/[^"]+)"', page)
    assert key and action
    phone = Phone(key[1])
    done = browser.post(action[1], data={"code": phone.code()})
    assert done.headers["Location"].endswith("/profile/security"), done.text
    return phone


def start_sign_in(app: Flask, person: User, target: str = "") -> FlaskClient:
    app.test_client_class = Browser
    browser = app.test_client()
    answer = browser.post(f"/sign-in{target}", data={"email": person.email, "password": PASSWORD})
    assert answer.headers["Location"].startswith("/sign-in/code"), answer.headers
    return browser


def bring(browser: FlaskClient, code: str, path: str = "/sign-in/code") -> TestResponse:
    """Type a code into the page that asks for it."""
    found = TOKEN.search(browser.get(path).text)
    assert found, "the page is there"
    return browser.post(path, data={"code": code, "csrf_token": found[1]}, token=False)  # type: ignore[call-arg]


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/profile").status_code == 200


def test_the_code_is_asked_for_and_works_once(
    app: Flask, database: Database, sign_in: Enter, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    person = make_person(database)
    phone = set_up(sign_in(person))
    run_jobs()
    assert [mail["Subject"] for mail in outbox] == ["The second factor is on"]
    with travel(clock.now() + timedelta(minutes=2), tick=False):
        browser = start_sign_in(app, person, "?next=/profile/privacy")
        assert not is_in(browser), "the password alone opens nothing"
        assert bring(browser, "000000").status_code == 200
        code = phone.code()
        wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
        answer = bring(browser, f" {wide[:3]} {wide[3:]} ", "/sign-in/code?next=/profile/privacy")
        assert answer.headers["Location"].endswith("/profile/privacy") and is_in(browser)
        for spelling in (code, f"{code[:3]} {code[3:]}", wide, f"{code}\u3000"):
            again = start_sign_in(app, person)
            assert bring(again, spelling).status_code == 200
            assert not is_in(again), "a code works once, however it is written"


def test_two_requests_with_one_code_let_one_in(app: Flask, database: Database, sign_in: Enter) -> None:
    person = make_person(database)
    phone = set_up(sign_in(person))
    with travel(clock.now() + timedelta(minutes=2), tick=False):
        browsers, code = [start_sign_in(app, person) for _ in range(3)], phone.code()
        threads = [threading.Thread(target=bring, args=(browser, code)) for browser in browsers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(is_in(browser) for browser in browsers) == 1


def test_recovery_codes_are_shown_once_and_used_once(app: Flask, database: Database, sign_in: Enter) -> None:
    person = make_person(database)
    owner = sign_in(person)
    set_up(owner)
    assert "You have no recovery codes" in owner.get("/profile/security").text
    codes = re.findall(r"<code>([0-9a-f-]{14})</code>", owner.post("/profile/recovery-codes", data={}).text)
    assert len(codes) == 8
    assert codes[0] not in owner.get("/profile/recovery-codes?show_codes=1").text
    with database.reading() as session:
        kept = session.scalars(select(User.mf_recovery_codes).where(User.id == person.id)).one()
    assert kept and not set(codes) & set(kept)
    browser = start_sign_in(app, person)
    assert bring(browser, "ffff-ffff-ffff", "/sign-in/recovery").status_code == 200
    assert bring(browser, f" {codes[3].upper()} ", "/sign-in/recovery").status_code == 302
    assert is_in(browser)
    again = start_sign_in(app, person)
    assert bring(again, codes[3], "/sign-in/recovery").status_code == 200 and not is_in(again)
    assert "7 recovery codes" in browser.get("/profile/security").text


def test_it_is_turned_off_only_after_the_password_once_more(
    app: Flask, database: Database, sign_in: Enter, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    person = make_person(database)
    browser = sign_in(person)
    set_up(browser)
    with travel(clock.now() + timedelta(hours=2), tick=False):
        for path in ("/profile/two-factor", "/profile/recovery-codes"):
            assert browser.post(path, data={"setup": "disable"}).headers["Location"].startswith("/sign-in/again"), path
        asked = browser.get("/sign-in/again?next=/profile/two-factor")
        assert "next=/profile/two-factor" in asked.text
        wrong = browser.post("/sign-in/again?next=/profile/two-factor", data={"password": "not this one"})
        assert wrong.status_code == 200
        right = browser.post("/sign-in/again?next=/profile/two-factor", data={"password": PASSWORD})
        assert right.headers["Location"].endswith("/profile/two-factor")
        assert browser.post("/profile/two-factor", data={"setup": "disable"}).status_code == 302
        run_jobs()
    assert is_in(sign_in(person)), "the password is enough again"
    assert outbox[-1]["Subject"] == "The second factor is off"
    with database.reading(Scope.platform("reading the audit trail")) as session:
        tags = session.scalars(select(Event.tag).where(Event.actor_id == person.id)).all()
        kept = session.get_one(User, person.id)
    assert {"second_factor.enabled", "second_factor.disabled"} <= set(tags)
    assert (kept.tf_totp_secret, kept.tf_last_step, kept.mf_recovery_codes) == (None, None, None)


def test_the_secret_is_no_use_to_whoever_reads_the_table(database: Database, sign_in: Enter) -> None:
    person = make_person(database)
    phone = set_up(sign_in(person))
    with database.reading() as session:
        kept = session.get_one(User, person.id).tf_totp_secret
    assert kept and phone.totp.base32_key not in kept and "enckey" in kept


def test_guesses_at_codes_are_slowed(app: Flask, database: Database, sign_in: Enter) -> None:
    person = make_person(database)
    set_up(sign_in(person))
    browser = start_sign_in(app, person)
    codes = [bring(browser, "12345x").status_code for _ in range(7)]
    assert codes[0] == 200 and codes[-1] == 429


def test_codes_are_asked_of_nobody_who_has_not_given_the_password(client: FlaskClient) -> None:
    for path in ("/sign-in/code", "/sign-in/recovery"):
        assert client.get(path).headers["Location"].startswith("/sign-in")
        assert client.post(path, data={"code": "123456"}).headers["Location"].startswith("/sign-in")
    for path in ("/sign-in/rescue", "/sign-in/select"):
        assert client.get(path).status_code == 404
        assert client.post(path, data={"help_setup": "help"}).status_code == 404
