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
    read_at: Mapped[datetime | None]
    """When something of it was last read from Stripe and written down: an older reading is not written over it."""


PERSONAL = frozenset({"name", "email"})
"""Parameters of a call that are about somebody."""


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
    burnt: Mapped[bool] = mapped_column(default=False)
    """Whether Stripe answered this key with a fault of its own: it would give that answer again, whatever was done."""
    state: Mapped[str] = mapped_column(String(10), default=CallState.OPEN)
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    result_id: Mapped[str | None] = mapped_column(String(80))
    error: Mapped[str | None] = mapped_column(String(300))
    """Kind and code of what went wrong last."""
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    def close(self, state: CallState, *, at: datetime | None) -> None:
        """It is over; who was to be written to is forgotten."""
        self.state, self.done_at = state, at
        self.parameters = {key: value for key, value in self.parameters.items() if key not in PERSONAL}


class EventState(StrEnum):
    """Where an event of Stripe's stands with us."""

    STORED = "stored"
    """To be handled, or to be tried again."""
    HANDLED = "handled"
    FAILED = "failed"
    """Given up after many attempts, or something about it is wrong; somebody has to look."""
    IGNORED = "ignored"
    """Nothing of ours, or nothing we go by."""


class StripeEvent(Stamped, Base):
    """One event that Stripe sent: ids only, nothing of what it said. `created_at` is when it came."""

    __tablename__ = "stripe_events"
    __table_args__ = (Index(None, "state", "due_at"), Index(None, "payer", "state"))

    stripe_id: Mapped[str] = mapped_column(String(255), unique=True)
    type: Mapped[str] = mapped_column(String(120))
    object_id: Mapped[str] = mapped_column(String(255))
    """Of what it is about; empty where that has no id."""
    object_type: Mapped[str] = mapped_column(String(60))
    payer: Mapped[str] = mapped_column(String(255))
    """Stripe's customer it speaks of, or the object where it names none: what is handled together. Never trusted."""
    made_at: Mapped[datetime]
    """When it happened at Stripe."""
    api_version: Mapped[str | None] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default=EventState.STORED)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    """Not to be taken up before; moved on while somebody works on it."""
    fault: Mapped[str | None] = mapped_column(String(300))
    """Why it failed last, or why it is ignored."""
    handled_at: Mapped[datetime | None]


class Drift(Stamped, Base):
    """Something that was otherwise here than at Stripe, or is. `created_at` is when it was first seen."""

    __tablename__ = "drifts"
    __table_args__ = (Index(None, "mended_at", "seen_at"),)

    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(String(255))
    """Stripe's id of what differs."""
    ours: Mapped[str] = mapped_column(String(120))
    theirs: Mapped[str] = mapped_column(String(120))
    seen_at: Mapped[datetime]
    mended_at: Mapped[datetime | None]
    """When it was put right, by us or by whoever; None while somebody has to decide."""
