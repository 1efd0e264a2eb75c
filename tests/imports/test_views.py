"""An owner hands in a workbook: preview, mistakes marked, all or nothing."""

import io
import re
import zipfile
from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING

import pytest

from app.companies.models import Workload
from app.companies.operations import MOST
from app.companies.queries import get_company_row, get_inventory
from app.content import firm
from app.events.models import Event
from app.imports.reading import MOST_ROWS
from app.kit.db import Database, Scope
from app.kit.tables import read_tables
from app.tenants.models import Organisation, Role
from tests.factories.fillings import Started, start_filling
from tests.factories.people import add_member, make_person
from tests.imports.books import MACHINES, SYSTEMS, book, many

if TYPE_CHECKING:
    from flask.testing import FlaskClient

pytestmark = pytest.mark.database
IMPORT = "/firm/inventory/import"
GOOD = ("金蝶账套", "财务记账", "办公室的电脑上", "金蝶 KIS", 3, "没有备份", None, "否", "否")


def send(browser: "FlaskClient", content: bytes, name: str = "清单.xlsx") -> tuple[int, str]:
    """Upload a file; the status and the page."""
    answer = browser.post(IMPORT, data={"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")
    return answer.status_code, answer.text


def parcel(page: str) -> str:
    """What the page would send on."""
    found = re.search(r'name="parcel" value="([^"]+)"', page)
    assert found is not None
    return unescape(found[1])


def kept(database: Database, started: Started) -> firm.Inventory:
    """What the firm has now."""
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        return get_inventory(session, started.tenant_id)


def test_a_workbook_is_previewed_then_kept_whole(database: Database, started: Started, owner: "FlaskClient") -> None:
    content = book(系统=[SYSTEMS, GOOD], 设备=[MACHINES, ("开料锯", "电子开料锯", "4 台", 3, 2, 1, "PLC")])
    status, page = send(owner, content)
    assert status == 200 and "金蝶账套" in page
    assert kept(database, started) == firm.Inventory(), "nothing is kept before the second press"
    assert owner.post(f"{IMPORT}/keep", data={"parcel": parcel(page)}).status_code == 303
    inventory = kept(database, started)
    [system], [machines] = inventory.workloads, inventory.equipment
    assert (system.name, system.kind, system.hosting, system.users) == ("金蝶账套", "finance", "office-pc", 3)
    assert (machines.kind, machines.total, machines.data_used, machines.protocol) == ("beam-saw", 4, 1, "plc")
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert session.query(Event).filter_by(tag="company.inventory_imported").count() == 1


def test_the_downloaded_workbook_changes_nothing_until_somebody_changes_it(
    database: Database, started: Started, owner: "FlaskClient"
) -> None:
    _, page = send(owner, book(a=[SYSTEMS, GOOD], b=[MACHINES, ("锯", "电子开料锯", 4, 3, 2, 1, "PLC")]))
    owner.post(f"{IMPORT}/keep", data={"parcel": parcel(page)})
    before = kept(database, started)
    ours = owner.get("/firm/inventory/workbook.xlsx")
    assert "attachment" in ours.headers["Content-Disposition"]
    status, page = send(owner, ours.data)
    assert status == 200 and 'name="parcel"' not in page, "there is nothing to import"
    systems = next(one for one in read_tables(ours.data) if any("Where it runs *" in row for row in one.rows))
    head = systems.rows[0]
    row = dict(zip(head, systems.rows[1], strict=True)) | {"People using it": 30, "Name *": "金蝶云"}
    _, page = send(owner, book(Systems=[head, [row[title] for title in head]]))
    owner.post(f"{IMPORT}/keep", data={"parcel": parcel(page)})
    after = kept(database, started)
    assert [one.id for one in after.workloads] == [one.id for one in before.workloads], "it is still the same entry"
    assert (after.workloads[0].name, after.workloads[0].users) == ("金蝶云", 30)
    assert after.equipment == before.equipment, "what the workbook does not speak of stays"


def test_one_mistake_keeps_everything_out_and_comes_back_marked(
    database: Database, started: Started, owner: "FlaskClient"
) -> None:
    rows = [
        GOOD,
        ("网店", "网店", "在月球上", None, "很多", "没有备份", "去年", "也许", "否"),
        (None, "网站", "办公室的电脑上", None, 1, None, "2199-01-01", None, None),
        ("金蝶账套", "财务记账", "办公室的电脑上", None, 1, None, None, None, None),
    ]
    status, page = send(owner, book(系统=[SYSTEMS, *rows], 设备=[MACHINES, ("锯", "电子开料锯", 2, 3, 2, 1, "PLC")]))
    assert status == 422
    assert kept(database, started) == firm.Inventory()
    for word in ("在月球上", "很多", "去年", "也许", "is needed", "same entry as row 2", "cannot be more than"):
        assert word in page, word
    marked = owner.post(f"{IMPORT}/marked.xlsx", data={"parcel": parcel(page)})
    systems, machines = read_tables(marked.data)
    assert systems.rows[2][:2] == ("网店", "网店") and "在月球上" in str(systems.rows[2][-1])
    assert systems.rows[1][-1] is None and machines.rows[1][-1]
    status, page = send(owner, marked.data)
    assert status == 422 and "were not read" not in page, "our own remarks are no strange column"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_of_any_chinese_spreadsheet_is_read(
    database: Database, started: Started, owner: "FlaskClient", encoding: str
) -> None:
    text = "设备清单,,,\n名称,设备种类,总台数,备注\n开料锯,beam-saw,3,新买的\n"
    status, page = send(owner, text.encode(encoding), "设备.csv")
    assert status == 200 and "备注" in page, "an unknown column is named"
    owner.post(f"{IMPORT}/keep", data={"parcel": parcel(page)})
    assert [(one.name, one.total) for one in kept(database, started).equipment] == [("开料锯", 3)]


def test_somebody_changed_the_list_meanwhile(database: Database, started: Started, owner: "FlaskClient") -> None:
    _, page = send(owner, book(系统=[SYSTEMS, GOOD]))
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        company = get_company_row(session, started.tenant_id)
        row = {"kind": "finance", "hosting": "saas", "key": "w1"}
        session.add(Workload(company_id=company.id, name="另一个", **row))
    answer = owner.post(f"{IMPORT}/keep", data={"parcel": parcel(page)})
    assert answer.status_code == 409 and "changed while you looked" in answer.text
    assert len(kept(database, started).workloads) == 1
    assert owner.post(f"{IMPORT}/keep", data={"parcel": parcel(answer.text)}).status_code == 303
    assert len(kept(database, started).workloads) == 2


def test_pressing_twice_keeps_once(database: Database, started: Started, owner: "FlaskClient") -> None:
    _, page = send(owner, book(系统=[SYSTEMS, GOOD]))
    assert [owner.post(f"{IMPORT}/keep", data={"parcel": parcel(page)}).status_code for _ in range(2)] == [303, 409]
    assert len(kept(database, started).workloads) == 1


def test_a_firm_may_be_full_and_a_file_too(database: Database, started: Started, owner: "FlaskClient") -> None:
    for first in (0, MOST_ROWS):
        _, page = send(owner, many(MOST_ROWS, first=first))
        assert owner.post(f"{IMPORT}/keep", data={"parcel": parcel(page)}).status_code == 303
    inventory = kept(database, started)
    assert len(inventory.workloads) == len(inventory.equipment) == MOST
    assert owner.get("/firm/inventory").status_code == 200
    assert len(read_tables(owner.get("/firm/inventory/workbook.xlsx").data)[0].rows) == MOST + 1
    status, page = send(owner, book(系统=[SYSTEMS, ("又一个", *GOOD[1:])]))
    assert status == 422 and str(MOST + 1) in page
    status, page = send(owner, many(MOST_ROWS + 1))
    assert status == 422 and str(MOST_ROWS + 1) in page


def test_a_preview_opens_only_for_the_firm_it_was_made_for(
    database: Database, started: Started, owner: "FlaskClient", sign_in: "Callable[..., FlaskClient]"
) -> None:
    _, page = send(owner, book(系统=[SYSTEMS, GOOD]))
    other = start_filling(database)
    neighbour = sign_in(other.owner)
    for word in (parcel(page), parcel(page)[:-2], "", "x" * 200):
        assert neighbour.post(f"{IMPORT}/keep", data={"parcel": word}).status_code == 422
        assert neighbour.post(f"{IMPORT}/marked.xlsx", data={"parcel": word}).status_code == 422
    assert kept(database, other) == firm.Inventory()


def test_a_number_of_another_firm_is_not_known_here(
    database: Database, started: Started, owner: "FlaskClient", sign_in: "Callable[..., FlaskClient]"
) -> None:
    other = start_filling(database)
    neighbour = sign_in(other.owner)
    _, page = send(neighbour, book(系统=[SYSTEMS, GOOD]))
    neighbour.post(f"{IMPORT}/keep", data={"parcel": parcel(page)})
    key = kept(database, other).workloads[0].id
    status, page = send(owner, book(系统=[("编号", *SYSTEMS), (key, *GOOD)]))
    assert status == 422 and "There is no entry" in page
    assert len(kept(database, other).workloads) == 1


def test_a_viewer_may_take_the_workbook_but_not_hand_one_in(
    database: Database, started: Started, sign_in: "Callable[..., FlaskClient]"
) -> None:
    viewer = make_person(database)
    with database.reading() as session:
        firm_row = session.get_one(Organisation, started.tenant_id)
    add_member(database, firm_row, viewer, Role.VIEWER)
    browser = sign_in(viewer)
    assert browser.get("/firm/inventory/workbook.xlsx").status_code == 200
    assert browser.get(IMPORT).status_code == 403
    assert send(browser, book(系统=[SYSTEMS, GOOD]))[0] == 403


def test_text_that_looks_like_a_formula_stays_text(database: Database, started: Started, owner: "FlaskClient") -> None:
    bait = "'=cmd|' /C calc'!A0"
    text = f"名称,用途,运行在哪里\n{bait},finance,saas\n+1+1,mail,saas\n"
    _, page = send(owner, text.encode(), "a.csv")
    owner.post(f"{IMPORT}/keep", data={"parcel": parcel(page)})
    assert [one.name for one in kept(database, started).workloads] == ["=cmd|' /C calc'!A0", "+1+1"]
    with zipfile.ZipFile(io.BytesIO(owner.get("/firm/inventory/workbook.xlsx").data)) as parts:
        sheets = [parts.read(one) for one in parts.namelist() if one.startswith("xl/worksheets/sheet")]
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_no_file_an_empty_one_and_a_large_one_are_said_plainly(owner: "FlaskClient") -> None:
    assert owner.post(IMPORT, data={}).status_code == 422
    for content, word in (
        (b"", "Choose a file"),
        (b"%PDF-1.7 nothing", "names the columns"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "older format"),
        (b"PK\x03\x04 nothing", "cannot be read"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "encoding"),
        (book(a=[("x", "y"), (1, 2)]), "names the columns"),
        (book(a=[SYSTEMS]), "no entries"),
        (b"a" * (2 * 1024 * 1024 - 60 * 1024), "larger than"),
    ):
        status, page = send(owner, content)
        assert status == 422 and word in page, word
