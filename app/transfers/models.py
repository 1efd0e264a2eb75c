"""Bank transfers against orders, and how far each is confirmed."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, String, column
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by
from app.kit.money import Money


class TransferState(StrEnum):
    """Entered by one clerk; then confirmed by another, or withdrawn."""

    ENTERED = "entered"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class BankTransfer(TenantOwned, Stamped, Base):
    """Money seen on the operator's account for one order. An order may be paid by several."""

    __tablename__ = "bank_transfers"
    __table_args__ = (
        owned_by("orders", "order_id"),
        Index(
            "uq_bank_transfers_reference",
            "tenant_id",
            "reference",
            unique=True,
            sqlite_where=column("state") != "withdrawn",
            postgresql_where=column("state") != "withdrawn",
        ),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id != entered_by_id", name="two_people"),
        Index(None, "state", "created_at"),
    )

    order_id: Mapped[UUID]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    received_on: Mapped[date] = mapped_column(Date)
    payer: Mapped[str] = mapped_column(String(120))
    """As the bank names them; it may be another than the organisation."""
    reference: Mapped[str] = mapped_column(String(80))
    """The bank's own number of the transfer."""
    note: Mapped[str] = mapped_column(String(300), default="", server_default="")
    state: Mapped[str] = mapped_column(String(12), default=TransferState.ENTERED)
    entered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None]
    """When it was confirmed or withdrawn."""

    @property
    def amount(self) -> Money:
        """What came in."""
        return Money(self.amount_minor, self.currency)
