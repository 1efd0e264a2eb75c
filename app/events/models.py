"""The audit trail and its seals: rows are added, never changed; triggers see to it. And attempts at accounts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped


class Event(Base):
    """Who did what, when, to what. Keys only, no personal data; no foreign keys, so it outlives what it speaks of."""

    __tablename__ = "events"
    __table_args__ = (Index(None, "tenant_id", "at"), Index(None, "actor_id", "at"))

    at: Mapped[datetime]
    tag: Mapped[str] = mapped_column(String(60))
    """`noun.past_participle`, e.g. `assessment.submitted`."""
    tenant_id: Mapped[UUID | None]
    actor_id: Mapped[UUID | None]
    subject: Mapped[str | None] = mapped_column(String(100))
    """What it happened to: `assessment:<id>`."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    request_id: Mapped[str | None] = mapped_column(String(40))


class Seal(Stamped, Base):
    """A digest over the acts up to one of them and over the seal before: a change to any of them shows."""

    __tablename__ = "event_seals"

    number: Mapped[int] = mapped_column(unique=True)
    until_id: Mapped[UUID]
    acts: Mapped[int]
    """How many acts this seal adds to the one before."""
    digest: Mapped[str] = mapped_column(String(64))


class Attempt(Base):
    """Somebody tried to get into an account or showed who they are. With the acts about accounts it is the security
    log: what was done to an account is an act, what was tried at it is here, and is forgotten after its time."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "at"), Index(None, "person_id", "at"))

    at: Mapped[datetime]
    tag: Mapped[str] = mapped_column(String(60))
    """E.g. `sign_in.failed`, `step_up.passed`."""
    person_id: Mapped[UUID | None]
    """Whose account; no foreign key, so that it outlives the account for its time."""
    claimed: Mapped[str | None] = mapped_column(String(32))
    """Keyed hash of the address or number that was typed, where nobody has it: never the address itself."""
    network: Mapped[str | None] = mapped_column(String(32))
    """Keyed hash of the network it came from."""
    request_id: Mapped[str | None] = mapped_column(String(40))
