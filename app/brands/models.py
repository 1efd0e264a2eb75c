"""A provider's brand, and logos: a provider's own, and in each firm those its reports were issued with."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned


class Brand(TenantOwned, Base):
    """How one provider looks; its tenant is the provider. Without a row the provider has no look of its own."""

    __tablename__ = "brands"
    __table_args__ = (Index(None, "tenant_id", unique=True),)

    accent: Mapped[str] = mapped_column(String(7))
    dark: Mapped[str] = mapped_column(String(7))
    footer_zh: Mapped[str] = mapped_column(String(160), default="", server_default="")
    footer_en: Mapped[str] = mapped_column(String(160), default="", server_default="")
    sender: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """Whose name mails about its reports carry; the provider's own when empty. The address stays ours."""
    contact: Mapped[str] = mapped_column(String(160), default="", server_default="")
    hides_us: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The wish to leave our name out; what comes of it says `queries.may_hide_us`."""
    logo_hash: Mapped[str | None] = mapped_column(String(64))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class Logo(TenantOwned, Stamped, Base):
    """A logo by its content: the PNG for paper, and a small one for pages."""

    __tablename__ = "logos"
    __table_args__ = (UniqueConstraint("tenant_id", "sha256"),)

    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    small: Mapped[bytes] = mapped_column(LargeBinary)
