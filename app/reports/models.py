"""Issued reports: a frozen document, and the files drawn from it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Select, String, Text, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by


class Format(StrEnum):
    """What kinds of file are drawn from a report."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    JSON = "json"


class FileState(StrEnum):
    """How far a drawing is."""

    DRAWING = "drawing"
    READY = "ready"
    FAILED = "failed"


class ReportState(StrEnum):
    """What became of an issue."""

    ISSUED = "issued"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"


class Report(TenantOwned, Stamped, Base):
    """One issued document, never changed; what becomes of it is said beside it.

    Without a roadmap it is the result shown right after submission, which has no number. A comparison belongs to the
    later assessment and names the earlier one.
    """

    __tablename__ = "reports"
    __table_args__ = (
        owned_by("assessments", "assessment_id"),
        ForeignKeyConstraint(
            ["tenant_id", "earlier_id"],
            ["assessments.tenant_id", "assessments.id"],
            name="fk_reports_tenant_id_earlier_id_assessments",
            ondelete="CASCADE",
        ),
        owned_by("roadmaps", "roadmap_id"),
        UniqueConstraint("tenant_id", "assessment_id", "number"),
        Index("ix_reports_assessment", "tenant_id", "assessment_id", "created_at"),
    )

    assessment_id: Mapped[UUID]
    roadmap_id: Mapped[UUID | None]
    number: Mapped[int | None]
    """Of this assessment's issues, from 1."""
    state: Mapped[str] = mapped_column(String(12), default=ReportState.ISSUED, server_default=ReportState.ISSUED)
    draft: Mapped[bool] = mapped_column(default=False, server_default=false())
    classification: Mapped[str] = mapped_column(String(12), default="internal", server_default="internal")
    left_out: Mapped[int] = mapped_column(default=0, server_default="0")
    """Sentences worded by people that no longer fitted when it was issued."""
    superseded_at: Mapped[datetime | None]
    retracted_at: Mapped[datetime | None]
    retracted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    retract_reason: Mapped[str | None] = mapped_column(String(300))
    """For the firm and its advisers; nobody else is told."""
    kind: Mapped[str] = mapped_column(String(12), default="full", server_default="full")
    """`full`, or `comparison` with the assessment in `earlier_id`."""
    earlier_id: Mapped[UUID | None]
    code: Mapped[str] = mapped_column(String(64))
    """Computed from the content; printed on the cover."""
    document: Mapped[str] = mapped_column(Text)
    as_of: Mapped[date]
    issued_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    @classmethod
    def of_assessment(cls, row_id: UUID) -> Select[UUID, datetime]:
        """Whose report it is, and when it was made: what a plan or a pass opens."""
        return select(cls.assessment_id, cls.created_at).where(cls.id == row_id)

    @property
    def can_be_retracted(self) -> bool:
        """Whether it was handed out as a report: a result is a page of the service, and the next one replaces it."""
        return self.number is not None or self.earlier_id is not None

    @property
    def is_retracted(self) -> bool:
        """Whether nobody should go by it any more."""
        return self.state == ReportState.RETRACTED


class ReportFile(TenantOwned, Stamped, Base):
    """One drawing of a report: a format, a language, an edition; `storage_key` once it is drawn."""

    __tablename__ = "report_files"
    __table_args__ = (
        owned_by("reports", "report_id"),
        UniqueConstraint("tenant_id", "report_id", "lang", "format", "edition"),
    )

    report_id: Mapped[UUID]
    lang: Mapped[str] = mapped_column(String(2))
    format: Mapped[str] = mapped_column(String(8), default=Format.PDF, server_default=Format.PDF)
    edition: Mapped[str] = mapped_column(String(8), default="full", server_default="full")
    state: Mapped[str] = mapped_column(String(20), default=FileState.DRAWING)
    storage_key: Mapped[str | None] = mapped_column(String(200))
    size: Mapped[int | None]
    pages: Mapped[int | None]
    """Of formats that have pages."""
    drawn_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(10))
    """Why the last attempt failed: a `kit.paper.Failure`, or `space`; None once it is drawn."""
