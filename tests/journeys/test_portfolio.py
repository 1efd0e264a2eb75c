"""An account manager's morning: find, keep a view, plan three firms by keyboard, take the list, close the month."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.clients.models import Client, Stage
from app.config import Settings
from app.kit.db import Database, Scope
from app.tenants.models import Organisation, Role
from tests.factories.people import add_member, engage, make_firm, make_person, make_provider
from tests.journeys.steps import enter, fits
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
NAMES = ("佛山沙发", "佛山顺发", "中山电器", "东莞木业")


def settle(database: Database) -> Organisation:
    """A provider with four clients; the first agreed to be seen."""
    provider = make_provider(database, make_person(database), "Lingnan Advisers")
    owner = make_person(database)
    firm = make_firm(database, owner, NAMES[0])
    engage(database, firm, provider, owner)
    with database.begin(Scope.tenant(provider.id)) as session:
        facts = {"stage": Stage.SIGNED_OFF, "level": 2, "score": 512, "industry_key": "furniture"}
        session.add(Client(name=NAMES[0], firm_id=firm.id, **facts))
        session.add_all([Client(name=name, stage=Stage.INVITED) for name in NAMES[1:]])
    return provider


def find_and_keep(page: "Page", view: str) -> None:
    """Initials find the firm; the filter is kept under a name and opens again from it."""
    page.click("nav a[href='/clients']")
    page.wait_for_url("**/clients")
    page.keyboard.press("/")
    page.keyboard.type("fssf")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "q=fssf" in url)
    assert page.locator("[data-row] th a").all_inner_texts() == [NAMES[0], NAMES[1]] and fits(page)
    page.click(".book__views summary")
    page.fill("#view-name", view)
    page.click(".book__menu form:first-of-type button")
    page.wait_for_load_state()
    page.click(f".book__views nav a >> text={view}")
    assert page.locator("[data-row]").count() == 2
    page.goto("/clients?view=all")


def plan_by_keyboard(page: "Page", action: str) -> None:
    """Three firms are walked to, selected, and given the same next action."""
    for _ in range(3):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.locator(".book__count")).to_contain_text("3")
    page.goto("/clients?q=fssf")
    expect(page.locator(".book__count")).to_contain_text("3")
    page.keyboard.press("n")
    page.keyboard.type(action)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "q=fssf" in url and "done" not in url)
    expect(page.locator("[data-bulk]")).not_to_have_class("book__bulk is-on")
    page.goto("/clients?view=all")
    assert page.locator(".book__next", has_text=action).count() == 3 and fits(page)


def take_and_close(page: "Page") -> None:
    """The list as a workbook; then the month end on screen."""
    with page.expect_download() as coming:
        page.click("a[href*='book.xlsx']")
    rows = CalamineWorkbook.from_path(str(Path(coming.value.path()))).get_sheet_by_index(0).to_python()
    assert {row[0] for row in rows[1:]} == set(NAMES)
    page.click("a[href='/month-ends']")
    page.click("form[action='/month-ends'] button")
    page.wait_for_url("**/month-ends/*")
    expect(page.locator(".closing__figures dd").first).to_have_text("1")
    assert fits(page)


def test_an_account_manager_works_through_the_portfolio(
    serve: Callable[..., OurServer], page_factory: Callable[..., "Page"], tmp_path: Path
) -> None:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).app_context():
        for width, lang, words in ((375, "zh", ("沙发", "打电话")), (1280, "en", ("Sofas", "Call them"))):
            provider, manager = settle(db), make_person(db, lang=lang)
            add_member(db, provider, manager, Role.ACCOUNT_MANAGER)
            page = page_factory(width, lang, server.url)
            enter(page, manager)
            find_and_keep(page, words[0])
            plan_by_keyboard(page, words[1])
            take_and_close(page)
            with db.reading(Scope.tenant(provider.id)) as session:
                planned = session.scalars(select(Client.name).where(Client.next_action == words[1])).all()
            assert len(planned) == 3
    db.dispose()
