"""Taking one's data along: all of it, nothing of a neighbour's, for the person who asked, for a day."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from time_machine import travel

from app.accounts.models import User
from app.archives.contents import _shown
from app.archives.models import Archive
from app.archives.operations import order_archive
from app.archives.packing import _cell
from app.delegations.models import Delegation
from app.kit import clock
from app.kit.db import Base, Database, Scope
from app.kit.errors import Conflict
from app.kit.pdf import PdfResult
from app.kit.storage import Storage
from app.notices.models import Notice
from app.tenants.models import Membership, Role
from tests.factories.estates import Estate, make_estate
from tests.factories.people import PASSWORD, add_member, make_person

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
Jobs = Callable[[], int]
csv.field_size_limit(16 * 1024 * 1024)  # a whole report is one cell


@pytest.fixture(autouse=True)
def _quick_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.reports.renderers.pdf.print_apart", lambda *_: PdfResult(content=b"%PDF", pages=1))


@pytest.fixture
def storage(app: Flask) -> Storage:
    found: Storage = app.extensions["storage"]
    return found


@pytest.fixture
def estates(app: Flask, database: Database, storage: Storage, run_jobs: Jobs) -> tuple[Estate, Estate]:
    with app.app_context():
        return (
            make_estate(database, storage, "Ourlark", run_jobs),
            make_estate(database, storage, "Theirwren", run_jobs),
        )


def export(browser: FlaskClient, run_jobs: Jobs, about: object = "me") -> ZipFile:
    ordered = browser.post("/profile/data/export", data={"about": str(about)})
    assert ordered.status_code == 303, ordered.text
    assert "being made" in browser.get("/profile/data").text
    run_jobs()
    page = browser.get("/profile/data").text
    which = page.split('href="/profile/data/file?which=')[1].split('"')[0]
    file = browser.get(f"/profile/data/file?which={which}")
    assert file.status_code == 200 and file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "private, no-store"
    return ZipFile(io.BytesIO(file.data))


def read(parcel: ZipFile, name: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(parcel.read(f"tables/{name}.json"))
    return found


def owned_counts(database: Database, estate: Estate) -> dict[str, int]:
    """Rows of this firm in every tenant-owned table there is, whatever table that may be."""
    counts = {}
    with database.reading(Scope.tenant(estate.tenant_id)) as session:
        for mapper in Base.registry.mappers:
            if mapper.local_table.info.get("owned"):  # type: ignore[attr-defined]
                counts[mapper.local_table.name] = session.scalar(select(func.count(mapper.class_.id))) or 0  # type: ignore[attr-defined]
    return counts


def test_a_firms_export_holds_every_row_and_file_of_it_and_nothing_of_a_neighbour(
    estates: tuple[Estate, Estate], sign_in: Enter, run_jobs: Jobs, database: Database
) -> None:
    ours, theirs = estates
    parcel = export(sign_in(ours.owner), run_jobs, ours.tenant_id)
    counts = owned_counts(database, ours)
    assert len(counts) >= 15 and sum(count > 0 for count in counts.values()) >= 12
    for name, count in counts.items():
        rows = read(parcel, name)
        assert len(rows) == count, name
        assert all(row["tenant_id"] == str(ours.tenant_id) for row in rows), name
        table = list(csv.DictReader(io.TextIOWrapper(parcel.open(f"tables/{name}.csv"), "utf-8-sig", newline="")))
        assert len(table) == count, name
    for name in ("organisations", "memberships", "engagements", "events"):
        assert read(parcel, name), name
    everything = b"".join(parcel.read(name) for name in parcel.namelist()).decode("utf-8", "replace")
    assert "Ourlark" in everything and parcel.read(f"files/{ours.key.split('/', 1)[1]}") == b"Ourlark"
    for foreign in ("Theirwren", str(theirs.tenant_id), str(theirs.owner.id), str(theirs.owner.email)):
        assert foreign not in everything
    assert sum(name.endswith(".pdf") for name in parcel.namelist()) >= 1


def test_the_manifest_proves_what_is_in_the_parcel(
    estates: tuple[Estate, Estate], sign_in: Enter, run_jobs: Jobs
) -> None:
    ours, _ = estates
    parcel = export(sign_in(ours.owner), run_jobs, ours.tenant_id)
    manifest = json.loads(parcel.read("manifest.json"))
    assert manifest["about"] == {"kind": "firm", "id": str(ours.tenant_id)}
    assert {one["name"] for one in manifest["files"]} == set(parcel.namelist()) - {"manifest.json"}
    for one in manifest["files"]:
        content = parcel.read(one["name"])
        assert (len(content), hashlib.sha256(content).hexdigest()) == (one["bytes"], one["sha256"])
    assert "不导出" in parcel.read("README.txt").decode()


def test_secrets_stay_at_home(estates: tuple[Estate, Estate], sign_in: Enter, run_jobs: Jobs) -> None:
    ours, _ = estates
    browser = sign_in(ours.owner)
    firm, mine = export(browser, run_jobs, ours.tenant_id), export(browser, run_jobs)
    assert {row["secret_hash"] for row in read(firm, "share_links")} == {"(withheld)"}
    (user,) = read(mine, "users")
    assert user["email"] == ours.owner.email and user["password"] == user["fs_uniquifier"] == "(withheld)"
    assert all(row["id"] == "(withheld)" for row in read(mine, "sessions"))


def test_what_a_firm_told_somebody_who_has_left_stays_with_it(
    estates: tuple[Estate, Estate], sign_in: Enter, run_jobs: Jobs, database: Database
) -> None:
    ours, theirs = estates
    with database.begin() as session:
        for firm_id, words in ((ours.tenant_id, "of mine"), (theirs.tenant_id, "of theirs"), (None, "of me")):
            texts = {"zh": [words, words], "en": [words, words]}
            session.add(Notice(user_id=ours.owner.id, firm_id=firm_id, name="x", texts=texts, path="/"))
    told = export(sign_in(ours.owner), run_jobs).read("tables/notices.json").decode()
    assert "of mine" in told and "of me" in told and "of theirs" not in told


def test_nothing_that_names_a_session_or_opens_a_part_leaves_the_house(
    estates: tuple[Estate, Estate], sign_in: Enter, run_jobs: Jobs, database: Database
) -> None:
    ours, _ = estates
    browser = sign_in(ours.owner)
    with database.reading() as session:
        mark = session.get_one(User, ours.owner.id).fs_uniquifier
    parcel = export(browser, run_jobs)
    assert all(mark.encode() not in parcel.read(name) for name in parcel.namelist())
    assert b"csrf_token" not in parcel.read("tables/sessions.json")
    assert _shown(Delegation.__table__.c.binding, "b" * 64) == "(withheld)"


def test_a_persons_export_holds_what_points_at_them(
    estates: tuple[Estate, Estate], sign_in: Enter, run_jobs: Jobs, database: Database
) -> None:
    ours, theirs = estates
    parcel = export(sign_in(ours.owner), run_jobs)
    for name in ("users", "memberships", "events", "archives", "sessions"):
        assert read(parcel, name), name
    assert {row["actor_id"] for row in read(parcel, "events")} == {str(ours.owner.id)}
    written = read(parcel, f"written/{ours.tenant_id}/answers")
    assert written and {row["answered_by_id"] for row in written} == {str(ours.owner.id)}
    everything = b"".join(parcel.read(name) for name in parcel.namelist()).decode("utf-8", "replace")
    for foreign in ("Theirwren", str(theirs.tenant_id), str(theirs.owner.id), str(theirs.owner.email)):
        assert foreign not in everything
    # A table made tomorrow that points at people is walked too, or this fails.
    for mapper in Base.registry.mappers:
        table = mapper.local_table
        if any(key.column.table.name == "users" for key in table.foreign_keys):  # type: ignore[attr-defined]
            where = f"written/{ours.tenant_id}/{table.name}" if table.info.get("owned") else table.name  # type: ignore[attr-defined]
            assert f"tables/{where}.json" in parcel.namelist()


def test_nobody_else_fetches_it_and_it_is_gone_after_a_day(
    estates: tuple[Estate, Estate], sign_in: Enter, run_jobs: Jobs, storage: Storage, database: Database
) -> None:
    ours, theirs = estates
    browser = sign_in(ours.owner)
    export(browser, run_jobs, ours.tenant_id)
    address = "/profile/data/file?which=" + browser.get("/profile/data").text.split("file?which=")[1].split('"')[0]
    second = make_person(database)
    with database.begin() as session:
        session.add(Membership(user_id=second.id, organisation_id=ours.tenant_id, role=Role.OWNER))
    for other in (theirs.owner, second):
        assert sign_in(other).get(address).status_code == 404
    with travel(clock.now() + timedelta(hours=1), tick=False):
        assert browser.get(address).headers["Location"].startswith("/sign-in/again?next=/profile/data/file")
    with database.reading() as session:
        key = str(session.scalars(select(Archive.storage_key)).one())
    assert storage.open(key).read(2) == b"PK"
    with travel(clock.now() + timedelta(hours=25), tick=False):
        late = sign_in(ours.owner)
        assert late.get(address).status_code == 404
        from app.kit.jobs import enqueue

        with database.begin() as session:
            enqueue(session, "archives.expire")
        run_jobs()
        assert "file?which=" not in late.get("/profile/data").text
    with pytest.raises(FileNotFoundError):
        storage.open(key)


def test_only_owners_export_a_firm_and_rights_are_looked_at_again(
    estates: tuple[Estate, Estate], sign_in: Enter, run_jobs: Jobs, database: Database
) -> None:
    ours, theirs = estates
    cook: User = make_person(database)
    from app.tenants.models import Organisation

    with database.reading() as session:
        firm = session.get_one(Organisation, ours.tenant_id)
    add_member(database, firm, cook, Role.CONTRIBUTOR)
    for person, about in ((cook, ours.tenant_id), (ours.owner, theirs.tenant_id), (ours.owner, "x")):
        sign_in(person).post("/profile/data/export", data={"about": str(about)})
    with database.begin() as session:
        assert session.scalars(select(Archive)).all() == []
    sign_in(ours.owner).post("/profile/data/export", data={"about": str(ours.tenant_id)})
    with database.begin() as session:
        mine = (Membership.user_id == ours.owner.id, Membership.organisation_id == ours.tenant_id)
        session.scalars(select(Membership).where(*mine)).one().role = Role.VIEWER
    run_jobs()
    with database.reading() as session:
        assert session.scalars(select(Archive.state)).all() == ["wanted"], "whoever lost the firm gets nothing of it"


def test_whoever_lost_the_firm_cannot_fetch_what_was_made_before(
    estates: tuple[Estate, Estate], sign_in: Enter, run_jobs: Jobs, database: Database
) -> None:
    ours, _ = estates
    browser = sign_in(ours.owner)
    export(browser, run_jobs, ours.tenant_id)
    address = "/profile/data/file?which=" + browser.get("/profile/data").text.split("file?which=")[1].split('"')[0]
    with database.begin() as session:
        mine = (Membership.user_id == ours.owner.id, Membership.organisation_id == ours.tenant_id)
        session.scalars(select(Membership).where(*mine)).one().role = Role.CONTRIBUTOR
    assert browser.get(address).status_code == 404
    assert "file?which=" not in browser.get("/profile/data").text


def test_three_a_day_hold_for_presses_at_once_too(app: Flask, database: Database) -> None:
    person = make_person(database)

    def press(_number: int) -> bool:
        with app.app_context(), database.begin() as session:
            try:
                order_archive(session, by=person.id, firm_id=None)
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(press, range(8))) == 3


def test_it_tells_when_it_is_ready_and_three_a_day_are_enough(
    app: Flask, database: Database, sign_in: Enter, run_jobs: Jobs, outbox: list[EmailMessage]
) -> None:
    person = make_person(database)
    browser = sign_in(person)
    for _ in range(3):
        export(browser, run_jobs)
    assert outbox[0]["Subject"] == "Your export is ready" and len(outbox) == 3
    fourth = browser.post("/profile/data/export", data={"about": "me"})
    assert fourth.status_code == 422 and "three exports within 24 hours" in fourth.text
    assert PASSWORD not in str(outbox)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_spreadsheet_computes_nothing_of_it(text: str) -> None:
    assert _cell(text) == "'" + text
    assert _cell("plain = text") == "plain = text" and _cell(-1) == -1
