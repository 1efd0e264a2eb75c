"""From a filled draft to the PDF through the browser's eyes: submit, result, means, roadmap, report."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from app.accounts.models import User
from app.events.models import Event
from app.kit import clock
from app.kit.db import Database, Scope
from app.tenants.queries import list_seats
from tests.factories.filings import PANELS, WORKSHOP, make_filled
from tests.factories.people import make_person

pytestmark = pytest.mark.database
SignIn = Callable[[User], FlaskClient]
MEANS: dict[str, Any] = {
    **{f"budget_{year}": "60000" for year in range(4)},
    "owner": "8",
    "it": "10",
    "operations": "20",
    "office": "15",
    "horizon": "8",
    "parallel": "3",
    "spring_festival": "y",
}


@pytest.fixture
def owner(app: Any, database: Database) -> User:
    with app.app_context():
        return make_person(database, lang="zh")


def submit(browser: FlaskClient, assessment: UUID) -> None:
    answer = browser.post(f"/assessments/{assessment}/submit", data={"declared": "yes"})
    assert answer.status_code == 303, answer.text
    assert answer.location.endswith(f"/assessments/{assessment}/result")


def test_result_is_there_at_once_after_submitting(database: Database, owner: User, sign_in: SignIn) -> None:
    assessment = make_filled(database, owner)
    browser = sign_in(owner)
    submit(browser, assessment)
    page = browser.get(f"/assessments/{assessment}/result")
    assert page.status_code == 200
    assert "非官方估算" in page.text
    assert "<svg" in page.text


def test_submitting_without_the_declaration_changes_nothing(database: Database, owner: User, sign_in: SignIn) -> None:
    assessment = make_filled(database, owner)
    browser = sign_in(owner)
    answer = browser.post(f"/assessments/{assessment}/submit", data={})
    assert "undeclared" in answer.location
    assert "/review" in browser.get(f"/assessments/{assessment}/result").location


def test_submitting_twice_scores_once(database: Database, owner: User, sign_in: SignIn) -> None:
    assessment = make_filled(database, owner)
    browser = sign_in(owner)
    submit(browser, assessment)
    submit(browser, assessment)
    from app.reports.models import Report

    with database.reading() as session:
        tenant = list_seats(session, owner.id)[0].organisation_id
    with database.reading(Scope.tenant(tenant)) as session:
        assert len(session.query(Report).all()) == 1


def test_roadmap_and_pdf_follow_from_the_means(
    database: Database, owner: User, sign_in: SignIn, run_jobs: Callable[[], int], tmp_path: Any
) -> None:
    assessment = make_filled(database, owner, PANELS)
    browser = sign_in(owner)
    submit(browser, assessment)
    assert browser.get(f"/assessments/{assessment}/means").status_code == 200
    answer = browser.post(f"/assessments/{assessment}/means", data=MEANS)
    assert answer.status_code == 303, answer.text
    waiting = browser.get(f"/assessments/{assessment}/roadmap")
    assert "data-wait" in waiting.text
    run_jobs()
    roadmap = browser.get(f"/assessments/{assessment}/roadmap")
    assert "<svg" in roadmap.text
    assert "还没有给出预算" not in browser.get(f"/assessments/{assessment}/result").text
    report = roadmap.text.split('href="/reports/')[1].split('"')[0]
    for lang, marker in (("zh", "路线图"), ("en", "roadmap")):
        file = browser.get(f"/reports/{report}/pdf/{lang}")
        assert file.mimetype == "application/pdf"
        path = tmp_path / f"{lang}.pdf"
        path.write_bytes(file.data)
        text = "".join(page.extract_text() for page in PdfReader(path).pages)
        assert marker in text


def test_impossible_means_keep_what_was_typed(database: Database, owner: User, sign_in: SignIn) -> None:
    assessment = make_filled(database, owner)
    browser = sign_in(owner)
    submit(browser, assessment)
    typed = {**MEANS, "budget_0": "a lot", "owner": "-3"}
    page = browser.post(f"/assessments/{assessment}/means", data=typed)
    assert page.status_code == 422
    assert 'value="a lot"' in page.text
    assert 'value="-3"' in page.text


def test_a_neighbour_sees_none_of_it(
    app: Any, database: Database, owner: User, sign_in: SignIn, run_jobs: Callable[[], int]
) -> None:
    assessment = make_filled(database, owner, WORKSHOP)
    browser = sign_in(owner)
    submit(browser, assessment)
    browser.post(f"/assessments/{assessment}/means", data=MEANS)
    run_jobs()
    report = browser.get(f"/assessments/{assessment}/roadmap").text.split('href="/reports/')[1].split('"')[0]
    with app.app_context():
        stranger = make_person(database)
    make_filled(database, stranger, WORKSHOP)
    other = sign_in(stranger)
    for path in (
        f"/assessments/{assessment}/result",
        f"/assessments/{assessment}/roadmap",
        f"/assessments/{assessment}/means",
        f"/reports/{report}",
        f"/reports/{report}/pdf/zh",
    ):
        assert other.get(path).status_code == 404, path
    assert other.post(f"/assessments/{assessment}/means", data=MEANS).status_code == 404
    assert other.post(f"/reports/{report}/pdf").status_code == 404


def test_planning_again_next_year_offers_that_years_budget(
    database: Database, owner: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessment = make_filled(database, owner)
    browser = sign_in(owner)
    submit(browser, assessment)
    browser.post(f"/assessments/{assessment}/means", data=MEANS)
    next_year = clock.today().year + 1
    monkeypatch.setattr(clock, "today", lambda: date(next_year, 6, 1))
    page = browser.get(f"/assessments/{assessment}/means").text
    first = page.split('for="budget_0">')[1].split("<")[0]
    assert first.strip() == str(next_year)


def test_a_level_by_a_date_costs_less_than_the_fullest_plan(
    database: Database, owner: User, sign_in: SignIn, run_jobs: Callable[[], object]
) -> None:
    assessment = make_filled(database, owner)
    browser = sign_in(owner)
    submit(browser, assessment)
    means = f"/assessments/{assessment}/means"
    rich = MEANS | {f"budget_{year}": "400000" for year in range(4)} | {"it": "40", "operations": "60", "office": "40"}
    assert "花钱最少" in browser.get(means).text
    wrong = browser.post(means, data=rich | {"goal": "level", "target_level": "9", "target_by": "2001-01-01"})
    assert wrong.status_code == 422 and "请选择要达到的等级" in wrong.text and "请选晚一点的日期" in wrong.text
    browser.post(means, data=rich | {"goal": "level", "target_level": "2", "target_by": ""})
    run_jobs()
    page = browser.get(f"/assessments/{assessment}/roadmap").text
    assert "花费最少" in page and "没有排进来" in page
    again = browser.get(means).text
    assert re.search(r'<input[^>]*checked[^>]*value="level"', again) or 'value="level" checked' in again


@pytest.mark.parametrize(("month", "years"), [(1, 3), (3, 3), (4, 4), (12, 4)])
def test_every_budget_asked_for_is_of_a_year_in_every_month(
    database: Database, owner: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, month: int, years: int
) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2027, month, 15))
    assessment = make_filled(database, owner)
    browser = sign_in(owner)
    submit(browser, assessment)
    page = browser.get(f"/assessments/{assessment}/means").text
    asked = re.findall(r'name="(budget_\d)"', page)
    assert asked == [f"budget_{at}" for at in range(years)]
    assert "Budget" not in page
    given = {name: value for name, value in MEANS.items() if not name.startswith("budget") or name in asked}
    answer = browser.post(f"/assessments/{assessment}/means", data=given)
    assert answer.status_code == 303, answer.text


def test_every_event_says_what_kind_of_thing_it_happened_to(
    database: Database, owner: User, sign_in: SignIn, run_jobs: Callable[[], int]
) -> None:
    assessment = make_filled(database, owner)
    browser = sign_in(owner)
    submit(browser, assessment)
    browser.post(f"/assessments/{assessment}/means", data=MEANS)
    run_jobs()
    with database.reading() as session:
        tenant = list_seats(session, owner.id)[0].organisation_id
    with database.reading(Scope.tenant(tenant)) as session:
        told = {one.tag: one.subject or "" for one in session.query(Event)}
    assert told["assessment.submitted"] == f"assessment:{assessment}"
    assert told["roadmap.requested"].startswith("roadmap:")
    assert told["roadmap.planned"] == told["roadmap.requested"]
    assert told["report.issued"].startswith("report:")
