"""Versions of a plan: the first stands at once, later ones are try-outs until somebody adopts them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.events.models import Event
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Conflict
from app.kit.jobs import JobRow
from app.planning.values import Means
from app.roadmaps.means import locks_from, renewed
from app.roadmaps.models import Roadmap
from app.roadmaps.operations import TRYOUTS, adopt_roadmap
from app.roadmaps.queries import find_roadmap, find_standing, get_roadmap
from tests.factories.plans import Planned, ask, make_planned, versions, work_out

pytestmark = pytest.mark.database


@pytest.fixture
def firm(app: Flask, database: Database) -> Planned:
    with app.app_context():
        return make_planned(database)


def means_of(database: Database, firm: Planned) -> Means:
    return versions(database, firm)[0].means


def poor(means: Means) -> Means:
    return replace(means, budget_by_year=dict.fromkeys(means.budget_by_year, 500_000))


def standing(database: Database, firm: Planned) -> int:
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        found = find_standing(session, firm.tenant_id, firm.assessment_id)
        shown = find_roadmap(session, firm.tenant_id, firm.assessment_id)
        assert found is not None and shown is not None and found.id == shown.id
        return found.number


def adopt(database: Database, firm: Planned, roadmap: Roadmap, *, instead_of: int | None) -> None:
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        kept = get_roadmap(session, firm.tenant_id, roadmap.id)
        adopt_roadmap(session, kept, instead_of=instead_of, by=firm.owner.id, at=clock.now())


def waiting(database: Database, name: str) -> list[str]:
    with database.reading() as session:
        return [row.payload["roadmap_id"] for row in session.scalars(select(JobRow).where(JobRow.name == name))]


def test_a_tryout_replaces_nothing_and_is_nobodys_news(database: Database, firm: Planned) -> None:
    tried = ask(database, firm, poor(means_of(database, firm)))
    work_out(database, firm, tried)
    kept = versions(database, firm)[-1]
    assert (kept.number, kept.draft, kept.compared_with, kept.adopted_at) == (2, True, 1, None)
    assert standing(database, firm) == 1
    assert str(tried.id) not in waiting(database, "issue_report")


def test_adopting_makes_it_stand_and_asks_for_its_report(database: Database, firm: Planned) -> None:
    tried = ask(database, firm, poor(means_of(database, firm)))
    work_out(database, firm, tried)
    adopt(database, firm, tried, instead_of=1)
    adopt(database, firm, tried, instead_of=1)  # the second press finds it done
    assert standing(database, firm) == 2
    assert waiting(database, "issue_report").count(str(tried.id)) == 1
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        told = [one for one in session.scalars(select(Event)) if one.tag == "roadmap.adopted"]
    assert [(one.actor_id, one.subject, one.detail) for one in told] == [
        (firm.owner.id, f"roadmap:{tried.id}", {"number": 2, "instead_of": 1})
    ]


def test_an_earlier_plan_is_adopted_again(database: Database, firm: Planned) -> None:
    first, tried = versions(database, firm)[0], ask(database, firm, poor(means_of(database, firm)))
    work_out(database, firm, tried)
    adopt(database, firm, tried, instead_of=1)
    adopt(database, firm, first, instead_of=2)
    assert standing(database, firm) == 1
    assert [one.draft for one in versions(database, firm)] == [False, False]


def test_who_saw_another_plan_standing_adopts_nothing(database: Database, firm: Planned) -> None:
    one, other = (ask(database, firm, poor(means_of(database, firm))) for _ in range(2))
    for tried in (one, other):
        work_out(database, firm, tried)
    adopt(database, firm, one, instead_of=1)
    with pytest.raises(Conflict, match="version 2 was adopted"):
        adopt(database, firm, other, instead_of=1)
    assert standing(database, firm) == 2 and versions(database, firm)[2].draft


def test_what_holds_no_plan_cannot_be_adopted(database: Database, firm: Planned) -> None:
    before = means_of(database, firm)
    unplanned = ask(database, firm, before)
    wanted = versions(database, firm)[0].plan
    assert wanted is not None
    broke = replace(before, budget_by_year={}, must=tuple(item.initiative for item in wanted.items))
    clashing = ask(database, firm, broke)
    assert work_out(database, firm, clashing).clashes
    for tried in (unplanned, clashing):
        with pytest.raises(Conflict, match="cannot be adopted"):
            adopt(database, firm, tried, instead_of=1)
    assert versions(database, firm)[-1].clashed


def test_only_the_newest_tryouts_are_kept_and_adopted_plans_for_good(database: Database, firm: Planned) -> None:
    means = means_of(database, firm)
    adopted = ask(database, firm, means)
    work_out(database, firm, adopted)
    adopt(database, firm, adopted, instead_of=1)
    for _ in range(TRYOUTS + 3):
        ask(database, firm, means)
    kept = versions(database, firm)
    assert [one.number for one in kept if not one.draft] == [1, 2]
    assert [one.number for one in kept if one.draft] == list(range(6, 6 + TRYOUTS))


def test_planning_a_forgotten_tryout_does_nothing(database: Database, firm: Planned, run_jobs) -> None:
    with database.begin() as session:
        session.query(JobRow).delete()
    gone = ask(database, firm, means_of(database, firm))
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        session.delete(get_roadmap(session, firm.tenant_id, gone.id))
    assert run_jobs() == 1
    assert [one.number for one in versions(database, firm)] == [1]


def test_a_first_plan_that_clashes_makes_way_for_the_next(app: Flask, database: Database) -> None:
    from app.assessments.queries import catalogue, get_assessment
    from app.reports.operations import publish_result
    from app.tenants.queries import list_seats
    from tests.factories.filings import make_filled, sample
    from tests.factories.people import make_person

    owner = make_person(database)
    filled, means = make_filled(database, owner), sample("foshan-upholstery-12").means
    with database.begin() as session:
        tenant_id = list_seats(session, owner.id)[0].organisation_id
        session.open_scope(Scope.tenant(tenant_id))
        publish_result(session, get_assessment(session, filled), catalogue=catalogue(), by=owner.id, at=clock.now())
    firm = Planned(owner, tenant_id, filled, filled)
    broke = ask(database, firm, replace(means, must=("no-such-work",)))
    assert work_out(database, firm, broke).clashes
    second = ask(database, firm, means)
    assert not second.draft, "nothing stands that it could be compared with"


def test_wishes_keep_their_quarter_when_planned_some_days_or_months_later() -> None:
    start = date(2026, 11, 27)
    means = Means(start=start, budget_by_year={}, staff_days={}, locks={"now": 0, "spring": 1, "late": 7})
    assert locks_from(means, start) == means.locks
    assert locks_from(means, start + timedelta(days=5)) == means.locks
    assert locks_from(means, date(2027, 6, 1)) == {"now": 0, "spring": 0, "late": 5}
    assert renewed(means, date(2027, 6, 1)).start == date(2027, 6, 1)
