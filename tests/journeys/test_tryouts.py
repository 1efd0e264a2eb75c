"""Trying other means and other answers in a real browser: move, look at what it does, adopt, look back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.config import Settings
from app.kit.jobs import JobRow
from tests.factories.people import PASSWORD
from tests.factories.plans import Planned, make_planned
from tests.journeys.steps import fits
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
WORDS = {
    "zh": ("不再安排", "第 2 版", "现行", "改了 1 道题之后"),
    "en": ("No longer planned", "Version 2", "stands now", "With 1 answer changed"),
}


@pytest.fixture
def enter(
    serve: Callable[..., OurServer], page_factory: "Callable[..., Page]", tmp_path: Path
) -> "Iterator[Callable[[int, str], tuple[Page, Planned]]]":
    """Call with width and language for the browser of an owner whose plan stands."""
    from app.factory import create_app
    from app.kit.db import db

    def open_house(width: int, lang: str) -> "tuple[Page, Planned]":
        server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
        with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).app_context():
            firm = make_planned(db, lang=lang)
            with db.begin() as session:  # nobody reads the files of the first report here
                session.query(JobRow).filter(JobRow.name != "plan_roadmap").delete()
        page = page_factory(width=width, lang=lang, base_url=server.url)
        page.goto("/sign-in")
        page.fill("[name=email]", firm.owner.email)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/home")
        return page, firm

    yield open_house
    db.dispose()


def move_the_budget(page: "Page") -> None:
    """With the keyboard alone: every year down to nothing, the second up a little."""
    page.wait_for_load_state("load")  # before, nobody listens to the sliders
    for year in range(page.locator("[data-slides^=budget]").count()):
        page.locator(f"[data-slides=budget_{year}]").focus()
        page.keyboard.press("Home")
        page.wait_for_function("year => document.querySelector(`#budget_${year}`).value === '0'", arg=year)
    page.locator("[data-slides=budget_1]").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert int(page.input_value("#budget_1")) > 0
    page.locator("#horizon").fill("6")
    assert page.locator("[data-slides=horizon]").input_value() == "6", "the slider follows the number"


@pytest.mark.parametrize(("width", "lang"), [(375, "zh"), pytest.param(1280, "en", marks=pytest.mark.slow)])
def test_an_owner_tries_less_money_sees_what_falls_out_and_adopts(
    width: int, lang: str, enter: "Callable[[int, str], tuple[Page, Planned]]"
) -> None:
    page, firm = enter(width, lang)
    out, version, stands, changed = WORDS[lang]
    page.goto(firm.page("roadmap"))
    page.click("main a[href$='/tryouts']")
    move_the_budget(page)
    assert fits(page)
    page.locator("#try button").first.click()
    page.wait_for_selector(".result", timeout=30_000)
    assert out in page.inner_text(".result") and fits(page)
    page.click(".result a[href*='/compare']")
    first, second = (page.locator(".beside section").nth(at).bounding_box() for at in (0, 1))
    assert first is not None and second is not None
    assert (first["y"] == second["y"]) == (width == 1280), "beside each other, or below on a phone"
    assert page.locator(".beside svg").count() == 2 and fits(page)
    page.go_back()
    page.click("form[action$='/adopt'] button")
    page.wait_for_url("**/roadmap")
    page.wait_for_selector("main a[href^='/reports/']", timeout=30_000)
    report = page.locator("main a[href^='/reports/']").first.get_attribute("href")
    page.goto(firm.page("plans"))
    newest = page.locator("main section.card").first.inner_text()
    assert version in newest and stands in newest and out in newest and fits(page)
    page.goto(report or "")
    assert page.locator(".report-screen").count() == 1
    page.goto(firm.page("simulator"))
    flip_an_answer(page, changed)


def flip_an_answer(page: "Page", changed: str) -> None:
    before = page.inner_text("[data-fresh=bar]")
    page.locator("form[data-try] details summary").first.click()
    page.locator("form[data-try] details select").first.select_option(index=4)
    page.wait_for_function("was => document.querySelector('[data-fresh=bar]').innerText !== was", arg=before)
    assert changed in page.inner_text("[data-fresh=moved-card]")
    assert fits(page)
    page.reload()
    assert changed in page.inner_text("[data-fresh=moved-card]"), "the address keeps what is tried"
