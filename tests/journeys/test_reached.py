"""Reached without mail: a firm's whole journey with a phone number alone, and notices to carry into WeChat by hand."""

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.assessments.models import Assessment
from app.assessments.operations import import_answers
from app.config import Settings
from app.kit import clock
from app.kit.db import Database, Scope
from app.tenants.queries import list_seats
from tests.factories.filings import WORKSHOP, sample
from tests.factories.notices import keep_notice
from tests.factories.people import PASSWORD, make_firm, make_person
from tests.journeys.steps import fits
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def served(serve: Callable[..., OurServer], tmp_path: Path) -> Iterator[tuple[OurServer, Database]]:
    """A running server without mail or gateway, and its database."""
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING"))
    yield server, db
    db.dispose()


def newest_code(folder: Path) -> str:
    """The code in the newest message of the local sink."""
    deadline = time.monotonic() + 20
    while not (found := sorted((folder / "sms").glob("*.json"))) and time.monotonic() < deadline:
        time.sleep(0.1)
    digits = re.search(r"\d{6}", json.loads(found[-1].read_text(encoding="utf-8"))["text"])
    assert digits
    return digits[0]


def sign_up(page: "Page", folder: Path) -> None:
    page.goto("/sign-up")
    page.click("nav.tabs a >> nth=0")
    page.fill("[name=number]", "13800138000")
    page.click("main form.card button")
    page.wait_for_url("**/code")
    assert "138****8000" in page.inner_text("main")
    page.fill("[name=code]", newest_code(folder))
    page.click("main form.card button")
    page.wait_for_url("**/name")
    page.fill("[name=name]", "陈晓岚")
    page.check("[name=agree]")
    assert fits(page)
    page.click("main form.card button")
    page.wait_for_url("**/home")


def create_firm(page: "Page") -> None:
    page.click("main a.button")
    page.fill("[name=name]", "佛山暖居家具厂")
    page.select_option("[name=city]", "foshan")
    page.fill("[name=headcount]", "12")
    page.check("[name=revenue_band][value=under-5m]")
    page.click("main form button")
    page.wait_for_load_state()


def fill_in(database: Database) -> None:
    """The answers of a sample; how answering works in a browser is told elsewhere."""
    with database.begin() as session:
        owner = session.scalars(select(User).where(User.phone == "+8613800138000")).one()
        (seat,) = list_seats(session, owner.id)
        session.open_scope(Scope.tenant(seat.organisation_id))
        assessment = session.scalars(select(Assessment)).one()
        import_answers(session, assessment, sample(WORKSHOP).sheet, by=owner.id, at=clock.now())


def test_an_owner_with_a_number_alone_gets_to_the_result(
    served: tuple[OurServer, Database], page_factory: Callable[..., "Page"], tmp_path: Path
) -> None:
    server, database = served
    page = page_factory(375, "zh", server.url)
    sign_up(page, tmp_path)
    create_firm(page)
    page.goto("/home")
    page.click("form[action='/assessments/'] button, main a[href*='/assessments/']:not([href*='from-report'])")
    page.wait_for_url("**/assessments/**")
    fill_in(database)
    with database.reading() as session:
        assert session.scalars(select(User)).one().email is None
    page.goto("/home")
    page.click("main a[href*='/assessments/']:not([href*='from-report']) >> nth=0")
    page.goto(page.url.partition("/questions/")[0].removesuffix("/review") + "/review")
    page.check("input[name=declared]")
    page.click("form:has(input[name=declared]) button")
    page.wait_for_url("**/result")
    assert page.locator("main svg").count() >= 3
    assert fits(page)
    page.goto("/profile")
    assert "+86 138 0013 8000" in page.inner_text("main")


def test_a_notice_is_read_copied_and_scanned(
    served: tuple[OurServer, Database], page_factory: Callable[..., "Page"]
) -> None:
    server, database = served
    owner = make_person(database, lang="en")
    firm = make_firm(database, owner)
    with database.begin(Scope.tenant(firm.id)) as session:
        keep_notice(session, owner, firm.id, "The furnace is connected")
        session.get_one(User, owner.id).unread = 1
    page = page_factory(1280, "en", server.url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/sign-in")
    page.fill("[name=email]", str(owner.email))
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/home")
    page.click("a.bell[aria-label='Notices, 1 new']")
    page.click(".inbox a")
    page.wait_for_selector("main .qr-code svg")
    page.click("[data-copy]")
    page.wait_for_selector("[data-copy]:has-text('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert copied == ["The furnace is connected", "The furnace is connected", f"{server.url}/home"]
    assert page.get_attribute("a.bell", "aria-label") == "Notices"
    assert fits(page)
