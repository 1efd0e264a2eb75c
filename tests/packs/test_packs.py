"""Files for applications: what is in them, what is missing, whose they are, and until when."""

import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.evidence.models import Evidence
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.pdf import PdfResult
from app.packs.models import Pack
from app.reports.models import Report
from app.tenants.models import Organisation, Role
from app.verifications.models import Standing, Verification
from tests.factories.evidence import attach
from tests.factories.filings import EXPORTER, PANELS
from tests.factories.people import add_member, engage, make_person, make_provider
from tests.factories.plans import Planned, make_planned

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
Jobs = Callable[[], int]


@pytest.fixture(autouse=True)
def _quick_print(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = lambda document, lang, *_: PdfResult(content=f"%PDF {document.edition} {lang}".encode(), pages=1)  # noqa: E731
    monkeypatch.setattr("app.reports.renderers.pdf.print_apart", drawn)


@pytest.fixture
def firm(app: Flask, database: Database) -> Planned:
    with app.app_context():
        return settle(app, database, EXPORTER)


def settle(app: Flask, database: Database, name: str) -> Planned:
    storage, content = app.extensions["storage"], b"proof of " + name.encode()
    return make_planned(database, name, begin=lambda session, one: attach(session, storage, one.id, content))


def report_of(database: Database, firm: Planned) -> str:
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        return str(session.scalars(select(Report.id).where(Report.roadmap_id.is_not(None))).one())


def order(browser: FlaskClient, report: str, key: str, **chosen: str) -> None:
    fields = {"edition": "full", "proofs": "index", **chosen}
    made = browser.post(f"/reports/{report}/packs/{key}", data=fields)
    assert made.status_code == 303, made.text


def fetch(browser: FlaskClient, report: str) -> ZipFile:
    found = re.search(r'href="(/packs/[^"]+/file)"', browser.get(f"/reports/{report}/packs").text)
    assert found
    answer = browser.get(found[1])
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    return ZipFile(io.BytesIO(answer.data))


def text_of(content: bytes) -> str:
    read = Document(io.BytesIO(content))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in read.paragraphs), *cells])


def test_a_pack_says_what_is_there_and_what_is_missing(
    firm: Planned, database: Database, sign_in: Enter, run_jobs: Jobs
) -> None:
    browser, report = sign_in(firm.owner), report_of(database, firm)
    page = browser.get(f"/reports/{report}/packs").text
    assert "Diagnosis file" in page and "missing" in page
    order(browser, report, "cn-specialised-digital", proofs="files")
    run_jobs()
    pack = fetch(browser, report)
    names = pack.namelist()
    assert names[:6] == [
        "00 请先读.txt",
        "01 材料清单.docx",
        "02 申报表（预填）.docx",
        "03 佐证材料目录.docx",
        "04 诊断报告.pdf",
        "05 路线图与数据.xlsx",
    ]
    assert len([one for one in names if one.startswith("English/")]) == 5
    assert all(entry.flag_bits & 0x800 for entry in pack.infolist() if not entry.filename.isascii())
    manifest = json.loads(pack.read("manifest.json"))
    assert {one["name"] for one in manifest["files"]} == set(names) - {"manifest.json"}
    assert all(hashlib.sha256(pack.read(one["name"])).hexdigest() == one["sha256"] for one in manifest["files"])
    (proof,) = [one for one in names if one.startswith("佐证材料/")]
    assert proof == "佐证材料/E01 proof.jpg" and pack.read(proof) == b"proof of " + EXPORTER.encode()
    checklist = text_of(pack.read("01 材料清单.docx"))
    assert "还缺什么" in checklist and "国家评测系统的自测结果" in checklist and "有佐证 E01" in checklist
    assert hashlib.sha256(pack.read(proof)).hexdigest() in text_of(pack.read("03 佐证材料目录.docx"))
    assert pack.read("04 诊断报告.pdf") == b"%PDF full zh"


def test_the_form_is_filled_from_the_firms_own_data(
    firm: Planned, database: Database, sign_in: Enter, run_jobs: Jobs
) -> None:
    browser, report = sign_in(firm.owner), report_of(database, firm)
    order(browser, report, "diagnosis", edition="share", proofs="none")
    run_jobs()
    pack = fetch(browser, report)
    form = text_of(pack.read("02 申报表（预填）.docx"))
    asked = ("大岭山一厂", "统一社会信用代码", "（请填写）", "投资明细（元）", "合计", "单位公章（盖章）", "预期成效")
    for told in asked:
        assert told in form, told
    total = re.search(r"合计\n([\d,]+)\n([\d,]+)\n", form)
    assert total and int(total[1].replace(",", "")) > 1000
    assert "The firm" in text_of(pack.read("English/02 Application form (reading copy).docx"))
    assert pack.read("04 诊断报告.pdf") == b"%PDF share zh"
    assert "不含佐证材料" in text_of(pack.read("03 佐证材料目录.docx"))


