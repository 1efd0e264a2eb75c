"""Tables of filling: assessment, current answers, and every answer that ever stood."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, String, Text, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.companies.models import Company
from app.kit.db import Base, Stamped, TenantOwned, owned_by


class AssessmentState(StrEnum):
    """Where an assessment is on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in-review"
    CHANGES_REQUESTED = "changes-requested"
    SIGNED_OFF = "signed-off"
    ARCHIVED = "archived"


class Source(StrEnum):
    """How an answer came in."""

    SCREEN = ""
    WORKBOOK = "workbook"


OPEN_STATES = (AssessmentState.DRAFT, AssessmentState.CHANGES_REQUESTED)
"""States in which answers may change."""


class Assessment(TenantOwned, Stamped, Base):
    """One firm filling one instrument edition."""

    __tablename__ = "assessments"
    __table_args__ = (owned_by("companies", "company_id"), Index(None, "tenant_id", "created_at"))

    company_id: Mapped[UUID]
    instrument_key: Mapped[str] = mapped_column(String(80))
    instrument_edition: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default=AssessmentState.DRAFT)
    started_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    submitted_at: Mapped[datetime | None]
    declared_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    company: Mapped[Company] = relationship(viewonly=True, lazy="raise")

    @classmethod
    def unsubmitted(cls, row_id: UUID) -> Select[UUID]:
        """Finds the row while it has never been submitted: a provider sees it only where drafts are shared."""
        return select(cls.id).where(cls.id == row_id, cls.state == AssessmentState.DRAFT)

    @classmethod
    def of_assessment(cls, row_id: UUID) -> Select[UUID, datetime | None]:
        """Itself, and when it was handed in: what a plan or a pass opens."""
        return select(cls.id, cls.submitted_at).where(cls.id == row_id)

    @property
    def is_open(self) -> bool:
        """Whether answers may still change."""
        return self.state in OPEN_STATES


class AnswerRow(TenantOwned, Base):
    """The answer that stands. `value` is canonical JSON in sheet form; `site_key` is empty for the whole firm."""

    __tablename__ = "answers"
    __table_args__ = (
        owned_by("assessments", "assessment_id"),
        UniqueConstraint("tenant_id", "assessment_id", "question_key", "site_key"),
    )

    assessment_id: Mapped[UUID]
    question_key: Mapped[str] = mapped_column(String(80))
    site_key: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[str] = mapped_column(String(20))
    value: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime]
    given_by: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """Name of the colleague without an account, or of the adviser with their organisation; else empty."""
    prefilled: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Carried over from a quick scan or an earlier assessment, and nobody has said yet that it still holds."""
    proxy: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Given by an adviser on the firm's behalf, and nobody of the firm has said yet that it holds."""
    source: Mapped[str] = mapped_column(String(20), default=Source.SCREEN, server_default="")


class AnswerRevision(TenantOwned, Base):
    """Every answer that ever stood; rows are added, never changed."""

    __tablename__ = "answer_revisions"
    __table_args__ = (
        owned_by("assessments", "assessment_id"),
        # Named by hand: PostgreSQL cuts names at 63 letters.
        UniqueConstraint(
            "tenant_id", "assessment_id", "question_key", "site_key", "version", name="uq_answer_revisions_version"
        ),
    )

    assessment_id: Mapped[UUID]
    question_key: Mapped[str] = mapped_column(String(80))
    site_key: Mapped[str] = mapped_column(String(80), default="")
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    value: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime]
    given_by: Mapped[str] = mapped_column(String(80), default="", server_default="")
    prefilled: Mapped[bool] = mapped_column(default=False, server_default=false())
    proxy: Mapped[bool] = mapped_column(default=False, server_default=false())
    source: Mapped[str] = mapped_column(String(20), default=Source.SCREEN, server_default="")
    restored_from: Mapped[int | None]
    """The version this one brought back, 0 for the blank before all versions; None for an answer given as such."""
