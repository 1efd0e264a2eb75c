"""Reads of scorecards."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.content.firm import Company
from app.results.models import KeptScorecard, KeptSubmission


def list_scorecards(session: Session, tenant_id: UUID, assessment_id: UUID) -> dict[str, KeptScorecard]:
    """The standing scorecards of one assessment by lens id; empty before submission."""
    rows = session.scalars(
        select(KeptScorecard)
        .where(KeptScorecard.tenant_id == tenant_id, KeptScorecard.assessment_id == assessment_id)
        .order_by(KeptScorecard.scored_at)
    )
    return {row.lens_key: row for row in rows}


def find_firm_of_day(session: Session, tenant_id: UUID, assessment_id: UUID) -> Company | None:
    """The firm as it was at the newest submission of an assessment; None for one submitted before this was kept."""
    found = session.scalars(
        select(KeptSubmission)
        .where(KeptSubmission.tenant_id == tenant_id, KeptSubmission.assessment_id == assessment_id)
        .order_by(KeptSubmission.submitted_at.desc())
        .limit(1)
    ).first()
    return found.company if found else None
