"""Organisations, memberships, engagements: not tenant-owned, they decide who may open which tenant. And handovers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.db import Base, Stamped, TenantOwned


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
    PROGRAMME_OFFICER = "programme_officer"
    PLATFORM_STAFF = "platform_staff"
    """The operator's person, by a `StaffGrant` and in no other way: no membership carries it."""


ROLES_OF = {
    Kind.SME: frozenset({Role.OWNER, Role.CONTRIBUTOR, Role.VIEWER}),
    Kind.PROVIDER: frozenset({Role.CONSULTANT, Role.ACCOUNT_MANAGER, Role.PROVIDER_ADMIN, Role.PROGRAMME_OFFICER}),
}


class Share(StrEnum):
    """What a firm can let a provider see. Results: scores, roadmap and report without the list of answers.
    Drafts: also what has not been submitted yet."""

    RESULTS = "results"
    ANSWERS = "answers"
    EVIDENCE = "evidence"
    DRAFTS = "drafts"


SEEN_BY = {Role.CONSULTANT: frozenset(Share), Role.ACCOUNT_MANAGER: frozenset({Share.RESULTS})}
"""The most each role of a provider may see, whatever a firm agreed to."""


class Organisation(Stamped, Base):
    """A firm (one SME is one tenant) or a provider."""

    __tablename__ = "organisations"
    __table_args__ = (CheckConstraint("kind IN ('sme', 'provider')", name="kind"),)

    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    code: Mapped[str | None] = mapped_column(String(12), unique=True)
    """A provider's short code, which a firm types to find it."""
    is_sample: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The invented firm that anybody may look around in; nothing else may be shown without signing in."""
    closing_at: Mapped[datetime | None]
    """When the firm will be erased, while that can still be undone."""
    factor_required: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether members need a second factor before anything of it opens."""
    sign_on_required: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Of a provider: whether members come in through its own sign-on alone."""
    may_hide_us: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Of a provider: its reports need not name us. Granted by `jianyun providers`, never by a page."""
    seats: Mapped[int | None]
    """Of a provider: how many members and standing invitations it may have at once; None for as many as it likes."""


class Membership(Stamped, Base):
    """A person's role in an organisation."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    also: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Further roles of the same person: in a small provider the administrator is the consultant, too."""

    @property
    def roles(self) -> frozenset[Role]:
        """Every role they hold here."""
        return frozenset(Role(role) for role in (self.role, *self.also))

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class Engagement(Stamped, Base):
    """A firm's recorded, revocable consent that a provider may see it."""

    __tablename__ = "engagements"
    __table_args__ = (Index(None, "provider_id", "tenant_id"),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(200))
    shares: Mapped[list[str]] = mapped_column(JSON)
    """What may be seen: values of `Share`. A change is a new row, so that what was agreed to stays on record."""
    agreed_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When it was withdrawn, or another took its place. The rest of a row never changes: triggers see to it."""
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    follows_id: Mapped[UUID | None] = mapped_column(index=True)
    """The consent with the same provider that it took the place of."""
    invite_id: Mapped[UUID | None] = mapped_column(unique=True)
    """The provider's link it came by: each makes one consent at most."""

    def is_live(self, at: datetime) -> bool:
        """Whether the provider may see the firm by it at this moment."""
        return self.ended_at is None and (self.until_at is None or self.until_at > at)


class Handover(TenantOwned, Stamped, Base):
    """An owner's offer to hand the firm to another member; at most one at a time, gone once answered."""

    __tablename__ = "handovers"
    __table_args__ = (Index(None, "tenant_id", unique=True),)

    from_user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    to_user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]


class StaffGrant(Stamped, Base):
    """The operator's person may read one firm until a moment. Made by `jianyun staff` alone: the application's role in
    PostgreSQL can end a grant and make none."""

    __tablename__ = "staff_grants"
    __table_args__ = (Index(None, "user_id", "until_at"), Index(None, "tenant_id"))

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(300))
    until_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When it was ended before its time."""

    def is_live(self, at: datetime) -> bool:
        """Whether it opens the firm at this moment."""
        return self.ended_at is None and self.until_at > at
