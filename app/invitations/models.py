"""Invitations: gone once taken up or withdrawn; what happened stays in the firm's history."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned


class Invitation(TenantOwned, Stamped, Base):
    """An offer to one address or number, one at a time. Of the secret in its link only a hash is kept."""

    __tablename__ = "invitations"
    __table_args__ = (
        Index(None, "tenant_id", "secret_hash", unique=True),
        Index(None, "tenant_id", "contact", unique=True),
    )

    contact: Mapped[str] = mapped_column(String(254))
    """A mail address in small letters, or a number in E.164: only whoever proves to have it may accept."""
    role: Mapped[str] = mapped_column(String(20))
    secret_hash: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    invited_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
