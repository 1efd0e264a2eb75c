"""Orders: what somebody asked to buy, at which price, by which way of paying."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned
from app.kit.money import Money


class Channel(StrEnum):
    """How it is to be paid."""

    CHECKOUT = "checkout"
    INVOICE = "invoice"
    TRANSFER = "transfer"


class OrderState(StrEnum):
    """Where it stands; paid and refunded are reached once and for all."""

    OPEN = "open"
    PAID = "paid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REFUNDED = "refunded"


class Order(TenantOwned, Stamped, Base):
    """One thing asked for. What is paid must be this amount of this currency."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("quantity >= 1", name="quantity"),
        CheckConstraint("amount_minor > 0", name="amount"),
        UniqueConstraint("tenant_id", "number"),
        UniqueConstraint("tenant_id", "stripe_id"),
        Index(None, "tenant_id", "state"),
    )

    number: Mapped[str] = mapped_column(String(20))
    """What a payer writes on a bank transfer."""
    item: Mapped[str] = mapped_column(String(32))
    """Id of a plan or a product."""
    interval: Mapped[str] = mapped_column(String(8))
    quantity: Mapped[int]
    """Seats of a plan sold by the seat, else pieces."""
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    """Of the whole order, tax included, before any coupon."""
    channel: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default=OrderState.OPEN)
    assessment_id: Mapped[UUID | None]
    """Of a single report: the one it opens."""
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    stripe_id: Mapped[str | None] = mapped_column(String(80))
    """Of the Checkout session or the subscription that carries it out."""
    page_url: Mapped[str | None] = mapped_column(String(2000))
    """Stripe's page where it is paid."""

    @property
    def amount(self) -> Money:
        """What it costs."""
        return Money(self.amount_minor, self.currency)
