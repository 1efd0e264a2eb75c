"""The main job as an owner lives it: sign up, confirm by mail, fill on a phone, submit, plan, download the PDF."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from tests.journeys.steps import fits
from tests.services import OurServer, SmtpSink

if TYPE_CHECKING:
    from playwright.sync_api import Page

SAMPLE = json.loads((Path(__file__).parents[2] / "samples" / "foshan-upholstery-12.json").read_text(encoding="utf-8"))
EMAIL, PASSWORD = "boss@sofa.example", "seven wooden chairs"
CJK = re.compile(r"[\u4e00-\u9fff]")


def sign_up(page: "Page", sink: SmtpSink) -> None:
    page.goto("/sign-up")
    page.fill("[name=name]", "Liu")
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.check("[name=agree]")
    page.click("main form button")
    deadline = time.monotonic() + 30
    while not sink.messages and time.monotonic() < deadline:
        time.sleep(0.1)
    body = sink.messages[0].get_body(("plain",))
    assert body is not None
    link = re.search(r"https?://\S+", body.get_content())
    assert link
    page.goto(link[0])
    if "/sign-in" in page.url:
        page.fill("[name=email]", EMAIL)
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")


def create_firm(page: "Page") -> None:
    company = SAMPLE["company"]
    page.goto("/home")
    page.click('a[href="/firm/create"], main a.button')
    page.fill("[name=name]", company["name"])
    page.select_option("[name=city]", company["city"])
    page.fill("[name=headcount]", str(company["headcount"]))
    page.check(f'[name=revenue_band][value="{company["revenue_band"]}"]')
    page.click("main form button")


def answer(page: "Page", given: Any) -> None:
    if isinstance(given, dict) and "state" in given:
        page.check(f'[value="{given["state"]}"], [value="~{given["state"]}"]')
    elif isinstance(given, dict):
        page.fill("[name=part]", str(given["part"]))
        page.fill("[name=total]", str(given["total"]))
        page.locator("[name=total]").blur()
    else:
        for value in given if isinstance(given, list) else [given]:
            page.check(f'[name=value][value="{value}"]')


def fill_questionnaire(page: "Page") -> None:
    if "/questions/" not in page.url:
        page.goto("/home")
        page.click("form[action='/assessments/'] button, a[href*='/assessments/']")
    for _ in range(60):
        question = page.url.rpartition("/")[2]
        given = SAMPLE["answers"].get(question)
        if given is not None:
            answer(page, given)
            page.wait_for_selector("#save-state[data-tone=good]")
        go = page.locator(".thumbs button[name=go]")
        last = go.get_attribute("value") == "review"
        go.click()
        page.wait_for_url(lambda url, seen=question: not url.endswith(f"/{seen}"))
        if last:
            return
    pytest.fail("the questionnaire has no end")


def submit_and_plan(page: "Page") -> None:
    page.wait_for_selector("input[name=declared]")
    page.check("input[name=declared]")
    page.click("form:has(input[name=declared]) button")
    page.wait_for_url("**/result")
    assert page.locator("svg").count() >= 3
    page.click("section.next a.button")
    page.wait_for_url("**/means")
    page.fill("[name=budget_1]", "60000")
    page.click("main form button.button--wide")
    page.wait_for_url("**/roadmap")


def download_report(page: "Page", folder: Path) -> str:
    """The text of the PDF as it arrives on the owner's disk."""
    page.wait_for_selector("a[href^='/reports/']", timeout=60_000)
    page.locator("main a[href^='/reports/']").last.click()
    page.wait_for_url("**/reports/*")
    with page.expect_download(timeout=90_000) as arriving:
        page.locator("a.button[href*='/pdf/']").click()
    path = folder / "report.pdf"
    arriving.value.save_as(path)
    return "".join(sheet.extract_text() for sheet in PdfReader(path).pages)


def our_words(text: str) -> str:
    """The text without the firm's own words, which stay as typed in either language."""
    inventory = [item["name"] for part in SAMPLE["inventory"].values() for item in part]
    for words in (SAMPLE["company"]["name"], "渐云", *inventory):
        text = text.replace(words, "")
    return text


@pytest.mark.browser
@pytest.mark.parametrize(("width", "lang"), [(375, "zh"), (1280, "en")])
def test_owner_goes_from_sign_up_to_the_pdf(
    width: int,
    lang: str,
    serve: Callable[..., OurServer],
    page_factory: Callable[..., "Page"],
    smtp_sink: SmtpSink,
    tmp_path: Path,
) -> None:
    server = serve(
        {"DATA_DIR": str(tmp_path), "DEMO": "0", "MAIL_URL": f"smtp://127.0.0.1:{smtp_sink.port}"}, from_nothing=True
    )
    page = page_factory(width, lang, server.url)
    sign_up(page, smtp_sink)
    create_firm(page)
    fill_questionnaire(page)
    submit_and_plan(page)
    text = download_report(page, tmp_path)
    assert SAMPLE["company"]["name"][:4] in text
    assert lang == "zh" or not CJK.findall(our_words(text))
    assert fits(page)
