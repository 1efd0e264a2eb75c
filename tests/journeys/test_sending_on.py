"""A result as its owner lives it in a browser: why a number, a link for the bank, a picture for WeChat, who looked."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from app.accounts.models import User
from app.assessments.queries import catalogue, get_assessment
from app.config import Settings
from app.kit import clock
from app.kit.db import Database, Scope
from app.reports.operations import publish_result
from app.tenants.queries import list_seats
from tests.factories.filings import PANELS, make_filled
from tests.factories.people import make_person
from tests.journeys.steps import enter, fits
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def publish(database: Database, lang: str) -> tuple[User, UUID]:
    """An owner with a result, and its assessment."""
    person = make_person(database, lang=lang)
    id = make_filled(database, person, PANELS)
    with database.begin() as session:
        (seat,) = list_seats(session, person.id)
        session.open_scope(Scope.tenant(seat.organisation_id))
        publish_result(session, get_assessment(session, id), catalogue=catalogue(), by=person.id, at=clock.now())
    return person, id


def explain_a_number(page: "Page", assessment: UUID) -> None:
    page.goto(f"/assessments/{assessment}/result")
    assert fits(page)
    page.locator(".r-dials .r-why").first.click()
    page.wait_for_url("**/why/readiness/cloud")
    parts = [Decimal(str(one.get_attribute("data-points"))) for one in page.locator("[data-points]").all()]
    assert sum(parts) == Decimal(page.locator("[data-total]").inner_text()) and fits(page)
    page.locator(".why__asked a").first.click()
    page.wait_for_url("**/answers/*")
    assert page.locator(".history li").count() >= 1 and fits(page)


def make_picture(page: "Page", assessment: UUID) -> str:
    """The address of the link it leads to."""
    page.goto(f"/assessments/{assessment}/result")
    page.locator("a[href$='/shares']").click()
    page.fill("[name=label]", "Bank")
    page.locator("form.card button.button").first.click()
    address = page.input_value("#address")
    page.locator("section:has(#address) form button").click()
    page.wait_for_url("**/pictures/*")
    picture = page.locator(".share-shot img")
    picture.wait_for(timeout=30_000)
    page.wait_for_load_state("networkidle")
    assert picture.evaluate("image => image.naturalWidth") == 1080 and fits(page)
    return address


@pytest.mark.slow
def test_an_owner_explains_shares_and_sees_who_looked(
    serve: Callable[..., OurServer], page_factory: Callable[..., "Page"], tmp_path: Path
) -> None:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).app_context():
        owners = [(width, lang, *publish(db, lang)) for width, lang in ((375, "zh"), (1280, "en"))]
    db.dispose()
    for width, lang, person, assessment in owners:
        share_and_look(page_factory(width, lang, server.url), page_factory(width, lang, server.url), person, assessment)


def share_and_look(page: "Page", stranger: "Page", person: User, assessment: UUID) -> None:
    enter(page, person)
    explain_a_number(page, assessment)
    address = make_picture(page, assessment)
    stranger.goto(address)
    assert stranger.locator(".report-screen svg").count() >= 2 and fits(stranger)
    assert not stranger.locator("#answers, .r-why").count()
    page.goto(f"/assessments/{assessment}/result")
    page.locator("a[href$='/shares']").click()
    page.locator("a[href$='/views']").click()
    assert page.locator("tbody tr").count() == 1 and fits(page)
