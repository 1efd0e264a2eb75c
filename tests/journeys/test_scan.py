"""The quick scan in a browser: fourteen screens, a result, nothing stored, and an account with the answers inside."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.steps import fits
from tests.journeys.test_main_job import sign_up
from tests.services import OurServer, SmtpSink

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def answer_all(page: "Page") -> None:
    page.goto("/scan/")
    page.locator("main a[href*='/scan/furniture/']").click()
    for number in range(1, 15):
        page.wait_for_url(f"**/furniture/{number}?*" if number > 1 else "**/furniture/1*")
        if page.locator("[name=part]").count():
            page.fill("[name=part]", "3")
            page.fill("[name=total]", "12")
        else:
            page.locator("main .choice input, main input[type=radio], main input[type=checkbox]").nth(1).check()
        page.locator(".scan-steps button").click()
    page.wait_for_url("**/furniture/result*")


def test_a_passer_by_scans_and_keeps_it(
    serve: Callable[..., OurServer],
    page_factory: Callable[..., "Page"],
    smtp_sink: SmtpSink,
    tmp_path: Path,
) -> None:
    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0", "MAIL_URL": f"smtp://127.0.0.1:{smtp_sink.port}"})
    scan(page_factory(1280, "en", server.url))
    page = page_factory(375, "zh", server.url)
    scan(page)
    make_account(page, smtp_sink)


def scan(page: "Page") -> None:
    answer_all(page)
    assert page.locator(".scan-dials svg").count() == 1 and page.locator(".steps li").count() == 3
    assert fits(page)
    assert not page.context.cookies() and page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.locator("section.next button").click()
    page.wait_for_url("**/sign-up")
    assert [one["name"] for one in page.context.cookies() if one["name"] == "scan"]


def make_account(page: "Page", sink: SmtpSink) -> None:
    sign_up(page, sink)
    page.goto("/home")
    page.locator("a[href*='trade=furniture']").click()
    assert page.input_value("[name=industry]") == "furniture"
    page.fill("[name=name]", "佛山试试家具厂")
    page.select_option("[name=city]", "foshan")
    page.fill("[name=headcount]", "30")
    page.locator("[name=revenue_band]").first.check()
    page.click("main form button")
    page.wait_for_load_state()
    page.goto("/home")
    page.locator("form[action='/scan/carry'] button").click()
    page.wait_for_url("**/questions/*")
