"""A provider's clients. The tenant is the provider; what is said of the firm is a copy, shown only while it agrees."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, validates

from app.kit import clock
from app.kit.db import Base, Stamped, TenantOwned, owned_by
from app.kit.pinyin import search_key

STEPS_KEPT = 60
STALLED_DAYS = 30


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
ACTIVE = WITH_CONSENT - {Stage.SIGNED_OFF}
"""Stages in which something ought to happen: without activity a client in one of them has stalled."""


class Client(TenantOwned, Stamped, Base):
    """One firm in one provider's book, before and after it agreed. The facts are renewed by `clients.refresh`."""

    __tablename__ = "clients"
    __table_args__ = (
        Index(None, "tenant_id", "firm_id", unique=True),
        Index("ix_clients_name", "tenant_id", "name"),
        Index(None, "tenant_id", "name_key"),
        Index("ix_clients_level", "tenant_id", "level"),
        Index("ix_clients_due_on", "tenant_id", "due_on"),
        Index("ix_clients_last_active_at", "tenant_id", "last_active_at"),
    )

    firm_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"))
    """The firm once it has joined; None while it is only noted or invited, and after it was erased."""
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(400), default="", server_default="")
    """What search compares with and lists are ordered by: the name in pinyin, in initials, folded; follows the name."""
    contact_name: Mapped[str] = mapped_column(String(80), default="", server_default="")
    contact: Mapped[str] = mapped_column(String(254), default="", server_default="")
    """Mail address or number of whoever the provider talks to; the provider's own knowledge."""
    account_manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    consultant_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    stage: Mapped[str] = mapped_column(String(20), default=Stage.NOTED)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    """The stages so far, oldest first: {"stage": ..., "at": ISO instant}; follows the stage."""
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

    @validates("name")
    def _follow_name(self, _key: str, name: str) -> str:
        if name != self.name or not self.name_key:
            self.name_key = search_key(name)
        return name

    @validates("stage")
    def _follow_stage(self, _key: str, stage: str) -> str:
        if stage != self.stage:
            step = {"stage": str(stage), "at": clock.now().isoformat(timespec="seconds")}
            self.steps = [*(self.steps or []), step][-STEPS_KEPT:]
        return stage


class ClientNote(TenantOwned, Stamped, Base):
    """What was said with a client, when and by whom: the provider's own, never shown to the firm."""

    __tablename__ = "client_notes"
    __table_args__ = (owned_by("clients", "client_id"), Index(None, "tenant_id", "client_id", "created_at"))

    client_id: Mapped[UUID]
    body: Mapped[str] = mapped_column(String(2000))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class BookView(TenantOwned, Stamped, Base):
    """A way of looking at the book that is kept under a name: a filter and an order, as the address carries them."""

    __tablename__ = "book_views"
    __table_args__ = (UniqueConstraint("tenant_id", "user_id", "name"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(1000))
    is_shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether everybody of the provider may use it; only whoever made it changes it."""


class BookDefault(TenantOwned, Base):
    """The view a person's book opens with."""

    __tablename__ = "book_defaults"
    __table_args__ = (owned_by("book_views", "view_id"), UniqueConstraint("tenant_id", "user_id"))

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    view_id: Mapped[UUID]


class BookSetting(TenantOwned, Base):
    """What a provider has set about its book; without a row, what is usual."""

    __tablename__ = "book_settings"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    stalled_days: Mapped[int] = mapped_column(default=STALLED_DAYS, server_default=str(STALLED_DAYS))
    """So many days without activity in an active stage, and a client counts as stalled."""


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
