"""Scorecards, one a lens and submission, and the firm of that day; the newest of an assessment stands."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.content.firm import Company
from app.kit.db import Base, TenantOwned, owned_by
from app.kit.frozen import FrozenValue
from app.scoring.values import Scorecard


class KeptSubmission(TenantOwned, Base):
    """The firm as it was when an assessment was submitted: size, sites and business figures of that day."""

    __tablename__ = "submissions"
    __table_args__ = (
        owned_by("assessments", "assessment_id"),
        Index("ix_submissions_assessment", "tenant_id", "assessment_id", "submitted_at"),
    )

    assessment_id: Mapped[UUID]
    submitted_at: Mapped[datetime]
    company: Mapped[Company] = mapped_column(FrozenValue(Company))


class KeptScorecard(TenantOwned, Base):
    """One reading. Pins: lens edition on the card, the library of that day as `content_edition`."""

    __tablename__ = "scorecards"
    __table_args__ = (
        owned_by("assessments", "assessment_id"),
        Index("ix_scorecards_assessment", "tenant_id", "assessment_id", "scored_at"),
    )

    assessment_id: Mapped[UUID]
    lens_key: Mapped[str] = mapped_column(String(80))
    lens_edition: Mapped[str] = mapped_column(String(20))
    content_edition: Mapped[str] = mapped_column(String(80))
    as_of: Mapped[date]
    scored_at: Mapped[datetime]
    card: Mapped[Scorecard] = mapped_column(FrozenValue(Scorecard))
