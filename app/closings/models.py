"""A provider's book as it stood on a day. Rows are added, never changed, but for names that must go."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, TenantOwned, owned_by


class Closing(TenantOwned, Base):
    """One picture of the book: of a month's end, or asked for in between."""

    __tablename__ = "closings"
    __table_args__ = (UniqueConstraint("tenant_id", "key"), Index(None, "tenant_id", "as_of"))

    key: Mapped[str] = mapped_column(String(40))
    """`2026-11` for the end of that month, the instant for one asked for."""
    as_of: Mapped[date]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    stalled_days: Mapped[int]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    """Stage -> how many clients were in it, those without consent among them."""

    @property
    def is_month_end(self) -> bool:
        """Whether it was made by the calendar."""
        return len(self.key) == len("2026-11")


class BookSnapshot(TenantOwned, Base):
    """One client that agreed to be seen, as it stood. Once it no longer agrees, who it was is taken out."""

    __tablename__ = "book_snapshots"
    __table_args__ = (
        owned_by("closings", "closing_id"),
        UniqueConstraint("tenant_id", "closing_id", "mark"),
        Index(None, "tenant_id", "firm_id"),
    )

    closing_id: Mapped[UUID]
    mark: Mapped[UUID]
    """The same in every closing, so that two can be compared: the client's id, or a made-up one without a name."""
    firm_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    stage: Mapped[str] = mapped_column(String(20))
    industry_key: Mapped[str] = mapped_column(String(80), default="", server_default="")
    level: Mapped[int | None]
    score: Mapped[int | None]
    manager: Mapped[str] = mapped_column(String(120), default="", server_default="")
    """Name of the account manager at that time."""
    last_active_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    next_action: Mapped[str] = mapped_column(String(200), default="", server_default="")
    next_on: Mapped[date | None]
    is_overdue: Mapped[bool]
    is_stalled: Mapped[bool]
    anonymised_at: Mapped[datetime | None]
