"""From a price book to an offer the firm reads: frozen, numbered, disclosed, and gone with consent."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from xlsxwriter import Workbook

from app.assessments.queries import catalogue, get_assessment
from app.clients.models import Client, Stage
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.pdf import PdfResult
from app.quotations.disclosing import find_interests
from app.quotations.interest import TITLE
from app.quotations.models import PriceItem, Quotation, ReceivedQuotation
from app.reports.operations import Making, reissue_report
from app.reports.rewording import list_texts
from app.reports.values import Callout, ReportDocument
from app.results.models import ReviewedSheet
from app.roadmaps.models import Roadmap
from app.tenants.changes import end_agreement
from app.tenants.models import Organisation, Role
from tests.factories.people import add_member, engage, make_firm, make_person, make_provider
from tests.factories.plans import Planned, make_planned

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
CAPITALS = "叁仟陆佰柒拾贰元伍角整"
EVIL = "=1+1|'!A1"


@pytest.fixture
def firm(database: Database) -> Planned:
    """It has a roadmap."""
    return make_planned(database)


@pytest.fixture
def provider(database: Database) -> Organisation:
    """It sells."""
    return make_provider(database, make_person(database), "Pearl Advice")


def meet(database: Database, provider: Organisation, firm: Planned) -> None:
    """The firm lets the provider see its results."""
    with database.reading() as session:
        row = session.get_one(Organisation, firm.tenant_id)
    engage(database, row, provider, firm.owner)
    with database.begin(Scope.tenant(provider.id)) as session:
        session.add(Client(name=row.name, firm_id=row.id, stage=Stage.SUBMITTED))


@pytest.fixture
def manager(database: Database, provider: Organisation, sign_in: Enter) -> FlaskClient:
    """Its account manager, at the desk."""
    person = make_person(database)
    add_member(database, provider, person, Role.ACCOUNT_MANAGER)
    return sign_in(person)


def first_of_plan(database: Database, firm: Planned) -> str:
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        plan = session.get_one(Roadmap, firm.first_id).plan
    assert plan is not None
    return min(plan.items, key=lambda one: (one.stage, one.starts_on, one.initiative)).initiative


def workbook(*rows: tuple[object, ...]) -> BytesIO:
    """A price book as somebody hands it in."""
    target = BytesIO()
    book = Workbook(target, {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    for place, row in enumerate((HEADS, *rows)):
        sheet.write_row(place, 0, row)
    book.close()
    target.seek(0)
    return target


HEADS = (
    "Code",
    "Initiative",
    "Name in Chinese",
    "Name in English",
    "单位",
    "Unit price before tax (CNY)",
    "Tax rate (%)",
)


def hand_in(browser: FlaskClient, *rows: tuple[object, ...]) -> object:
    return browser.post("/price-book/import", data={"file": (workbook(*rows), "prices.xlsx")})


def test_a_price_book_goes_out_and_comes_in_whole_or_not_at_all(
    database: Database, provider: Organisation, manager: FlaskClient, sign_in: Enter
) -> None:
    entry = {"code": "GW-1", "name_zh": EVIL, "name_en": "", "unit": "piece", "price": "1299.995", "rate": "1300"}
    for wrong in ("1299.995", "NaN", "1e999999", "-1", ""):
        refused = manager.post("/price-book/new", data={**entry, "price": wrong})
        assert refused.status_code == 422
        assert "GW-1" in refused.text
    assert manager.post("/price-book/new", data={**entry, "price": "1299.90"}).status_code == 303
    assert manager.post("/price-book/new", data={**entry, "price": "1"}).status_code == 422, "the code is taken"
    faulty = hand_in(manager, ("GW-2", "", "网关", "", "台", 5, "6%"), ("GW-3", "nothing", "", "", "ton", -1, 7))
    assert faulty.status_code == 422
    assert faulty.text.count("row 3") == 5
    first = "f2-office-suite"
    good = hand_in(
        manager, ("GW-1", first, EVIL, "Gateway", "piece", 1300, 13), ("GW-2", "", "网关", "", "台", 5.5, 0.06)
    )
    assert good.status_code == 303
    with database.reading(Scope.tenant(provider.id)) as session:
        kept = session.scalars(select(PriceItem).order_by(PriceItem.code)).all()
        told = [(one.code, one.initiative, one.price_minor, one.rate, one.name_en) for one in kept]
    assert told == [("GW-1", first, 130000, 1300, "Gateway"), ("GW-2", "", 550, 600, "网关")]
    taken = manager.get("/price-book/book.xlsx").data
    assert hand_back(manager, taken).status_code == 303
    assert "0 added, 0 changed" in manager.get("/price-book").text
    assert b"<f>" not in b"".join(ZipFile(BytesIO(taken)).read(name) for name in ZipFile(BytesIO(taken)).namelist())
    for broken in (b"PK\x03\x04rubbish", b"\xff\xfe\x00", b"", b"a,b\n1,2"):
        assert hand_back(manager, broken).status_code == 422
    rival = make_person(database)
    make_provider(database, rival, "Rival Advice")
    for address in (f"/price-book/{kept[0].id}", f"/price-book/{kept[0].id}/drop"):
        answer = sign_in(rival).open(address, method="POST" if "drop" in address else "GET")
        assert answer.status_code == 404
    assert manager.post(f"/price-book/{kept[1].id}/drop").status_code == 303


def hand_back(browser: FlaskClient, content: bytes) -> object:
    return browser.post("/price-book/import", data={"file": (BytesIO(content), "prices.xlsx")})


def drafted(database: Database, provider: Organisation, firm: Planned, manager: FlaskClient) -> str:
    """The address of a draft of the plan's first initiative, at 1,300 before 13 % of tax."""
    first = first_of_plan(database, firm)
    hand_in(manager, ("GW-1", first, "采集网关", "Gateway", "台", 1300, 13))
    with database.reading(Scope.tenant(provider.id)) as session:
        client = session.scalars(select(Client)).one()
    at = f"/quotations/for/{client.id}"
    assert "in the price book" in manager.get(at).text
    assert manager.post(at).status_code == 422
    begun = manager.post(at, data={"initiative": [first, "made-up"]})
    assert begun.status_code == 303
    return str(begun.headers["Location"]).removesuffix("/edit")


