"""Bank transfers, and the marks that keep one from being booked twice."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by
from app.kit.money import Money


class TransferState(StrEnum):
    """Where a transfer stands."""

    ENTERED = "entered"
    """Waits for a second clerk."""
    CONFIRMED = "confirmed"
    UNMATCHED = "unmatched"
    """Money of theirs that pays no order."""
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    """Entered by mistake."""


class BankTransfer(TenantOwned, Stamped, Base):
    """Money that reached the operator's bank account for one organisation."""

    __tablename__ = "bank_transfers"
    __table_args__ = (
        owned_by("orders", "order_id"),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("state <> 'confirmed' OR order_id IS NOT NULL", name="confirmed"),
        Index(None, "tenant_id", "state"),
        Index(None, "tenant_id", "order_id"),
    )

    order_id: Mapped[UUID | None]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    received_on: Mapped[date]
    payer: Mapped[str] = mapped_column(String(120))
    """As the bank names it."""
    reference: Mapped[str] = mapped_column(String(64))
    """The bank's own, by which a transfer is told from every other."""
    note: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(12))
    entered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    """Who confirmed, returned or withdrew it."""
    decided_at: Mapped[datetime | None]

    @property
    def amount(self) -> Money:
        """What was received."""
        return Money(self.amount_minor, self.currency)


class BankMark(Stamped, Base):
    """A bank's reference that is on our books, whoever it was for: the same money is never booked twice."""

    __tablename__ = "bank_marks"
    __table_args__ = (UniqueConstraint("mark"),)

    mark: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the reference: it says that one was booked, and neither whose nor which."""
