"""What people take along on paper: a scan without an account, what moved between two rounds, a shared report."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from app.config import Settings
from tests.factories.filings import PANELS
from tests.factories.people import make_person
from tests.journeys.test_sending_on import enter, fits
from tests.rounds.firms import first_round, next_round
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SCAN = "/scan/furniture/result?s=l1~l2~l1~l2~l1~l0~l1~l2~l1~l0~policy~3of12~l1~l2"


def taken(page: "Page", press: Callable[[], object]) -> str:
    """The text of the PDF that pressing downloads, its pages apart."""
    with page.expect_download(timeout=60_000) as arriving:
        press()
    return "\f".join(one.extract_text() for one in PdfReader(arriving.value.path()).pages)


@pytest.mark.slow
def test_three_kinds_of_paper(
    serve: Callable[..., OurServer], page_factory: Callable[..., "Page"], tmp_path: Path
) -> None:
    from app.factory import create_app
    from app.kit.db import db

    server, now = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"}), datetime.now(UTC)
    with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).test_request_context():
        person = make_person(db, lang="zh")
        first_round(db, person, PANELS, now - timedelta(days=400))
        next_round(db, person, PANELS, {"op-finance": "l4", "cloud-backup": "l3"}, at=now - timedelta(days=1))
    db.dispose()
    for width, lang, words in (
        (375, "zh", ("先做什么", "上云就绪度")),
        (1280, "en", ("What to do first", "Cloud readiness")),
    ):
        stranger, owner = (page_factory(width, lang, server.url) for _ in range(2))
        scan(stranger, words)
        enter(owner, person)
        if lang == "en":
            owner.locator("form.language button").first.click()
        follow(stranger, compare(owner, words), words)


def scan(page: "Page", words: tuple[str, str]) -> None:
    page.goto(SCAN)
    assert fits(page)
    two = taken(page, page.locator("a[href*='/scan/furniture/report/']").first.click)
    assert two.count("\f") == 1 and all(one in two for one in words) and not page.context.cookies()


def compare(page: "Page", words: tuple[str, str]) -> str:
    """Issue the comparison, take its PDF along, make a link to it; the link's address."""
    page.goto("/rounds")
    page.locator("a[href*='/since/']").first.click()
    page.locator("form[action*='/since/'] button").click()
    page.wait_for_url("**/reports/*")
    assert fits(page)
    assert words[1] in taken(page, page.locator("a[href$='/pdf/zh'], a[href$='/pdf/en']").first.click)
    if "/pdf/" in page.url:  # the page that waited for the file
        page.go_back()
    page.locator("a[href$='/shares']").click()
    page.fill("[name=label]", "Bank")
    page.locator("form[novalidate] button").click()
    return page.input_value("#address")


def follow(page: "Page", address: str, words: tuple[str, str]) -> None:
    page.goto(address)
    assert fits(page)
    shared = taken(page, page.locator("a[href*='/pdf/']").first.click)
    assert words[1] in shared and "您答的是" not in shared and "You answered" not in shared
