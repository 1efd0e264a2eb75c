"""The roadmap leaves for other tools: an .xlsx with real numbers and days, and a CSV."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from app.kit import clock
from app.kit.db import Database
from app.kit.tables import Table, read_tables
from tests.factories.fillings import start_filling
from tests.factories.works import Planned, make_planned

if TYPE_CHECKING:
    from flask.testing import FlaskClient

pytestmark = pytest.mark.database
Enter = Callable[..., "FlaskClient"]


@pytest.fixture
def planned(app: Flask, database: Database) -> Planned:
    with app.app_context():
        return make_planned(database)


def address(planned: Planned, form: str) -> str:
    return f"/assessments/{planned.assessment_id}/roadmap.{form}"


def sheets(browser: "FlaskClient", planned: Planned) -> list[Table]:
    answer = browser.get(address(planned, "xlsx"))
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    return list(read_tables(answer.data))


def column(table: Table, title: str) -> list[object]:
    place = table.rows[0].index(title)
    return [row[place] for row in table.rows[1:]]


def test_every_piece_of_work_is_a_row_with_its_stable_id_days_and_money(planned: Planned, sign_in: Enter) -> None:
    work, cash, rejected = sheets(sign_in(planned.owner), planned)
    assert set(column(work, "Id")) == {item.initiative for item in planned.plan.items}
    assert all(isinstance(day, date) for day in column(work, "Planned start"))
    once = sum(item.once.typical for item in planned.plan.items)
    assert round(sum(column(work, "Once, typical (CNY)")) * 100) == once, "the rows add up to the plan"  # type: ignore[arg-type]
    quarters = column(cash, "Cash, typical (CNY)")
    assert round(sum(quarters) * 100) == sum(one.cash.typical for one in planned.plan.quarters)  # type: ignore[arg-type]
    assert column(rejected, "Id") == [one.initiative for one in planned.plan.rejected]
    assert all(column(rejected, "Reason"))


def test_what_the_owner_said_about_the_work_goes_with_it(planned: Planned, sign_in: Enter) -> None:
    browser = sign_in(planned.owner)
    today = clock.today().isoformat()
    blank = dict.fromkeys(("ended_on", "staff_days", "reason"), "")
    said = {"site": "", "version": "0", "status": "started", "started_on": today, "kpi_value": "", **blank}
    answer = browser.post(planned.work(planned.first), data={**said, "cost_minor": "1234.50", "note": "=SUM(A1)"})
    assert answer.status_code == 303, answer.text
    work = sheets(browser, planned)[0]
    row = column(work, "Id").index(planned.first)
    assert column(work, "Status")[row] == "Started"
    assert column(work, "Paid (CNY)")[row] == 1234.5
    assert column(work, "Note")[row] == "=SUM(A1)"
    lines = list(csv.reader(io.StringIO(browser.get(address(planned, "csv")).data.decode("utf-8-sig"))))
    assert "'=SUM(A1)" in lines[row + 1]


def test_both_languages_have_the_same_rows(planned: Planned, sign_in: Enter) -> None:
    browser = sign_in(planned.owner)
    english = sheets(browser, planned)
    browser.post("/language", data={"lang": "zh"})
    chinese = sheets(browser, planned)
    assert chinese[0].name == "举措"
    assert [len(table.rows) for table in chinese] == [len(table.rows) for table in english]
    assert column(chinese[0], "编号") == column(english[0], "Id")


def test_without_a_plan_the_way_leads_to_one_and_a_neighbour_finds_nothing(
    planned: Planned, database: Database, sign_in: Enter
) -> None:
    other = start_filling(database)
    neighbour = sign_in(other.owner)
    assert neighbour.get(f"/assessments/{other.assessment_id}/roadmap.xlsx").status_code == 302
    assert neighbour.get(address(planned, "xlsx")).status_code == 404
    assert neighbour.get(address(planned, "csv")).status_code == 404