def test_what_has_ended_is_only_ever_past(
    firm: Planned, database: Database, sign_in: Enter, run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2027, 3, 1))
    browser, report = sign_in(firm.owner), report_of(database, firm)
    page = browser.get(f"/reports/{report}/packs").text
    shown, _, past = page.partition('class="more"')
    assert "gd-provincial-pilot" not in shown and 'id="o-gd-provincial-pilot"' in past
    assert "It ended on 31 December 2026" in past
    order(browser, report, "gd-provincial-pilot")
    run_jobs()
    pack = fetch(browser, report)
    for name in ("01 材料清单.docx", "02 申报表（预填）.docx"):
        assert "这项政策已经截止" in text_of(pack.read(name))
    assert json.loads(pack.read("manifest.json"))["about"]["fit"] == "past"


def test_nothing_of_a_neighbour_and_only_for_who_asked(
    firm: Planned, app: Flask, database: Database, sign_in: Enter, run_jobs: Jobs
) -> None:
    with app.app_context():
        other = settle(app, database, PANELS)
        colleague, viewer = make_person(database), make_person(database)
        with database.begin() as session:
            organisation = session.get_one(Organisation, firm.tenant_id)
        add_member(database, organisation, colleague, Role.CONTRIBUTOR)
        add_member(database, organisation, viewer, Role.VIEWER)
    browser, report = sign_in(firm.owner), report_of(database, firm)
    order(browser, report, "diagnosis", proofs="files")
    order(browser, report, "diagnosis", proofs="files")
    run_jobs()
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        (pack,) = session.scalars(select(Pack)).all()
        own = {one.sha256 for one in session.scalars(select(Evidence))}
    address = f"/packs/{pack.id}/file"
    whole = fetch(browser, report)
    assert {hashlib.sha256(whole.read(one)).hexdigest() for one in whole.namelist() if "/E0" in one} == own
    assert not [one for one in whole.namelist() if b"proof of guangzhou" in whole.read(one)]
    assert sign_in(other.owner).get(address).status_code == 404
    assert sign_in(colleague).get(address).status_code == 404
    assert sign_in(viewer).get(f"/reports/{report}/packs").status_code == 403
    assert sign_in(other.owner).post(f"/reports/{report}/packs/diagnosis").status_code == 404


def test_an_adviser_gets_what_the_firm_lets_them_see(
    firm: Planned, app: Flask, database: Database, sign_in: Enter, run_jobs: Jobs
) -> None:
    with app.app_context():
        consultant, manager = make_person(database), make_person(database)
        provider = make_provider(database, make_person(database))
        add_member(database, provider, consultant, Role.CONSULTANT)
        add_member(database, provider, manager, Role.ACCOUNT_MANAGER)
        with database.begin() as session:
            organisation = session.get_one(Organisation, firm.tenant_id)
        engage(database, organisation, provider, firm.owner)
    browser, report = sign_in(consultant), report_of(database, firm)
    order(browser, report, "diagnosis", proofs="files")
    run_jobs()
    pack = fetch(browser, report)
    assert not [one for one in pack.namelist() if one.startswith("佐证材料/")]
    assert "proof.jpg" not in text_of(pack.read("03 佐证材料目录.docx"))
    assert sign_in(manager).get(f"/reports/{report}/packs").status_code == 403


def test_a_report_taken_back_is_not_handed_in(
    firm: Planned, database: Database, sign_in: Enter, run_jobs: Jobs
) -> None:
    browser, report = sign_in(firm.owner), report_of(database, firm)
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        code = session.scalars(select(Report.code).where(Report.roadmap_id.is_not(None))).one()
        entry = session.scalars(select(Verification).where(Verification.code == code)).one()
        entry.standing = Standing.RETRACTED
    assert "must not be handed in" in browser.get(f"/reports/{report}/packs").text
    assert browser.get(f"/reports/{report}/packs/diagnosis").status_code == 404


def test_its_days_end_and_the_file_goes(
    firm: Planned, app: Flask, database: Database, sign_in: Enter, run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, report = sign_in(firm.owner), report_of(database, firm)
    order(browser, report, "diagnosis")
    run_jobs()
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        pack = session.scalars(select(Pack)).one()
    assert app.extensions["storage"].has(pack.storage_key)
    later = clock.now() + timedelta(days=3, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert sign_in(firm.owner).get(f"/packs/{pack.id}/file").status_code == 404
    run_jobs()
    assert not app.extensions["storage"].has(pack.storage_key)
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        assert not session.scalars(select(Pack)).all()


def test_the_file_of_somebody_who_left_goes_too(
    firm: Planned, app: Flask, database: Database, sign_in: Enter, run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    order(sign_in(firm.owner), report_of(database, firm), "diagnosis")
    run_jobs()
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        pack = session.scalars(select(Pack)).one()
        session.delete(pack)  # as erasing the account of who asked does
    later = clock.now() + timedelta(days=3, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    run_jobs()
    assert not app.extensions["storage"].has(pack.storage_key)
