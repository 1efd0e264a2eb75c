"""Batches: what one person of a provider asked for, frozen firm by firm. The tenant is the provider."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by


class BatchState(StrEnum):
    """How far a batch is."""

    WANTED = "wanted"
    READY = "ready"
    CANCELLED = "cancelled"
    GONE = "gone"


class Outcome(StrEnum):
    """What became of one firm in it."""

    WAITING = "waiting"
    DRAWN = "drawn"
    EXCLUDED = "excluded"
    FAILED = "failed"


class Batch(TenantOwned, Stamped, Base):
    """One ZIP. Nobody but who asked may fetch it, whatever their role."""

    __tablename__ = "batches"
    __table_args__ = (
        Index(None, "tenant_id", "asked_by_id", "created_at"),
        UniqueConstraint("tenant_id", "standing_id", "due_on"),
    )

    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    standing_id: Mapped[UUID | None]
    """The standing order it was made for, which may be gone by now; None when somebody pressed the button."""
    due_on: Mapped[date | None]
    """The day it was due by its standing order: no day brings two."""
    formats: Mapped[list[str]] = mapped_column(JSON)
    langs: Mapped[list[str]] = mapped_column(JSON)
    pattern: Mapped[str] = mapped_column(String(120))
    """How files are named, with tokens in braces."""
    signed_only: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[str] = mapped_column(String(10), default=BatchState.WANTED)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    began_at: Mapped[datetime | None]
    size: Mapped[int | None]
    rebuilt: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often it was made again because a firm was not to be in it any more."""
    expires_at: Mapped[datetime]


class BatchItem(TenantOwned, Base):
    """One firm of a batch, as it was in the list when the batch was asked for."""

    __tablename__ = "batch_items"
    __table_args__ = (owned_by("batches", "batch_id"), UniqueConstraint("tenant_id", "batch_id", "number"))

    batch_id: Mapped[UUID]
    number: Mapped[int]
    firm_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(120))
    outcome: Mapped[str] = mapped_column(String(10), default=Outcome.WAITING)
    reason: Mapped[str] = mapped_column(String(20), default="", server_default="")
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often its files were begun, also by workers that died over them."""
    report_id: Mapped[UUID | None]
    code: Mapped[str] = mapped_column(String(64), default="", server_default="")
    edition: Mapped[str] = mapped_column(String(8), default="", server_default="")
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    """{"name", "key" in storage} of each drawing."""


class Rhythm(StrEnum):
    """How often a standing order comes round."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class StandingState(StrEnum):
    """Whether a standing order goes on."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class StandingOrder(TenantOwned, Stamped, Base):
    """An export that comes round: which firms is worked out anew each time, with the rights of that moment."""

    __tablename__ = "standing_orders"
    __table_args__ = (
        Index(None, "tenant_id", "asked_by_id"),
        Index(None, "state", "next_at"),
        CheckConstraint("rhythm IN ('weekly', 'monthly')", name="rhythm"),
    )

    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    view_id: Mapped[UUID | None]
    """The kept view that says which firms; None: those in `client_ids`."""
    client_ids: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    formats: Mapped[list[str]] = mapped_column(JSON)
    langs: Mapped[list[str]] = mapped_column(JSON)
    pattern: Mapped[str] = mapped_column(String(120))
    signed_only: Mapped[bool] = mapped_column(default=False, server_default=false())
    rhythm: Mapped[str] = mapped_column(String(10))
    day: Mapped[int]
    """Of the month, where a shorter month ends on its last; or of the week, from 1 for Monday."""
    next_at: Mapped[datetime]
    """When it is due next, while it runs."""
    state: Mapped[str] = mapped_column(String(10), default=StandingState.RUNNING)
    reason: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """Why it was paused, ended or left out the last time without its person: `rights`, `no_view`, `plan`."""
    last_at: Mapped[datetime | None]
