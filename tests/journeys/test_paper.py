"""Paper an owner works with: the report for Word and WPS, and a file for an application, fetched in a browser."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from docx import Document

from app.accounts.models import User
from app.assessments.queries import catalogue, get_assessment
from app.config import Settings
from app.kit import clock
from app.kit.db import Database, Scope
from app.reports.operations import publish_result
from app.tenants.queries import list_seats
from tests.factories.filings import WORKSHOP, make_filled
from tests.factories.people import make_person
from tests.journeys.steps import enter, fits
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def publish(database: Database, lang: str) -> tuple[User, str]:
    """An owner with a result, and its report; nothing of it is drawn yet."""
    person = make_person(database, lang=lang)
    id = make_filled(database, person, WORKSHOP)
    with database.begin() as session:
        (seat,) = list_seats(session, person.id)
        session.open_scope(Scope.tenant(seat.organisation_id))
        assessment = get_assessment(session, id)
        report = publish_result(session, assessment, catalogue=catalogue(), by=person.id, at=clock.now())
        return person, str(report.id)


def ask_for_pack(page: "Page", report: str) -> None:
    page.goto(f"/reports/{report}")
    page.locator("a[href$='/packs']").click()
    page.locator("#o-diagnosis ~ p a").click()
    assert page.locator("ul.gaps li").count() >= 5 and fits(page)
    page.check("[name=edition][value=share]")
    page.locator("form.card button.button").click()
    page.wait_for_url("**/packs")
    assert fits(page)


def fetch_word(page: "Page", report: str, lang: str) -> None:
    page.goto(f"/reports/{report}")
    page.locator("main details.more summary").click()
    with page.expect_download(timeout=30_000) as coming:
        page.locator("button[formaction$='/docx']").click()
    read = Document(str(coming.value.path()))
    assert len([one for one in read.paragraphs if one.style.name == "Heading 1"]) > 10
    assert read.core_properties.language == {"zh": "zh-CN", "en": "en-GB"}[lang]
    page.locator("[data-wait] [role=status]").wait_for()


def fetch_pack(page: "Page", report: str) -> None:
    page.goto(f"/reports/{report}/packs")
    link = page.locator("a[href$='/file']")
    link.wait_for(timeout=30_000)
    assert fits(page)
    with page.expect_download() as coming:
        link.click()
    with ZipFile(coming.value.path()) as pack:
        assert pack.testzip() is None
        assert "02 申报表（预填）.docx" in pack.namelist()
        assert pack.read("04 诊断报告.pdf").startswith(b"%PDF")


@pytest.mark.slow
def test_an_owner_takes_the_report_to_word_and_a_file_to_the_office(
    serve: Callable[..., OurServer], page_factory: Callable[..., "Page"], tmp_path: Path
) -> None:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).app_context():
        owners = [(width, lang, *publish(db, lang)) for width, lang in ((375, "zh"), (1280, "en"))]
    db.dispose()
    pages = [(page_factory(width, lang, server.url), lang, owner, report) for width, lang, owner, report in owners]
    for page, _lang, owner, report in pages:
        enter(page, owner)
        ask_for_pack(page, report)
    for page, lang, _owner, report in pages:
        fetch_word(page, report, lang)
        fetch_pack(page, report)
