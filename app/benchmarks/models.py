"""Standings, one a submission; the newest of an assessment stands."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.benchmarking.values import Standing
from app.kit.db import Base, TenantOwned, owned_by
from app.kit.frozen import FrozenValue


class KeptStanding(TenantOwned, Base):
    """One standing with the library it was made from."""

    __tablename__ = "standings"
    __table_args__ = (
        owned_by("assessments", "assessment_id"),
        Index("ix_standings_assessment", "tenant_id", "assessment_id", "compared_at"),
    )

    assessment_id: Mapped[UUID]
    content_edition: Mapped[str] = mapped_column(String(80))
    as_of: Mapped[date]
    compared_at: Mapped[datetime]
    standing: Mapped[Standing] = mapped_column(FrozenValue(Standing))
