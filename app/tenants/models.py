"""Organisations, memberships, engagements. None is tenant-owned: they decide who may open which tenant."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.db import Base, Stamped


class Kind(StrEnum):
    """What an organisation is here for."""

    SME = "sme"
    PROVIDER = "provider"


class Role(StrEnum):
    """What a member may do; the first three in an SME, the others in a provider."""

    OWNER = "owner"
    CONTRIBUTOR = "contributor"
    VIEWER = "viewer"
    CONSULTANT = "consultant"
    ACCOUNT_MANAGER = "account_manager"
    PROVIDER_ADMIN = "provider_admin"


ROLES_OF = {
    Kind.SME: frozenset({Role.OWNER, Role.CONTRIBUTOR, Role.VIEWER}),
    Kind.PROVIDER: frozenset({Role.CONSULTANT, Role.ACCOUNT_MANAGER, Role.PROVIDER_ADMIN}),
}


class Organisation(Stamped, Base):
    """A firm (one SME is one tenant) or a provider."""

    __tablename__ = "organisations"
    __table_args__ = (CheckConstraint("kind IN ('sme', 'provider')", name="kind"),)

    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))


class Membership(Stamped, Base):
    """A person's role in an organisation."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class Engagement(Stamped, Base):
    """A firm's recorded, revocable consent that a provider may see it."""

    __tablename__ = "engagements"
    __table_args__ = (Index(None, "provider_id", "tenant_id"),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(200))
    shares: Mapped[list[str]] = mapped_column(JSON)
    """What may be seen: any of answers, evidence, drafts, results."""
    agreed_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
