"""An adviser shapes a plan the owner adopts, and interviews a firm while the line is down, in a real browser."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.accounts.models import User
from app.assessments.models import AnswerRow
from app.config import Settings
from app.kit.db import Scope, db
from app.tenants.models import Organisation, Role
from app.tenants.queries import list_seats
from tests.factories.filings import make_filled
from tests.factories.people import add_member, engage, make_person, make_provider
from tests.factories.plans import Planned, make_planned
from tests.journeys.steps import enter, fits
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
QUESTION = "base-capture"


@dataclass(frozen=True)
class House:
    """A provider with one adviser, whom a firm may let in."""

    adviser: User
    provider: Organisation

    def is_let_in_by(self, owner: User) -> Organisation:
        with db.reading() as session:
            firm = session.get_one(Organisation, list_seats(session, owner.id)[0].organisation_id)
        engage(db, firm, self.provider, owner, ("answers", "results", "drafts"))
        return firm


def house(lang: str) -> House:
    adviser, provider = make_person(db, lang=lang), make_provider(db, make_person(db), "Yunfan")
    add_member(db, provider, adviser, Role.CONSULTANT)
    return House(adviser, provider)


def shape(page: "Page", firm: Planned, adviser: User) -> str:
    """Lock what comes first, move the next, put another price; the plan's address once it is proposed."""
    enter(page, adviser)
    page.goto(firm.page("shape"))
    work = page.locator("#work ~ ul > li")
    for at, where in enumerate(("here", "q4")):
        work.nth(at).locator(".wish__do a").first.click()
        page.select_option("#where", where)
        page.fill("#reason", f"理由 {at}")
        assert fits(page)
        page.click("form[action$='/place'] button")
    work.nth(0).locator(".wish__do a").nth(1).click()
    for name, yuan in (("low", "500"), ("typical", "1000"), ("high", "9000")):
        page.fill(f"#{name}", yuan)
    page.fill("#reason", "三家报价")
    page.press("#reason", "Enter")
    expect(page.locator("#work ~ ul .badge--warn")).to_have_count(3)
    assert fits(page)
    page.click("form[action$='/shaped'] button")
    page.locator("form[action$='/propose'] button").click(timeout=15_000)
    assert fits(page)
    return page.url


def adopt(page: "Page", owner: User, proposed: str) -> None:
    """The owner sees who proposes what, adopts it, and finds it marked."""
    enter(page, owner)
    page.goto(proposed)
    expect(page.locator("#brings ~ .notice").first).to_contain_text("建议您采用")
    page.click("form[action$='/adopt'] button")
    page.wait_for_url("**/roadmap")
    expect(page.locator(".report").get_by_text("Yunfan").first).to_be_visible(timeout=15_000)
    assert fits(page)


def interview(page: "Page", root: str, adviser: User) -> None:
    """Answer and note typed without a line wait on the tablet and arrive with the line."""
    enter(page, adviser)
    page.goto(f"{root}/interview/questions/{QUESTION}")
    assert fits(page)
    page.context.set_offline(True)
    page.locator("input[name=value][value=energy]").check()
    page.fill("#private-note", "Not sure the boss knows")
    expect(page.locator("#save-state[data-tone=bad]")).to_contain_text("2")
    page.context.set_offline(False)
    expect(page.locator("#save-state[data-tone=good]")).to_be_visible(timeout=10_000)
    page.reload()
    expect(page.locator("#private-note")).to_have_value("Not sure the boss knows")
    expect(page.locator("input[name=value][value=energy]")).to_be_checked()


def test_an_adviser_shapes_the_plan_and_interviews_without_a_line(
    serve: Callable[..., OurServer], page_factory: Callable[..., "Page"], tmp_path: Path
) -> None:
    from app.factory import create_app

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).app_context():
        here = house("zh")
        firm = make_planned(db, lang="zh")
        here.is_let_in_by(firm.owner)
        page = page_factory(375, "zh", server.url)
        proposed = shape(page, firm, here.adviser)
        adopt(page_factory(375, "zh", server.url), firm.owner, proposed)
        there, owner = house("en"), make_person(db)
        assessment = make_filled(db, owner)
        tenant = there.is_let_in_by(owner)
        interview(page_factory(1280, "en", server.url), f"/assessments/{assessment}", there.adviser)
        with db.reading(Scope.tenant(tenant.id)) as session:
            (row,) = session.query(AnswerRow).filter_by(question_key=QUESTION)
            assert row.value == '["energy"]' and row.given_by.endswith("(Yunfan)")
    db.dispose()
