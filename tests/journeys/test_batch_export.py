"""An account manager takes the reports of chosen firms along as one ZIP, and lets the same come round every month."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from app.clients.models import Client, Stage
from app.config import Settings
from app.kit.db import Database, Scope
from app.tenants.models import Organisation, Role
from tests.factories.issued import make_issued
from tests.factories.people import add_member, engage, make_person, make_provider
from tests.journeys.steps import enter, fits
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from app.accounts.models import User

pytestmark = pytest.mark.browser
NAMES = ("佛山沙发", "中山家居", "东莞木业")


def settle(database: Database, lang: str) -> "User":
    """An account manager with three clients: two have a report, one has not joined yet."""
    manager, provider = make_person(database, lang=lang), make_provider(database, make_person(database), "Lingnan")
    add_member(database, provider, manager, Role.ACCOUNT_MANAGER)
    for name in NAMES[:2]:
        firm = make_issued(database, name)
        with database.begin(Scope.tenant(provider.id)) as session:
            facts = {"stage": Stage.SUBMITTED, "industry_key": "furniture"}
            session.add(Client(name=name, firm_id=firm.tenant_id, **facts))
            organisation = session.get_one(Organisation, firm.tenant_id)
        engage(database, organisation, provider, firm.owner)
    with database.begin(Scope.tenant(provider.id)) as session:
        session.add(Client(name=NAMES[2], stage=Stage.INVITED))
    return manager


def order(page: "Page", form: str) -> None:
    """Tick the firms, look at the names the files will have, begin, and see how far it is."""
    page.click("nav a[href='/clients']")
    for box in page.locator("[name=client]").all():
        box.check()
    page.click("[data-bulk] [value=export]")
    for box in page.locator("[name=format]").all():
        box.set_checked(box.get_attribute("value") == form)
    page.fill("#pattern", "{firm}-{trade}-{lang}")
    page.click("[formaction='/batches/new']")
    expect(page.locator("form.card li")).to_have_count(3)
    assert fits(page)
    page.click("form.card .row .button:not(.button--plain)")
    page.wait_for_url("**/batches")
    expect(page.locator("progress, a[href$='/file']").first).to_be_visible()
    assert fits(page)


def take(page: "Page", form: str, trade: str, lang: str) -> None:
    """The ZIP holds what its manifest says, and the manifest says what is missing."""
    with page.expect_download() as coming:
        page.locator("a[href$='/file']").click(timeout=30_000)
    with ZipFile(Path(coming.value.path())) as parcel:
        rows = json.loads(parcel.read("manifest.json"))["files"]
        assert {row["file"] for row in rows} == {"", *(f"{name}-{trade}-{lang}.{form}" for name in NAMES[:2])}
        for row in (row for row in rows if row["file"]):
            assert hashlib.sha256(parcel.read(row["file"])).hexdigest() == row["sha256"] and row["size"] > 1000
        (missing,) = [row for row in rows if not row["file"]]
        assert (missing["firm"], missing["status"]) == (NAMES[2], "excluded")
        assert len(parcel.read("manifest.csv").decode("utf-8-sig").splitlines()) == 4
    expect(page.locator("details summary").first).to_be_visible()


def let_it_come_round(page: "Page") -> None:
    """Everything the list shows, without ticking anything, on the first of every month."""
    page.goto("/clients?view=all")
    page.click("[data-selecting] [value=everything]")
    page.click("details.more summary")
    page.select_option("#rhythm", "monthly-1")
    assert fits(page)
    page.click("[formaction='/batches/standing']")
    page.wait_for_url("**/batches#standing")
    expect(page.locator("#standing article")).to_have_count(1)
    assert fits(page)


@pytest.mark.parametrize(
    ("width", "lang", "form", "trade"),
    [(375, "zh", "xlsx", "家具制造"), pytest.param(1280, "en", "pdf", "Furniture", marks=pytest.mark.slow)],
)
def test_reports_of_chosen_firms_are_taken_along(
    serve: Callable[..., OurServer],
    page_factory: Callable[..., "Page"],
    tmp_path: Path,
    width: int,
    lang: str,
    form: str,
    trade: str,
) -> None:
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    with create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING")).app_context():
        manager = settle(db, lang)
    page = page_factory(width, lang, server.url)
    enter(page, manager)
    order(page, form)
    take(page, form, trade, lang)
    let_it_come_round(page)
    db.dispose()
