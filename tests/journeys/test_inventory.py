"""An owner with many machines hands in one workbook instead of thirty forms, on a phone and at a desk."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from app.companies.queries import get_inventory
from app.config import Settings
from app.kit.db import Scope
from app.kit.tables import read_tables
from tests.factories.fillings import start_filling
from tests.factories.people import PASSWORD
from tests.imports.books import MACHINES, SYSTEMS, book
from tests.services import OurServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
ROWS = [("金蝶账套", "财务记账", "办公室的电脑上", None, 3), ("网店", "网店", "saas", None, 5)]
SAWS = [("开料锯", "电子开料锯", 4, 3, 2, 1, "PLC")]


@pytest.fixture
def enter(
    serve: Callable[..., OurServer], tmp_path: Path, page_factory: "Callable[..., Page]"
) -> Iterator["Callable[[int, str], tuple[Page, UUID]]"]:
    """Call with a width and a language: the inventory of a firm that has none, as its owner sees it."""
    from app.factory import create_app
    from app.kit.db import db

    server = serve({"DATA_DIR": str(tmp_path), "DEMO": "0"})
    app = create_app(Settings(environment="test", data_dir=tmp_path, log_level="WARNING"))

    def open_inventory(width: int, lang: str) -> "tuple[Page, UUID]":
        with app.app_context():
            started = start_filling(db, lang=lang)
        page = page_factory(width, lang, server.url)
        page.goto("/sign-in")
        page.fill("[name=email]", started.owner.email)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/home")
        page.goto("/firm/inventory")
        return page, started.tenant_id

    yield open_inventory
    db.dispose()


def upload(page: "Page", path: Path, content: bytes) -> None:
    path.write_bytes(content)
    page.set_input_files("[name=file]", path)
    page.click("main form .button")


@pytest.mark.parametrize(("width", "lang"), [(375, "zh"), (1280, "en")])
def test_a_workbook_comes_back_marked_then_clean(
    enter: "Callable[[int, str], tuple[Page, UUID]]", tmp_path: Path, width: int, lang: str
) -> None:
    from app.kit.db import db

    page, tenant_id = enter(width, lang)
    page.click('a[href$="/inventory/import"]')
    bad = ("网站", "网站", "月球", None, 1)
    upload(page, tmp_path / "faulty.xlsx", book(系统=[SYSTEMS, *ROWS, bad], 设备=[MACHINES, *SAWS]))
    with page.expect_download() as download:
        page.click('form[action$="marked.xlsx"] button')
    marked = read_tables(Path(download.value.path()).read_bytes())
    assert "月球" in page.inner_text("main") and "月球" in str(marked[0].rows[3][-1])

    page.click('main a[href$="/inventory/import"]')
    upload(page, tmp_path / "clean.xlsx", book(系统=[SYSTEMS, *ROWS], 设备=[MACHINES, *SAWS]))
    page.click('form[action$="/keep"] button')
    page.wait_for_url("**/firm/inventory")
    assert "开料锯" in page.inner_text("main")
    with db.reading(Scope.tenant(tenant_id)) as session:
        kept = get_inventory(session, tenant_id)
    assert [one.name for one in kept.workloads] == ["金蝶账套", "网店"]
    assert kept.machines == 4
