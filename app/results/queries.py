"""Reads of scorecards."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.results.models import KeptScorecard


def list_scorecards(session: Session, tenant_id: UUID, assessment_id: UUID) -> dict[str, KeptScorecard]:
    """The standing scorecards of one assessment by lens id; empty before submission."""
    rows = session.scalars(
        select(KeptScorecard)
        .where(KeptScorecard.tenant_id == tenant_id, KeptScorecard.assessment_id == assessment_id)
        .order_by(KeptScorecard.scored_at)
    )
    return {row.lens_key: row for row in rows}
