"""What became of a firm's plan. Rows hang on the firm, not on a version of the plan, so that they outlive it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by


class Status(StrEnum):
    """How far a piece of work is."""

    PLANNED = "planned"
    STARTED = "started"
    PAUSED = "paused"
    DONE = "done"
    DROPPED = "dropped"


class Delivery(TenantOwned, Stamped, Base):
    """One piece of work: an initiative, at one site where the plan names several. No row: nothing was said yet."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("tenant_id", "initiative_key", "site_key"),
        CheckConstraint("status IN ('planned', 'started', 'paused', 'done', 'dropped')", name="status"),
        CheckConstraint("ended_on IS NULL OR started_on IS NULL OR ended_on >= started_on", name="order"),
        CheckConstraint("cost_minor IS NULL OR cost_minor >= 0", name="cost"),
    )

    initiative_key: Mapped[str] = mapped_column(String(80))
    site_key: Mapped[str] = mapped_column(String(80), default="")
    """Empty where the plan names no sites."""
    status: Mapped[str] = mapped_column(String(10), default=Status.PLANNED)
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    cost_minor: Mapped[int | None] = mapped_column(BigInteger)
    """Paid once, in minor units, running costs apart."""
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    staff_days: Mapped[int | None]
    kpi_value: Mapped[str] = mapped_column(String(200), default="")
    """What was measured, in the owner's words."""
    reason: Mapped[str] = mapped_column(String(500), default="")
    """Why it was dropped or paused."""
    note: Mapped[str] = mapped_column(LongText, default="")
    planned_from_on: Mapped[date | None]
    planned_to_on: Mapped[date | None]
    planned_minor: Mapped[int | None] = mapped_column(BigInteger)
    """What the plan promised when the row was last written: still comparable once a newer plan lacks the work."""
    version: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None]


class DeliveryChange(TenantOwned, Stamped, Base):
    """One change of a piece of work: field -> [before, after]."""

    __tablename__ = "delivery_changes"
    __table_args__ = (owned_by("deliveries", "delivery_id"), Index(None, "tenant_id", "delivery_id"))

    delivery_id: Mapped[UUID]
    changes: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class GateCheck(TenantOwned, Stamped, Base):
    """Whether the exit criterion of an initiative holds; whichever gate it is part of. Taken back, the row stays."""

    __tablename__ = "gate_checks"
    __table_args__ = (UniqueConstraint("tenant_id", "initiative_key"),)

    initiative_key: Mapped[str] = mapped_column(String(80))
    held_on: Mapped[date | None]
    """The day it held; None when that was taken back."""
    note: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None]
    changed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class CalendarFeed(TenantOwned, Stamped, Base):
    """The address under which a person's calendar reads the firm's dates. Of the secret only a hash is kept."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        UniqueConstraint("tenant_id", "user_id"),
        Index(None, "tenant_id", "secret_hash", unique=True),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    secret_hash: Mapped[str] = mapped_column(String(64))


class Reminder(TenantOwned, Stamped, Base):
    """What a person was reminded of about this firm, and whether they want to be. No row: they do, and never were."""

    __tablename__ = "delivery_reminders"
    __table_args__ = (UniqueConstraint("tenant_id", "user_id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    is_off: Mapped[bool] = mapped_column(default=False)
    sent_on: Mapped[date | None]
    told: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """What was said already -> the day it was about (ISO)."""
