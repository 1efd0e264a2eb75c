"""Issued reports: a frozen document, and the files drawn from it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by


class FileState(StrEnum):
    """How far a drawing is."""

    DRAWING = "drawing"
    READY = "ready"
    FAILED = "failed"


class Report(TenantOwned, Stamped, Base):
    """One issued report. `document` is the frozen report document as JSON; it never changes."""

    __tablename__ = "reports"
    __table_args__ = (
        owned_by("assessments", "assessment_id"),
        owned_by("roadmaps", "roadmap_id"),
        UniqueConstraint("tenant_id", "roadmap_id"),
    )

    assessment_id: Mapped[UUID]
    roadmap_id: Mapped[UUID]
    reference: Mapped[str] = mapped_column(String(40))
    content_hash: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(Text)
    as_of: Mapped[date]
    issued_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class ReportFile(TenantOwned, Stamped, Base):
    """One PDF of a report in one language; `storage_key` once it is drawn."""

    __tablename__ = "report_files"
    __table_args__ = (owned_by("reports", "report_id"), UniqueConstraint("tenant_id", "report_id", "lang"))

    report_id: Mapped[UUID]
    lang: Mapped[str] = mapped_column(String(5))
    state: Mapped[str] = mapped_column(String(20), default=FileState.DRAWING)
    storage_key: Mapped[str | None] = mapped_column(String(200))
    size: Mapped[int | None]
    pages: Mapped[int | None]
    drawn_at: Mapped[datetime | None]
