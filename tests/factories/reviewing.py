"""A submitted firm, a provider that may see its answers, and two consultants of it."""

from dataclasses import dataclass
from uuid import UUID

from app.accounts.models import User
from app.assessments.queries import catalogue, get_assessment
from app.kit import clock
from app.kit.db import Database, Scope
from app.reports.operations import publish_result
from app.reviews.operations import Reviewer
from app.tenants.changes import Terms, agree_to_provider
from app.tenants.models import Role
from app.tenants.queries import list_seats
from tests.factories.filings import make_filled
from tests.factories.people import add_member, make_person, make_provider


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Who is who."""

    owner: User
    tenant_id: UUID
    assessment_id: UUID
    provider_id: UUID
    consultant: User
    colleague: User

    def page(self, rest: str = "") -> str:
        """An address of the review."""
        return f"/reviews/{self.assessment_id}{rest}"

    def reviewer(self, person: User | None = None) -> Reviewer:
        """A consultant at work, now."""
        who = person or self.consultant
        place = {"provider_id": self.provider_id, "provider_name": "Cloud Advice"}
        return Reviewer(user_id=who.id, name=who.name, at=clock.now(), **place)


def make_reviewed(database: Database, *shares: str, submit: bool = True, owner_lang: str = "en") -> Reviewed:
    """Submitted, in nobody's hands yet. Without shares: results and answers."""
    owner = make_person(database, lang=owner_lang)
    consultant, colleague = make_person(database), make_person(database)
    assessment_id = make_filled(database, owner)
    provider = make_provider(database, make_person(database))
    for person in (consultant, colleague):
        add_member(database, provider, person, Role.CONSULTANT)
    with database.reading() as session:
        tenant_id = list_seats(session, owner.id)[0].organisation_id
    with database.begin(Scope.tenant(tenant_id)) as session:
        terms = Terms(purpose="advice", shares=shares or ("results", "answers"), days=None)
        agree_to_provider(session, tenant_id, provider.id, terms, by=owner.id)
        if submit:
            assessment = get_assessment(session, assessment_id)
            publish_result(session, assessment, catalogue=catalogue(), by=owner.id, at=clock.now())
    return Reviewed(owner, tenant_id, assessment_id, provider.id, consultant, colleague)
