"""People, and the sessions they are signed in with."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask_security.core import UserMixin
from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit import ids
from app.kit.db import Base, Stamped


class User(UserMixin, Stamped, Base):
    """A person. The class name is fixed by Flask-Security."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id, sort_order=-2)  # type: ignore[assignment]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    """What sessions and tokens are tied to; a new value signs the person out everywhere."""
    name: Mapped[str] = mapped_column(String(80), default="")
    lang: Mapped[str] = mapped_column(String(2), default="zh")
    confirmed_at: Mapped[datetime | None]

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
