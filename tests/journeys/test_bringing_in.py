"""A provider's administrator hands in a list, and an owner who gets the link signs up by phone and agrees."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.config import Settings
from app.kit import clock
from app.kit.xlsx import Column, Sheet, write_workbook
from tests.factories.people import make_person, make_provider
from tests.journeys.steps import enter, fits
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from app.accounts.models import User

pytestmark = pytest.mark.browser
FIRMS = {"zh": ("乐从丰华家具", "勒流小家电"), "en": ("Lecong Chairs", "Leliu Fans")}
NUMBERS = {"zh": "13800138011", "en": "13800138012"}


def bring_in(page: "Page", admin: "User", lang: str) -> str:
    """Hand in two firms, make their links, and copy the first one's: its path."""
    enter(page, admin)
    page.goto("/onboarding/import")
    heads = [Column(title=head) for head in (("企业名称", "联系人") if lang == "zh" else ("Firm", "Contact person"))]
    content = write_workbook(
        [Sheet(name="firms", columns=heads, rows=[(name, "陈总") for name in FIRMS[lang]])],
        title="firms",
        at=clock.now(),
    )
    page.set_input_files("#file", {"name": "firms.xlsx", "mimeType": "application/octet-stream", "buffer": content})
    page.click("form[enctype] button")
    page.click("form[action$='/keep'] button")
    expect(page.locator("input[name=firms]:checked")).to_have_count(2)
    assert fits(page)
    page.fill("[name=purpose]", "数字化辅导" if lang == "zh" else "advice on the roadmap")
    page.click("main form > button.button")
    page.click(f"th a:text-is('{FIRMS[lang][0]}')")
    text = page.input_value("#invitation")
    assert FIRMS[lang][0] in text and fits(page)
    expect(page.locator("svg.qr")).to_be_visible()
    page.click("[data-copy]")
    expect(page.locator("[data-copy]")).to_have_text("已复制" if lang == "zh" else "Copied")
    found = re.search(r"/join/[\w-]+", text)
    assert found
    return found[0]


def code_to(folder: Path, number: str) -> str:
    """The code in the message this number got."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for file in (folder / "sms").glob("*.json"):
            message = json.loads(file.read_text(encoding="utf-8"))
            digits = re.search(r"\d{6}", message["text"])
            if message["to"].endswith(number) and digits:
                return digits[0]
        time.sleep(0.1)
    raise AssertionError("no message came")


def agree(page: "Page", link: str, folder: Path, lang: str) -> None:
    """By a mobile number, without an account before; one part less than was asked for."""
    page.goto(link)
    assert fits(page)
    page.click("a.button[href^='/sign-in/phone']")
    page.fill("[name=number]", NUMBERS[lang])
    page.click("main form.card button")
    page.fill("[name=code]", code_to(folder, NUMBERS[lang]))
    page.click("main form.card button")
    page.fill("[name=name]", "陈晓岚")
    page.check("[name=agree]")
    page.click("main form.card button")
    page.wait_for_url("**/agree")
    assert page.input_value("[name=name]") == FIRMS[lang][0] and fits(page)
    page.uncheck("[name=shares][value=answers]")
    page.click("main form.card > button.button")
    page.wait_for_url("**/home")
    page.goto("/firm/providers")
    card = page.locator("section.card").first
    expect(card).to_contain_text("Lingnan Advisers")
    expect(card).to_contain_text("陈晓岚")


def wait_for_news(page: "Page") -> None:
    """The book learns of it by a job."""
    for _ in range(50):
        page.goto("/onboarding?stage=joined")
        if page.locator("tbody tr").count():
            return
        page.wait_for_timeout(100)


@pytest.mark.parametrize(("width", "lang"), [(375, "zh"), pytest.param(1280, "en", marks=pytest.mark.slow)])
def test_a_firm_comes_in_by_its_link(
    serve: Callable[..., OurServer], page_factory: Callable[..., "Page"], tmp_path: Path, width: int, lang: str
) -> None:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).app_context():
        admin = make_person(db, lang=lang)
        make_provider(db, admin, "Lingnan Advisers")
        desk = page_factory(width, lang, server.url)
        link = bring_in(desk, admin, lang)
        agree(page_factory(375, lang, server.url), link, tmp_path, lang)
        wait_for_news(desk)
        expect(desk.locator("tbody tr th")).to_have_text(FIRMS[lang][0])
        assert fits(desk)
    db.dispose()
