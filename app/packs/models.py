"""Packs: one ZIP a request, for the person who asked, for a few days."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by
from app.reports.models import Report


class PackState(StrEnum):
    """How far a pack is."""

    WANTED = "wanted"
    READY = "ready"


class Proofs(StrEnum):
    """What of the evidence goes in: nothing, a list of it, or the files too."""

    NONE = "none"
    INDEX = "index"
    FILES = "files"


class Pack(TenantOwned, Stamped, Base):
    """One file for one application. Nobody but who asked may fetch it, whatever their role."""

    __tablename__ = "packs"
    __table_args__ = (owned_by("reports", "report_id"), Index(None, "tenant_id", "report_id"))

    report_id: Mapped[UUID]
    recipe_key: Mapped[str] = mapped_column(String(80))
    policy_key: Mapped[str] = mapped_column(String(80), default="")
    """Empty for a diagnosis, which needs no policy."""
    edition: Mapped[str] = mapped_column(String(8))
    proofs: Mapped[str] = mapped_column(String(6))
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=PackState.WANTED)
    storage_key: Mapped[str | None] = mapped_column(String(200))
    size: Mapped[int | None]
    missing: Mapped[int | None]
    """How many papers were still to be found when it was made."""
    expires_at: Mapped[datetime]

    @classmethod
    def of_assessment(cls, row_id: UUID) -> Select[UUID, datetime]:
        """Of which assessment, and when it was asked for: what a plan or a pass opens."""
        return (
            select(Report.assessment_id, cls.created_at)
            .join(Report, Report.id == cls.report_id)
            .where(cls.id == row_id)
        )
