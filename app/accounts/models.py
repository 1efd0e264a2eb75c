"""People, and the sessions they are signed in with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask_security.core import UserMixin
from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit import ids
from app.kit.db import Base, Stamped


class User(UserMixin, Stamped, Base):
    """A person. The class name is fixed by Flask-Security."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="reachable"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id, sort_order=-2)  # type: ignore[assignment]
    email: Mapped[str | None] = mapped_column(String(254), unique=True)  # type: ignore[assignment]
    phone: Mapped[str | None] = mapped_column(String(20), unique=True)
    """E.164, proven by a code. A person has an address, a number, or both."""
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    """What sessions and tokens are tied to; a new value signs the person out everywhere."""
    name: Mapped[str] = mapped_column(String(80), default="")
    lang: Mapped[str] = mapped_column(String(2), default="zh")
    confirmed_at: Mapped[datetime | None]
    channels: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """Ways by which notices go out: any of mail, sms, group. None: mail, or SMS without an address; and the group."""
    unread: Mapped[int] = mapped_column(default=0)
    """New notices in the inbox: kept here because the person is read with every request anyway."""

    def calc_username(self) -> str:
        """What authenticator apps show beside our name."""
        return self.email or self.phone or ""

    roles: Any = ()
    """Flask-Security asks for platform roles; ours live in memberships."""


class SignedSession(Stamped, Base):
    """One browser. The key is a hash: who reads this table cannot become anybody."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)  # type: ignore[assignment]
    person: Mapped[str | None] = mapped_column(String(64), index=True)
    """`users.fs_uniquifier` of the person signed in, no foreign key: a changed value ends the session."""
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    expires_at: Mapped[datetime] = mapped_column(index=True)
