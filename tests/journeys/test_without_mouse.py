"""Answering and submitting with keys alone, at twice the size, and without anything that moves."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.factories.people import PASSWORD
from tests.journeys.filling import World, open_page, world

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["open_page", "world"]
pytestmark = pytest.mark.browser
FOCUS = """wanted => { const at = document.activeElement, style = getComputedStyle(at);
  const shown = style.outlineStyle !== "none" || style.boxShadow !== "none" || at.matches("h1, main, input, body");
  return [at.matches(wanted), shown, at.outerHTML.slice(0, 120)]; }"""


def tab_to(page: "Page", wanted: str) -> None:
    """Press Tab until what is wanted has the focus; every stop must be visible."""
    for _ in range(150):
        page.keyboard.press("Tab")
        found, shown, where = page.evaluate(FOCUS, wanted)
        assert shown, f"focus cannot be seen on {where}"
        if found:
            return
    raise AssertionError(f"{wanted} cannot be reached with Tab")


def test_keys_alone_answer_three_questions_and_submit(world: World, open_page: "Callable[..., Page]") -> None:
    page = open_page(640)  # a desktop of 1280 px at 200 %
    page.emulate_media(reduced_motion="reduce")
    page.goto(world.server.url + "/sign-in")
    tab_to(page, "[name=email]")
    page.keyboard.type(world.started.owner.email or "")
    tab_to(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/home")
    tab_to(page, "a[href*='/assessments/']:not([href*='from-report'])")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/*")
    for number in range(1, 4):
        assert page.evaluate("document.documentElement.scrollWidth") <= 640
        before = page.url
        tab_to(page, "form[data-answer] .choice input")
        page.keyboard.press("Space")
        page.wait_for_selector("#save-state[data-tone=good]")
        tab_to(page, "[data-next]")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, before=before: url != before)
        assert len(world.answers()) == number
        assert page.evaluate("document.getAnimations().filter(one => one.effect.getTiming().duration > 1).length") == 0
    tab_to(page, "a[href$='/review']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review")
    tab_to(page, "[name=declared]")
    page.keyboard.press("Space")
    tab_to(page, "form[action$='/submit'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/result")
