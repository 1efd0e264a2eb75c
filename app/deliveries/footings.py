"""What subsidies and duties are judged by, and the days that follow from it."""

from datetime import date
from uuid import UUID

from app.assessments.models import Assessment
from app.assessments.queries import get_assessment
from app.content.catalogue import Catalogue
from app.deliveries.happenings import Happening, happenings_of
from app.deliveries.offers import Footing, judge_today
from app.deliveries.projects import Project, find_project
from app.kit.db import HouseSession
from app.results.queries import get_standing_filling, list_scorecards


def find_footing(session: HouseSession, assessment: Assessment, *, catalogue: Catalogue) -> Footing:
    """The answers as they stand, reviewed where they were, with the kept scorecards of the questionnaire."""
    sheet = get_standing_filling(session, assessment).sheet
    kept = list_scorecards(session, assessment.tenant_id, assessment.id)
    return Footing(
        instrument=catalogue.instrument(sheet.instrument, sheet.version),
        sheet=sheet,
        cards=tuple(one.card for one in kept.values() if one.card.instrument == sheet.instrument),
    )


def find_days(
    session: HouseSession, tenant_id: UUID, *, catalogue: Catalogue, today: date
) -> tuple[Project | None, tuple[Happening, ...]]:
    """The firm's standing plan and every day of it that matters; (None, nothing) while there is no plan."""
    project = find_project(session, tenant_id, None, catalogue=catalogue)
    if project is None:
        return None, ()
    footing = find_footing(session, get_assessment(session, project.assessment_id), catalogue=catalogue)
    offers = judge_today(project, footing, catalogue.policies, today)
    return project, happenings_of(project, offers, catalogue.policies, today)
