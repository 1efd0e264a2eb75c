"""Adding and changing the number or the address of an account, and two people at once."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.contacts.models import Code
from app.events.models import Event
from app.kit import clock, sms
from app.kit.db import Database, Scope
from app.kit.jobs import board
from app.notices.models import Notice
from tests.factories.browsers import Browser
from tests.factories.people import make_person

pytestmark = pytest.mark.database
NUMBER, E164 = "138 0013 8000", "+8613800138000"
Enter = Callable[..., FlaskClient]


@pytest.fixture
def texts(app: Flask) -> list[sms.Sms]:
    """Short messages delivered by run_jobs."""
    post = sms.MemoryPost()
    board.handle(sms.JOB, sms.Deliverer(post), forget=True)
    return post.outbox


def code_in(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(r"\b\d{6}\b", body.get_content())
    assert found
    return found[0]


def find(database: Database, person: User) -> User:
    with database.reading() as session:
        return session.get_one(User, person.id)


def test_a_number_is_added_once_it_is_proven_and_the_change_is_told(
    database: Database, sign_in: Enter, run_jobs: Callable[[], int], texts: list[sms.Sms], outbox: list[EmailMessage]
) -> None:
    person = make_person(database)
    browser = sign_in(person)
    assert browser.post("/profile/contacts/phone", data={"number": NUMBER}).headers["Location"] == "/code"
    assert find(database, person).phone is None
    run_jobs()
    browser.post("/code", data={"code": texts[-1].params["code"]})
    assert find(database, person).phone == E164
    run_jobs()
    assert [mail["Subject"] for mail in outbox] == ["Your contact details were changed"]
    assert texts[-1].template == "contact-changed", "both ways hear of it"
    with database.reading(Scope.platform("reading the audit trail")) as session:
        event = session.scalars(select(Event).where(Event.tag == "person.contact_changed")).one()
        assert event.detail == {"kind": "phone"} and "138" not in str(event.detail)
        assert session.scalar(select(func.count(Notice.id))) == 1


def test_an_address_is_replaced_and_the_old_one_is_told_at_itself(
    database: Database, sign_in: Enter, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    person = make_person(database, email="old@firm.example")
    browser, elsewhere = sign_in(person), sign_in(person)
    browser.post("/sign-out")
    browser.post("/reset-password", data={"email": "old@firm.example"})
    run_jobs()
    reset = re.search(r"/reset-password/\S+", outbox.pop().get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert reset and browser.get(reset[0]).status_code == 200
    browser = sign_in(person)
    browser.post("/profile/contacts/mail", data={"mail": "New@Firm.example"})
    run_jobs()
    (mail,) = outbox
    assert mail["To"] == "New@firm.example"
    browser.post("/code", data={"code": code_in(mail)})
    run_jobs()
    assert sorted((mail["To"], mail["Subject"]) for mail in outbox[1:]) == [
        ("New@firm.example", "Your contact details were changed"),
        ("old@firm.example", "This contact was removed from your account"),
    ]
    assert find(database, person).email == "New@firm.example"
    assert browser.get("/profile").status_code == 200, "this browser stays signed in"
    assert elsewhere.get("/profile").status_code == 303, "the others do not"
    assert elsewhere.get(reset[0]).status_code == 302, "a link sent to the old address opens nothing"


def test_what_belongs_to_another_is_found_out_only_by_its_holder(
    app: Flask, database: Database, sign_in: Enter, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    other = make_person(database, email="taken@firm.example")
    person = make_person(database)
    browser = sign_in(person)
    answers = [
        browser.post("/profile/contacts/mail", data={"mail": mail}) for mail in ("free@firm.example", other.email)
    ]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    run_jobs()
    answer = browser.post("/code", data={"code": code_in(outbox[-1])}, follow_redirects=True)
    assert "belongs to another account" in answer.text
    assert find(database, person).email == person.email
    assert find(database, other).email == other.email


def test_a_change_needs_a_fresh_sign_in(database: Database, sign_in: Enter) -> None:
    browser = sign_in(make_person(database))
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        answer = browser.post("/profile/contacts/phone", data={"number": NUMBER})
    assert answer.headers["Location"].startswith("/sign-in/again?next=")


def test_whoever_has_no_password_proves_it_by_a_code(
    app: Flask, database: Database, client: FlaskClient, run_jobs: Callable[[], int], texts: list[sms.Sms]
) -> None:
    client.post("/sign-in/phone", data={"number": NUMBER})
    run_jobs()
    client.post("/code", data={"code": texts[-1].params["code"]})
    client.post("/sign-in/phone/name", data={"name": "陈晓岚", "agree": "y"})
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        answer = client.post("/profile/contacts/mail", data={"mail": "chen@firm.example"}, follow_redirects=True)
        assert answer.request.path == "/again"
        client.post("/again", data={"next": "/profile/contacts"})
        run_jobs()
        answer = client.post("/code", data={"code": texts[-1].params["code"]})
        assert answer.headers["Location"] == "/profile/contacts"
        answer = client.post("/profile/contacts/mail", data={"mail": "chen@firm.example"})
        assert answer.headers["Location"] == "/code"


def test_a_code_for_one_thing_opens_no_other(
    app: Flask, database: Database, sign_in: Enter, run_jobs: Callable[[], int], texts: list[sms.Sms]
) -> None:
    victim, thief = make_person(database), make_person(database)
    with database.begin() as session:
        session.get_one(User, victim.id).phone = E164
    browser = sign_in(thief)
    browser.post("/profile/contacts/phone", data={"number": NUMBER})
    run_jobs()
    code = texts[-1].params["code"]
    browser.post("/sign-out")
    assert browser.post("/code", data={"code": code}).headers["Location"] == "/sign-in/phone"
    app.test_client_class = Browser
    fresh = app.test_client()
    fresh.post("/sign-in/phone", data={"number": NUMBER})
    assert fresh.post("/code", data={"code": code}).status_code == 422


def test_asking_for_another_code_counts_against_the_number(database: Database, sign_in: Enter) -> None:
    browser = sign_in(make_person(database))
    browser.post("/profile/contacts/phone", data={"number": NUMBER})
    codes = [browser.post("/code/again").status_code for _ in range(5)]
    assert codes == [303] * 4 + [429]


def at_once(app: Flask, browsers: list[FlaskClient], path: str, data: list[dict[str, str]]) -> list[tuple[int, str]]:
    """Post from several browsers at the same moment; status and target of each answer."""
    ready, answers = threading.Barrier(len(browsers)), []
    tokens = [browser.renew_token() for browser in browsers]  # type: ignore[attr-defined]

    def press(place: int) -> None:
        tab = app.test_client()
        cookie = browsers[place].get_cookie("session")
        assert cookie is not None
        tab.set_cookie("session", cookie.value)
        ready.wait()
        answer = tab.open(path, method="POST", data=data[place], token=False, headers={"X-CSRFToken": tokens[place]})
        answers.append((answer.status_code, answer.headers.get("Location", "")))

    threads = [threading.Thread(target=press, args=(place,)) for place in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_one_code_in_two_tabs_at_once_is_used_once(
    app: Flask, client: FlaskClient, run_jobs: Callable[[], int], texts: list[sms.Sms], database: Database
) -> None:
    client.post("/sign-in/phone", data={"number": NUMBER})
    run_jobs()
    code = {"code": texts[-1].params["code"]}
    answers = at_once(app, [client, client], "/code", [code, code])
    assert [where for _status, where in answers].count("/sign-in/phone/name") == 1, answers
    with database.reading(Scope.platform("counting")) as session:
        assert not session.scalars(select(Code)).all()


def test_two_sign_ups_of_one_number_at_once_are_one_account(
    app: Flask, client: FlaskClient, run_jobs: Callable[[], int], texts: list[sms.Sms], database: Database
) -> None:
    other = app.test_client()
    for browser in (client, other):
        browser.post("/sign-in/phone", data={"number": NUMBER})
        run_jobs()
        assert browser.post("/code", data={"code": texts[-1].params["code"]}).status_code == 303
    names = [{"name": name, "agree": "y"} for name in ("Chen", "Lin")]
    assert at_once(app, [client, other], "/sign-in/phone/name", names) == [(303, "/home")] * 2
    with database.reading() as session:
        assert session.scalar(select(func.count(User.id))) == 1


def test_two_accounts_cannot_take_one_number_at_once(
    app: Flask, database: Database, sign_in: Enter, run_jobs: Callable[[], int], texts: list[sms.Sms]
) -> None:
    browsers, codes = [sign_in(make_person(database)) for _ in range(2)], []
    for browser in browsers:
        browser.post("/profile/contacts/phone", data={"number": NUMBER})
        run_jobs()
        codes.append({"code": texts[-1].params["code"]})
    assert at_once(app, browsers, "/code", codes) == [(303, "/profile/contacts")] * 2
    with database.reading() as session:
        assert session.scalar(select(func.count(User.id)).where(User.phone == E164)) == 1
