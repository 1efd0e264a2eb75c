"""A review by keys alone, what the firm is asked on a phone, and the signature: in a real browser."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.config import Settings
from tests.factories.reviewing import Reviewed, make_reviewed
from tests.journeys.steps import enter, fits
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
ADJUSTED = 10
SECONDS_A_PRESS = 0.6
"""An unhurried hand, without the words it types."""
MINUTES_TO_READ = 20
"""Twenty-five seconds an answer."""


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: "Page") -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.count += len(words)


def here(page: "Page") -> str:
    return str(page.get_attribute("[data-item][aria-current]", "id"))


def settled(page: "Page") -> int:
    return page.locator("[data-item][data-settled=yes]").count()


def ask_one(page: "Page", firm: Reviewed) -> None:
    """Take it, ask about the first answer, send it back: no mouse."""
    enter(page, firm.consultant)
    page.goto("/reviews")
    page.focus(f"form[action$='{firm.page('/take')}'] button")
    keys = Keys(page)
    keys.press("Enter")
    page.wait_for_url(f"**{firm.page()}")
    keys.press("j", "q")
    keys.type("Also sofas?")
    keys.press("Control+Enter")
    expect(page.locator("[data-flags~=asked]")).to_have_count(1)
    keys.press("s")
    keys.type("One question")
    keys.press("Tab", "Tab", "Enter")
    page.wait_for_url("**/course")


def answer_on_the_phone(page: "Page", firm: Reviewed) -> None:
    """The firm sees what is asked at the question, answers, and submits again."""
    enter(page, firm.owner)
    page.goto(f"/assessments/{firm.assessment_id}/questions/firm-products")
    asked = page.locator(".review-asked")
    expect(asked).to_contain_text("Also sofas?")
    expect(asked).to_contain_text("One question")
    assert fits(page)
    page.locator(".choice input:not(:checked)").first.check()
    page.wait_for_selector("#save-state[data-tone=good]")
    page.goto(f"/assessments/{firm.assessment_id}/review")
    page.check("[name=declared]")
    page.click("form[action$='/submit'] button")
    page.wait_for_url("**/result")


def review_by_keys(page: "Page", firm: Reviewed) -> int:
    """Every answer, ten of them adjusted; gives how many keys it took."""
    page.goto("/reviews")
    page.focus(f"form[action$='{firm.page('/take')}'] button")
    keys = Keys(page)
    keys.press("Enter")
    page.wait_for_url(f"**{firm.page()}")
    expect(page.locator("[data-flags~=changed]")).to_have_count(1)
    total = page.locator("[data-item]").count()
    assert total >= 45
    keys.press("j")
    adjust_ten(page, keys)
    keys.press("Shift+A")
    page.wait_for_selector("[data-unplain]")
    keys.press("f")
    expect(page.locator("[data-filter=open]")).to_have_attribute("aria-current", "true")
    while (left := total - settled(page)) > 0:
        keys.press("a")
        page.wait_for_function(
            "n => document.querySelectorAll('[data-item][data-settled=yes]').length > n", arg=total - left
        )
    keys.press("s")
    keys.type("Sound, with ten corrections.")
    keys.press("Tab", "Enter")
    page.wait_for_url("**/course")
    return keys.count


def adjust_ten(page: "Page", keys: Keys) -> None:
    """One level up each, with a reason."""
    done = 0
    while done < ADJUSTED:
        before = here(page)
        if not page.locator(f"[id='{before}'] input[type=radio]").count():
            keys.press("j")
            continue
        keys.press("d", "ArrowDown", "Tab")
        keys.type("Not seen on site")
        keys.press("Enter")
        page.wait_for_function("was => document.querySelector('[aria-current][data-item]')?.id !== was", arg=before)
        done += 1
    expect(page.locator("[data-progress]")).to_contain_text(f"{ADJUSTED} adjusted")


def test_a_review_by_keys_alone_in_half_an_hour(
    serve: Callable[..., OurServer], page_factory: Callable[..., "Page"], tmp_path: Path
) -> None:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).app_context():
        firm = make_reviewed(db, owner_lang="zh")
        desk = page_factory(1280, "en", server.url)
        ask_one(desk, firm)
        phone = page_factory(375, "zh", server.url)
        answer_on_the_phone(phone, firm)
        presses = review_by_keys(desk, firm)
        print("keys:", presses)
        assert presses * SECONDS_A_PRESS / 60 + MINUTES_TO_READ <= 30
        phone.goto(firm.page("/differences"))
        expect(phone.locator("tbody tr")).to_have_count(ADJUSTED)
        assert fits(phone)
        phone.wait_for_function(
            "async url => (await (await fetch(url)).text()).includes('顾问评审')",
            arg=f"/assessments/{firm.assessment_id}/result",
            polling=300,
            timeout=10_000,
        )
        phone.goto(f"/assessments/{firm.assessment_id}/result")
        assert fits(phone)
    db.dispose()
