"""What a provider's book says of a firm, read from the firm's own rows."""

from fractions import Fraction
from uuid import UUID

from app.assessments.models import Assessment, AssessmentState
from app.assessments.queries import last_answer_at, list_assessments
from app.clients.models import Stage
from app.clients.operations import Facts
from app.companies.queries import find_company
from app.content.catalogue import MAIN
from app.kit.db import HouseSession
from app.results.queries import list_scorecards
from app.returns.queries import find_return
from app.scoring.values import Mark
from app.tenants.queries import get_organisation

STAGES = {AssessmentState.DRAFT: Stage.FILLING, AssessmentState.ARCHIVED: Stage.SIGNED_OFF}


def facts_of(session: HouseSession, firm_id: UUID) -> Facts:
    """Stage, newest and earlier readiness, last activity, next round; the session is open for the firm."""
    company = find_company(session, firm_id)
    found = list_assessments(session, firm_id)
    marks = [(one, mark) for one in found if (mark := _readiness(session, one)) is not None]
    newest, earlier = (*(mark for _one, mark in marks[:2]), None, None)[:2]
    current = next((one for one in found if one.is_open), found[0] if found else None)
    planned = find_return(session, firm_id)
    active = [one.submitted_at or one.created_at for one in found]
    if current is not None and (answered := last_answer_at(session, current)) is not None:
        active.append(answered)
    return Facts(
        name=company.name if company else get_organisation(session, firm_id).name,
        stage=_stage(current),
        industry_key=company.industry_key if company else "",
        headcount=company.headcount if company else None,
        assessment_id=current.id if current else None,
        level=newest.level if newest else None,
        score=_thousandths(newest),
        previous_level=earlier.level if earlier else None,
        previous_score=_thousandths(earlier),
        submitted_at=marks[0][0].submitted_at if marks else None,
        last_active_at=max(active, default=None),
        due_on=planned.due_on if planned and not planned.is_off else None,
    )


def _readiness(session: HouseSession, one: Assessment) -> Mark | None:
    if one.submitted_at is None:
        return None
    kept = list_scorecards(session, one.tenant_id, one.id).get(MAIN)
    return kept.card.overall if kept else None


def _stage(current: Assessment | None) -> Stage:
    if current is None:
        return Stage.JOINED
    state = AssessmentState(current.state)
    return STAGES.get(state) or Stage(state.value)


def _thousandths(mark: Mark | None) -> int | None:
    if mark is None or mark.score is None:
        return None
    return round(mark.score / Fraction(mark.max) * 1000)
