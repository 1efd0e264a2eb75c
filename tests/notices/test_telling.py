"""Telling a person: the inbox, the ways out, and what never happens twice."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.kit import clock, sms
from app.kit.db import Database, HouseSession, Scope
from app.kit.jobs import JobRow, board, enqueue
from app.kit.text import Text
from app.notices.models import Notice
from app.notices.operations import SMS_A_DAY, read_notices, tell
from app.notices.queries import list_notices
from tests.factories.people import make_firm, make_person

pytestmark = pytest.mark.database
WHAT = Text(zh="您的手机号改了。", en="Your number was changed.")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def say(session: HouseSession, to: User, name: str = "contact-changed", **more: object) -> Notice:
    given = {"context": {"what": WHAT}, "path": "/profile", "tenant_id": None, **more}
    return tell(session, name, to=to, **given)  # type: ignore[arg-type]


@pytest.fixture
def texts(app: Flask) -> list[sms.Sms]:
    """Short messages delivered by run_jobs."""
    post = sms.MemoryPost()
    board.handle(sms.JOB, sms.Deliverer(post), forget=True)
    return post.outbox


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    with app.test_request_context(base_url="http://localhost:8000"):
        yield


def make_phone_person(database: Database, phone: str = "+8613800138000", **more: object) -> User:
    with database.begin() as session:
        person = User(email=None, phone=phone, name="陈晓岚", fs_uniquifier=phone, **more)
        session.add(person)
    return person


@pytest.mark.usefixtures("inside")
def test_a_notice_waits_in_the_inbox_in_both_languages_and_goes_out_by_mail(
    database: Database, run_jobs: Callable[[], int], outbox: list[EmailMessage], texts: list[sms.Sms]
) -> None:
    person = make_person(database, lang="zh")
    with database.begin() as session:
        say(session, person)
    run_jobs()
    (mail,) = outbox
    assert mail["To"] == person.email
    assert CHINESE.search(mail["Subject"])
    body = mail.get_body(("plain",))
    assert body is not None and "您的手机号改了。" in body.get_content()
    assert "http://localhost:8000/profile" in body.get_content()
    assert not texts
    with database.reading() as session:
        (notice,) = list_notices(session, person.id, [])
        assert session.get_one(User, person.id).unread == 1
    assert notice.short("en").startswith("Your number was changed.")
    assert CHINESE.search(notice.subject("zh")) and not CHINESE.search(notice.subject("en"))


@pytest.mark.usefixtures("inside")
def test_a_person_without_an_address_gets_an_sms_and_the_job_forgets_the_number(
    database: Database, run_jobs: Callable[[], int], outbox: list[EmailMessage], texts: list[sms.Sms]
) -> None:
    person = make_phone_person(database)
    with database.begin() as session:
        say(session, person)
    run_jobs()
    (text,) = texts
    assert (text.to, text.template, text.lang) == ("+8613800138000", "contact-changed", "zh")
    assert text.text.endswith("/profile") and text.params["link"].endswith("/profile")
    assert not outbox
    with database.reading() as session:
        rows = session.scalars(select(JobRow)).all()
    assert "13800138000" not in json.dumps([row.payload for row in rows])


@pytest.mark.usefixtures("inside")
def test_nobody_can_make_the_house_send_short_messages_without_end(
    database: Database, run_jobs: Callable[[], int], texts: list[sms.Sms]
) -> None:
    person = make_phone_person(database)
    with database.begin() as session:
        for _ in range(SMS_A_DAY + 5):
            say(session, person, "handover-begun", context={"firm": "A", "successor": "B"})
    run_jobs()
    assert len(texts) == SMS_A_DAY
    with database.begin() as session:
        assert session.get_one(User, person.id).unread == SMS_A_DAY + 5
        say(session, person, "contact-changed")
    run_jobs()
    assert len(texts) == SMS_A_DAY + 1, "safety is never silent"


@pytest.mark.usefixtures("inside")
def test_whoever_wants_the_inbox_only_is_left_in_peace_but_for_safety(
    database: Database, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    person = make_person(database)
    with database.begin() as session:
        person = session.get_one(User, person.id)
        person.channels = []
        say(session, person, "password-changed", context={})
    run_jobs()
    assert len(outbox) == 1, "safety is never silent"


@pytest.mark.usefixtures("inside")
def test_a_notice_of_a_rolled_back_change_was_never_there(
    database: Database, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    person = make_person(database)
    with pytest.raises(ZeroDivisionError), database.begin() as session:
        say(session, person)
        raise ZeroDivisionError
    assert run_jobs() == 0
    with database.reading() as session:
        assert not list_notices(session, person.id, [])
        assert session.get_one(User, person.id).unread == 0


@pytest.mark.usefixtures("inside")
def test_reading_one_and_all_keeps_the_count_right(database: Database) -> None:
    person, other = make_person(database), make_person(database)
    with database.begin() as session:
        notices = [say(session, person) for _ in range(3)]
        say(session, other)
        session.flush()
        first = notices[0].id
    for which, left in ((first, 2), (first, 2), (None, 0)):
        with database.begin() as session:
            read_notices(session, person.id, [], at=clock.now(), notice_id=which)
        with database.reading() as session:
            assert session.get_one(User, person.id).unread == left
    with database.reading() as session:
        assert session.get_one(User, other.id).unread == 1


@pytest.mark.usefixtures("inside")
def test_an_inbox_forgets_after_a_good_year(database: Database, run_jobs: Callable[[], int]) -> None:
    person = make_person(database)
    with database.begin() as session:
        say(session, person).created_at = clock.now() - timedelta(days=401)
        recent = say(session, person)
        enqueue(session, "retention.keep")
    run_jobs()
    with database.reading() as session:
        assert [one.id for one in list_notices(session, person.id, [])] == [recent.id]


@pytest.mark.usefixtures("inside")
def test_whoever_leaves_a_firm_no_longer_reads_what_it_told(database: Database) -> None:
    person = make_person(database)
    firm = make_firm(database, person)
    with database.begin(Scope.tenant(firm.id)) as session:
        say(session, person, tenant_id=firm.id)
        say(session, person)
    with database.reading() as session:
        assert len(list_notices(session, person.id, [firm.id])) == 2
        assert [one.firm_id for one in list_notices(session, person.id, [])] == [None]
