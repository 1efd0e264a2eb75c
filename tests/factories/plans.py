"""Firms with a plan that stands, made through the operations a person's clicks use."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.accounts.models import User
from app.assessments.models import Assessment
from app.assessments.queries import catalogue, get_assessment
from app.cli.demo import enter_filing
from app.kit import clock
from app.kit.db import Database, HouseSession, Scope
from app.planning import plan
from app.planning.values import Means, Plan
from app.reports.operations import issue_report, publish_result
from app.roadmaps.models import Roadmap
from app.roadmaps.operations import keep_plan, request_roadmap
from app.roadmaps.problems import read_problem
from app.roadmaps.queries import get_roadmap
from app.tenants.queries import list_seats
from tests.factories.filings import WORKSHOP, sample
from tests.factories.people import make_person


@dataclass(frozen=True, slots=True)
class Planned:
    """A firm whose first plan stands and whose report is issued; no PDF is drawn."""

    owner: User
    tenant_id: UUID
    assessment_id: UUID
    first_id: UUID

    def page(self, rest: str) -> str:
        """An address below the assessment."""
        return f"/assessments/{self.assessment_id}/{rest}"


Begin = Callable[[HouseSession, Assessment], object]


def make_planned(
    database: Database, name: str = WORKSHOP, *, lang: str = "en", begin: Begin | None = None, issued: bool = True
) -> Planned:
    """The sample's own means, from today on; `begin` does something while the questionnaire is still open. Not
    `issued`: the plan stands and nobody has paid for a report."""
    owner, filing = make_person(database, lang=lang), sample(name)
    with database.begin() as session:
        assessment = enter_filing(session, filing, owner=owner)
        if begin is not None:
            begin(session, assessment)
        publish_result(session, assessment, catalogue=catalogue(), by=owner.id, at=clock.now())
        first = request_roadmap(session, assessment, filing.means, catalogue=catalogue(), by=owner.id)
        keep_plan(session, first, plan(read_problem(session, first, catalogue=catalogue())), at=clock.now())
        if issued:
            issue_report(session, assessment, first, catalogue=catalogue())
        return Planned(owner, list_seats(session, owner.id)[0].organisation_id, assessment.id, first.id)


def ask(database: Database, firm: Planned, means: Means, *, by: UUID | None = None) -> Roadmap:
    """One more version, not yet planned."""
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        assessment = get_assessment(session, firm.assessment_id, hold="state")
        return request_roadmap(session, assessment, means, catalogue=catalogue(), by=by or firm.owner.id)


def work_out(database: Database, firm: Planned, roadmap: Roadmap) -> Plan:
    """Plan it, as the worker does."""
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        kept = get_roadmap(session, firm.tenant_id, roadmap.id)
        found = plan(read_problem(session, kept, catalogue=catalogue()))
        keep_plan(session, kept, found, at=clock.now())
        return found


def versions(database: Database, firm: Planned) -> list[Roadmap]:
    """All of them, the oldest first."""
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        return list(session.scalars(select(Roadmap).order_by(Roadmap.number)))
