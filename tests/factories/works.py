"""Firms that work by a plan from a day of their own; a sample is planned once a run and day."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.accounts.models import User
from app.assessments.queries import catalogue, get_assessment
from app.kit import clock
from app.kit.db import Database, HouseSession, Scope
from app.planning import plan
from app.planning.values import Means, Plan
from app.reports.operations import publish_result
from app.roadmaps.models import Roadmap
from app.roadmaps.operations import adopt_roadmap, keep_plan, request_roadmap
from app.roadmaps.problems import read_problem
from app.tenants.queries import list_seats
from tests.factories.filings import WORKSHOP, make_filled, sample
from tests.factories.people import make_person

_found: dict[tuple[str, date], Plan] = {}


@dataclass(frozen=True, slots=True)
class Planned:
    """An owner whose firm has a standing plan."""

    owner: User
    tenant_id: UUID
    assessment_id: UUID
    plan: Plan

    @property
    def root(self) -> str:
        """Address of the board."""
        return f"/assessments/{self.assessment_id}/progress"

    def work(self, key: str) -> str:
        """Address of an initiative."""
        return f"{self.root}/work/{key}"

    @property
    def first(self) -> str:
        """The initiative that starts first."""
        return min(self.plan.items, key=lambda item: (item.starts_on, item.ends_on, item.initiative)).initiative


def make_planned(database: Database, *, name: str = WORKSHOP, lang: str = "en", start: date | None = None) -> Planned:
    """A submitted sample with its plan; the same sample and day are planned once a run."""
    owner = make_person(database, lang=lang)
    assessment_id = make_filled(database, owner, name)
    day = start or clock.today()
    with database.begin() as session:
        (seat,) = list_seats(session, owner.id)
        session.open_scope(Scope.tenant(seat.organisation_id))
        assessment = get_assessment(session, assessment_id)
        publish_result(session, assessment, catalogue=catalogue(), by=owner.id, at=clock.now())
    means = replace(sample(name).means, start=day)
    found = plan_again(database, seat.organisation_id, assessment_id, means, kept=(name, day))
    return Planned(owner, seat.organisation_id, assessment_id, found)


def plan_again(
    database: Database, tenant_id: UUID, assessment_id: UUID, means: Means, *, kept: tuple[str, date] | None = None
) -> Plan:
    """One more version of a roadmap, adopted at once."""
    with database.begin(Scope.tenant(tenant_id)) as session:
        assessment = get_assessment(session, assessment_id)
        roadmap = request_roadmap(session, assessment, means, catalogue=catalogue(), by=None)
        found = _find(session, roadmap, kept)
        keep_plan(session, roadmap, found, at=clock.now())
        if roadmap.draft:
            adopt_roadmap(
                session, roadmap, instead_of=roadmap.compared_with, by=assessment.started_by_id, at=clock.now()
            )
    return found


def _find(session: HouseSession, roadmap: Roadmap, kept: tuple[str, date] | None) -> Plan:
    if kept is None:
        return plan(read_problem(session, roadmap, catalogue=catalogue()))
    if kept not in _found:
        _found[kept] = plan(read_problem(session, roadmap, catalogue=catalogue()))
    return _found[kept]
