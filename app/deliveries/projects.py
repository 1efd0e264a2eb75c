"""A firm's plan with what became of it, read once for every page, calendar and mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.assessments.queries import list_assessments
from app.companies.queries import get_company
from app.content.catalogue import Catalogue
from app.content.firm import Company
from app.content.library import Initiative
from app.deliveries.queries import list_checks, list_progress
from app.deliveries.values import Check, Progress
from app.kit.db import HouseSession
from app.kit.text import Text
from app.planning.edits import own_initiatives
from app.planning.values import Means, Plan, PlannedItem
from app.roadmaps.queries import find_standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The plan a firm works by, and everything it said about it. library: initiatives in the words of its trade."""

    assessment_id: UUID
    roadmap_id: UUID
    number: int
    plan: Plan
    means: Means
    since: datetime
    """When it came to stand."""
    company: Company
    library: Mapping[str, Initiative]
    progress: Mapping[tuple[str, str], Progress]
    checks: Mapping[str, Check]

    def title(self, key: str) -> Text:
        """An initiative's title; its key where content knows it no more."""
        known = self.library.get(key)
        return known.title if known else Text(zh=key, en=key)

    def site(self, key: str) -> str:
        """A site's name; its key where the firm has it no more."""
        return next((site.name for site in self.company.sites if site.id == key), key)

    def item(self, key: str) -> PlannedItem | None:
        """An initiative's place in the plan."""
        return next((item for item in self.plan.items if item.initiative == key), None)


def find_project(
    session: HouseSession, tenant_id: UUID, assessment_id: UUID | None, *, catalogue: Catalogue
) -> Project | None:
    """The standing plan of an assessment (None: of the firm's newest that has one); None while there is no plan."""
    asked = [one.id for one in list_assessments(session, tenant_id)] if assessment_id is None else [assessment_id]
    standing = (find_standing(session, tenant_id, one) for one in asked)
    roadmap = next((one for one in standing if one is not None), None)
    if roadmap is None or roadmap.plan is None:
        return None
    company = get_company(session, tenant_id)
    return Project(
        assessment_id=roadmap.assessment_id,
        roadmap_id=roadmap.id,
        number=roadmap.number,
        plan=roadmap.plan,
        means=roadmap.means,
        since=max(one for one in (roadmap.created_at, roadmap.planned_at, roadmap.adopted_at) if one),
        company=company,
        library={
            **catalogue.worded(company.industry),
            **own_initiatives(roadmap.means.edits, company.industry),
        },
        progress={(one.initiative, one.site): one for one in list_progress(session, tenant_id)},
        checks={one.initiative: one for one in list_checks(session, tenant_id)},
    )
