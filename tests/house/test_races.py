"""Two presses of one button, two workers on one job, a process killed in the middle: one effect, or none."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.assessments.models import Assessment
from app.benchmarks.models import KeptStanding
from app.companies.models import BaselineFigure, Site, Workload
from app.config import ROOT, Settings
from app.events.models import Event
from app.kit.db import Base, Database, Scope
from app.kit.jobs import JobRow, board
from app.kit.pdf import PdfResult
from app.reports.models import FileState, Report, ReportFile
from app.results.models import KeptScorecard
from app.roadmaps.models import Roadmap
from app.tenants.models import Membership
from app.tenants.queries import list_seats
from tests.companies.test_views import PROFILE, SYSTEM
from tests.factories.browsers import Browser
from tests.factories.filings import make_filled
from tests.factories.people import make_person

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
MEANS = {f"budget_{year}": "60000" for year in range(4)} | dict.fromkeys(("owner", "it", "operations", "office"), "10")
MEANS |= {"horizon": "8", "parallel": "3"}


def count(database: Database, tenant_id: UUID, model: type[Base]) -> int:
    with database.reading(Scope.tenant(tenant_id)) as session:
        return session.scalar(select(func.count(model.id))) or 0


def tenant_of(database: Database, person: User) -> UUID:
    with database.reading() as session:
        return list_seats(session, person.id)[0].organisation_id


def press_twice(app: Flask, browser: FlaskClient, path: str, data: dict[str, Any], other: str = "") -> list[int]:
    """Post the same form from two tabs at once, the second to `other` if there is one; both codes."""
    assert isinstance(browser, Browser)
    token, cookie = browser.renew_token(), browser.get_cookie("session")
    assert cookie is not None
    ready, codes = threading.Barrier(2), []

    def press(path: str) -> None:
        tab = app.test_client()
        tab.set_cookie("session", cookie.value)
        ready.wait()
        codes.append(tab.post(path, data=data, headers={"X-CSRFToken": token}).status_code)

    tabs = [threading.Thread(target=press, args=(one,)) for one in (path, other or path)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    return codes


def test_a_firm_is_founded_once(app: Flask, database: Database, sign_in: Enter) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for _ in range(3):
        person = make_person(database)
        codes = press_twice(app, sign_in(person), "/firm/new", PROFILE)
        assert set(codes) <= {303, 302, 409}
        with database.reading() as session:
            assert session.scalar(select(func.count(Membership.id)).where(Membership.user_id == person.id)) == 1


def test_a_journey_pressed_twice_happens_once(app: Flask, database: Database, sign_in: Enter) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    person = make_person(database)
    browser, filled = sign_in(person), make_filled(database, person)
    tenant_id = tenant_of(database, person)
    assert press_twice(app, browser, f"/assessments/{filled}/submit", {"declared": "yes"}) == [303, 303]
    assert [count(database, tenant_id, one) for one in (Report, KeptStanding)] == [1, 1]
    assert press_twice(app, browser, "/assessments/", {}) == [303, 303]
    assert count(database, tenant_id, Assessment) == 2, "one submitted, one new draft"
    assert press_twice(app, browser, f"/assessments/{filled}/means", MEANS) == [303, 303]
    assert count(database, tenant_id, Roadmap) == 2, "both were asked for, each with its number"
    with database.reading(Scope.tenant(tenant_id)) as session:
        result = session.scalars(select(Report)).one()
    assert press_twice(app, browser, f"/reports/{result.id}/pdf", {}) == [303, 303]
    assert count(database, tenant_id, ReportFile) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count(JobRow.id)).where(JobRow.name == "draw_report")) == 1


def test_a_firm_is_changed_by_one_at_a_time(app: Flask, database: Database, sign_in: Enter) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    person = make_person(database)
    browser = sign_in(person)
    assert browser.post("/firm/new", data=PROFILE).status_code == 303
    tenant_id = tenant_of(database, person)
    changes: dict[str, dict[str, Any]] = {
        "/firm/inventory/systems/new": SYSTEM,
        "/firm/figures": {"orders-month.value": "12"},
        "/firm/sites/new": {"name": "乐从门店", "kind": "store"},
    }
    for path, data in changes.items():
        for _ in range(3):
            assert press_twice(app, browser, path, data) == [303, 303], path
    assert [count(database, tenant_id, one) for one in (Workload, BaselineFigure, Site)] == [6, 1, 7]


def test_of_two_who_remove_the_last_two_sites_one_is_refused(app: Flask, database: Database, sign_in: Enter) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    person = make_person(database)
    browser = sign_in(person)
    assert browser.post("/firm/new", data=PROFILE).status_code == 303
    tenant_id = tenant_of(database, person)
    for _ in range(3):
        assert browser.post("/firm/sites/new", data={"name": "门店", "kind": "store"}).status_code == 303
        with database.reading(Scope.tenant(tenant_id)) as session:
            keys = list(session.scalars(select(Site.key)))
        one, other = (f"/firm/sites/{key}/remove" for key in keys)
        codes = press_twice(app, browser, one, {}, other)
        assert sorted(codes) == [303, 409]
        assert count(database, tenant_id, Site) == 1


def _ask_for_pdf(browser: FlaskClient, database: Database, person: User, filled: UUID) -> tuple[UUID, UUID]:
    assert browser.post(f"/assessments/{filled}/submit", data={"declared": "yes"}).status_code == 303
    tenant_id = tenant_of(database, person)
    with database.reading(Scope.tenant(tenant_id)) as session:
        report_id = session.scalars(select(Report.id)).one()
    assert browser.post(f"/reports/{report_id}/pdf").status_code == 303
    return tenant_id, report_id


def test_two_workers_on_one_drawing_keep_one_file(
    app: Flask, database: Database, sign_in: Enter, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.kit.jobs import Job

    person = make_person(database)
    tenant_id, _report = _ask_for_pdf(sign_in(person), database, person, make_filled(database, person))
    both = threading.Barrier(2)

    def draw(_document: Any, _lang: str) -> PdfResult:
        both.wait(20)
        return PdfResult(content=b"%PDF", pages=1)

    monkeypatch.setattr("app.reports.renderers.pdf.print_apart", draw)
    with database.reading() as session:
        row = session.scalars(select(JobRow).where(JobRow.name == "draw_report")).one()
    job = Job(row.id, row.name, row.payload, row.tenant_id, 1, database)
    hands = [threading.Thread(target=board.handlers["draw_report"].run, args=(job,)) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    stored = [path for path in (settings.data_dir / "storage").rglob("*") if path.is_file()]
    with database.reading(Scope.tenant(tenant_id)) as session:
        file = session.scalars(select(ReportFile)).one()
    assert file.state == FileState.READY
    assert [path.relative_to(settings.data_dir / "storage").as_posix() for path in stored] == [file.storage_key]


def test_a_drawing_given_up_says_so_and_can_be_asked_again(
    app: Flask, database: Database, sign_in: Enter, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = make_person(database)
    browser = sign_in(person)
    _tenant, report_id = _ask_for_pdf(browser, database, person, make_filled(database, person))
    page = f"/reports/{report_id}/pdf/en"
    assert "The file is being made" in browser.get(page).text
    with database.begin() as session:
        session.scalars(select(JobRow).where(JobRow.name == "draw_report")).one().state = "failed"
    assert "The file could not be made" in browser.get(page).text
    asked = re.search(r'name="speak" value="(\w+)"', browser.get(page, headers={"Accept-Language": "zh"}).text)
    assert asked and asked[1] == "en", "the file of this address, whatever the reader speaks"
    assert browser.post(f"/reports/{report_id}/pdf", data={"speak": asked[1]}).location.endswith("/pdf/en")
    monkeypatch.setattr(
        "app.reports.renderers.pdf.print_apart", lambda _document, _lang: PdfResult(content=b"%PDF", pages=1)
    )
    run_jobs()
    answer = browser.get(page)
    assert answer.data == b"%PDF"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_plan_given_up_says_so(app: Flask, database: Database, sign_in: Enter) -> None:
    person = make_person(database)
    browser, filled = sign_in(person), make_filled(database, person)
    browser.post(f"/assessments/{filled}/submit", data={"declared": "yes"})
    assert browser.post(f"/assessments/{filled}/means", data=MEANS).status_code == 303
    page = f"/assessments/{filled}/roadmap"
    assert "could not be worked out" not in browser.get(page).text
    with database.begin() as session:
        session.scalars(select(JobRow).where(JobRow.name == "plan_roadmap")).one().state = "failed"
    assert "could not be worked out" in browser.get(page).text


KILLED = """
import os, signal, sys
from uuid import UUID
from app.config import Settings
from app.factory import create_app
from app.kit import clock
from app.kit.db import Scope, db
from app.assessments.queries import catalogue, get_assessment
from app.reports import operations

