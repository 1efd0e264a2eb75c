"""Reads of scorecards."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.filling import Filling
from app.assessments.models import Assessment
from app.assessments.queries import get_filling
from app.content.firm import Company
from app.kit.db import HouseSession
from app.results.changes import with_changes
from app.results.models import CardKind, KeptScorecard, KeptSubmission, ReviewedSheet


def list_scorecards(session: Session, tenant_id: UUID, assessment_id: UUID) -> dict[str, KeptScorecard]:
    """The scorecards to go by, by lens id: the reviewed ones where a review stands, else the firm's own.

    Empty before submission.
    """
    reviewed = find_reviewed(session, tenant_id, assessment_id)
    return list_cards_of(session, tenant_id, assessment_id, reviewed)


def list_cards_of(
    session: Session, tenant_id: UUID, assessment_id: UUID, reviewed: ReviewedSheet | None
) -> dict[str, KeptScorecard]:
    """The newest scorecards of the firm's own answers by lens id, or those of one review."""
    wanted = select(KeptScorecard).where(
        KeptScorecard.tenant_id == tenant_id, KeptScorecard.assessment_id == assessment_id
    )
    if reviewed is None:
        wanted = wanted.where(KeptScorecard.kind == CardKind.SELF)
    else:
        wanted = wanted.where(KeptScorecard.kind == CardKind.REVIEWED, KeptScorecard.scored_at == reviewed.signed_at)
    return {row.lens_key: row for row in session.scalars(wanted.order_by(KeptScorecard.scored_at))}


def find_reviewed(session: Session, tenant_id: UUID, assessment_id: UUID) -> ReviewedSheet | None:
    """What the review made of the answers, while it stands."""
    return session.scalars(
        select(ReviewedSheet)
        .where(
            ReviewedSheet.tenant_id == tenant_id,
            ReviewedSheet.assessment_id == assessment_id,
            ReviewedSheet.ended_at.is_(None),
        )
        .order_by(ReviewedSheet.signed_at.desc())
        .limit(1)
    ).first()


def get_standing_filling(session: HouseSession, assessment: Assessment) -> Filling:
    """The answers the standing scorecards were made of: as reviewed, while a review stands; else the firm's own.

    The assessment must come from `get_assessment`.
    """
    filling, reviewed = get_filling(session, assessment), find_reviewed(session, assessment.tenant_id, assessment.id)
    return with_changes(filling, reviewed.changes) if reviewed else filling


def get_reviewed(session: Session, tenant_id: UUID, reviewed_id: UUID | None) -> ReviewedSheet | None:
    """One of them by id, also one that stands no more; None for none."""
    if reviewed_id is None:
        return None
    wanted = select(ReviewedSheet).where(ReviewedSheet.tenant_id == tenant_id, ReviewedSheet.id == reviewed_id)
    return session.scalars(wanted).one_or_none()


def find_firm_of_day(session: Session, tenant_id: UUID, assessment_id: UUID) -> Company | None:
    """The firm as it was at the newest submission of an assessment; None for one submitted before this was kept."""
    found = session.scalars(
        select(KeptSubmission)
        .where(KeptSubmission.tenant_id == tenant_id, KeptSubmission.assessment_id == assessment_id)
        .order_by(KeptSubmission.submitted_at.desc())
        .limit(1)
    ).first()
    return found.company if found else None
