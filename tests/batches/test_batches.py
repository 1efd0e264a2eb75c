"""Reports of many firms as one ZIP: what is in it, who may fetch it, and what a crash or a withdrawal does to it."""

import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import NoReturn
from uuid import UUID
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.batches.models import BatchItem, Outcome
from app.batches.naming import name_file
from app.batches.queries import TAKING, find_newest
from app.clients.models import Client, Stage
from app.events.models import Event
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.jobs import JobRow
from app.kit.pdf import PdfResult
from app.kit.storage import LocalStorage
from app.reports.models import Report
from app.reports.operations import retract_report
from app.tenants.access import ALLOWED
from app.tenants.changes import end_agreement
from app.tenants.models import Organisation, Role
from tests.factories.fillings import Started
from tests.factories.issued import make_issued
from tests.factories.people import add_member, engage, make_firm, make_person, make_provider

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
Jobs = Callable[[], int]


@pytest.fixture(autouse=True)
def _quick_print(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = lambda document, lang, *_: PdfResult(content=f"%PDF {document.edition} {lang}".encode(), pages=1)  # noqa: E731
    monkeypatch.setattr("app.reports.renderers.pdf.print_apart", drawn)


class MachineOff(BaseException):
    """What no handler catches."""


def _broken() -> NoReturn:
    raise OSError("a sector of this disk cannot be read")


class Town:
    """A provider with an account manager, two firms with reports and one without consent."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.manager = make_person(database)
        self.provider = make_provider(database, make_person(database))
        add_member(database, self.provider, self.manager, Role.ACCOUNT_MANAGER)
        self.firms = [make_issued(database) for _ in range(2)]
        for number, firm in enumerate(self.firms):
            self._book(f"佛山沙发{number}", firm.tenant_id, firm.owner)
        stranger = make_person(database)
        self.other = make_firm(database, stranger, "Keeps to itself")
        self._put("Keeps to itself", self.other.id)

    def _book(self, name: str, firm_id: UUID, owner: User) -> None:
        with self.database.reading() as session:
            firm = session.get_one(Organisation, firm_id)
        engage(self.database, firm, self.provider, owner)
        self._put(name, firm_id)

    def _put(self, name: str, firm_id: UUID) -> None:
        with self.database.begin(Scope.tenant(self.provider.id)) as session:
            session.add(Client(name=name, firm_id=firm_id, stage=Stage.IN_REVIEW))

    def items(self) -> list[BatchItem]:
        """Every item there is, in order."""
        with self.database.reading(Scope.tenant(self.provider.id)) as session:
            return list(session.scalars(select(BatchItem).order_by(BatchItem.batch_id, BatchItem.number)))

    def retract(self, firm: Started) -> None:
        """The firm takes its newest report back."""
        with self.database.begin(Scope.tenant(firm.tenant_id)) as session:
            newest = find_newest(session, firm.tenant_id)
            assert newest
            retract_report(session, newest[0], reason="A wrong figure", by=firm.owner.id, at=clock.now())

    def withdraw(self, firm: Started) -> None:
        """The firm ends its consent."""
        with self.database.begin(Scope.tenant(firm.tenant_id)) as session:
            end_agreement(session, firm.tenant_id, self.provider.id, by=firm.owner.id)


@pytest.fixture
def town(app: Flask, database: Database, run_jobs: Jobs) -> Town:
    with app.app_context():
        made = Town(database)
    run_jobs()
    with database.begin(Scope.tenant(made.provider.id)) as session:
        for number, firm in enumerate(made.firms):
            wanted = select(Client).where(Client.firm_id == firm.tenant_id)
            session.scalars(wanted).one().name = f"佛山沙发{number}"
    return made


@pytest.fixture
def town_hall(app: Flask, database: Database) -> tuple[User, User]:
    """An account manager and an administrator of one provider with a client."""
    with app.app_context():
        manager, admin = make_person(database), make_person(database)
        provider = make_provider(database, admin)
        add_member(database, provider, manager, Role.ACCOUNT_MANAGER)
        with database.begin(Scope.tenant(provider.id)) as session:
            session.add(Client(name="佛山沙发", stage=Stage.NOTED))
    return manager, admin


def order(browser: FlaskClient, **more: object) -> None:
    fields = {"act": "everything", "format": ["pdf", "xlsx"], "lang": ["zh"], "pattern": "{firm}-{lang}", **more}
    made = browser.post("/batches", data=fields)
    assert made.status_code == 303, made.text


def address(browser: FlaskClient) -> str:
    found = re.search(r'href="(/batches/[^"]+/file)"', browser.get("/batches").text)
    assert found
    return found[1]


def test_one_zip_with_a_manifest_until_a_firm_withdraws(
    town: Town, database: Database, sign_in: Enter, run_jobs: Jobs
) -> None:
    browser = sign_in(town.manager)
    named = browser.post("/batches/new", data={"act": "everything", "pattern": "{firm}-{trade}-{date}"}).text
    assert "佛山沙发0-Furniture-20" in named
    order(browser)
    run_jobs()
    at = address(browser)
    parcel = ZipFile(io.BytesIO(browser.get(at).data))
    rows = json.loads(parcel.read("manifest.json"))["files"]
    assert {row["file"] for row in rows if row["file"]} == {
        f"佛山沙发{number}-zh.{form}" for number in (0, 1) for form in ("pdf", "xlsx")
    }
    for row in (row for row in rows if row["file"]):
        content = parcel.read(row["file"])
        assert (row["sha256"], row["size"]) == (hashlib.sha256(content).hexdigest(), len(content))
        assert row["edition"] == "share", "an account manager sees results only"
    (left_out,) = [row for row in rows if not row["file"]]
    assert (left_out["firm"], left_out["status"], left_out["reason"]) == (
        "Keeps to itself", "excluded", "consent ended",
    )  # fmt: skip
    assert len(parcel.read("manifest.csv").splitlines()) == 6
    colleague = make_person(database)
    add_member(database, town.provider, colleague, Role.ACCOUNT_MANAGER)
    rival = make_person(database)
    add_member(database, make_provider(database, make_person(database), "Rival"), rival, Role.ACCOUNT_MANAGER)
    assert sign_in(colleague).get(at).status_code == sign_in(rival).get(at).status_code == 404
    run_jobs()
    with database.reading(Scope.tenant(town.firms[0].tenant_id)) as session:
        taken = session.scalars(select(Event).where(Event.tag == "report.taken_in_batch")).all()
    assert town.firms[0].tenant_id in {one.tenant_id for one in taken}


def test_what_is_withdrawn_or_retracted_is_not_handed_out_again(town: Town, sign_in: Enter, run_jobs: Jobs) -> None:
    browser = sign_in(town.manager)
    order(browser)
    run_jobs()
    at = address(browser)
    town.withdraw(town.firms[0])
    assert browser.get(at).status_code == 303
    run_jobs()
    parcel = ZipFile(io.BytesIO(browser.get(address(browser)).data))
    assert "佛山沙发1-zh.pdf" in parcel.namelist() and "佛山沙发0-zh.pdf" not in parcel.namelist()

    town.retract(town.firms[1])
    assert browser.get(at).status_code == 303, "what was retracted is not handed out"
    run_jobs()
    parcel = ZipFile(io.BytesIO(browser.get(address(browser)).data))
    assert set(parcel.namelist()) == {"manifest.json", "manifest.csv"}
    reasons = {row["firm"]: row["reason"] for row in json.loads(parcel.read("manifest.json"))["files"]}
    assert reasons["佛山沙发1"] == "the report was retracted, and there is no new one"


def test_a_crash_in_the_middle_goes_on_where_it_stopped(
    town: Town, database: Database, sign_in: Enter, run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.batches import tasks

    browser, drawn, real = sign_in(town.manager), [], tasks._draw_firm

    def dies(job: object, batch: object, item: BatchItem, *rest: object) -> dict[str, object]:
        drawn.append(item.name)
        if len(drawn) == 2:
            raise MachineOff
        return real(job, batch, item, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(tasks, "_draw_firm", dies)
    order(browser)
    with pytest.raises(MachineOff):
        run_jobs()
    assert "waiting" in {item.outcome for item in town.items()} and Outcome.DRAWN in {i.outcome for i in town.items()}
    with database.begin() as session:
        for row in session.scalars(select(JobRow).where(JobRow.name == "batch.make")):
            row.state, row.lease_until = "waiting", None
    run_jobs()
    assert sorted(drawn) == ["佛山沙发0", "佛山沙发1", "佛山沙发1"], "what was drawn is not drawn again"
    names = ZipFile(io.BytesIO(browser.get(address(browser)).data)).namelist()
    assert len(names) == len(set(names)) == 6


def test_what_goes_wrong_with_one_firm_is_a_line_in_the_manifest(
    town: Town, database: Database, sign_in: Enter, run_jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.batches import tasks

    browser, begun, real = sign_in(town.manager), [], tasks._keep

    def breaks(job: object, report: Report, *rest: object) -> str:
        begun.append(report.tenant_id)
        if report.tenant_id == town.firms[0].tenant_id:
            raise AttributeError("nobody thought of this")
        return real(job, report, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(tasks, "_keep", breaks)
    monkeypatch.setattr(tasks, "AGAIN", timedelta(0))
    order(browser, format="pdf")
    run_jobs()
    assert begun.count(town.firms[0].tenant_id) == tasks.TRIES and begun.count(town.firms[1].tenant_id) == 1
    assert [item.outcome for item in town.items()] == ["failed", "drawn", "excluded"]
    parcel = ZipFile(io.BytesIO(browser.get(address(browser)).data))
    told = {row["firm"]: row["status"] for row in json.loads(parcel.read("manifest.json"))["files"]}
    assert told == {"佛山沙发0": "failed", "佛山沙发1": "included", "Keeps to itself": "excluded"}

    monkeypatch.setattr(tasks, "_keep", real)
    (kept,) = [item.files[0]["key"] for item in town.items() if item.files]
    disk = LocalStorage.open
    monkeypatch.setattr(LocalStorage, "open", lambda self, key: _broken() if key == kept else disk(self, key))
    order(browser, format="pdf")
    run_jobs()
    parcel = ZipFile(io.BytesIO(browser.get(address(browser)).data))
    assert "佛山沙发0-zh.pdf" in parcel.namelist() and "佛山沙发1-zh.pdf" not in parcel.namelist()


def test_administrators_who_see_no_results_are_not_offered_the_export(
    town_hall: tuple[User, User], sign_in: Enter
) -> None:
    manager, admin = (sign_in(person) for person in town_hall)
    assert "/batches" in manager.get("/clients").text and "/batches" not in admin.get("/clients").text
    assert admin.get("/batches").status_code == admin.post("/batches/new").status_code == 403


def test_somebody_who_left_gets_nothing_and_bad_input_loses_nothing(
    town: Town, database: Database, sign_in: Enter, run_jobs: Jobs
) -> None:
    browser = sign_in(town.manager)
    bad = browser.post("/batches", data={"act": "everything", "pattern": "{name}", "format": "pdf", "lang": "zh"})
    assert bad.status_code == 422 and "{name}" in bad.text
    order(browser)
    page = browser.get("/batches").text
    stop = re.search(r'action="(/batches/[^"]+/cancel)"', page)
    assert stop and browser.post(stop[1]).status_code == 303
    for _ in range(4):
        order(browser)
    assert browser.post("/batches", data={"act": "everything", "format": "pdf", "lang": "zh"}).status_code == 422
    with database.begin() as session:
        from app.tenants.models import Membership

        session.delete(session.scalars(select(Membership).where(Membership.user_id == town.manager.id)).one())
    run_jobs()
    assert {item.reason for item in town.items()} <= {"rights", ""} and "drawn" not in {i.outcome for i in town.items()}


def test_jobs_ask_for_the_roles_that_pages_ask_for() -> None:
    assert ALLOWED["export"] == TAKING


def test_names_are_safe_on_windows() -> None:
    taken: set[str] = set()
    name = lambda firm: name_file("{firm}", {"firm": firm}, "pdf", taken)  # noqa: E731
    assert [name("CON"), name("Sofa"), name("SOFA"), name("家具厂. ")] == [
        "_CON.pdf", "Sofa.pdf", "SOFA (2).pdf", "家具厂·.pdf",
    ]  # fmt: skip
    assert len(name("家" * 300)) <= 104 and name('a/b:"c') == "a_b__c.pdf"
