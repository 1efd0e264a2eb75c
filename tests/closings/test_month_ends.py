"""A month end: frozen on the first, held against the one before, drawn as papers, and nameless once consent ends."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from pptx import Presentation
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.clients.models import Client, Stage
from app.closings.models import BookSnapshot, Closing
from app.kit.db import Database, Scope
from app.kit.jobs import enqueue
from app.tenants.changes import end_agreement
from app.tenants.models import Organisation, Role
from tests.factories.people import add_member, engage, make_firm, make_person, make_provider

pytestmark = pytest.mark.database
# In Guangzhou it is the first already.
FIRST_OF_NOVEMBER = datetime(2026, 10, 31, 16, 30, tzinfo=UTC)
FIRST_OF_DECEMBER = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)
EVIL = "=1+1|'!A1"


def test_two_month_ends_are_held_against_each_other_and_forget_who_leaves(
    app: Flask, database: Database, sign_in: Callable[..., FlaskClient], run_jobs: Callable[[], int]
) -> None:
    admin, owner, abroad = make_person(database, lang="zh"), make_person(database), make_person(database)
    with time_machine.travel(FIRST_OF_NOVEMBER - timedelta(days=20), tick=False):
        provider = make_provider(database, admin, "岭南顾问")
        sofa = put(database, provider, "佛山沙发", score=500, level=2)
        put(database, provider, "中山风扇", score=700, level=3)
        make_provider(database, owner, "Rival Advice")
    close(database, run_jobs, FIRST_OF_NOVEMBER)
    with database.begin(Scope.tenant(provider.id)) as session:
        session.scalars(select(Client).where(Client.name == "佛山沙发")).one().score = 640
    put(database, provider, EVIL, score=100, level=0, next_on=FIRST_OF_NOVEMBER.date())
    for hours in (0, 30):
        close(database, run_jobs, FIRST_OF_DECEMBER + timedelta(hours=hours))
    with database.reading(Scope.tenant(provider.id)) as session:
        kept = session.scalars(select(Closing).order_by(Closing.as_of)).all()
    assert [(one.key, one.as_of.isoformat()) for one in kept] == [("2026-10", "2026-10-31"), ("2026-11", "2026-11-30")]
    browser = sign_in(admin)
    at = browser.get("/month-ends").headers["Location"]
    page = browser.get(at).text
    assert "2026年11月30日，对比 2026年10月31日" in page and "佛山沙发" in page and "+14.0" in page
    assert "中山风扇" not in page and browser.get(f"{at}?against={kept[0].id}").status_code == 200
    add_member(database, provider, abroad, Role.ACCOUNT_MANAGER)
    for reader, rise in ((browser, "上升最多"), (sign_in(abroad), "Risen most")):
        read_papers(reader, at, rise)
    assert ["上期" in first_slide(browser, f"/month-ends/{one.id}") for one in kept] == [False, True]
    assert sign_in(owner).get(at).status_code == 404

    with database.begin(Scope.tenant(sofa.id)) as session:
        end_agreement(session, sofa.id, provider.id, by=admin.id)
    assert "佛山沙发" not in browser.get(at).text, "before the job has run, too"
    run_jobs()
    with database.reading(Scope.tenant(provider.id)) as session:
        rows = session.scalars(select(BookSnapshot).where(BookSnapshot.score.in_((500, 640)))).all()
    assert {(row.name, row.firm_id, row.due_on) for row in rows} == {("", None, None)} and len(
        {row.mark for row in rows}
    ) == 1


def put(database: Database, provider: Organisation, name: str, **known: object) -> Organisation:
    """A client that agreed to be seen."""
    person = make_person(database)
    firm = make_firm(database, person, name)
    engage(database, firm, provider, person)
    with database.begin(Scope.tenant(provider.id)) as session:
        session.add(Client(name=name, firm_id=firm.id, stage=Stage.IN_REVIEW, industry_key="furniture", **known))
    return firm


def close(database: Database, run_jobs: Callable[[], int], at: datetime) -> None:
    """The hourly round at this moment."""
    with time_machine.travel(at, tick=False):
        with database.begin() as session:
            enqueue(session, "closings.round")
        run_jobs()


def first_slide(browser: FlaskClient, at: str) -> str:
    """Its words."""
    slide = Presentation(io.BytesIO(browser.get(f"{at}/pptx").data)).slides[0]
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    cells = [cell.text for table in tables for row in table.rows for cell in row.cells]
    return " ".join([*cells, *(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)])


def read_papers(browser: FlaskClient, at: str, rise: str) -> None:
    """One page, three slides, and a workbook without formulas."""
    book = browser.get(f"{at}/xlsx").data
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book))
    assert all(len(name) <= 31 for name in sheets.sheet_names)
    firms = sheets.get_sheet_by_index(len(sheets.sheet_names) - 1).to_python()
    assert {row[0] for row in firms[1:]} == {"佛山沙发", "中山风扇", EVIL}
    with ZipFile(io.BytesIO(book)) as parts:
        for name in parts.namelist():
            assert ElementTree.fromstring(parts.read(name)).find(".//{*}f") is None, name
    slides = Presentation(io.BytesIO(browser.get(f"{at}/pptx").data)).slides
    assert len(slides) == 3 and sum(shape.has_chart for shape in slides[0].shapes) == 2
    assert any(shape.has_table and rise in shape.table.cell(0, 0).text for shape in slides[2].shapes)
    paper = PdfReader(io.BytesIO(browser.get(f"{at}/pdf").data))
    assert len(paper.pages) == 1 and "岭南顾问" in paper.pages[0].extract_text()
