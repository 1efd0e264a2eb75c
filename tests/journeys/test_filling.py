"""Filling in a real browser against a real server: killed servers, lost sessions, two people, no scripts."""

import gzip
import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.filling import SINGLES, World, open_page, pick, saved, sign_in, world

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["open_page", "world"]
pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_killed_server_loses_no_answer_that_had_shown_as_saved(world: World, open_page: "Callable[..., Page]") -> None:
    page = open_page()
    sign_in(page, world)
    chance = random.Random(7)
    shown: dict[str, str] = {}
    for number, question in enumerate(SINGLES[:6]):
        value = chance.choice(question.options).id
        if number % 3 == 2:
            # The server dies while this answer is on its way; the page must neither lose it nor call it saved.
            page.goto(world.server.url + world.started.url(question.id))
            page.wait_for_load_state("networkidle")
            with saved(page):
                world.server.kill()
                pick(page, value)
                page.wait_for_selector("#save-state[data-tone=bad]")
                assert "已保存" not in page.inner_text("#save-state")
                assert {key: f'"{kept}"' for key, kept in shown.items()}.items() <= world.answers().items()
                world.restart()
        else:
            page.goto(world.server.url + world.started.url(question.id))
            page.wait_for_load_state("networkidle")
            with saved(page):
                pick(page, value)
        shown[question.id] = value
    assert "已保存" in page.inner_text("#save-state")
    assert world.answers() == {key: f'"{value}"' for key, value in shown.items()}


def test_answer_waits_for_sign_in_and_then_goes_out(world: World, open_page: "Callable[..., Page]") -> None:
    page = open_page()
    sign_in(page, world)
    question = SINGLES[0]
    page.goto(world.server.url + world.started.url(question.id))
    page.wait_for_load_state("networkidle")
    page.context.clear_cookies()
    pick(page, question.options[2].id)
    page.wait_for_selector("#save-state[data-tone=bad]")
    assert "请重新登录" in page.inner_text("#save-state")
    assert world.answers() == {}
    sign_in(page, world)
    for _ in range(100):
        if world.answers():
            break
        page.wait_for_timeout(100)
    assert world.answers() == {question.id: f'"{question.options[2].id}"'}


def test_two_people_choose_between_both_answers(world: World, open_page: "Callable[..., Page]") -> None:
    question = SINGLES[0]
    first, second = open_page(), open_page(1280)
    for page in (first, second):
        sign_in(page, world)
        page.goto(world.server.url + world.started.url(question.id))
        page.wait_for_load_state("networkidle")
    with saved(first):
        pick(first, question.options[1].id)
    pick(second, question.options[3].id)
    second.wait_for_selector("[data-clash]:visible")
    assert question.options[1].text.zh in second.inner_text("[data-theirs]")
    assert question.options[3].text.zh in second.inner_text("[data-mine]")
    with saved(second):
        second.click("[data-keep-mine]")
    assert world.answers() == {question.id: f'"{question.options[3].id}"'}


def test_keyboard_alone_answers_and_moves_on(world: World, open_page: "Callable[..., Page]") -> None:
    page = open_page(1280)
    sign_in(page, world)
    page.goto(world.server.url + world.started.url(SINGLES[0].id))
    page.wait_for_load_state("networkidle")
    page.focus("[name=value] >> nth=0")
    with saved(page):
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    before = page.url
    page.focus(".thumbs button")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
    assert page.evaluate("document.activeElement.id") == "question-title"
    assert world.answers()


def test_without_scripts_forms_save_and_move_on(world: World, open_page: "Callable[..., Page]") -> None:
    page = open_page(scripts=False)
    sign_in(page, world)
    question = SINGLES[0]
    page.goto(world.server.url + world.started.url(question.id))
    pick(page, question.options[1].id)
    before = page.url
    page.click(".thumbs button")
    assert page.url != before
    assert world.answers() == {question.id: f'"{question.options[1].id}"'}


@pytest.mark.parametrize(
    ("width", "lang"),
    [(375, "zh"), (1280, "en"), *(pytest.param(*case, marks=pytest.mark.slow) for case in ((375, "en"), (1280, "zh")))],
)
def test_pages_fit_and_are_light(world: World, open_page: "Callable[..., Page]", width: int, lang: str) -> None:
    page = open_page(width, lang)
    sign_in(page, world)
    if lang == "en":  # the person of this world speaks Chinese
        page.click(".language button")
        page.wait_for_load_state()
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(gzip.compress(answer.body()))) if answer.ok else None)
    review = f"/assessments/{world.started.assessment_id}/review"
    addresses = ["/home", "/firm/", "/firm/edit", "/firm/figures", "/firm/inventory", "/firm/inventory/systems/new"]
    addresses += ["/firm/inventory/machines/new", "/firm/sites/new", review, world.started.url("base-capture")]
    for address in addresses:
        sizes.clear()
        page.goto(world.server.url + address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert sum(sizes) <= 150_000, address
        assert page.locator("h1").count() == 1, address
        # The other tongue may appear in the switch, in names people gave, and nowhere else.
        words = page.evaluate("document.querySelector('main').innerText").replace("佛山暖居家具厂", "")
        if lang == "en":
            assert not any("\u4e00" <= char <= "\u9fff" for char in words.replace("龙江", "")), address
