"""People, and the sessions they are signed in with."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_security.core import UserMixin
from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, LargeBinary, String
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
    zone: Mapped[str | None] = mapped_column(String(40))
    """IANA name of the time zone they read times in; None is the house's own."""
    confirmed_at: Mapped[datetime | None]
    agreed_edition: Mapped[str | None] = mapped_column(String(20))
    """Edition of terms and privacy notice they agreed to last (`RULES_EDITION`)."""
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(500))
    """Encrypted; both names are Flask-Security's."""
    tf_last_step: Mapped[int | None] = mapped_column(BigInteger)
    """The last time step a code was taken for: no code works twice."""
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSON)
    """Keyed hashes of the codes not yet used."""
    closing_at: Mapped[datetime | None]
    """When the account will be erased, while that can still be undone."""
    channels: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """Ways by which notices go out: any of mail, sms, group. None: mail, or SMS without an address; and the group."""
    unread: Mapped[int] = mapped_column(default=0)
    """New notices in the inbox: kept here because the person is read with every request anyway."""

    def calc_username(self) -> str:
        """What authenticator apps show beside our name."""
        return self.email or self.phone or ""

    roles: Any = ()
    """Flask-Security asks for platform roles; ours live in memberships."""


class Passkey(Stamped, Base):
    """One authenticator of a person: only its public half is here. It signs in without a password."""

    __tablename__ = "passkeys"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(2048))
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """How often it has signed, as it says: a step back is a copy. Many synced ones always say 0."""
    transports: Mapped[list[str]] = mapped_column(JSON)
    last_used_at: Mapped[datetime | None]


class SignedSession(Stamped, Base):
    """One browser. The key is a hash: who reads this table cannot become anybody."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)  # type: ignore[assignment]
    person: Mapped[str | None] = mapped_column(String(64), index=True)
    """`users.fs_uniquifier` of the person signed in, no foreign key: a changed value ends the session."""
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    device: Mapped[str | None] = mapped_column(String(60))
    """Browser and system, coarse: enough to tell one's own devices apart."""
    seen_on: Mapped[date | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)


RULES_EDITION = "2026-11-27"
"""Edition of the terms of use and the privacy notice in force. A new one asks everybody at their next sign-in."""


class Purpose(StrEnum):
    """What a person can agree to. The first two are one act, without which there is no account."""

    TERMS = "terms"
    PRIVACY = "privacy"
    MARKETING = "marketing"
    BENCHMARKS = "benchmarks"


RULES = (Purpose.TERMS, Purpose.PRIVACY)
CHOICES = (Purpose.BENCHMARKS, Purpose.MARKETING)
"""Off until somebody turns them on, and off again at any time."""


class Consent(Base):
    """What a person agreed to, in which edition, from when to when. Rows are kept while the account is."""

    __tablename__ = "consents"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    edition: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
