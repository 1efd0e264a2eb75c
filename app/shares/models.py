"""Share links, who looked when (and nothing else about them), and pictures to send on."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by
from app.reports.models import Report


class ShareLink(TenantOwned, Stamped, Base):
    """One link to one report in its share edition. Of the secret in the address only a hash is kept."""

    __tablename__ = "share_links"
    __table_args__ = (owned_by("reports", "report_id"), Index(None, "tenant_id", "secret_hash", unique=True))

    report_id: Mapped[UUID]
    secret_hash: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(80))
    """Whom it is for, in the firm's own words."""
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    password_hash: Mapped[str | None] = mapped_column(String(200))
    views: Mapped[int] = mapped_column(default=0)
    viewed_at: Mapped[datetime | None]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    def is_open(self, at: datetime) -> bool:
        """Whether the address still opens."""
        return self.revoked_at is None and self.expires_at > at


class ShareView(TenantOwned, Base):
    """One look at a shared report: when, at the page or the PDF, on what kind of device. Whose it was is not known."""

    __tablename__ = "share_views"
    __table_args__ = (owned_by("share_links", "link_id"), Index(None, "tenant_id", "link_id", "seen_at"))

    link_id: Mapped[UUID]
    seen_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(String(10))
    what: Mapped[str] = mapped_column(String(8), default="page", server_default="page")
    """`page` or `pdf`."""


class PictureState(StrEnum):
    """How far a picture is."""

    DRAWING = "drawing"
    READY = "ready"


class SharePicture(TenantOwned, Stamped, Base):
    """The result as one picture with a QR code: to a share link, or without one to our front page."""

    __tablename__ = "share_pictures"
    __table_args__ = (
        owned_by("reports", "report_id"),
        owned_by("share_links", "link_id"),
        Index(None, "tenant_id", "report_id"),
    )

    report_id: Mapped[UUID]
    link_id: Mapped[UUID | None]
    lang: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(10), default=PictureState.DRAWING)
    storage_key: Mapped[str | None] = mapped_column(String(200))
    size: Mapped[int | None]
    drawn_at: Mapped[datetime | None]

    @classmethod
    def of_assessment(cls, row_id: UUID) -> Select[UUID, datetime]:
        """Of which assessment, and when it was asked for: what a plan or a pass opens."""
        return (
            select(Report.assessment_id, cls.created_at)
            .join(Report, Report.id == cls.report_id)
            .where(cls.id == row_id)
        )
