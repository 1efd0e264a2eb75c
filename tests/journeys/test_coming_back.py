"""Coming back in a browser: what moved since last year, and the day of the next round."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.accounts.models import User
from app.config import Settings
from tests.factories.filings import PANELS
from tests.factories.people import make_person
from tests.journeys.test_sending_on import enter, fits
from tests.rounds.firms import first_round, next_round
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_an_owner_sees_what_moved_and_plans_the_next_round(
    serve: Callable[..., OurServer], page_factory: Callable[..., "Page"], tmp_path: Path
) -> None:
    from app.factory import create_app
    from app.kit.db import db

    server, now = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"}), datetime.now(UTC)
    with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).test_request_context():
        people = [(375, make_person(db, lang="zh")), (1280, make_person(db, lang="en"))]
        for _, person in people:
            first_round(db, person, PANELS, now - timedelta(days=400))
            next_round(db, person, PANELS, {"op-finance": "l4", "cloud-backup": "l3"}, at=now - timedelta(days=1))
    db.dispose()
    for width, person in people:
        come_back(page_factory(width, person.lang, server.url), person)


def come_back(page: "Page", person: User) -> None:
    enter(page, person)
    page.locator("a[href='/rounds']").first.click()
    page.wait_for_url("**/rounds")
    assert page.locator("svg.chart circle").count() >= 2 and fits(page)
    page.locator("a[href*='/since/']").first.click()
    page.wait_for_url("**/since/*")
    parts = [Decimal(str(one.get_attribute("data-points"))) for one in page.locator("[data-points]").all()]
    assert sum(parts) == Decimal(str(page.locator("[data-total]").get_attribute("data-total"))) and len(parts) == 2
    assert page.locator("svg.chart:visible").count() == 1 and fits(page)
    page.go_back()
    page.locator("[name=months][value='12']").check()
    page.locator("form:has([name=months]) button").click()
    page.wait_for_load_state()
    page.goto("/home")
    assert str((datetime.now(UTC) + timedelta(days=364)).year) in page.locator("section:has(#past)").inner_text()
