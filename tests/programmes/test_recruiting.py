"""Clients are asked into a programme, never added; account managers read; the poster carries the code; what is late is
said once; and export and erasure know every table of programmes."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from app.archives.contents import list_firm_sources
from app.archives.erasing import erase_firm
from app.kit import clock
from app.kit.db import Database, Scope, metadata
from app.kit.jobs import enqueue
from app.kit.storage import LocalStorage
from app.notices.models import Notice
from app.programmes.models import Joining, Programme, ProgrammeAsk, Target, TargetChange
from app.programmes.operations import ask_firms, open_programme
from app.tenants.models import Organisation, Role
from tests.factories.cohorts import believable_plan
from tests.factories.people import add_member, engage, make_firm, make_person, make_provider

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
Jobs = Callable[[], int]


@pytest.fixture
def provider(database: Database) -> Organisation:
    """Whoever runs the programme."""
    return make_provider(database, make_person(database), "Shunde District Office")


@pytest.fixture
def programme(database: Database, provider: Organisation) -> Programme:
    """One that is under way."""
    with database.begin(Scope.tenant(provider.id)) as session:
        return open_programme(session, provider.id, believable_plan(), by=None)


def works_as(database: Database, provider: Organisation, role: Role, sign_in: Enter) -> FlaskClient:
    """A browser of somebody new in the provider."""
    person = make_person(database)
    add_member(database, provider, person, role)
    return sign_in(person)


def test_clients_are_asked_once_and_only_their_owner_adds_them(
    database: Database, provider: Organisation, programme: Programme, sign_in: Enter, run_jobs: Jobs
) -> None:
    owner, stranger = make_person(database), make_person(database)
    firm, other = make_firm(database, owner, "Lecong Lamps"), make_firm(database, stranger, "Not A Client")
    engage(database, firm, provider, owner)
    manager = works_as(database, provider, Role.ACCOUNT_MANAGER, sign_in)
    page = f"/programmes/{programme.id}/ask"
    assert "Lecong Lamps" in manager.get(page).text and "Not A Client" not in manager.get(page).text
    for _twice in range(2):
        assert manager.post(page, data={"firms": [str(firm.id), str(other.id)]}).status_code == 303
    assert works_as(database, provider, Role.PROGRAMME_OFFICER, sign_in).get(page).status_code == 403, "knows no names"
    with database.reading(Scope.tenant(provider.id)) as session:
        assert [one.tenant_id for one in session.scalars(select(ProgrammeAsk))] == [firm.id]
        assert session.scalars(select(Joining)).all() == []
        (told,) = session.scalars(select(Notice).where(Notice.name == "programme-asked"))
        assert (told.user_id, told.path) == (owner.id, "/firm/programmes")
    browser = sign_in(owner)
    assert "Shunde District Office asks on" in browser.get("/firm/programmes").text
    assert browser.post("/firm/programmes/no", data={"programme": str(programme.id)}).status_code == 303
    assert "asks on" not in browser.get("/firm/programmes").text
    assert sign_in(stranger).post("/firm/programmes/no", data={"programme": str(programme.id)}).status_code == 404
    assert "asked on" in manager.get(page).text
    joined = browser.post("/firm/programmes/join", data={"code": programme.code, "share": "named"})
    assert joined.status_code == 303, "a no is no bar"
    shown = manager.get(f"/programmes/{programme.id}").text
    assert "Lecong Lamps" not in shown and "to the officer of the programme alone" in shown
    assert "takes part" in manager.get(page).text


def test_account_managers_read_and_change_nothing_and_the_poster_has_the_code(
    database: Database, provider: Organisation, programme: Programme, sign_in: Enter
) -> None:
    manager, at = works_as(database, provider, Role.ACCOUNT_MANAGER, sign_in), f"/programmes/{programme.id}"
    assert [manager.get(path).status_code for path in ("/programmes", at, f"{at}/report", f"{at}/docx")] == [200] * 4
    for path in (f"{at}/edit", f"{at}/targets/new", "/programmes/new"):
        assert manager.get(path).status_code == 403
    assert manager.post(f"{at}/count").status_code == 403
    assert works_as(database, provider, Role.CONSULTANT, sign_in).get(at).status_code == 403
    for speak, words in (("zh", "五分钟手机自测"), ("en", "Five minutes on your phone")):
        (page,) = PdfReader(BytesIO(manager.get(f"{at}/poster/{speak}").data)).pages
        said = page.extract_text()
        assert words in said and programme.code in said and f"/p/{programme.code}" in said
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_a_target_past_its_day_is_said_once_for_each_date(
    database: Database, provider: Organisation, programme: Programme, run_jobs: Jobs
) -> None:
    officer = make_person(database)
    add_member(database, provider, officer, Role.PROGRAMME_OFFICER)
    late = clock.today() - timedelta(days=1)
    row = {"programme_id": programme.id, "measure": "own", "aimed": 5, "due_on": late}
    with database.begin(Scope.tenant(provider.id)) as session:
        wanted = Target(**row, goal="Machines connected", own=3)
        session.add_all([wanted, Target(**row, goal="Reached", own=5), Target(**row, goal="Off", override="missed")])

    def said() -> list[str]:
        for _again in range(2):
            with database.begin() as session:
                enqueue(session, "targets.remind")
            run_jobs()
        with database.reading() as session:
            found = session.scalars(select(Notice).where(Notice.user_id == officer.id).order_by(Notice.created_at))
            return [one.texts["en"][1] for one in found]

    assert len(said()) == 1 and "Machines connected" in said()[0] and "Reached" not in said()[0]
    with database.begin(Scope.tenant(provider.id)) as session:
        session.get_one(Target, wanted.id).due_on = late - timedelta(days=3)
    assert len(said()) == 2


def test_export_and_erasure_know_every_table_of_programmes(
    app: Flask, database: Database, provider: Organisation, programme: Programme, tmp_path: Path
) -> None:
    owner = make_person(database)
    firm = make_firm(database, owner)
    engage(database, firm, provider, owner)
    with app.app_context(), database.begin(Scope.tenant(provider.id)) as session:
        target = Target(programme_id=programme.id, goal="One", measure="own", aimed=1, due_on=clock.today())
        session.add(target)
        session.flush()
        session.add(TargetChange(target_id=target.id, by_id=owner.id, changed={}))
        ask_firms(session, session.get_one(Programme, programme.id), [firm.id], by=owner.id)
    tables = {name for name in metadata.tables if name.startswith("programme")}
    assert exported(database, provider) >= tables - {"programme_days", "programme_editions", "programme_joinings"}
    assert {source.name for source in list_firm_sources(provider.id)} >= tables
    assert "programme_asks" in exported(database, firm)
    with database.begin(Scope.tenant(provider.id)) as session:
        session.get_one(Organisation, provider.id).closing_at = clock.now() - timedelta(minutes=1)
        session.flush()
        assert erase_firm(session, provider.id, LocalStorage(tmp_path))
    with database.platform_engine.connect() as connection:
        left = {name: connection.execute(select(metadata.tables[name])).all() for name in tables}
    assert not any(left.values()), left


def exported(database: Database, whose: Organisation) -> set[str]:
    """Tables of which an export of the organisation holds rows."""
    with database.reading(Scope.tenant(whose.id)) as session:
        return {source.name for source in list_firm_sources(whose.id) if any(True for _ in source.rows(session))}
