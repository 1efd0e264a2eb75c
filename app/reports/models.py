"""Issued reports: a frozen document, and the files drawn from it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
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


class Report(TenantOwned, Stamped, Base):
    """One issued document, never changed. Without a roadmap it is the result shown right after submission.

    A comparison belongs to the later assessment and names the earlier one.
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
        UniqueConstraint("tenant_id", "roadmap_id"),
        Index("ix_reports_assessment", "tenant_id", "assessment_id", "created_at"),
    )

    assessment_id: Mapped[UUID]
    roadmap_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(12), default="full", server_default="full")
    """`full`, or `comparison` with the assessment in `earlier_id`."""
    earlier_id: Mapped[UUID | None]
    code: Mapped[str] = mapped_column(String(64))
    """Computed from the content; printed on the cover."""
    document: Mapped[str] = mapped_column(Text)
    as_of: Mapped[date]
    issued_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


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
