"""The living roadmap as an owner uses it: begin, finish with a cost, pass a gate, take it into the calendar."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar

from app.config import Settings
from tests.factories.people import PASSWORD
from tests.factories.works import Planned, make_planned
from tests.journeys.steps import fits
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def go_to(page: "Page", path: str) -> None:
    page.click(f".subnav a[href='{path}']")
    page.wait_for_url(f"**{path}")


def open_the_plan(page: "Page", planned: Planned) -> None:
    page.goto("/sign-in")
    page.fill("[name=email]", str(planned.owner.email))
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.goto(f"/assessments/{planned.assessment_id}/roadmap")
    page.click(f".tabs a[href='{planned.root}']")
    page.wait_for_selector("[data-board]")
    assert fits(page)


def begin_and_finish(page: "Page", planned: Planned, cost: str) -> None:
    key = planned.first
    page.locator(f"#w-{key} select").focus()
    page.keyboard.press("ArrowDown")  # planned -> started, by keyboard alone
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"[data-column=started] #w-{key}")
    page.click(f"#w-{key} h3 a")
    page.wait_for_selector("#state form")
    assert fits(page)
    page.select_option("#state [name=status]", "done")
    page.fill("#state [name=cost_minor]", cost)
    page.fill("#state [name=kpi_value]", "98 %")
    page.click("#state form button")
    page.wait_for_selector("#history")
    assert "98 %" in page.inner_text("#state")


def pass_the_gate(page: "Page", planned: Planned) -> None:
    go_to(page, planned.root + "/gates")
    for key in planned.plan.stages[0].gate:
        page.fill(f"#c-{key} [name=note]", "✓ 已核对")
        page.click(f"#c-{key} button")
        page.wait_for_selector(f"#c-{key}.is-held")
    assert page.locator("section[aria-labelledby=gate-1] > p .badge--good").count() == 1
    assert fits(page)


def take_the_calendar(page: "Page") -> None:
    page.click(".subnav a[href$='/calendar']")
    page.wait_for_url("**/calendar")
    page.click("button[value=renew]")
    address = page.input_value("#address")
    assert fits(page)
    # By a program without our session, as a calendar does it.
    assert page.context.browser is not None
    stranger = page.context.browser.new_context()
    answer = stranger.request.get(address)
    assert answer.ok and Calendar.from_ical(answer.body()).walk("VEVENT")
    stranger.close()


@pytest.mark.parametrize(("width", "lang"), [(375, "zh"), pytest.param(1280, "en", marks=pytest.mark.slow)])
def test_an_owner_works_by_the_plan(
    width: int, lang: str, serve: Callable[..., OurServer], page_factory: Callable[..., "Page"], tmp_path: Path
) -> None:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    app = create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING"))
    with app.test_request_context():
        planned = make_planned(db, lang=lang)
    page = page_factory(width, lang, server.url)
    open_the_plan(page, planned)
    begin_and_finish(page, planned, "1234.5")
    pass_the_gate(page, planned)
    go_to(page, planned.root)
    assert page.locator(f"[data-column=done] #w-{planned.first}").count() == 1
    go_to(page, planned.root + "/timeline")
    assert page.locator(".gantt svg:visible").count() == 1
    assert fits(page)
    for view in ("list", "support"):
        go_to(page, f"{planned.root}/{view}")
        assert fits(page)
    words = re.sub(r"\s", "", page.inner_text(".page__head"))
    assert ("补贴与义务" if lang == "zh" else "Subsidiesandduties") in words
    take_the_calendar(page)
    db.dispose()
