"""From kept rows to the rounds of a firm, and to the sides of a comparison."""

from uuid import UUID

from app.assessments.filling import Filling
from app.assessments.models import Assessment
from app.assessments.queries import get_assessment, get_filling, list_assessments
from app.content.catalogue import Catalogue
from app.kit.clock import HOUSE_ZONE
from app.kit.db import HouseSession
from app.kit.errors import Invalid, NotFound
from app.reports.comparing import Comparison, Side, compare_sides
from app.results.changes import with_changes
from app.results.queries import find_firm_of_day, find_reviewed, list_cards_of
from app.scoring.explaining import NO_PART


def list_rounds(session: HouseSession, tenant_id: UUID) -> list[Assessment]:
    """The submitted assessments of a firm, oldest first."""
    found = [one for one in list_assessments(session, tenant_id) if one.submitted_at is not None]
    return sorted(found, key=lambda one: (one.submitted_at or one.created_at, one.id))


def get_side(session: HouseSession, tenant_id: UUID, assessment_id: UUID) -> Side:
    """One submitted assessment as it was, with its review where one stands. NotFound when it was never submitted."""
    assessment = get_assessment(session, assessment_id)
    reviewed = find_reviewed(session, tenant_id, assessment_id)
    kept = list_cards_of(session, tenant_id, assessment_id, reviewed)
    if assessment.submitted_at is None or not kept:
        raise NotFound(NO_PART)
    filling, firm = get_filling(session, assessment), find_firm_of_day(session, tenant_id, assessment_id)
    if reviewed is not None:
        filling = with_changes(filling, reviewed.changes)
    if firm is not None:
        filling = Filling(instrument=filling.instrument, company=firm, rows=filling.rows)
    cards = {id: one.card for id, one in kept.items()}
    at = assessment.submitted_at
    on = at.astimezone(HOUSE_ZONE).date()
    return Side(at=at, on=on, filling=filling, cards=cards, has_figures=firm is not None)


def find_former(session: HouseSession, assessment: Assessment, catalogue: Catalogue) -> Comparison | None:
    """What moved since the round before this one, where there is one of the same questionnaire.

    None too where the two cannot be compared any more: that must not keep anybody from submitting.
    """
    tenant_id = assessment.tenant_id
    if assessment.submitted_at is None:
        return None
    earlier = [
        one
        for one in list_rounds(session, tenant_id)
        if one.id != assessment.id and one.submitted_at and one.submitted_at < assessment.submitted_at
    ]
    if not earlier or earlier[-1].instrument_key != assessment.instrument_key:
        return None
    try:
        before, after = (get_side(session, tenant_id, one.id) for one in (earlier[-1], assessment))
        return compare_sides(before, after, catalogue)
    except (NotFound, Invalid):
        return None
