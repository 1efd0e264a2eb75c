"""Parts handed out, and the links that open them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.assessments.filling import Excerpt
from app.kit.db import Base, Stamped, TenantOwned, owned_by


class DelegationState(StrEnum):
    """Where a part handed out stands."""

    SENT = "sent"
    OPENED = "opened"
    HANDED_BACK = "handed-back"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SUBMITTED = "submitted"
    """The whole assessment went in meanwhile."""
    GONE = "gone"
    """Nothing of it is asked any more: its site was removed, or other answers made its questions needless."""


LIVE = (DelegationState.SENT, DelegationState.OPENED)
"""States in which the colleague may answer."""


class Delegation(TenantOwned, Stamped, Base):
    """A section, or the questions of one site, in the hands of somebody without an account."""

    __tablename__ = "delegations"
    __table_args__ = (owned_by("assessments", "assessment_id"), Index(None, "tenant_id", "assessment_id"))

    assessment_id: Mapped[UUID]
    section_key: Mapped[str] = mapped_column(String(80), default="")
    """Empty: all sections, as far as they ask by site."""
    site_key: Mapped[str] = mapped_column(String(80), default="")
    """Empty: the section as it is asked, every site included."""
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(254))
    lang: Mapped[str] = mapped_column(String(2))
    note: Mapped[str] = mapped_column(String(500), default="")
    due_on: Mapped[date]
    """The last day it opens, in China."""
    reminded_on: Mapped[date | None]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    binding: Mapped[str | None] = mapped_column(String(64))
    """Random; the browsers let in carry what is derived from it. None until one was."""
    opened_at: Mapped[datetime | None]
    handed_back_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    code_hash: Mapped[str | None] = mapped_column(String(64))
    """Of the code that lets one more browser in."""
    code_until: Mapped[datetime | None]
    code_tries: Mapped[int] = mapped_column(default=0)

    @property
    def excerpt(self) -> Excerpt:
        """What of the questionnaire it shows."""
        return Excerpt(self.section_key, self.site_key)


class DelegationLink(TenantOwned, Stamped, Base):
    """One address that was given out for a part; of the secret in it only a hash is kept."""

    __tablename__ = "delegation_links"
    __table_args__ = (owned_by("delegations", "delegation_id"), Index(None, "tenant_id", "secret_hash", unique=True))

    delegation_id: Mapped[UUID]
    secret_hash: Mapped[str] = mapped_column(String(64))
    ended_at: Mapped[datetime | None]
