"""A passer-by scans the poster of a programme, signs up and joins; its officer sees one firm more and takes papers."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.config import Settings
from app.kit import clock
from app.kit.db import Database, Scope
from app.programmes.operations import keep_edition, open_programme
from app.tenants.models import Role
from tests.factories.cohorts import believable_firms, believable_plan
from tests.factories.people import add_member, make_person, make_provider
from tests.journeys.steps import enter, fits
from tests.journeys.test_main_job import sign_up
from tests.services import OurServer, SmtpSink

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from app.accounts.models import User

pytestmark = pytest.mark.browser


def scan_and_join(page: "Page", link: str, sink: SmtpSink) -> None:
    """In Chinese on a phone: the poster's link, the scan, an account, a firm, and a consent in sums only."""
    page.goto(link)
    expect(page.locator("h1")).to_contain_text("试点")
    assert fits(page)
    page.click("main form button")
    page.locator("main .choice input").nth(1).check()
    page.locator(".scan-steps button").click()
    page.wait_for_url("**/furniture/2?*")
    page.goto(page.url.replace("/furniture/2", "/furniture/result"))  # the other screens have a story of their own
    page.locator("section.next button").click()
    sign_up(page, sink)
    page.goto("/home")
    expect(page.locator("main")).to_contain_text("会请您决定是否加入")
    page.locator("a[href*='trade=furniture']").click()
    page.fill("[name=name]", "佛山试试家具厂")
    page.select_option("[name=city]", "foshan")
    page.fill("[name=headcount]", "60")
    page.locator("[name=revenue_band]").first.check()
    page.click("main form button")
    page.wait_for_load_state()
    page.goto("/home")
    page.click("a[href*='/firm/programmes/join']")
    assert fits(page)
    assert page.is_checked("[name=share][value=sums]")
    page.click("main form button.button--wide")
    expect(page.locator("main")).to_contain_text("已加入")
    assert fits(page)


def settle(database: Database) -> tuple["User", str]:
    """An officer, and the link of a programme whose firms were counted once."""
    officer = make_person(database, lang="en")
    provider = make_provider(database, make_person(database), "Shunde District Office")
    add_member(database, provider, officer, Role.PROGRAMME_OFFICER)
    with database.begin(Scope.tenant(provider.id)) as session:
        programme = open_programme(session, provider.id, believable_plan(), by=None)
        keep_edition(session, programme, believable_firms(), joined=26, at=clock.now())
        return officer, f"/p/{programme.code}"


def take_papers(page: "Page", officer: "User") -> None:
    """In English at a desk: one firm and one scan, and both papers."""
    enter(page, officer)
    page.click("section.card a[href='/programmes']")
    page.click("ul.gaps a")
    figures = page.locator(".closing__figures dd")
    expect(figures.nth(0)).to_have_text("1")
    expect(figures.nth(1)).to_have_text("1")
    assert fits(page)
    with page.expect_download() as word:
        page.click("a[href*='/docx']")
    assert Path(word.value.path()).read_bytes()[:2] == b"PK"
    page.click("a[href$='/report']")
    expect(page.locator("main")).to_contain_text("13 of 26")
    assert fits(page)
    with page.expect_download() as paper:
        page.click("a[href*='/pdf']")
    assert Path(paper.value.path()).read_bytes()[:5] == b"%PDF-"


def test_a_passer_by_joins_a_programme_and_its_officer_reports(
    serve: Callable[..., OurServer], page_factory: Callable[..., "Page"], smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0", "MAIL_URL": f"smtp://127.0.0.1:{smtp_sink.port}"})
    with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).app_context():
        officer, link = settle(db)
        scan_and_join(page_factory(375, "zh", server.url), link, smtp_sink)
        take_papers(page_factory(1280, "en", server.url), officer)
    db.dispose()
