"""Firms with a profile, and assessments of them."""

from dataclasses import dataclass
from uuid import UUID

from app.accounts.models import User
from app.assessments.models import Assessment
from app.assessments.operations import start_assessment
from app.assessments.queries import catalogue
from app.companies.operations import create_company
from app.content import firm as content
from app.kit import clock
from app.kit.db import Database, Scope
from tests.factories.people import make_firm, make_person

PROFILE = content.Company(
    name="佛山暖居家具厂", industry="furniture", city="foshan", town="龙江", headcount=12, revenue_band="under-5m"
)


@dataclass(frozen=True, slots=True)
class Started:
    """A firm with an open assessment."""

    owner: User
    tenant_id: UUID
    assessment_id: UUID

    def url(self, question: str) -> str:
        """Address of a question."""
        return f"/assessments/{self.assessment_id}/questions/{question}"


def start_filling(database: Database, *, profile: content.Company = PROFILE, lang: str = "en") -> Started:
    """An owner, their firm with its profile, and an empty draft of the instrument of its trade."""
    owner = make_person(database, lang=lang)
    tenant_id = make_firm(database, owner, profile.name).id
    with database.begin(Scope.tenant(tenant_id)) as session:
        company = create_company(session, profile, tenant_id=tenant_id, at=clock.now())
        assessment: Assessment = start_assessment(
            session, company, catalogue().instrument(profile.industry), by=owner.id
        )
        return Started(owner, tenant_id, assessment.id)
