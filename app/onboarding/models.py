"""The link by which a firm joins. The tenant is the provider; of the secret only a hash is kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by


class FirmInvite(TenantOwned, Stamped, Base):
    """One firm's link and what the provider proposes; at most one a client. Kept after it was taken up, as a fact."""

    __tablename__ = "firm_invites"
    __table_args__ = (
        owned_by("clients", "client_id"),
        Index(None, "tenant_id", "client_id", unique=True),
        Index(None, "tenant_id", "secret_hash", unique=True),
    )

    client_id: Mapped[UUID]
    secret_hash: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(200))
    shares: Mapped[list[str]] = mapped_column(JSON)
    days: Mapped[int | None]
    """How long the consent is proposed to last; None: until withdrawn."""
    expires_at: Mapped[datetime]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    mailed_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
