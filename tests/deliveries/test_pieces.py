"""Plan and actual side by side: late, early, over, under, per site, after a new plan."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.assessments.queries import catalogue
from app.deliveries.boards import open_board
from app.deliveries.models import Delivery, DeliveryChange, Status
from app.deliveries.operations import Hand, Said, moved, record_progress, settled
from app.deliveries.pieces import pieces_of
from app.deliveries.projects import Project, find_project
from app.deliveries.queries import headway, list_progress
from app.deliveries.values import Check, Progress, Promise, Work
from app.kit import clock
from app.kit.db import Database, Scope
from app.tryouts.queries import find_work
from tests.factories.works import Planned, make_planned
from tests.house.test_races import count, press_twice

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]


@pytest.fixture
def planned(app: Flask, database: Database) -> Planned:
    with app.app_context():
        return make_planned(database)


@pytest.fixture
def project(planned: Planned, database: Database) -> Project:
    with database.reading(Scope.tenant(planned.tenant_id)) as session:
        found = find_project(session, planned.tenant_id, planned.assessment_id, catalogue=catalogue())
    assert found is not None
    return found


def told(project: Project, key: str, **more: Any) -> Project:
    """The project after something was said."""
    site = more.pop("site", "")
    one = Progress(initiative=key, site=site, version=1, **more)
    return replace(project, progress={**project.progress, (key, site): one})


def test_days_and_money_are_counted_against_the_plan(project: Project, planned: Planned) -> None:
    item = max(project.plan.items, key=lambda one: one.once.typical)
    key, start, end = item.initiative, item.starts_on, item.ends_on

    def piece(today: date, **more: Any) -> Any:
        told_of = told(project, key, **more) if more else project
        return next(one for one in pieces_of(told_of, today) if one.key == key)

    assert (piece(start).start_slip, piece(start).end_slip) == (None, None)
    assert piece(start + timedelta(3)).start_slip == 3
    begun = piece(start + timedelta(9), status=Status.STARTED, started_on=start + timedelta(4))
    assert (begun.start_slip, begun.end_slip) == (4, None)
    assert piece(end + timedelta(5), status=Status.STARTED, started_on=start).end_slip == 5
    done = piece(end, status=Status.DONE, started_on=start, ended_on=end - timedelta(2), minor=item.once.typical - 700)
    assert (done.end_slip, done.over) == (-2, -700)
    dropped = piece(end + timedelta(50), status=Status.DROPPED, reason="no")
    assert (dropped.start_slip, dropped.end_slip, dropped.over) == (None, None, None)


def test_sums_set_like_against_like(project: Project) -> None:
    one, other = project.plan.items[:2]
    day = project.plan.stages[0].starts_on
    project = told(
        project, one.initiative, status=Status.DONE, started_on=day, ended_on=day, minor=one.once.typical + 1
    )
    project = told(project, other.initiative, status=Status.STARTED, started_on=day, minor=99)
    total = open_board(project, day).total
    assert (total.done, total.begun, total.over) == (1, 1, 1)
    assert total.paid == one.once.typical + 100 and total.count == len(project.plan.items)
    assert total.planned == sum(item.once.typical for item in project.plan.items)


def test_sites_share_the_cost_and_keep_their_own_state(project: Project) -> None:
    item = replace(project.plan.items[0], sites=("north", "south", "east"))
    plan = replace(project.plan, items=(item, *project.plan.items[1:]))
    project = told(replace(project, plan=plan), item.initiative, site="south", status=Status.STARTED)
    pieces = [one for one in pieces_of(project, clock.today()) if one.key == item.initiative]
    assert [(one.site, one.said.status) for one in pieces] == [
        ("north", "planned"), ("south", "started"), ("east", "planned"),
    ]  # fmt: skip
    assert sum(one.promise.minor for one in pieces if one.promise) == item.once.typical


def test_what_the_plan_lacks_is_still_shown_by_its_own_promise(project: Project) -> None:
    promise = Promise(starts_on=date(2026, 1, 5), ends_on=date(2026, 2, 1), minor=5000)
    end = date(2026, 2, 11)
    project = told(
        project, "gone", status=Status.DONE, started_on=promise.starts_on, ended_on=end, minor=6000, promise=promise
    )
    (piece,) = [one for one in pieces_of(project, clock.today()) if one.key == "gone"]
    assert piece.item is None and (piece.end_slip, piece.over) == (10, 1000)
    assert open_board(project, clock.today()).total.count == len(project.plan.items), "it is not summed with the plan"


def test_a_gate_opens_on_the_day_of_its_last_condition(project: Project) -> None:
    gate = open_board(project, clock.today()).gates[0]
    assert gate.open_since is None
    days = [date(2026, 11, 1) + timedelta(place) for place, _ in enumerate(gate.conditions)]
    checks = {one.key: Check(initiative=one.key, held_on=day) for one, day in zip(gate.conditions, days, strict=True)}
    board = open_board(replace(project, checks=checks), clock.today())
    assert board.gates[0].open_since == days[-1] and not board.shut_before(2)


def hand(planned: Planned) -> Hand:
    return Hand(by=planned.owner.id, at=clock.now(), today=clock.today())


def test_the_planner_hears_what_is_done_and_under_way(planned: Planned, database: Database) -> None:
    today = clock.today()
    with database.begin(Scope.tenant(planned.tenant_id)) as session:
        for key, site, status in (
            ("a", "", "done"), ("b", "", "started"), ("c", "x", "done"), ("c", "y", "planned"), ("d", "", "dropped"),
        ):  # fmt: skip
            said = settled(Said(status=Status(status), reason="why", note="n"), today=today)
            record_progress(session, planned.tenant_id, Work(initiative=key, site=site), said, hand=hand(planned))
    with database.reading(Scope.tenant(planned.tenant_id)) as session:
        found = headway(session, planned.tenant_id)
        heard = find_work(session, planned.tenant_id)
    assert (found.done, found.under_way, found.dropped) == (("a",), ("b", "c"), ("d",))
    assert (heard.done, heard.under_way, heard.dropped) == (("a",), ("b", "c"), ("d",)), "what-if plans respect it"


def test_saying_the_same_again_changes_nothing(planned: Planned, database: Database) -> None:
    work = Work(initiative=planned.first)
    with database.begin(Scope.tenant(planned.tenant_id)) as session:
        said = moved(Progress(initiative=planned.first), Status.STARTED, today=clock.today())
        record_progress(session, planned.tenant_id, work, said, hand=hand(planned))
        (kept,) = list_progress(session, planned.tenant_id)
        record_progress(session, planned.tenant_id, work, replace(said, version=1), hand=hand(planned))
    assert count(database, planned.tenant_id, DeliveryChange) == 1 and kept.version == 1


def test_of_two_at_once_one_is_kept_and_one_is_told(
    app: Flask, planned: Planned, sign_in: Enter, database: Database
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    browser = sign_in(planned.owner)
    blank = dict.fromkeys(("started_on", "ended_on", "cost_minor", "staff_days", "kpi_value", "reason", "note"), "")
    for number, item in enumerate(planned.plan.items[:3], start=1):
        data = {**blank, "site": "", "version": "0", "status": "started"}
        assert sorted(press_twice(app, browser, planned.work(item.initiative), data)) == [303, 409]
        assert count(database, planned.tenant_id, Delivery) == number
        assert count(database, planned.tenant_id, DeliveryChange) == number
