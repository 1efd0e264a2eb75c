"""Reads of wordings."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.wordings.models import Wording


def list_versions(session: Session, tenant_id: UUID, assessment_id: UUID, place: str) -> Sequence[Wording]:
    """Every version of one text, the newest first."""
    mine = (Wording.tenant_id == tenant_id, Wording.assessment_id == assessment_id, Wording.place == place)
    return session.scalars(select(Wording).where(*mine).order_by(Wording.version.desc())).all()


def list_wordings(session: Session, tenant_id: UUID, assessment_id: UUID) -> list[Wording]:
    """The wordings that stand: of each text the newest version, unless it gave the original back."""
    wanted = select(Wording).where(Wording.tenant_id == tenant_id, Wording.assessment_id == assessment_id)
    newest = {row.place: row for row in session.scalars(wanted.order_by(Wording.version))}
    return [row for _place, row in sorted(newest.items()) if row.zh and row.en]
