"""Whom Stripe knows our organisations as, and what we asked of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, column
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned

LIVING = column("gone_at").is_(None)


class Customer(TenantOwned, Stamped, Base):
    """An organisation as a customer at Stripe. One that was deleted there stays on record beside its successor."""

    __tablename__ = "customers"
    __table_args__ = (
        UniqueConstraint("tenant_id", "stripe_id"),
        Index("uq_customers_living", "tenant_id", unique=True, sqlite_where=LIVING, postgresql_where=LIVING),
    )

    stripe_id: Mapped[str] = mapped_column(String(80))
    currency: Mapped[str | None] = mapped_column(String(3))
    """What it has paid in: Stripe takes no other from it."""
    gone_at: Mapped[datetime | None]
    """When we found it deleted at Stripe."""


class CallState(StrEnum):
    """Where something we asked of Stripe stands."""

    OPEN = "open"
    """To be sent, under way, or sent without an answer."""
    DONE = "done"
    REFUSED = "refused"
    DROPPED = "dropped"
    """Nobody wants it any more: something newer was asked, or nobody waits for it."""


class StripeCall(TenantOwned, Stamped, Base):
    """One thing asked of Stripe, written down before it is sent, so that asking again asks for the same."""

    __tablename__ = "stripe_calls"
    __table_args__ = (
        UniqueConstraint("tenant_id", "idempotency_key"),
        Index(None, "tenant_id", "subject"),
        Index(None, "state", "tried_at"),
    )

    act: Mapped[str] = mapped_column(String(24))
    """What is asked; see `acts.ACTS`."""
    subject: Mapped[str] = mapped_column(String(100))
    """What it is about: order:…, or an object of Stripe's. Of one act about one subject at most one is open."""
    target: Mapped[str | None] = mapped_column(String(80))
    """The object at Stripe that is changed; None when one is made."""
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As sent, never changed while it is open; what is personal in it is forgotten once it is done."""
    idempotency_key: Mapped[str] = mapped_column(String(120))
    keyed_at: Mapped[datetime]
    """When this key was first used. Stripe forgets keys after a day."""
    state: Mapped[str] = mapped_column(String(10), default=CallState.OPEN)
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    result_id: Mapped[str | None] = mapped_column(String(80))
    error: Mapped[str | None] = mapped_column(String(300))
    """Kind and code of what went wrong last."""
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
