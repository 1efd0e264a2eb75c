"""Working by the plan in the browser's eyes: open it, start, finish with a cost, pass the gate."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.deliveries.queries import list_progress
from app.kit import clock
from app.kit.db import Database, Scope
from app.tenants.models import Organisation, Role
from tests.factories.filings import WORKSHOP, sample
from tests.factories.people import add_member, engage, make_person, make_provider
from tests.factories.works import Planned, make_planned, plan_again

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]


@pytest.fixture
def planned(app: Flask, database: Database) -> Planned:
    with app.app_context():
        return make_planned(database)


@pytest.fixture
def browser(planned: Planned, sign_in: Enter) -> FlaskClient:
    return sign_in(planned.owner)


def fields(**more: Any) -> dict[str, Any]:
    blank = dict.fromkeys(("started_on", "ended_on", "cost_minor", "staff_days", "kpi_value", "reason", "note"), "")
    return {"site": "", "version": "0", "status": "started", **blank, **more}


def said(database: Database, planned: Planned) -> dict[str, Any]:
    with database.reading(Scope.tenant(planned.tenant_id)) as session:
        return {one.initiative: one for one in list_progress(session, planned.tenant_id)}


def member(database: Database, planned: Planned, role: Role) -> Any:
    person = make_person(database)
    with database.reading() as session:
        firm = session.get_one(Organisation, planned.tenant_id)
    add_member(database, firm, person, role)
    return person


def test_every_view_of_a_plan_opens_in_both_languages(planned: Planned, browser: FlaskClient) -> None:
    for path in ("", "/list", "/timeline", "/gates", "/support", "/calendar", f"/work/{planned.first}"):
        page = browser.get(planned.root + path)
        assert page.status_code == 200, path
    rejected = planned.plan.rejected[0]
    page = browser.get(planned.work(rejected.initiative))
    assert "Why it is not in the plan" in page.text
    assert browser.get(planned.work("no-such-thing")).status_code == 404
    assert browser.get(planned.root + "/list?state=done&stage=2").status_code == 200
    assert browser.get(planned.root + "/list?state=%27&stage=999").status_code == 200


def test_work_is_started_and_finished_with_its_cost(planned: Planned, browser: FlaskClient, database: Database) -> None:
    key, today = planned.first, clock.today()
    begun = browser.post(planned.work(key) + "/move", data={"site": "", "version": "0", "status": "started"})
    assert begun.status_code == 303 and begun.headers["Location"].endswith(f"#w-{key}")
    one = said(database, planned)[key]
    assert (one.status, one.started_on, one.version) == ("started", today, 1)
    more = fields(version="1", status="done", started_on=today.isoformat(), cost_minor="1234.56", staff_days="7")
    kept = browser.post(planned.work(key), data=more | {"kpi_value": "93 %", "note": "🎉 完成"})
    assert kept.status_code == 303
    one = said(database, planned)[key]
    assert (one.minor, one.ended_on, one.staff_days, one.kpi_value) == (123456, today, 7, "93 %")
    page = browser.get(planned.work(key)).text
    assert "🎉 完成" in page and "What changed" in page and "Lin Wei" in page and "Started → Done" in page
    board = browser.get(planned.root).text
    assert "1 of" in board and "CNY 1,235" in board


def test_finished_work_is_set_against_the_plan(planned: Planned, browser: FlaskClient) -> None:
    item = max(planned.plan.items, key=lambda one: one.once.typical)
    paid = item.once.typical // 100 + 500
    day = clock.today().isoformat()
    data = fields(status="done", started_on=day, ended_on=day, cost_minor=str(paid))
    assert browser.post(planned.work(item.initiative), data=data).status_code == 303
    page = browser.get(planned.work(item.initiative)).text
    assert "CNY 500 over" in page and "days early" in page


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"started_on": "2999-01-01"}, "cannot be later than today"),
        ({"started_on": "1999-01-01"}, "too early"),
        ({"started_on": "not a day"}, "Not a valid date"),
        ({"cost_minor": "-1"}, "from 0 to 1,000,000,000"),
        ({"cost_minor": "1e400"}, "from 0 to 1,000,000,000"),
        ({"cost_minor": "NaN"}, "from 0 to 1,000,000,000"),
        ({"cost_minor": "a lot"}, "Not a valid decimal"),
        ({"staff_days": "99999999999999999999"}, "from 0 to 10,000"),
        ({"status": "dropped"}, "Say why it was dropped"),
        ({"status": "done", "ended_on": "2026-11-01"}, "Enter the day it started first"),
        ({"status": "started", "started_on": "2026-11-01", "ended_on": "2026-11-02"}, "neither done nor dropped"),
        ({"status": "done", "started_on": "2026-11-02", "ended_on": "2026-11-01"}, "before the start"),
        ({"status": "wished"}, "Not a valid choice"),
        ({"kpi_value": "x" * 201}, "At most 200"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_typed(
    planned: Planned, browser: FlaskClient, database: Database, more: dict[str, str], sentence: str
) -> None:
    answer = browser.post(planned.work(planned.first), data=fields(note="kept 备注", **more))
    assert answer.status_code == 422 and sentence in answer.text and "kept 备注" in answer.text
    assert not said(database, planned)


def test_of_two_people_the_second_sees_what_the_first_saved(
    planned: Planned, browser: FlaskClient, sign_in: Enter, database: Database
) -> None:
    other = sign_in(member(database, planned, Role.CONTRIBUTOR))
    key = planned.first
    assert other.post(planned.work(key), data=fields(status="paused", reason="holiday")).status_code == 303
    late = browser.post(planned.work(key), data=fields(status="started", note="mine"))
    assert late.status_code == 409 and "mine" in late.text and "holiday" in late.text
    assert re.search(r'<input[^>]*name="version"[^>]*value="1"', late.text)
    assert said(database, planned)[key].status == "paused"
    again = browser.post(planned.work(key), data=fields(status="started", note="mine", version="1"))
    assert again.status_code == 303 and said(database, planned)[key].note == "mine"
    moved = browser.post(planned.work(key) + "/move", data={"version": "1", "status": "done"}, follow_redirects=True)
    assert "left where they put it" in moved.text and said(database, planned)[key].status == "started"


def test_a_viewer_reads_and_changes_nothing_but_may_have_a_calendar(
    planned: Planned, sign_in: Enter, database: Database
) -> None:
    viewer = sign_in(member(database, planned, Role.VIEWER))
    page = viewer.get(planned.work(planned.first))
    assert page.status_code == 200 and "How far is it" in page.text and "<textarea" not in page.text
    assert viewer.post(planned.work(planned.first), data=fields()).status_code == 403
    assert viewer.post(planned.work(planned.first) + "/move", data={"status": "done"}).status_code == 403
    assert viewer.post(planned.root + "/gates", data={"key": "x"}).status_code == 403
    assert viewer.post(planned.root + "/calendar", data={"act": "renew"}).status_code == 200
    assert not said(database, planned)


def test_a_dropped_card_is_asked_for_its_reason(planned: Planned, browser: FlaskClient, database: Database) -> None:
    key = planned.first
    answer = browser.post(planned.work(key) + "/move", data={"version": "0", "status": "dropped"})
    assert answer.status_code == 303 and "state=dropped#state" in answer.headers["Location"]
    assert not said(database, planned)
    assert '<option selected value="dropped">' in browser.get(planned.work(key) + "?state=dropped").text
    assert browser.post(planned.work(key), data=fields(status="dropped", reason="no time")).status_code == 303
    assert said(database, planned)[key].reason == "no time"


def test_a_gate_opens_when_all_its_conditions_hold(planned: Planned, browser: FlaskClient) -> None:
    gate = planned.plan.stages[0].gate
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    ahead = next(item for item in planned.plan.items if item.stage > 1)
    warned = browser.post(
        planned.work(ahead.initiative) + "/move", data={"version": "0", "status": "started"}, follow_redirects=True
    )
    assert "has not been passed yet" in warned.text and "Begun before the gate" in warned.text
    url = planned.root + "/gates"
    for wrong in ("2999-01-01", "1066-10-14", "", "soon"):
        answer = browser.post(url, data={"key": gate[0], "held_on": wrong, "note": "typed", "version": "0"})
        assert answer.status_code == 422 and "typed" in answer.text, wrong
    assert browser.post(url, data={"key": "nothing", "held_on": yesterday}).status_code == 404
    for key in gate:
        assert (
            browser.post(url, data={"key": key, "held_on": yesterday, "note": "seen", "version": "0"}).status_code
            == 303
        )
    assert "gate open since" in browser.get(url).text
    assert "Begun before the gate" not in browser.get(planned.root).text
    assert browser.post(url, data={"key": gate[0], "held_on": yesterday, "version": "0"}).status_code == 409
    assert browser.post(url, data={"key": gate[0], "take-back": "yes", "version": "1"}).status_code == 303
    assert "Stage 2: gate open" not in browser.get(url).text


def test_what_was_done_outlives_a_new_plan(planned: Planned, browser: FlaskClient, database: Database) -> None:
    key = planned.first
    data = fields(status="done", started_on=clock.today().isoformat(), cost_minor="10")
    assert browser.post(planned.work(key), data=data).status_code == 303
    means = replace(sample(WORKSHOP).means, start=clock.today(), done=(key,), must=())
    again = plan_again(database, planned.tenant_id, planned.assessment_id, means)
    assert all(item.initiative != key for item in again.items)
    board = browser.get(planned.root).text
    assert "Done before this plan" in board
    assert browser.get(planned.work(key)).status_code == 200


def test_before_a_plan_there_is_a_way_to_one(started: Any, owner: FlaskClient) -> None:
    root = f"/assessments/{started.assessment_id}/progress"
    for path in ("", "/list", "/timeline", "/gates", "/support"):
        assert owner.get(root + path).status_code == 302, path
    assert owner.get(root + "/work/f2-office-suite").status_code == 404
    page = owner.get(root + "/calendar")
    assert page.status_code == 200 and "no roadmap yet" in page.text


def test_a_site_has_a_form_of_its_own(app: Flask, database: Database, sign_in: Enter) -> None:
    with app.app_context():
        school = make_planned(database, name="guangzhou-art-school-36")
    item = next(one for one in school.plan.items if len(one.sites) > 1)
    browser = sign_in(school.owner)
    data = fields(site=item.sites[1], status="paused", reason="holidays")
    assert browser.post(school.work(item.initiative), data=data).status_code == 303
    with database.reading(Scope.tenant(school.tenant_id)) as session:
        (one,) = list_progress(session, school.tenant_id)
    assert (one.site, one.status) == (item.sites[1], "paused")
    assert browser.post(school.work(item.initiative), data=fields(site="nowhere")).status_code == 404
    page = browser.get(school.work(item.initiative)).text
    found = re.findall(r'\sid="([^"]+)"', page)
    assert len(found) == len(set(found)) and f'for="status-{item.sites[0]}"' in page
    wrong = browser.post(school.work(item.initiative), data={**data, "version": "1", "cost_minor": "-1"})
    assert wrong.status_code == 422 and f'href="#cost_minor-{item.sites[1]}"' in wrong.text


def test_an_adviser_let_in_reads_along(planned: Planned, sign_in: Enter, database: Database) -> None:
    adviser = make_person(database)
    provider = make_provider(database, make_person(database))
    add_member(database, provider, adviser, Role.CONSULTANT)
    browser = sign_in(adviser)
    assert browser.get(planned.root).status_code == 404
    with database.reading() as session:
        firm = session.get_one(Organisation, planned.tenant_id)
    engage(database, firm, provider, planned.owner)
    page = browser.get(planned.root)
    assert page.status_code == 200 and "Calendar and reminders" not in page.text and ">Move<" not in page.text
    assert browser.get(planned.root + "/calendar").status_code == 403
    assert browser.post(planned.work(planned.first), data=fields()).status_code == 403