def lines(valid_until: object, **more: object) -> dict[str, object]:
    line = {
        "name_zh": "采集网关",
        "name_en": EVIL,
        "unit": "piece",
        "price": "1300.00",
        "rate": "1300",
        "quantity": "2.5",
    }
    told = {f"lines-0-{name}": value for name, value in line.items()}
    return {**told, "valid_until": str(valid_until), "note": "含安装", "revision": "1", "add": "", **more}


def test_a_quotation_is_issued_once_read_by_the_owner_and_never_changes(
    database: Database,
    provider: Organisation,
    manager: FlaskClient,
    firm: Planned,
    sign_in: Enter,
    run_jobs: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.reports.renderers.pdf.print_apart", lambda *_: PdfResult(content=b"%PDF", pages=1))
    meet(database, provider, firm)
    at, until = drafted(database, provider, firm, manager), clock.today() + timedelta(days=20)
    first = first_of_plan(database, firm)
    told = change_draft(manager, at, until, first)
    owner = sign_in(firm.owner)
    assert "No offers" in owner.get("/quotations/received").text
    for _twice in range(2):
        assert manager.post(f"{at}/issue").status_code == 303
    number = f"Q{clock.today().year}-0001"
    run_jobs()
    page = manager.get(at).text
    assert all(said in page for said in (number, "3,672.50", "422.50", CAPITALS, "Disclosure of interest"))
    assert manager.post(f"{at}/edit", data=told).status_code == 303
    assert manager.post(f"{at}/drop").status_code == 409
    read_by_owner(owner, number)
    for table, change in ((Quotation, {"note": "x"}), (ReceivedQuotation, {"number": "x"})):
        scope = Scope.tenant(provider.id if table is Quotation else firm.tenant_id)
        with pytest.raises(DBAPIError), database.begin(scope) as session:
            session.execute(update(table).values(change), execution_options={"synchronize_session": False})
    again = manager.post(f"{at}/replace").headers["Location"].removesuffix("/edit")
    assert manager.post(f"{again}/issue").status_code == 303
    run_jobs()
    assert f"Q{clock.today().year}-0002" in owner.get("/quotations/received").text
    assert "Replaced" in owner.get("/quotations/received").text
    keep_out(database, provider, firm, manager, sign_in, at)
    run_jobs()
    with database.reading(Scope.tenant(provider.id)) as session:
        assert all(one.number for one in session.scalars(select(Quotation))), "drafts go with the consent"


def change_draft(manager: FlaskClient, at: str, until: date, first: str) -> dict[str, object]:
    """What is wrong is kept as typed; of two who change it one is told; the second line is left out again."""
    told = lines(until, **{"lines-0-initiative": first})
    for wrong in ({"lines-0-quantity": "0"}, {"lines-0-price": "sNaN"}, {"lines-0-unit": "ton"}, {"valid_until": "x"}):
        refused = manager.post(f"{at}/edit", data={**told, **wrong})
        assert refused.status_code == 422
        assert "含安装" in refused.text
    assert manager.post(f"{at}/edit", data={**told, "add": "empty"}).headers["Location"] == f"{at}/edit"
    stale = manager.post(f"{at}/edit", data={**told, "note": "mine"})
    assert stale.status_code == 422
    assert "mine" in stale.text, "a colleague was faster; what was typed stays"
    second = {"lines-1-name_zh": "x", "lines-1-price": "0", "lines-1-rate": "0", "lines-1-unit": "item"}
    told |= {**second, "lines-1-quantity": "1", "lines-1-drop": "y", "revision": "2"}
    assert manager.post(f"{at}/edit", data=told).headers["Location"] == at
    return told


def read_by_owner(owner: FlaskClient, number: str) -> None:
    """The page, the workbook without formulas, and the Word file say the same."""
    assert "There are offers" in owner.get("/home").text
    listed = owner.get("/quotations/received").text
    at = "/quotations/received/" + listed.split("/quotations/received/")[1].split('"')[0]
    assert number in owner.get(at).text
    book = owner.get(f"{at}/xlsx").data
    front, table = (CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(one).to_python() for one in (0, 1))
    told = str(front)
    assert all(said in told for said in ("Pearl Advice", number, CAPITALS, "not obliged"))
    assert table[1][1:] == [EVIL, "piece", 2.5, 1300.0, 0.13, 3250.0]
    with ZipFile(BytesIO(book)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())
    paper = Document(BytesIO(owner.get(f"{at}/docx").data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert {EVIL, number, "3,672.50", CAPITALS} <= set(cells)
    assert any("not obliged" in one.text for one in paper.paragraphs)


def keep_out(
    database: Database, provider: Organisation, firm: Planned, manager: FlaskClient, sign_in: Enter, at: str
) -> None:
    """Neighbours see nothing; once consent ends nor does the provider."""
    neighbour, rival = make_person(database), make_person(database)
    make_firm(database, neighbour, "Zhongshan Fans")
    elsewhere = make_provider(database, make_person(database), "Rival Advice")
    add_member(database, elsewhere, rival, Role.ACCOUNT_MANAGER)
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        kept = session.scalars(select(ReceivedQuotation)).first()
    assert kept is not None
    for person in (rival, neighbour):
        browser = sign_in(person)
        for address in (at, f"{at}/edit", f"{at}/xlsx", f"/quotations/received/{kept.id}"):
            assert browser.get(address).status_code in (403, 404)
    with database.reading(Scope.tenant(elsewhere.id)) as session:
        assert session.scalars(select(Quotation)).all() == []
    draft = manager.post(f"{at}/replace").headers["Location"]
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        end_agreement(session, firm.tenant_id, provider.id, by=firm.owner.id)
    for address in (at, draft, f"{at}/docx"):
        assert manager.get(address).status_code == 404
    listed = manager.get("/quotations").text
    assert "(consent ended)" in listed
    assert "Foshan" not in listed


def test_an_adviser_that_sells_what_the_plan_recommends_is_named_on_page_and_in_the_report(
    database: Database, provider: Organisation, firm: Planned, sign_in: Enter
) -> None:
    owner, first = sign_in(firm.owner), first_of_plan(database, firm)
    meet(database, provider, firm)
    assert "Disclosure of interest" not in owner.get(firm.page("roadmap")).text
    with database.begin(Scope.tenant(provider.id)) as session:
        priced = {"name_zh": "网关", "name_en": "Gateway", "unit": "item", "price_minor": 100, "rate": 600}
        session.add(PriceItem(code="GW-1", initiative=first, **priced))
    shown = owner.get(firm.page("roadmap")).text
    assert "Pearl Advice advises your firm and sells some of what it recommends" in shown
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        assessment = get_assessment(session, firm.assessment_id, hold="state")
        kept = {"assessment_id": assessment.id, "provider_id": provider.id, "provider_name": "Pearl Advice"}
        sheet = ReviewedSheet(**kept, reviewer_name="Li", signed_at=clock.now(), changes=())
        session.add(sheet)
        session.flush()
        roadmap = session.get_one(Roadmap, firm.first_id)
        roadmap.reviewed_id = sheet.id
        told = find_interests(session, roadmap)
        assert [(one.provider, one.sold, one.is_reviewer) for one in told] == [("Pearl Advice", (first,), True)]
        assert told[0].say({}).zh.startswith("Pearl Advice评审过本路线图所依据的答案，同时销售")
        roadmap.reviewed_id = None
        making = Making(catalogue=catalogue(), by=firm.owner.id)
        report = reissue_report(session, assessment, roadmap, making, after=1)
        document = ReportDocument.model_validate_json(report.document)
    (chapter,) = [one for one in document.chapters if one.id == "roadmap"]
    (said,) = [one for one in chapter.blocks if isinstance(one, Callout) and one.title == TITLE]
    assert said.texts[0].zh.startswith("Pearl Advice为贵企业提供咨询，同时销售其中建议的项目：")
    assert said.texts[0] not in list_texts(document).values(), "nobody words it away"
    again = owner.get(firm.page("roadmap")).text
    assert again.count("Disclosure of interest") == 1
