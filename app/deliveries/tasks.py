"""Reminding people in the background, at most one message a person and firm a week."""

from uuid import UUID

from flask import url_for

from app.assessments.queries import catalogue, get_assessment
from app.deliveries.footings import find_days
from app.deliveries.operations import Hand, News, remind_person
from app.deliveries.queries import list_firms, list_people
from app.kit import clock
from app.kit.db import HouseSession, Scope
from app.kit.jobs import Job, enqueue
from app.subscriptions.plans import Feature
from app.subscriptions.queries import lets_read
from app.tenants.models import ROLES_OF, Kind

EACH = "deliveries.remind_firm"


def remind_firms(job: Job) -> None:
    """One job a firm and day; running again on the same day adds none."""
    today = clock.today()
    with job.database.begin() as session:
        for tenant_id in list_firms(session):
            enqueue(session, EACH, {}, tenant_id=tenant_id, dedupe=f"remind:{tenant_id}:{today.isoformat()}")


def _is_open(session: HouseSession, tenant_id: UUID, assessment_id: UUID) -> bool:
    """Whether the firm may look at what it would be reminded of."""
    at = get_assessment(session, assessment_id).submitted_at
    return lets_read(session, tenant_id, Feature.ROADMAP, assessment_id, at)


def remind_firm(job: Job) -> None:
    """Tell every member what is near. What was said and the message that says it are one transaction a person."""
    hand, scope = Hand(by=None, at=clock.now(), today=clock.today()), Scope.tenant(job.tenant)
    with job.database.reading(scope) as session:
        project, days = find_days(session, job.tenant, catalogue=catalogue(), today=hand.today)
        if project is None or not _is_open(session, job.tenant, project.assessment_id):
            return
        people = [person.id for person in list_people(session, job.tenant, ROLES_OF[Kind.SME])]
    path = url_for("deliveries.board", assessment_id=project.assessment_id)
    news = News(tenant_id=job.tenant, firm=project.company.name, path=path, days=days)
    for user_id in people:
        with job.database.begin(scope) as session:
            remind_person(session, news, user_id, hand=hand)
