"""Scorecards, one a lens and submission, and the firm of that day; the newest of an assessment stands."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.content.firm import Company
from app.kit.db import Base, TenantOwned, owned_by
from app.kit.frozen import FrozenValue
from app.results.changes import Changes
from app.scoring.values import Scorecard


class CardKind(StrEnum):
    """Whose answers a scorecard was made of."""

    SELF = "self"
    REVIEWED = "reviewed"


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
    kind: Mapped[str] = mapped_column(String(10), default=CardKind.SELF, server_default=CardKind.SELF)


class ReviewedSheet(TenantOwned, Base):
    """What a review made of the answers, as it was signed; it stands until the review is opened again.

    Its scorecards are those of kind "reviewed" scored at `signed_at`. Names are those of that day.
    """

    __tablename__ = "reviewed_sheets"
    __table_args__ = (
        owned_by("assessments", "assessment_id"),
        Index("ix_reviewed_sheets_assessment", "tenant_id", "assessment_id", "signed_at"),
    )

    assessment_id: Mapped[UUID]
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"))
    provider_name: Mapped[str] = mapped_column(String(120))
    reviewer_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    reviewer_name: Mapped[str] = mapped_column(String(80))
    signed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    changes: Mapped[Changes] = mapped_column(FrozenValue(Changes))
    """Every answer that was adjusted, with why."""
    summary: Mapped[str] = mapped_column(Text, default="")
