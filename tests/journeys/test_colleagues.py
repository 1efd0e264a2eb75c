"""A part goes out by mail, is filled in another browser and comes back; a principal fills one campus and no other."""

from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pytest

from app.assessments.models import AnswerRow
from app.config import Settings
from app.kit.db import Database, Scope
from tests.factories.fillings import Started, start_filling
from tests.factories.parts import SCHOOL, in_days, link_in
from tests.factories.people import PASSWORD
from tests.journeys.filling import open_page
from tests.journeys.steps import fits
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
__all__ = ["open_page"]
Pages = Callable[..., "Page"]


class World:
    """A server of its own, with a furniture maker who reads Chinese and a school that reads English."""

    def __init__(self, server: OurServer, folder: Path, database: Database) -> None:
        self.server, self.folder, self.database = server, folder, database
        self.maker = start_filling(database, lang="zh")
        self.school = start_filling(database, profile=SCHOOL, lang="en")

    def mail_to(self, address: str) -> str:
        """The text of the newest mail to an address, once the worker has delivered it."""
        end = monotonic() + 20
        while monotonic() < end:
            for path in sorted((self.folder / "mail").glob("*.eml"), reverse=True):
                mail = message_from_bytes(path.read_bytes(), policy=policy.default)
                if mail["To"] == address:
                    return str(mail["Subject"]) + "\n" + str(mail.get_body(("plain",)).get_content())
            sleep(0.1)
        raise AssertionError(f"no mail to {address}")

    def answers(self, started: Started) -> dict[tuple[str, str], tuple[str | None, str]]:
        """Value and colleague of every answer."""
        with self.database.reading(Scope.tenant(started.tenant_id)) as session:
            return {(one.question_key, one.site_key): (one.value, one.given_by) for one in session.query(AnswerRow)}


@pytest.fixture
def world(serve: Callable[..., OurServer], tmp_path: Path) -> Iterator[World]:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    app = create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING"))
    with app.app_context():
        world = World(server, tmp_path, db)
    yield world
    server.stop()
    db.dispose()


def enter(page: "Page", world: World, started: Started) -> None:
    page.goto(world.server.url + "/sign-in")
    page.fill("[name=email]", str(started.owner.email))
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/home")


def answer(page: "Page", value: str, within: str = "form[data-answer]") -> None:
    page.wait_for_load_state("networkidle")
    page.evaluate("document.getElementById('save-state').dataset.tone = ''")
    page.check(f'{within} [name=value][value="{value}"]')
    page.wait_for_selector("#save-state[data-tone=good]")


def test_a_part_travels_by_mail_and_comes_back_with_the_colleagues_name(world: World, page_factory: Pages) -> None:
    owner = page_factory(375, "zh")
    enter(owner, world, world.maker)
    owner.goto(world.server.url + world.maker.url("op-planning"))
    owner.click("text=请同事填这一部分")
    assert owner.input_value("#part") == "factory|", "the section one came from is chosen"
    owner.fill("#name", "王主任")
    owner.fill("#email", "wang@firm.example")
    owner.fill("#due_on", in_days(5))
    owner.click("text=生成链接")
    owner.wait_for_selector("#made")
    assert fits(owner)
    fill_and_hand_back(page_factory(375, "zh"), world)
    both = {("op-planning", ""): ('"l2"', "王主任"), ("op-production", ""): ('"l1"', "王主任")}
    assert world.answers(world.maker) == both
    assert "王主任 交回了" in world.mail_to(str(world.maker.owner.email))
    owner.goto(world.server.url + world.maker.url("op-planning"))
    assert "由 王主任 填写" in owner.inner_text("article")
    assert "已交回" in (owner.text_content(".fill-list") or "")
    assert fits(owner)


def fill_and_hand_back(colleague: "Page", world: World) -> None:
    colleague.goto(world.server.url + link_in(world.mail_to("wang@firm.example")))
    assert fits(colleague)
    colleague.click("text=开始填写")
    answer(colleague, "l2")
    assert fits(colleague)
    colleague.click(".thumbs [data-next]")
    colleague.wait_for_url("**/questions/op-production")
    answer(colleague, "l1")
    colleague.goto(colleague.url.split("/questions/")[0] + "/end")
    assert fits(colleague)
    colleague.click("form[data-hand-back] button")
    colleague.wait_for_selector("text=已交回，谢谢您！")


def test_a_principal_fills_one_campus_and_what_comes_too_late_is_kept_to_copy(
    world: World, page_factory: Pages, open_page: Pages
) -> None:
    owner = page_factory(1280, "en")
    enter(owner, world, world.school)
    listed = world.server.url + f"/assessments/{world.school.assessment_id}/delegations"
    owner.goto(listed)
    owner.select_option("#part", "|east")
    owner.fill("#name", "Principal Chen")
    owner.click("text=Make the link")
    path = link_in(owner.inner_text("#made") + " " + owner.input_value("#address"))
    principal = open_page(1280, "en")  # its console will tell of what was refused
    principal.goto(world.server.url + path)
    assert "东校区" in principal.inner_text("h1")
    principal.click("text=Begin")
    principal.wait_for_url("**/questions/*")
    assert "西校区" not in principal.content()
    assert fits(principal)
    principal.goto(world.server.url + path + "/questions/edu-network")
    answer(principal, "l1")
    assert world.answers(world.school) == {("edu-network", "east"): ('"l1"', "Principal Chen")}
    owner.goto(listed)
    owner.click(".handed summary")
    owner.click("text=Take back")
    owner.wait_for_selector("text=Withdrawn")
    assert fits(owner)
    principal.check('[name=value][value="l3"]')
    principal.wait_for_selector("#unsent-text:visible")
    assert "taken it back" in principal.inner_text("main") and "收回了" in principal.inner_text("main")
    kept = principal.input_value("#unsent-text")
    assert "campus network fast enough" in kept and "Devices on a network of their own" in kept
    assert world.answers(world.school) == {("edu-network", "east"): ('"l1"', "Principal Chen")}
