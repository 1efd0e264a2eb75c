"""One-time codes."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped


class Purpose(StrEnum):
    """What a code proves; one made for one thing opens no other."""

    ENTER = "enter"
    AGAIN = "again"
    PHONE = "phone"
    MAIL = "mail"


class Code(Stamped, Base):
    """A code on its way to a number or address, tied by its id to the browser that asked. Only a hash is kept."""

    __tablename__ = "codes"

    purpose: Mapped[str] = mapped_column(String(10))
    contact: Mapped[str] = mapped_column(String(254))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    """Who wants to change something; nobody yet when it is about signing in."""
    code_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime] = mapped_column(index=True)
