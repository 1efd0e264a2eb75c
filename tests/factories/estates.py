"""Firms with something of everything: rows in as many tables as one can fill, and files."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.accounts.models import User
from app.assessments.queries import catalogue, get_assessment
from app.companies.queries import get_company
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.storage import Storage, new_key
from app.reports.models import Report
from app.reports.operations import publish_result
from app.roadmaps.means import suggested_means
from app.roadmaps.operations import request_roadmap
from app.shares.operations import Wish, make_link
from app.tenants.models import Handover, Organisation
from app.tenants.queries import list_seats
from tests.factories.filings import make_filled
from tests.factories.people import engage, make_person, make_provider


@dataclass(frozen=True, slots=True)
class Estate:
    """A firm, its owner, and the file kept for it."""

    owner: User
    tenant_id: UUID
    name: str
    key: str


def make_estate(database: Database, storage: Storage, canary: str, run_jobs: Callable[[], int]) -> Estate:
    """A firm that went through the whole journey; its name, and every word of it, holds the canary."""
    owner = make_person(database, email=f"{canary.lower()}@firm.example")
    assessment_id = make_filled(database, owner)
    with database.begin() as session:
        (seat,) = list_seats(session, owner.id)
        session.open_scope(Scope.tenant(seat.organisation_id))
        firm = session.get_one(Organisation, seat.organisation_id)
        firm.name = canary
        assessment = get_assessment(session, assessment_id)
        publish_result(session, assessment, catalogue=catalogue(), by=owner.id, at=clock.now())
        means = suggested_means(get_company(session, seat.organisation_id), start=clock.today())
        request_roadmap(session, assessment, means, catalogue=catalogue(), by=owner.id)
    run_jobs()
    engage(database, firm, make_provider(database, make_person(database)), owner)
    with database.begin(Scope.tenant(firm.id)) as session:
        report = session.scalars(select(Report).where(Report.roadmap_id.is_not(None))).one()
        make_link(session, report, Wish(label=canary, days=7), by=owner.id, at=clock.now())
        session.add(Handover(from_user_id=owner.id, to_user_id=owner.id, expires_at=clock.now()))
    key = new_key(firm.id, "txt")
    storage.put(key, canary.encode())
    return Estate(owner, firm.id, canary, key)
