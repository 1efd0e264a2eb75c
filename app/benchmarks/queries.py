"""Reads of standings."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.benchmarks.models import KeptStanding


def find_standing(session: Session, tenant_id: UUID, assessment_id: UUID) -> KeptStanding | None:
    """The standing of one assessment; None before submission."""
    return session.scalars(
        select(KeptStanding)
        .where(KeptStanding.tenant_id == tenant_id, KeptStanding.assessment_id == assessment_id)
        .order_by(KeptStanding.compared_at.desc())
        .limit(1)
    ).first()
