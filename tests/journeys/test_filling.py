"""Filling in a real browser against a real server: killed servers, lost sessions, two people, no scripts."""

import gzip
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.assessments.models import AnswerRow
from app.assessments.queries import catalogue
from app.config import Settings
from app.kit.db import Database, Scope
from tests.factories.fillings import Started, start_filling
from tests.factories.people import PASSWORD
from tests.services import OurServer, start_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SINGLES = [one for one in catalogue().instrument("furniture").questions if one.kind == "single" and one.when is None]


@dataclass
class World:
    """A running server, and a firm with an empty draft in its database."""

    server: OurServer
    folder: Path
    database: Database
    started: Started

    def restart(self) -> None:
        """Start again on the same port and database."""
        environment = {"DATA_DIR": str(self.folder), "DEMO": "0", "PORT": str(self.server.port)}
        fresh = start_server(["jianyun", "serve"], environment, self.folder)
        self.server = replace(fresh, port=self.server.port)
        self.server.wait_until_ready()

    def answers(self) -> dict[str, str | None]:
        """What the database holds."""
        with self.database.reading(Scope.tenant(self.started.tenant_id)) as session:
            return {row.question_key: row.value for row in session.query(AnswerRow)}


@pytest.fixture
def world(serve: Callable[..., OurServer], tmp_path: Path) -> Iterator[World]:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    app = create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING"))
    with app.app_context():
        started = start_filling(db, lang="zh")
    world = World(server, tmp_path, db, started)
    yield world
    world.server.stop()
    db.dispose()


@pytest.fixture
def open_page(browser: "Browser") -> "Iterator[Callable[..., Page]]":
    """A page whose console may complain: here servers die on purpose."""
    contexts = []

    def make(width: int = 375, lang: str = "zh", scripts: bool = True) -> "Page":
        locale = "zh-CN" if lang == "zh" else "en-GB"
        size = {"width": width, "height": 812}
        context = browser.new_context(viewport=size, locale=locale, java_script_enabled=scripts)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def sign_in(page: "Page", world: World) -> None:
    page.goto(world.server.url + "/sign-in")
    page.fill("[name=email]", world.started.owner.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/home")


def pick(page: "Page", value: str) -> None:
    page.check(f'[name=value][value="{value}"]')


@contextmanager
def saved(page: "Page") -> Iterator[None]:
    page.evaluate("document.getElementById('save-state').dataset.tone = ''")
    yield
    page.wait_for_selector("#save-state[data-tone=good]", timeout=40_000)


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


@pytest.mark.parametrize(("width", "lang"), [(375, "zh"), (375, "en"), (1280, "zh"), (1280, "en")])
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
