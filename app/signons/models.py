"""The sign-on of a provider, and the links from its identities to people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned


class SignOn(TenantOwned, Base):
    """Where a provider's people prove who they are; its tenant is the provider."""

    __tablename__ = "sign_ons"
    __table_args__ = (Index(None, "tenant_id", unique=True),)

    issuer: Mapped[str] = mapped_column(String(300))
    client_id: Mapped[str] = mapped_column(String(200))
    secret_sealed: Mapped[str] = mapped_column(String(1200), default="", server_default="")
    """Under a key derived from SECRET_KEY; empty for a client without a secret."""
    domains: Mapped[list[str]] = mapped_column(JSON)
    """Mail domains by which somebody may be recognised the first time; afterwards only issuer and subject count."""
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class SignOnLink(TenantOwned, Stamped, Base):
    """One identity of an issuer is one person, in this provider alone."""

    __tablename__ = "sign_on_links"
    __table_args__ = (
        Index(None, "tenant_id", "issuer", "subject", unique=True),
        Index(None, "tenant_id", "user_id", unique=True),
    )

    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
