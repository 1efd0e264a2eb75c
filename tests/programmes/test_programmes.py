"""A programme from its poster to the report for the district: who joins decides, and nobody can be told apart."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.benchmarking.cohorts import Participant
from app.kit import clock
from app.kit.db import Database, Scope
from app.programmes.models import Joining, Programme, ProgrammeDay, Target, TargetChange
from app.programmes.operations import Outcome, keep_edition, open_programme
from app.programmes.queries import list_editions
from app.programmes.reading import read_named, read_participant
from app.tenants.models import Organisation, Role
from tests.factories.cohorts import believable_firms, believable_plan
from tests.factories.people import add_member, make_firm, make_person, make_provider
from tests.factories.reviewing import make_reviewed

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]


@pytest.fixture
def provider(database: Database) -> Organisation:
    """Whoever runs programmes."""
    return make_provider(database, make_person(database), "Shunde District Office")


@pytest.fixture
def programme(database: Database, provider: Organisation) -> Programme:
    """One that is under way."""
    with database.begin(Scope.tenant(provider.id)) as session:
        return open_programme(session, provider.id, believable_plan(), by=None)


@pytest.fixture
def officer(database: Database, provider: Organisation, sign_in: Enter) -> FlaskClient:
    """Its officer, at the desk."""
    person = make_person(database)
    add_member(database, provider, person, Role.PROGRAMME_OFFICER)
    return sign_in(person)


def test_a_scan_from_the_link_is_counted_and_the_firm_is_asked_not_forced(
    client: FlaskClient, database: Database, programme: Programme, officer: FlaskClient, sign_in: Enter
) -> None:
    page = client.get(f"/p/{programme.code.lower()}")
    assert page.status_code == 200
    assert "Foshan furniture cloud pilot" in page.text
    assert client.get("/p/NOSUCH").status_code == 404
    begun = client.post(f"/p/{programme.code}/begin")
    assert begun.headers["Location"].endswith("/scan/furniture/1")
    client.post(f"/p/{programme.code}/begin")
    with database.reading(Scope.tenant(programme.tenant_id)) as session:
        assert [(one.day, one.scans) for one in session.scalars(select(ProgrammeDay))] == [(clock.today(), 1)]
    owner = make_person(database)
    firm = make_firm(database, owner)
    browser = sign_in(owner)
    browser.set_cookie("campaign", programme.code)
    assert "You came by the link" in browser.get("/home").text
    assert "Counted in sums only" in browser.get(f"/firm/programmes?code={programme.code}", follow_redirects=True).text
    assert "takes part in no programme" in browser.get("/firm/programmes").text
    assert browser.get("/firm/programmes?code=WRONG").status_code == 422
    joined = browser.post("/firm/programmes/join", data={"code": programme.code, "share": "sums"})
    assert joined.status_code == 303
    assert "You came by the link" not in browser.get("/home").text
    shown = officer.get(f"/programmes/{programme.id}").text
    assert "<dd>1</dd>" in shown
    assert firm.name not in shown
    assert browser.post("/firm/programmes/leave", data={"programme": str(programme.id)}).status_code == 303
    assert browser.post("/firm/programmes/leave", data={"programme": str(programme.id)}).status_code == 404
    with database.reading(Scope.tenant(firm.id)) as session:
        assert [one.left_at is not None for one in session.scalars(select(Joining))] == [True]


def test_a_firm_is_read_only_while_it_agrees_and_named_only_when_it_said_so(
    database: Database, programme: Programme, sign_in: Enter, officer: FlaskClient, run_jobs: Callable[[], int]
) -> None:
    firm = make_reviewed(database)
    browser, join = sign_in(firm.owner), {"code": programme.code}
    assert read_participant(database, programme, firm.tenant_id) is None
    browser.post("/firm/programmes/join", data={**join, "share": "sums"})
    found = read_participant(database, programme, firm.tenant_id)
    assert found is not None
    assert found.move == "first"
    assert {"overall", "iot"} <= found.scores.keys()
    assert read_named(database, programme, firm.tenant_id) is None
    browser.post("/firm/programmes/join", data={**join, "share": "named"})
    named = read_named(database, programme, firm.tenant_id)
    assert named is not None
    assert named.name in officer.get(f"/programmes/{programme.id}").text
    assert officer.get(f"/assessments/{firm.assessment_id}/result").status_code in (403, 404)
    assert officer.post(f"/programmes/{programme.id}/count").status_code == 303
    run_jobs()
    assert "Fewer than ten firms" in officer.get(f"/programmes/{programme.id}/report").text
    browser.post("/firm/programmes/leave", data={"programme": str(programme.id)})
    assert named.name not in officer.get(f"/programmes/{programme.id}").text
    assert read_participant(database, programme, firm.tenant_id) is None


def keep(database: Database, programme: Programme, firms: list[Participant]) -> Outcome:
    with database.begin(Scope.tenant(programme.tenant_id)) as session:
        row = session.get_one(Programme, programme.id)
        return keep_edition(session, row, firms, joined=len(firms), at=clock.now())


def test_editions_are_frozen_and_one_firm_more_makes_none(database: Database, programme: Programme) -> None:
    firms = believable_firms(36)
    assert keep(database, programme, firms[:9]) == Outcome.FEW
    assert keep(database, programme, firms[:26]) == Outcome.KEPT
    assert keep(database, programme, firms[:26]) == Outcome.SAME
    assert keep(database, programme, firms[:27]) == Outcome.CLOSE
    assert keep(database, programme, firms[:36]) == Outcome.KEPT
    assert keep(database, programme, firms[:25]) == Outcome.CLOSE
    with database.reading(Scope.tenant(programme.tenant_id)) as session:
        kept = list_editions(session, session.get_one(Programme, programme.id))
    assert [(one.number, one.cohort.n) for one in kept] == [(2, 36), (1, 26)]
    assert "firm-0" not in str(kept[0].marks)


def test_page_paper_and_workbook_say_the_same_and_offices_get_their_word_file(
    app: Flask, database: Database, programme: Programme, officer: FlaskClient, sign_in: Enter
) -> None:
    keep(database, programme, believable_firms())
    at = f"/programmes/{programme.id}"
    page = officer.get(f"{at}/report").text
    assert "13 of 26" in page
    assert "CNY 65,000 to 195,000" in page
    printed = " ".join(one.extract_text() for one in PdfReader(BytesIO(officer.get(f"{at}/pdf").data)).pages)
    assert "13 of 26" in printed
    book = CalamineWorkbook.from_filelike(BytesIO(officer.get(f"{at}/xlsx").data))
    assert book.get_sheet_by_name("Shared pilots").to_python()[1][1:] == [13.0, 65000.0, 195000.0, 3.0]
    due = (clock.today() + timedelta(days=90)).isoformat()
    target = {"goal": "Machines connected", "measure": "level", "level": "2", "aimed": "20", "due_on": due}
    target |= {"committed": "1200.50", "responsible": "Li", "override": "done", "reason": ""}
    refused = officer.post(f"{at}/targets/new", data=target)
    assert refused.status_code == 422
    assert "1200.50" in refused.text
    assert officer.post(f"{at}/targets/new", data={**target, "override": ""}).status_code == 303
    row = changed_target(database, officer, programme, target)
    assert (row.committed_minor, row.aimed, row.override) == (120050, 10, "")
    assert "Done" in officer.get(at).text
    chinese = officer.get(f"{at}/docx", headers={"Accept-Language": "zh"}).data
    document = ZipFile(BytesIO(officer.get(f"{at}/docx").data)).read("word/document.xml").decode()
    assert "Machines connected" in document
    assert "2.5 Shared pilots" in document
    assert b"word/document.xml" in chinese
    styles = ZipFile(BytesIO(chinese)).read("word/styles.xml").decode()
    assert "仿宋" in styles
    assert "黑体" in styles
    assert_nobody_else_gets_in(database, sign_in, programme.id, row.id)


def changed_target(database: Database, officer: FlaskClient, programme: Programme, told: dict[str, str]) -> Target:
    with database.reading(Scope.tenant(programme.tenant_id)) as session:
        row = session.scalars(select(Target)).one()
    change = {**told, "override": "", "aimed": "10"}
    assert officer.post(f"/programmes/targets/{row.id}", data=change).status_code == 303
    assert "Target value: 20 → 10" in officer.get(f"/programmes/targets/{row.id}").text
    with database.reading(Scope.tenant(programme.tenant_id)) as session:
        assert [one.changed for one in session.scalars(select(TargetChange))] == [{"aimed": [20, 10]}]
        return session.scalars(select(Target)).one()


def assert_nobody_else_gets_in(database: Database, sign_in: Enter, programme_id: UUID, target_id: UUID) -> None:
    rival = make_person(database)
    make_provider(database, rival, "Rival Office")
    neighbour = sign_in(rival)
    for path in ("", "/report", "/pdf", "/xlsx", "/docx", "/edit", "/targets/new"):
        assert neighbour.get(f"/programmes/{programme_id}{path}").status_code == 404
    assert neighbour.get(f"/programmes/targets/{target_id}").status_code == 404
    assert neighbour.post(f"/programmes/{programme_id}/count").status_code == 404
