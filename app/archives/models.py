"""Archives: files made for one person with everything we keep about them, or about a firm they own."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped


class ArchiveState(StrEnum):
    """How far an archive is."""

    WANTED = "wanted"
    READY = "ready"
    GONE = "gone"


class Archive(Stamped, Base):
    """One export. It is the person's, not the tenant's: nobody else may fetch it, whatever their role."""

    __tablename__ = "archives"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    firm_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    """The firm it is about; None when it is about the person."""
    state: Mapped[str] = mapped_column(String(10), default=ArchiveState.WANTED)
    storage_key: Mapped[str | None] = mapped_column(String(200))
    size: Mapped[int | None] = mapped_column(BigInteger)
    expires_at: Mapped[datetime | None]
