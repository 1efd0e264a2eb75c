"""Signing up and in with a phone number alone, and what strangers try instead."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.contacts.models import Code
from app.kit import clock, sms
from app.kit.db import Database
from app.kit.jobs import JobRow, board
from tests.accounts.test_factors import bring, set_up
from tests.factories.browsers import Browser

pytestmark = pytest.mark.database
NUMBER, E164 = "138 0013 8000", "+8613800138000"
ASKED, CODE = "/sign-in/phone", "/code"


@pytest.fixture
def texts(app: Flask) -> list[sms.Sms]:
    """Short messages delivered by run_jobs."""
    post = sms.MemoryPost()
    board.handle(sms.JOB, sms.Deliverer(post), forget=True)
    return post.outbox


@pytest.fixture
def newest(texts: list[sms.Sms], run_jobs: Callable[[], int]) -> Callable[[], str]:
    """Call to read the code of the newest message."""

    def read() -> str:
        run_jobs()
        return [text.params["code"] for text in texts if text.template == "sign-in-code"][-1]

    return read


def enter(browser: FlaskClient, newest: Callable[[], str], name: str = "陈晓岚") -> None:
    """From the number to a signed-in browser."""
    assert browser.post(ASKED, data={"number": NUMBER}).headers["Location"] == CODE
    answer = browser.post(CODE, data={"code": newest()})
    if answer.headers["Location"].endswith("/name"):
        answer = browser.post(answer.headers["Location"], data={"name": name, "agree": "y"})
    assert answer.status_code == 303, answer.text
    assert browser.get("/profile").status_code == 200


def other(app: Flask) -> FlaskClient:
    app.test_client_class = Browser
    return app.test_client()


def test_a_number_alone_makes_an_account_and_opens_it_again(
    app: Flask, client: FlaskClient, newest: Callable[[], str], database: Database, texts: list[sms.Sms]
) -> None:
    enter(client, newest)
    assert texts[0].to == E164
    with database.reading() as session:
        (person,) = session.scalars(select(User)).all()
        assert (person.email, person.phone, person.password) == (None, E164, None)
        assert not session.scalars(select(Code)).all(), "a used code is gone"
    again = other(app)
    enter(again, newest)
    with database.reading() as session:
        assert len(session.scalars(select(User)).all()) == 1


def test_a_known_and_an_unknown_number_get_the_same_answer(
    app: Flask, client: FlaskClient, newest: Callable[[], str], database: Database
) -> None:
    enter(client, newest)
    with database.begin() as session:
        session.scalars(select(User)).one().active = False
    pages = []
    for number in (NUMBER, "139 0013 9000"):
        browser = other(app)
        answer = browser.post(ASKED, data={"number": number})
        page = re.sub(r'value="[^"]{60,}"|content="[^"]{60,}"', "", browser.get(CODE).text)
        pages.append((answer.status_code, answer.headers["Location"], re.sub(r"\+86\d{3}\*{4}\d{4}", "", page)))
    assert pages[0] == pages[1]


def test_five_wrong_tries_kill_a_code_even_for_whoever_has_the_right_one(
    client: FlaskClient, newest: Callable[[], str], database: Database
) -> None:
    client.post(ASKED, data={"number": NUMBER})
    code = newest()
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert client.post(CODE, data={"code": wrong}).status_code == 422
    answer = client.post(CODE, data={"code": code})
    assert answer.status_code == 422
    with database.reading() as session:
        assert session.scalars(select(Code)).one().tries == 5, "a refused try is counted for good"
        assert not session.scalars(select(User)).all()


def test_a_code_works_in_the_browser_that_asked_and_for_five_minutes(
    app: Flask, client: FlaskClient, newest: Callable[[], str]
) -> None:
    client.post(ASKED, data={"number": NUMBER})
    code = newest()
    stranger = other(app)
    assert stranger.post(CODE, data={"code": code}).headers["Location"] == ASKED
    stranger.post(ASKED, data={"number": NUMBER})
    assert stranger.post(CODE, data={"code": code}).status_code == 422
    with time_machine.travel(clock.now() + timedelta(minutes=5, seconds=1)):
        assert client.post(CODE, data={"code": code}).status_code == 422
    assert client.post(CODE, data={"code": code}).status_code == 303, "the stranger wore out nothing"


@pytest.mark.parametrize("typed", ["{0} ", "{0[0]} {0[1]}{0[2]}-{0[3]}{0[4]}{0[5]}", "fullwidth"])
def test_a_code_may_be_typed_as_phones_paste_it(client: FlaskClient, newest: Callable[[], str], typed: str) -> None:
    client.post(ASKED, data={"number": NUMBER})
    code = newest()
    wide = "".join(chr(ord(digit) - ord("0") + 0xFF10) for digit in code)
    given = wide if typed == "fullwidth" else typed.format(code)
    assert client.post(CODE, data={"code": given}).status_code == 303


@pytest.mark.parametrize(
    "number",
    ["", "12", "110", "020 8888 8888", "+1 900 555 0100", "+882 16 66000000", "chen@firm.example", "1" * 39, "１" * 41],
)
def test_what_is_no_mobile_number_of_ours_gets_no_message(client: FlaskClient, number: str, database: Database) -> None:
    assert client.post(ASKED, data={"number": number}).status_code == 422
    with database.reading() as session:
        assert not session.scalars(select(JobRow)).all()


@pytest.mark.parametrize("number", ["13800138000", "+86 138-0013-8000", "0086 13800138000", "１３８００１３８０００"])
def test_one_number_has_one_spelling(
    client: FlaskClient, number: str, newest: Callable[[], str], texts: list[sms.Sms]
) -> None:
    assert client.post(ASKED, data={"number": number}).status_code == 303
    newest()
    assert texts[-1].to == E164


def test_pumping_ends_at_the_number_and_at_the_network(client: FlaskClient, database: Database) -> None:
    codes = [client.post(ASKED, data={"number": NUMBER}).status_code for _ in range(6)]
    assert codes == [303] * 5 + [429]
    more = [client.post(ASKED, data={"number": f"139001390{n:02}"}).status_code for n in range(20)]
    assert more.count(303) == 14, "twenty an hour from one network, the refused one counted"
    with database.reading() as session:
        assert len(session.scalars(select(JobRow)).all()) == 19


def test_the_day_has_an_end_for_all_networks_together(app: Flask, client: FlaskClient) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"sms_per_day": 2})
    codes = [client.post(ASKED, data={"number": f"139001390{n:02}"}).status_code for n in range(3)]
    assert codes == [303, 303, 429]


def test_without_a_gateway_production_offers_no_phone(app: Flask, client: FlaskClient) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"environment": "production"})
    assert client.get(ASKED).status_code == 404
    assert ASKED not in client.get("/sign-in").text


def test_the_way_back_is_kept_and_cannot_lead_outside(client: FlaskClient, newest: Callable[[], str]) -> None:
    client.post(ASKED, data={"number": NUMBER, "next": "/firm/create"})
    client.post(CODE, data={"code": newest()})
    answer = client.post("/sign-in/phone/name", data={"name": "陈", "agree": "y"})
    assert answer.headers["Location"] == "/firm/create"
    client.post("/sign-out")
    client.post(ASKED, data={"number": NUMBER, "next": "//evil.example"})
    assert client.post(CODE, data={"code": newest()}).headers["Location"] == "/home"


def test_no_account_without_consent_or_proof(
    client: FlaskClient, newest: Callable[[], str], database: Database
) -> None:
    assert client.post("/sign-in/phone/name", data={"name": "陈", "agree": "y"}).headers["Location"] == ASKED
    client.post(ASKED, data={"number": NUMBER})
    client.post(CODE, data={"code": newest()})
    for no in ({}, {"agree": "false"}, {"agree": ""}):
        assert client.post("/sign-in/phone/name", data={"name": "陈", **no}).status_code == 422
    with database.reading() as session:
        assert not session.scalars(select(User)).all()


def test_a_number_with_a_password_signs_in_too(
    app: Flask, client: FlaskClient, newest: Callable[[], str], run_jobs: Callable[[], int], texts: list[sms.Sms]
) -> None:
    enter(client, newest)
    secret = "three unrelated words"
    form = {"new_password": secret, "new_password_confirm": secret}
    assert client.post("/change-password", data=form).status_code == 302
    run_jobs()
    assert texts[-1].template == "password-changed"
    browser = other(app)
    assert (
        browser.post("/sign-in", data={"email": "+86 13800138000", "password": "wrong wrong wrong"}).status_code == 200
    )
    assert browser.post("/sign-in", data={"email": NUMBER, "password": secret}).status_code == 302
    assert browser.get("/profile").status_code == 200


def test_a_second_factor_is_asked_for_after_the_code_too(
    app: Flask, client: FlaskClient, newest: Callable[[], str]
) -> None:
    enter(client, newest)
    phone = set_up(client)
    thief = other(app)
    thief.post(ASKED, data={"number": NUMBER, "next": "/profile"})
    answer = thief.post(CODE, data={"code": newest()})
    assert answer.status_code == 302
    assert thief.get("/profile").status_code == 303, "half a sign-in is none"
    answer = bring(thief, phone.code(ahead=30))
    assert answer.status_code == 302, answer.text
    assert thief.get("/profile").status_code == 200