step, database_url, data_dir, tenant, assessment = sys.argv[1:]
create_app(Settings(environment="test", database_url=database_url, data_dir=data_dir, log_level="ERROR"))
die = lambda *_a, **_k: os.kill(os.getpid(), signal.SIGKILL)
if step != "commit":
    setattr(operations, step, die)
with db.begin(Scope.tenant(UUID(tenant))) as session:
    one = get_assessment(session, UUID(assessment), hold="state")
    operations.publish_result(session, one, catalogue=catalogue(), by=None, at=clock.now())
    session.flush()
    die()
"""


@pytest.mark.parametrize("step", ["keep_standing", "_freeze", "commit"])
def test_a_kill_while_submitting_leaves_a_draft_that_can_be_submitted(
    app: Flask, database: Database, sign_in: Enter, settings: Settings, step: str
) -> None:
    person = make_person(database)
    filled = make_filled(database, person)
    tenant_id = tenant_of(database, person)
    command = [sys.executable, "-c", KILLED, step, settings.database, str(settings.data_dir), str(tenant_id)]
    ended = subprocess.run([*command, str(filled)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert ended.returncode == -signal.SIGKILL
    kept = (KeptScorecard, KeptStanding, Report)
    assert [count(database, tenant_id, one) for one in kept] == [0, 0, 0]
    with database.reading(Scope.tenant(tenant_id)) as session:
        assert session.get_one(Assessment, filled).is_open
        assert not session.scalars(select(Event).where(Event.tag == "assessment.submitted")).all()
    assert sign_in(person).post(f"/assessments/{filled}/submit", data={"declared": "yes"}).status_code == 303
    assert count(database, tenant_id, Report) == 1
