"""Share links."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by


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
