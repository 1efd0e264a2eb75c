"""Sign up, confirm, sign in, lose the password, change it, sign out: through real forms and real mails."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from app.accounts.models import SignedSession, User
from app.accounts.queries import find_person
from app.events.models import Event
from app.kit.db import Database, Scope
from app.kit.jobs import board
from app.kit.mail import JOB, Deliverer, SmtpPost
from tests.factories.people import PASSWORD, make_person
from tests.services import SmtpSink

pytestmark = pytest.mark.database
EMAIL = "chen@firm.example"
SIGN_UP = {"name": "陈晓岚", "email": EMAIL, "password": PASSWORD, "agree": "y"}


def link_in(mail: EmailMessage) -> str:
    """Path of the first link in a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://[^/\s]+(/\S+)", body.get_content())
    assert found, body.get_content()
    return found[1]


def enter(client: FlaskClient, password: str = PASSWORD, email: str = EMAIL) -> TestResponse:
    """Fill in the sign-in form."""
    return client.post("/sign-in", data={"email": email, "password": password})


def is_in(client: FlaskClient) -> bool:
    """Whether the profile opens."""
    return client.get("/profile").status_code == 200


def test_signing_up_by_mail_through_a_real_server(
    client: FlaskClient, run_jobs: Callable[[], int], smtp_sink: SmtpSink, database: Database
) -> None:
    board.handle(JOB, Deliverer(SmtpPost(f"smtp://127.0.0.1:{smtp_sink.port}"), "Jianyun <no-reply@test.example>"))
    answer = client.post("/sign-up", data=SIGN_UP, headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert answer.headers["Location"] == "/sign-up/sent"
    assert enter(client).status_code == 200, "not before the address is confirmed"
    assert run_jobs() == 1
    (mail,) = smtp_sink.messages
    assert mail["To"] == EMAIL
    assert mail["Subject"] == "请确认邮箱地址"
    assert client.get(link_in(mail)).status_code == 302
    answer = enter(client)
    assert answer.headers["Location"] == "/home"
    assert is_in(client)
    with database.reading(Scope.platform("reading the audit trail")) as session:
        tags = session.scalars(select(Event.tag).order_by(Event.id)).all()
    assert tags == ["person.signed_up", "consent.given", "consent.given", "person.confirmed", "person.signed_in"]


def test_signing_up_twice_tells_the_visitor_nothing(
    client: FlaskClient, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    english = {"Accept-Language": "en"}
    first = client.post("/sign-up", data=SIGN_UP, headers=english)
    again = client.post("/sign-up", data=SIGN_UP, headers=english)
    assert (first.status_code, first.headers["Location"], first.data) == (
        again.status_code,
        again.headers["Location"],
        again.data,
    )
    run_jobs()
    assert [mail["Subject"] for mail in outbox][1:] == ["You already have an account"]


def test_wrong_password_and_unknown_address_look_the_same(client: FlaskClient, database: Database, app: Flask) -> None:
    person = make_person(database)
    wrong = enter(client, "not the password", person.email)
    unknown = enter(client, "not the password", "nobody@firm.example")
    pattern = re.compile(r'value="[^"]*"|content="[^"]*"')
    assert wrong.status_code == unknown.status_code == 200
    assert pattern.sub("", wrong.text) == pattern.sub("", unknown.text)


def test_a_lost_password_is_reset_and_ends_other_sessions(
    client: FlaskClient, sign_in: Callable[..., FlaskClient], run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    from app.kit.db import db

    person = make_person(db, email=EMAIL)
    elsewhere = sign_in(person)
    assert is_in(elsewhere)
    answer = client.post("/reset-password", data={"email": EMAIL})
    nobody = client.post("/reset-password", data={"email": "nobody@firm.example"})
    assert answer.status_code == nobody.status_code
    assert run_jobs() == 1
    fresh = "three unrelated words"
    link = link_in(outbox[0])
    assert client.get(link).status_code == 200
    answer = client.post(link, data={"password": fresh, "password_confirm": fresh})
    assert answer.status_code == 302, answer.text
    assert not is_in(elsewhere)
    assert enter(client, PASSWORD).status_code == 200
    assert enter(client, fresh).status_code == 302
    run_jobs()
    assert outbox[-1]["Subject"] == "Your password was changed"
    again = client.post(link, data={"password": fresh + "!", "password_confirm": fresh + "!"})
    assert again.status_code == 302, "a link works once"
    assert enter(client, fresh + "!").status_code in (200, 302)


def test_changing_the_password_keeps_this_browser_and_ends_others(sign_in: Callable[..., FlaskClient]) -> None:
    from app.kit.db import db

    person = make_person(db)
    here, elsewhere = sign_in(person), sign_in(person)
    fresh = "three unrelated words"
    form = {"password": PASSWORD, "new_password": fresh, "new_password_confirm": fresh}
    assert here.post("/change-password", data=form).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)


def test_signing_out_ends_the_session_on_our_side(
    sign_in: Callable[..., FlaskClient], database: Database, app: Flask
) -> None:
    browser = sign_in(make_person(database))
    cookie = browser.get_cookie("session")
    assert cookie is not None
    assert browser.post("/sign-out").status_code == 302
    thief = app.test_client()
    thief.set_cookie("session", cookie.value)
    assert not is_in(thief)


def test_signing_in_changes_the_session_id_and_stores_only_its_hash(client: FlaskClient, database: Database) -> None:
    person = make_person(database)
    client.get("/sign-in")
    before = client.get_cookie("session")
    enter(client, email=person.email)
    after = client.get_cookie("session")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    with database.reading() as session:
        rows = session.scalars(select(SignedSession)).all()
    assert [row.person for row in rows if row.person] == [person.fs_uniquifier]
    assert after.value not in {row.id for row in rows}
    assert after.http_only
    assert after.same_site == "Lax"


def test_a_made_up_session_id_is_nobody(client: FlaskClient) -> None:
    client.set_cookie("session", "A" * 43)
    assert not is_in(client)


def test_a_disabled_person_is_out_at_once(sign_in: Callable[..., FlaskClient], database: Database) -> None:
    person = make_person(database)
    browser = sign_in(person)
    with database.begin() as session:
        session.get_one(User, person.id).active = False
    assert not is_in(browser)


def test_reading_writes_nothing_to_the_session(sign_in: Callable[..., FlaskClient], database: Database) -> None:
    from sqlalchemy import event

    browser = sign_in(make_person(database))
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    assert is_in(browser)
    assert not [s for s in statements if s.split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert len([s for s in statements if s.startswith("SELECT") and "set_config" not in s]) <= 2


def test_guessing_a_password_is_slowed_down_whoever_it_is(client: FlaskClient, database: Database) -> None:
    person = make_person(database)
    for email in (person.email, "nobody@firm.example"):
        answers = [enter(client, f"guess {n}", email).status_code for n in range(11)]
        assert answers == [200] * 10 + [429]
    refused = enter(client, PASSWORD, person.email.upper())
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) == 300


def test_signing_in_forgives_earlier_slips(client: FlaskClient, database: Database) -> None:
    person = make_person(database)
    for _ in range(2):
        for n in range(8):
            enter(client, f"slip {n}", person.email)
        assert enter(client, PASSWORD, person.email).status_code == 302
        client.post("/sign-out")


def test_mails_cannot_be_used_to_flood_somebody(client: FlaskClient, run_jobs: Callable[[], int]) -> None:
    from app.kit.db import db

    make_person(db, email=EMAIL)
    answers = [client.post("/reset-password", data={"email": EMAIL}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_expired_sessions_are_forgotten(client: FlaskClient, database: Database) -> None:
    import time_machine

    from app.accounts.operations import purge_sessions

    client.get("/sign-in")
    with time_machine.travel("2099-01-01"), database.begin() as session:
        assert purge_sessions(session) == 1
        assert session.scalar(select(func.count()).select_from(SignedSession)) == 0


def test_language_is_kept_with_the_person(sign_in: Callable[..., FlaskClient], database: Database) -> None:
    person = make_person(database, lang="en")
    browser = sign_in(person)
    assert "Your profile" in browser.get("/profile").text
    answer = browser.post("/language", data={"lang": "zh", "next": "/profile"}, token=False)  # type: ignore[call-arg]
    assert answer.headers["Location"] == "/profile"
    assert '<html lang="zh-Hans"' in sign_in(person).get("/profile").text
    with database.reading() as session:
        found = find_person(session, person.email.upper())
    assert found is not None
    assert found.lang == "zh"


@pytest.mark.parametrize("spelling", ["zh-CN,zh;q=0.9,en;q=0.8", "zh", "zh-Hans", "zh-Hans-CN", "fr,zh;q=0.3"])
def test_browsers_that_speak_chinese_get_chinese(client: FlaskClient, spelling: str) -> None:
    page = client.get("/sign-in", headers={"Accept-Language": spelling}).text
    assert '<html lang="zh-Hans"' in page
    assert '<html lang="en"' in client.get("/sign-in", headers={"Accept-Language": "en-GB,zh;q=0.2"}).text


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "\t//evil.example", "https:evil.example", "https://evil.example", "/a\r\nb"],
)
def test_redirects_stay_at_home(client: FlaskClient, target: str) -> None:
    answer = client.post("/language", data={"lang": "en", "next": target})
    assert answer.headers["Location"] in ("/", "/evil.example") or "evil" not in answer.headers["Location"]
    assert not answer.headers["Location"].startswith(("//", "http"))


def test_other_sites_cannot_switch_the_language(client: FlaskClient) -> None:
    answer = client.post("/language", data={"lang": "en"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400


def test_the_profile_is_one_click_from_home(sign_in: Callable[..., FlaskClient], database: Database) -> None:
    assert 'href="/profile"' in sign_in(make_person(database)).get("/home").text


def test_a_failed_statement_tells_nobody_what_it_carried(database: Database) -> None:
    """Faults go to the log, which holds no personal data and no secrets."""
    make_person(database, email=EMAIL)
    values = {"email": EMAIL, "name": "陈晓岚", "password": "hash-of-a-password", "fs_uniquifier": "x"}
    with pytest.raises(IntegrityError) as fault, database.begin() as session:
        session.add(User(**values))
    assert not [value for value in ("陈晓岚", "hash-of-a-password") if value in str(fault.value)]
