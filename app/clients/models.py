"""A provider's clients. The tenant is the provider; what is said of the firm is a copy, shown only while it agrees."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned


class Stage(StrEnum):
    """How far a client has come. The first three: no consent (yet); the last one: consent ended."""

    NOTED = "noted"
    INVITED = "invited"
    OPENED = "opened"
    JOINED = "joined"
    FILLING = "filling"
    SUBMITTED = "submitted"
    IN_REVIEW = "in-review"
    CHANGES_REQUESTED = "changes-requested"
    SIGNED_OFF = "signed-off"
    ENDED = "ended"


WITH_CONSENT = frozenset(Stage) - {Stage.NOTED, Stage.INVITED, Stage.OPENED, Stage.ENDED}
"""Stages in which there is a firm that agreed to be seen."""


class Client(TenantOwned, Stamped, Base):
    """One firm in one provider's book, before and after it agreed. The facts are renewed by `clients.refresh`."""

    __tablename__ = "clients"
    __table_args__ = (
        Index(None, "tenant_id", "firm_id", unique=True),
        Index("ix_clients_name", "tenant_id", "name"),
        Index("ix_clients_level", "tenant_id", "level"),
        Index("ix_clients_due_on", "tenant_id", "due_on"),
        Index("ix_clients_last_active_at", "tenant_id", "last_active_at"),
    )

    firm_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"))
    """The firm once it has joined; None while it is only noted or invited, and after it was erased."""
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(400), default="", server_default="")
    """What search compares with: the name folded, in pinyin, and in initials."""
    contact_name: Mapped[str] = mapped_column(String(80), default="", server_default="")
    contact: Mapped[str] = mapped_column(String(254), default="", server_default="")
    """Mail address or number of whoever the provider talks to; the provider's own knowledge."""
    account_manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    consultant_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    stage: Mapped[str] = mapped_column(String(20), default=Stage.NOTED)
    stage_at: Mapped[datetime | None]
    """Since when; None for as long as the row itself is there."""
    industry_key: Mapped[str] = mapped_column(String(80), default="", server_default="")
    headcount: Mapped[int | None]
    assessment_id: Mapped[UUID | None]
    """The assessment the facts speak of: the open one, else the newest."""
    level: Mapped[int | None]
    """Readiness level 0-4 of the newest result."""
    score: Mapped[int | None]
    """Readiness in thousandths of the newest result."""
    previous_level: Mapped[int | None]
    previous_score: Mapped[int | None]
    submitted_at: Mapped[datetime | None]
    last_active_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    """When the firm means to look again."""
    refreshed_at: Mapped[datetime | None]

    next_action: Mapped[str] = mapped_column(String(200), default="", server_default="")
    next_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    noted_at: Mapped[datetime | None]


class Cover(TenantOwned, Stamped, Base):
    """Somebody of the provider is away and a colleague looks after their clients, first and last day included."""

    __tablename__ = "covers"
    __table_args__ = (
        CheckConstraint("from_on <= to_on", name="order"),
        CheckConstraint("user_id <> covering_id", name="another"),
        Index(None, "tenant_id", "covering_id", "to_on"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    """Who is away."""
    covering_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(200), default="", server_default="")
