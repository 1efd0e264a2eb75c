"""Clerks: the operator's people who may work at its desk."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, column
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped

STANDING = column("ended_at").is_(None)


class Clerk(Stamped, Base):
    """A person of the operator's. Made by `jianyun billing clerks` alone: the application's role in PostgreSQL can read
    this and change nothing."""

    __tablename__ = "clerks"
    __table_args__ = (
        Index("uq_clerks_standing", "user_id", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    ended_at: Mapped[datetime | None]
    """When they were dismissed."""
