"""Every number of a result opens what it is made of, and the sums on the page are the numbers on the result."""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.kit.db import Database
from tests.factories.filings import PANELS, make_filled
from tests.factories.people import make_person

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
SCHOOL = "shenzhen-languages-95"


@pytest.fixture
def submitted(app: Flask, database: Database, sign_in: Enter) -> Callable[[str], tuple[FlaskClient, UUID]]:
    def submit(name: str) -> tuple[FlaskClient, UUID]:
        with app.app_context():
            owner = make_person(database)
        assessment = make_filled(database, owner, name)
        browser = sign_in(owner)
        browser.post(f"/assessments/{assessment}/submit", data={"declared": "yes"})
        return browser, assessment

    return submit


def shown(page: str) -> tuple[Decimal, Decimal]:
    """The parts on a page added up, and the total it says."""
    parts = re.findall(r'data-points(?:="[-\d.]+")?>(-?[\d.]+)<', page)
    total = re.search(r"data-total>([\d.]+)<", page)
    assert parts and total, page[-2000:]
    return sum(map(Decimal, parts), Decimal(0)), Decimal(total[1])


@pytest.mark.parametrize("name", [PANELS, SCHOOL])
def test_every_number_leads_to_parts_that_add_up(submitted: Callable, name: str) -> None:
    browser, assessment = submitted(name)
    result = browser.get(f"/assessments/{assessment}/result").text
    links = dict.fromkeys(re.findall(r'class="r-why" href="([^"#]+)', result))
    assert len(links) >= 8 and "benchmarks" in links
    for link in links:
        page = browser.get(f"/assessments/{assessment}/{link}")
        assert page.status_code == 200, link
        if link != "benchmarks" and "data-total" in page.text:
            added, total = shown(page.text)
            assert added == total, link
            said = {f"{total:f}", f"{total.quantize(Decimal('0.1'), ROUND_HALF_UP):f}"}
            assert any(one.rstrip("0").rstrip(".") in result for one in said), (link, total)


def test_a_dimension_shows_answers_rule_editions_and_weight(submitted: Callable) -> None:
    browser, assessment = submitted(PANELS)
    page = browser.get(f"/assessments/{assessment}/why/readiness/cloud").text
    assert "edition" in page and "points of the whole" in page and "The level of the answer over 4" in page
    answer = re.search(rf'href="(/assessments/{assessment}/answers/[^"]+)"', page)
    assert answer
    told = browser.get(answer[1]).text
    assert "Every answer given" in told and "What it counts for" in told and "#q-" in told


def test_a_benchmark_shows_kind_source_year_and_number(submitted: Callable) -> None:
    browser, assessment = submitted(PANELS)
    page = browser.get(f"/assessments/{assessment}/benchmarks").text
    assert "Our estimate" in page and "Published" in page and re.search(r"n = [\d,]+", page)
    assert "What is measured" in page and "checked on" in page


def test_the_result_page_asks_little_of_the_database(submitted: Callable, database: Database) -> None:
    browser, assessment = submitted(PANELS)
    seen: list[str] = []
    note = lambda _c, _k, statement, *_more: seen.append(statement)  # noqa: E731
    event.listen(database.engine, "before_cursor_execute", note)
    assert browser.get(f"/assessments/{assessment}/result").status_code == 200
    event.remove(database.engine, "before_cursor_execute", note)
    assert len([one for one in seen if one.startswith("SELECT")]) <= 12, seen


def test_what_is_not_there_is_not_found(submitted: Callable) -> None:
    browser, assessment = submitted(PANELS)
    for path in ("why/nonsense", "why/readiness/nonsense", "answers/nonsense"):
        assert browser.get(f"/assessments/{assessment}/{path}").status_code == 404


def test_other_readers_of_a_report_get_no_such_links(submitted: Callable) -> None:
    browser, assessment = submitted(PANELS)
    result = browser.get(f"/assessments/{assessment}/result").text
    assert "r-why" in result
    from app.kit.db import Scope, db
    from app.reports.models import Report

    with db.reading(Scope.platform("test")) as session:
        report = session.query(Report).one()
    assert 'class="r-why"' not in browser.get(f"/reports/{report.id}").text
