"""Leaving: seven days to change one's mind, then nothing is left; a firm never loses its last owner."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Uuid, select
from time_machine import travel

from app.accounts.models import User
from app.archives.queries import list_sole_firms
from app.kit import clock
from app.kit.db import Database, Scope, metadata
from app.kit.jobs import enqueue
from app.kit.pdf import PdfResult
from app.kit.storage import Storage, folder_of
from app.tenants.models import Organisation, Role
from tests.factories.estates import Estate, make_estate
from tests.factories.people import add_member, make_firm, make_person

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
Jobs = Callable[[], int]
LATER = timedelta(days=7, minutes=1)


@pytest.fixture(autouse=True)
def _quick_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.reports.renderers.pdf.print_apart", lambda *_: PdfResult(content=b"%PDF", pages=1))


@pytest.fixture
def storage(app: Flask) -> Storage:
    found: Storage = app.extensions["storage"]
    return found


def mentions(database: Database, value: object) -> dict[str, int]:
    """In which tables, and how often, an id is still found in any column that holds ids or text."""
    found: dict[str, int] = {}
    with database.platform_engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(select(table)).all()
            hits = sum(any(str(value) in str(cell) for cell in row) for row in rows)
            found |= {table.name: hits} if hits else {}
    return found


def erase(database: Database, run_jobs: Jobs) -> None:
    with database.begin() as session:
        enqueue(session, "leavers.erase")
    run_jobs()


@pytest.fixture
def later() -> Iterator[None]:
    """A week and a minute from now."""
    with travel(clock.now() + LATER, tick=False):
        yield


def test_a_firm_is_erased_to_the_last_row_and_its_neighbour_is_not(
    app: Flask,
    database: Database,
    storage: Storage,
    run_jobs: Jobs,
    sign_in: Enter,
    outbox: list[EmailMessage],
) -> None:
    with app.app_context():
        ours: Estate = make_estate(database, storage, "Ourlark", run_jobs)
        theirs: Estate = make_estate(database, storage, "Theirwren", run_jobs)
    before = mentions(database, theirs.tenant_id)
    browser = sign_in(ours.owner)
    for wrong in ("", "Ourlar", "Theirwren"):
        refused = browser.post("/firm/close", data={"name": wrong})
        assert refused.status_code == 422 and "nothing was deleted" in refused.text
    assert browser.post("/firm/close", data={"name": " Ourlark "}).status_code == 303
    assert "will be erased on" in browser.get("/home").text
    erase(database, run_jobs)
    assert list(storage.keys(folder_of(ours.tenant_id))), "nothing happens before the seven days are over"
    assert [mail["Subject"] for mail in outbox if mail["To"] == ours.owner.email][-1] == (
        "Ourlark will be erased in seven days"
    )
    with travel(clock.now() + LATER, tick=False):
        erase(database, run_jobs)
        erase(database, run_jobs)
        assert "Start with your firm" in sign_in(ours.owner).get("/home").text
    left = mentions(database, ours.tenant_id)
    assert set(left) <= {"events", "jobs"}, left
    with database.platform_engine.connect() as connection:
        for table in metadata.sorted_tables:
            if "tenant_id" in table.c and table.name != "events":
                kept = connection.execute(select(table).where(table.c.tenant_id == ours.tenant_id)).all()
                assert not kept, table.name
        text = str(connection.execute(select(metadata.tables["events"])).all())
    assert "Ourlark" not in text, "the record of acts holds ids only"
    assert list(storage.keys(folder_of(ours.tenant_id))) == []
    assert mentions(database, theirs.tenant_id) == before
    assert storage.open(theirs.key).read() == b"Theirwren"


def test_a_firm_is_kept_with_one_click_and_everybody_is_told(
    app: Flask, database: Database, run_jobs: Jobs, sign_in: Enter, outbox: list[EmailMessage]
) -> None:
    owner, guest = make_person(database), make_person(database)
    firm = make_firm(database, owner)
    add_member(database, firm, guest, Role.VIEWER)
    browser, looking = sign_in(owner), sign_in(guest)
    browser.post("/firm/close", data={"name": firm.name})
    assert "Keep the firm" not in looking.get("/firm/members").text
    assert looking.post("/firm/close/undo").status_code == 403
    assert browser.post("/firm/close/undo").status_code == 303
    run_jobs()
    with travel(clock.now() + LATER, tick=False):
        erase(database, run_jobs)
    with database.reading() as session:
        assert session.get(Organisation, firm.id) is not None
    subjects = [str(mail["Subject"]) for mail in outbox if mail["To"] == guest.email]
    assert sorted(subjects) == ["Foshan Sofa is kept", "Foshan Sofa will be erased in seven days"]


def test_a_person_is_erased_and_what_they_wrote_stays_without_a_name(
    app: Flask, database: Database, storage: Storage, run_jobs: Jobs, sign_in: Enter
) -> None:
    with app.app_context():
        estate = make_estate(database, storage, "Ourlark", run_jobs)
    leaver, browser = estate.owner, sign_in(estate.owner)
    refused = browser.post("/profile/close", data={"sure": "yes"})
    assert refused.status_code == 422 and "Ourlark" in refused.text
    heir = make_person(database)
    with database.reading() as session:
        add_member(database, session.get_one(Organisation, estate.tenant_id), heir, Role.OWNER)
    assert browser.post("/profile/close", data={}).status_code == 200, "pressing nothing closes nothing"
    assert browser.post("/profile/close", data={"sure": "yes"}).status_code == 303
    assert "Your account will be erased on" in browser.get("/home").text
    run_jobs()
    with travel(clock.now() + LATER, tick=False):
        erase(database, run_jobs)
        assert browser.get("/home").status_code == 303
    left = mentions(database, leaver.id)
    assert set(left) <= {"events", "jobs"}, left
    assert mentions(database, leaver.email) == {}
    with database.reading(Scope.tenant(estate.tenant_id)) as session:
        from app.assessments.models import AnswerRow

        rows = session.scalars(select(AnswerRow)).all()
        assert len(rows) > 20 and {row.answered_by_id for row in rows} == {None}


def test_messages_still_on_their_way_to_a_number_go_with_the_person(
    app: Flask, database: Database, run_jobs: Jobs
) -> None:
    number, later = "+8613800138777", clock.now() + timedelta(days=30)
    person = make_person(database)
    with database.begin() as session:
        row = session.get_one(User, person.id)
        row.phone, row.closing_at = number, clock.now() + LATER
        enqueue(session, "sms.deliver", {"sms": {"to": number}, "until": later.isoformat()}, run_at=later)
        enqueue(session, "sms.deliver", {"sms": {"to": "+8613800138778"}, "until": later.isoformat()}, run_at=later)
        enqueue(session, "mail.deliver", {"to": str(row.email).upper()}, run_at=later)
    with travel(clock.now() + 2 * LATER, tick=False):
        erase(database, run_jobs)
    assert mentions(database, number) == {} and mentions(database, str(person.email).upper()) == {}
    assert mentions(database, "+8613800138778") == {"jobs": 1}


def test_an_account_is_kept_with_one_click(
    app: Flask, database: Database, run_jobs: Jobs, sign_in: Enter, outbox: list[EmailMessage]
) -> None:
    person = make_person(database)
    browser = sign_in(person)
    browser.post("/profile/close", data={"sure": "yes"})
    browser.post("/profile/close/undo")
    run_jobs()
    with travel(clock.now() + LATER, tick=False):
        erase(database, run_jobs)
        assert sign_in(person).get("/profile/data").status_code == 200
    assert [str(mail["Subject"]) for mail in outbox] == ["Your account will be erased in seven days"]


def test_whoever_became_the_last_owner_meanwhile_stays(app: Flask, database: Database, run_jobs: Jobs) -> None:
    person = make_person(database)
    make_firm(database, person)
    with database.begin() as session:
        session.get_one(User, person.id).closing_at = clock.now()
        assert list_sole_firms(session, person.id) == ["Foshan Sofa"]
    with travel(clock.now() + timedelta(hours=1), tick=False):
        erase(database, run_jobs)
    with database.reading() as session:
        assert session.get_one(User, person.id).closing_at is None


def test_an_owner_whose_only_firm_is_going_may_go_too(
    app: Flask, database: Database, run_jobs: Jobs, sign_in: Enter
) -> None:
    person = make_person(database)
    firm = make_firm(database, person)
    browser = sign_in(person)
    browser.post("/firm/close", data={"name": firm.name})
    assert browser.post("/profile/close", data={"sure": "yes"}).status_code == 303
    run_jobs()
    with travel(clock.now() + LATER, tick=False):
        erase(database, run_jobs)
    with database.reading() as session:
        assert session.get(User, person.id) is None and session.get(Organisation, firm.id) is None


def test_dangerous_acts_ask_for_the_password_once_more(app: Flask, database: Database, sign_in: Enter) -> None:
    person = make_person(database)
    make_firm(database, person)
    browser = sign_in(person)
    with travel(clock.now() + timedelta(hours=1), tick=False):
        for path in ("/profile/data/export", "/profile/close", "/firm/close", "/firm/handover"):
            assert browser.get(path).headers["Location"] == f"/sign-in/again?next={path}"
            assert browser.post(path, data={"sure": "yes", "name": "Foshan Sofa"}).headers["Location"].startswith("/si")
    with database.reading() as session:
        assert session.get_one(User, person.id).closing_at is None


def test_every_row_about_a_firm_or_a_person_goes_or_lets_go_with_them() -> None:
    """A table made tomorrow whose key would hold an erasure up fails here, not on the day somebody leaves."""
    for table in metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            target = key.referred_table.name
            if target == "organisations" and key.column_keys == ["tenant_id"]:
                assert key.ondelete == "CASCADE", f"{table.name}: {key.column_keys}"
            if target in ("users", "organisations"):  # a row another party owns lets go
                assert key.ondelete in ("CASCADE", "SET NULL"), f"{table.name}: {key.column_keys}"
        for column in table.columns:
            if column.name == "tenant_id" and table.name not in ("events", "jobs"):
                assert isinstance(column.type, Uuid) and column.foreign_keys, table.name
