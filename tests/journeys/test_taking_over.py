"""A report leaves as a file, and its answers come back as the next draft, on a phone and at a desk."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.assessments.queries import catalogue, get_assessment, list_assessments
from app.config import Settings
from app.kit import clock
from app.kit.db import Scope
from app.kit.tables import read_tables
from app.reports.models import Report
from app.reports.operations import publish_result
from app.reports.renderers.json import write_json
from app.reports.values import ReportDocument
from app.tenants.queries import list_seats
from tests.factories.filings import make_filled
from tests.factories.people import PASSWORD, make_person
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def enter(
    serve: Callable[..., OurServer], tmp_path: Path, page_factory: "Callable[..., Page]"
) -> Iterator["Callable[[int, str], tuple[Page, Report]]"]:
    """Call with a width and a language: an owner signed in, and the report of a filled assessment."""
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    app = create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING"))

    def open_home(width: int, lang: str) -> "tuple[Page, Report]":
        with app.app_context():
            owner = make_person(db, lang=lang)
            assessment_id = make_filled(db, owner)
            with db.begin() as session:
                (seat,) = list_seats(session, owner.id)
                session.open_scope(Scope.tenant(seat.organisation_id))
                assessment = get_assessment(session, assessment_id)
                report = publish_result(session, assessment, catalogue=catalogue(), by=owner.id, at=clock.now())
        page = page_factory(width, lang, server.url)
        page.goto("/sign-in")
        page.fill("[name=email]", owner.email)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/home")
        return page, report

    yield open_home
    db.dispose()


@pytest.mark.parametrize(("width", "lang", "kind"), [(375, "zh", "json"), (1280, "en", "xlsx")])
def test_a_report_is_downloaded_and_becomes_the_next_draft(
    enter: "Callable[[int, str], tuple[Page, Report]]", tmp_path: Path, width: int, lang: str, kind: str
) -> None:
    from app.kit.db import db

    page, report = enter(width, lang)
    page.goto(f"/reports/{report.id}")
    page.click("#downloads > summary")
    with page.expect_download() as download:
        page.click(f'[formaction$="/{kind}"]')
    file = Path(download.value.path()).read_bytes()
    whole = write_json(ReportDocument.model_validate_json(report.document))
    assert file == whole if kind == "json" else [one.name for one in read_tables(file)][3] == "Answers"

    page.goto("/home")
    page.click('a[href$="/from-report/"]')
    (tmp_path / "report.json").write_bytes(whole)
    page.set_input_files("[name=file]", tmp_path / "report.json")
    page.click("main form .button")
    assert report.code in page.inner_text("main")
    page.click('form[action$="/keep"] button')
    page.wait_for_url("**/questions/*")
    assert ("仍然" in page.inner_text("main")) if lang == "zh" else ("Still holds" in page.inner_text("main"))
    with db.reading(Scope.tenant(report.tenant_id)) as session:
        assert len(list_assessments(session, report.tenant_id)) == 2
