"""What is over its time goes and nothing else; what was erased stays erased when an older database comes back."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, update
from time_machine import travel

from app.accounts.models import SignedSession, User
from app.archives.retention import Terms, let_go, list_due
from app.archives.tombstones import Places, erase_organisation, list_tombstones
from app.cli import main
from app.config import ConfigurationFault, Settings, read_settings
from app.events.models import Attempt
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.jobs import JobRow, enqueue
from app.kit.storage import LocalStorage, folder_of
from app.tenants.models import Organisation
from app.tenants.queries import list_engaged
from tests.factories.fillings import Started, start_filling
from tests.factories.people import engage, make_firm, make_person, make_provider

Jobs = Callable[[], int]


@pytest.mark.database
def test_only_what_is_over_its_time_goes_and_a_dry_run_says_the_same(database: Database) -> None:
    now, member = clock.now(), make_person(database, confirmed=False)
    make_firm(database, member)
    stale, recent = make_person(database, confirmed=False), make_person(database, confirmed=False)
    with database.begin() as session:
        for days in (190, 210):
            session.add(Attempt(at=now - timedelta(days=days), tag="sign_in.failed"))
        for days in (80, 100):
            row = {"state": "failed", "payload": {}, "run_at": now, "finished_at": now - timedelta(days=days)}
            session.add(JobRow(name="mail.send", **row))
        old = (member.id, stale.id)
        session.execute(update(User).where(User.id.in_(old)).values(created_at=now - timedelta(days=31)))
    why = Scope.platform("test")
    with database.reading(why) as session:
        said = [(due.rule.field, due.count) for due in list_due(session, Terms())]
    assert said == [("attempts", 1), ("notices", 0), ("failed_jobs", 1), ("unconfirmed", 1)]
    with database.begin(why) as session:
        assert [(due.rule.field, due.count) for due in let_go(session, Terms())] == said
        assert all(due.count == 0 for due in list_due(session, Terms()))
        assert set(session.scalars(select(User.id))) == {member.id, recent.id}


def test_no_setting_goes_under_what_the_law_asks() -> None:
    with pytest.raises(ConfigurationFault, match="SECURITY_LOG_DAYS"):
        read_settings({"SECURITY_LOG_DAYS": "179"})


def test_what_was_erased_stays_erased_when_an_older_database_comes_back(
    app: Flask,
    database: Database,
    settings: Settings,
    run_jobs: Jobs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone, kept, storage = start_filling(database), start_filling(database), app.extensions["storage"]
    storage.put(f"{folder_of(gone.tenant_id)}/a.pdf", b"%PDF")
    leaver = make_person(database)
    back_up(settings.data_dir, tmp_path / "backup")
    with database.begin() as session:
        session.execute(update(Organisation).where(Organisation.id == gone.tenant_id).values(closing_at=clock.now()))
        session.execute(update(User).where(User.id == leaver.id).values(closing_at=clock.now()))
        enqueue(session, "leavers.erase")
    with travel(clock.now() + timedelta(minutes=1)):
        run_jobs()
    assert not is_there(database, gone, leaver)

    database.engine.dispose()
    restore(tmp_path / "backup", settings.data_dir)
    assert is_there(database, gone, leaver), "the backup knows nothing of it"

    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
    asked = CliRunner().invoke(main, ["archives", "reapply"], catch_exceptions=False).output
    assert str(gone.tenant_id) in asked and str(leaver.id) in asked and "--yes" in asked
    assert is_there(database, gone, leaver), "listed only"
    done = CliRunner().invoke(main, ["archives", "reapply", "--yes"], catch_exceptions=False).output
    assert "2" in done.splitlines()[-1]
    assert not is_there(database, gone, leaver)
    assert not list(storage.keys(folder_of(gone.tenant_id))), "its files went again, too"
    with database.reading() as session:
        assert session.get(Organisation, kept.tenant_id) is not None
        assert session.scalar(select(SignedSession.id).where(SignedSession.person == leaver.fs_uniquifier)) is None
    again = CliRunner().invoke(main, ["archives", "reapply"], catch_exceptions=False).output
    assert "都不在数据库里" in again


def test_the_operator_reads_what_would_go(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
    said = CliRunner().invoke(main, ["retention", "--dry-run", "--lang", "en"], catch_exceptions=False).output
    assert "kept 200 days (SECURITY_LOG_DAYS), 0 due" in said and "nothing was removed" in said


@pytest.mark.database
def test_what_could_not_be_erased_gets_no_tombstone(
    app: Flask, database: Database, started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = Places(database=database, storage=app.extensions["storage"], ledger=LocalStorage(tmp_path / "ledger"))
    with database.begin() as session:
        row = update(Organisation).where(Organisation.id == started.tenant_id)
        session.execute(row.values(closing_at=clock.now() - timedelta(minutes=1)))
    with monkeypatch.context() as broken, pytest.raises(OSError, match="disk"):
        broken.setattr(database.engine.dialect, "do_commit", failing)
        erase_organisation(places, started.tenant_id)
    assert list(list_tombstones(places.ledger)) == []
    assert erase_organisation(places, started.tenant_id)
    assert [(what, id) for what, id, _at in list_tombstones(places.ledger)] == [("organisation", started.tenant_id)]


@pytest.mark.database
def test_a_provider_kept_at_the_last_minute_keeps_its_consents(
    app: Flask, database: Database, started: Started, tmp_path: Path
) -> None:
    places = Places(database=database, storage=app.extensions["storage"], ledger=LocalStorage(tmp_path / "ledger"))
    admin = make_person(database)
    provider = make_provider(database, admin)
    with database.reading() as session:
        firm = session.get_one(Organisation, started.tenant_id)
    engage(database, firm, provider, started.owner)
    assert not erase_organisation(places, provider.id), "its closing was undone while others were erased"
    with database.reading(Scope.provider(provider.id)) as session:
        assert list(list_engaged(session, provider.id)) == [firm.id]


def failing(_connection: object) -> None:
    """A commit that does not come through."""
    raise OSError("disk")


def back_up(data: Path, to: Path) -> None:
    """Database and files as a backup tool copies them; the ledger is none of its business."""
    shutil.copytree(data / "storage", to / "storage")
    with closing(sqlite3.connect(data / "jianyun.db")) as source, closing(sqlite3.connect(to / "jianyun.db")) as target:
        source.backup(target)


def restore(backup: Path, data: Path) -> None:
    """Put the copies in the place of what is there."""
    for leftover in data.glob("jianyun.db*"):
        leftover.unlink()
    shutil.copy(backup / "jianyun.db", data)
    shutil.copytree(backup / "storage", data / "storage", dirs_exist_ok=True)


def is_there(database: Database, firm: Started, person: User) -> bool:
    """Whether both are in the database; one alone is a fault."""
    with database.reading() as session:
        found = {session.get(Organisation, firm.tenant_id) is None, session.get(User, person.id) is None}
    assert len(found) == 1
    return found == {False}
