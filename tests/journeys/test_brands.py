"""A provider's look, from the administrator's desk to the firm's report, in a real browser."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from app.accounts.models import User
from app.config import Settings
from app.kit import clock
from app.kit.db import Database, Scope
from app.reports.models import Report
from app.reports.operations import publish_result
from app.tenants.models import Organisation
from tests.factories.filings import make_filled
from tests.factories.logos import logo
from tests.factories.people import engage, make_person, make_provider
from tests.journeys.steps import enter, fits
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def set_brand(page: "Page", admin: User) -> None:
    """Too light a colour is refused with one that works; preview follows; logo and colours are kept."""
    enter(page, admin)
    page.click("main a[href='/provider/brand']")
    page.set_input_files("[name=logo]", {"name": "logo.png", "mimeType": "image/png", "buffer": logo()})
    page.click("form[enctype] button")
    page.locator(".brand-logo img").wait_for()
    page.fill("#dark", "#102a54")
    expect(page.locator(".sheet--cover")).to_have_css("background-color", "rgb(16, 42, 84)")
    page.fill("#footer_zh", "岭南顾问")
    page.fill("#footer_en", "Lingnan foot")
    page.fill("#accent", "#ffcc00")
    page.click("form[data-brand] button:not([name])")
    offer = page.locator("button[name=instead]")
    expect(page.locator("#accent-fault")).to_be_visible()
    assert fits(page) and page.input_value("#footer_en") == "Lingnan foot"
    offer.click()
    expect(page.locator("#accent-fault")).to_have_count(0)
    assert page.input_value("#accent") not in ("#ffcc00", "#0b5c63") and fits(page)


def read_report(page: "Page", owner: User, report: str, lang: str) -> None:
    """The page and the PDF carry what the provider set; one PDF a story."""
    enter(page, owner)
    page.goto(f"/reports/{report}")
    sign = page.locator(".worn img")
    expect(sign).to_be_visible()
    assert sign.get_attribute("alt") == "Lingnan Advisers" and sign.evaluate("one => one.naturalWidth") > 100
    dark = page.evaluate("getComputedStyle(document.querySelector('.branded')).getPropertyValue('--brand-dark')")
    assert dark.strip() == "#102a54" and fits(page)
    if lang == "en":
        return
    with page.expect_download(timeout=40_000) as coming:
        page.locator("button[formaction$='/pdf'], form[action$='/pdf'] button, a[href*='/pdf/']").first.click()
    paper = PdfReader(io.BytesIO(Path(coming.value.path()).read_bytes()))
    assert "岭南顾问" in paper.pages[2].extract_text()
    assert paper.metadata is not None and paper.metadata.author == "Lingnan Advisers" and paper.pages[0].images


def publish(database: Database, owner: User, provider: Organisation, assessment: object) -> Report:
    """The firm lets the provider see its answers, then submits."""
    from app.assessments.queries import catalogue, get_assessment
    from app.tenants.queries import list_seats

    with database.reading() as session:
        (seat,) = list_seats(session, owner.id)
        firm = session.get_one(Organisation, seat.organisation_id)
    engage(database, firm, provider, owner)
    with database.begin(Scope.tenant(firm.id)) as session:
        held = get_assessment(session, assessment)  # type: ignore[arg-type]
        return publish_result(session, held, catalogue=catalogue(), by=owner.id, at=clock.now())


@pytest.mark.slow
def test_the_firms_report_wears_what_its_provider_set(
    serve: Callable[..., OurServer], page_factory: Callable[..., "Page"], tmp_path: Path
) -> None:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).app_context():
        for width, lang in ((375, "zh"), (1280, "en")):
            admin, owner = make_person(db, lang=lang), make_person(db, lang=lang)
            provider = make_provider(db, admin, "Lingnan Advisers")
            set_brand(page_factory(width, lang, server.url), admin)
            report = publish(db, owner, provider, make_filled(db, owner))
            read_report(page_factory(width, lang, server.url), owner, str(report.id), lang)
    db.dispose()
