"""What an attacker tries on accounts: spellings, foreign hosts, foreign sites, names that are bait."""

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask, session
from flask.testing import FlaskClient

from app.config import Settings
from app.kit.db import Database
from tests.factories.people import PASSWORD, make_person

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    "spelling", ["victim@ｆirm.example", "VICTIM@firm．example", "victim@firm。example", " Victim@FIRM.example"]
)
def test_no_spelling_buys_more_guesses(client: FlaskClient, database: Database, spelling: str) -> None:
    make_person(database, email="victim@firm.example")
    for number in range(10):
        client.post("/sign-in", data={"email": "victim@firm.example", "password": f"guess {number}"})
    assert client.post("/sign-in", data={"email": spelling, "password": PASSWORD}).status_code == 429
    assert client.post("/sign-in", json={"email": spelling, "password": PASSWORD}).status_code == 429


def test_one_ipv6_customer_is_one_address(client: FlaskClient) -> None:
    answers = {
        client.post(
            "/sign-in",
            data={"email": f"n{number}@firm.example", "password": "guess"},
            environ_base={"REMOTE_ADDR": f"2001:db8::{number:x}"},
        ).status_code
        for number in range(51)
    }
    assert answers == {200, 429}


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/reset-password", "/confirm", "/sign-out"])
@pytest.mark.parametrize("kind", ["data", "json"])
def test_account_forms_refuse_other_sites(client: FlaskClient, path: str, kind: str) -> None:
    body = {kind: {"email": "a@firm.example", "password": PASSWORD, "name": "x"}}
    assert client.post(path, token=False, **body).status_code == 400


def test_reading_a_link_signs_nobody_out(sign_in: Callable[..., FlaskClient], database: Database) -> None:
    browser = sign_in(make_person(database))
    assert browser.get("/sign-out").status_code == 405
    assert browser.get("/profile").status_code == 200


def test_a_request_on_its_way_does_not_revive_a_session_that_was_ended(
    app: Flask, sign_in: Callable[..., FlaskClient], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_person(database)
    thief, owner = sign_in(person), sign_in(person)

    def meanwhile(*_args: object, **_more: object) -> str:
        session["kept"] = "something"  # what makes the session be written at the end of this request
        assert owner.post("/profile/devices", data={"which": "others"}).status_code == 303
        return "slow"

    monkeypatch.setitem(app.view_functions, "pages.terms", meanwhile)
    assert thief.get("/terms").text == "slow"
    assert thief.get("/profile").status_code == 303


NEXT = ["//evil.example", "/\\evil.example", "\t//evil.example", "https:evil.example", "https://evil.example"]
NEXT += ["///evil.example", "http://localhost@evil.example", "javascript:alert(1)", "//localhost.evil.example"]
NEXT += ["/\\/evil.example", " //evil.example", "/\r\nX: y", "http:///evil.example", "x" * 9000]


@pytest.mark.parametrize("target", NEXT, ids=lambda text: repr(text[:20]))
def test_signing_in_leads_home_only(client: FlaskClient, database: Database, target: str) -> None:
    person = make_person(database)
    for data, query in (({"next": target}, {}), ({}, {"next": target})):
        answer = client.post("/sign-in", data={"email": person.email, "password": PASSWORD, **data}, query_string=query)
        where = answer.headers.get("Location", "/")
        assert where[:2] not in ("//", "/\\")
        assert ":" not in where
        client.post("/sign-out")


def test_a_name_is_no_bait_in_mails_to_strangers(
    client: FlaskClient, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    bait = "You won, open http://evil.example now"
    client.post("/sign-up", data={"name": bait, "email": "stranger@firm.example", "password": PASSWORD, "agree": "y"})
    run_jobs()
    assert "evil.example" not in outbox[0].as_bytes().decode()


POISON = (
    *({"Host": host} for host in ("evil.example", "jianyun.example.evil.example", "jianyun.example@evil.example")),
    *({"Host": host} for host in ("evil.example:443", "jianyun.example, evil.example", "[::1", "jianyun.example/x")),
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"},
    {"Forwarded": "host=evil.example;proto=http", "X-Host": "evil.example"},
    {"X-Original-URL": "//evil.example/", "X-Rewrite-URL": "//evil.example/", "X-Forwarded-Server": "evil.example"},
)
"""Ways of saying another host."""


@pytest.fixture
def published(settings: Settings) -> Iterator[Flask]:
    """The application under its public address."""
    from app.factory import create_app
    from app.kit.db import db

    yield create_app(settings.model_copy(update={"public_url": "https://jianyun.example"}))
    db.dispose()


def test_foreign_hosts_are_refused_and_links_are_ours(
    published: Flask, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    from app.kit.db import db
    from app.kit.jobs import JobRow
    from tests.factories.browsers import Browser

    person = make_person(db)
    published.test_client_class = Browser
    browser = published.test_client()
    assert browser.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400
    assert browser.get("/health", headers={"Host": "127.0.0.1:8000"}).status_code == 200
    home = {"base_url": "https://jianyun.example:8443"}
    token = browser.get("/sign-in", **home).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = browser.post(
        "/reset-password",
        data={"email": person.email, "csrf_token": token},
        headers={"Referer": "https://jianyun.example:8443/"},
        token=False,
        **home,
    )
    assert answer.status_code == 200, answer.text
    with db.reading() as session:
        (job,) = session.query(JobRow)
    assert "https://jianyun.example/reset-password/" in job.payload["text"]
    assert "8443" not in str(job.payload)
    assert "__Host-session" in str(browser._cookies)
    for headers in POISON:
        sent = {"Referer": "https://jianyun.example:8443/", **headers}
        form = {"email": person.email, "csrf_token": token}
        refused = browser.post("/reset-password", data=form, headers=sent, token=False, **home).status_code
        assert refused == (400 if "Host" in headers else 200), headers
    with db.reading() as session:
        links = [re.findall(r"https?://[^\s/]+", job.payload["text"]) for job in session.query(JobRow)]
    assert len(links) == 1 + sum("Host" not in one for one in POISON)
    assert {link for found in links for link in found} == {"https://jianyun.example"}


def test_a_refused_sign_in_is_noted_without_personal_data(
    client: FlaskClient, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    person = make_person(database, email="victim@firm.example")
    known = str(person.id)
    client.post("/sign-in", data={"email": "victim@firm.example", "password": "guess"})
    client.post("/sign-in", data={"email": "nobody@firm.example", "password": "guess"})
    noted = [line for line in caplog.text.splitlines() if "sign-in refused" in line]
    assert len(noted) == 2 and known in noted[0] and known not in noted[1]
    assert "firm.example" not in "".join(noted) and "guess" not in "".join(noted)
    client.post("/sign-in", data={"email": "victim@firm.example", "password": PASSWORD})
    assert caplog.text.count("sign-in refused") == 2
