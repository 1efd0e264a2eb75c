"""Invoices as Stripe keeps them, mirrored so that they are listed, counted and made out as fapiao without asking it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned
from app.kit.money import Money


class InvoiceState(StrEnum):
    """Where an invoice stands, in Stripe's words."""

    DRAFT = "draft"
    OPEN = "open"
    PAID = "paid"
    VOID = "void"
    UNCOLLECTIBLE = "uncollectible"


class Invoice(TenantOwned, Stamped, Base):
    """One invoice, as it was last read from Stripe."""

    __tablename__ = "invoices"
    __table_args__ = (UniqueConstraint("tenant_id", "stripe_id"), Index(None, "tenant_id", "state"))

    stripe_id: Mapped[str] = mapped_column(String(80))
    number: Mapped[str | None] = mapped_column(String(80))
    """As printed on it; a draft has none yet."""
    state: Mapped[str] = mapped_column(String(16))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    """What was asked for, tax included, coupons taken off."""
    paid_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    refunded_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    """What of the paid was given back, by refund or credit note."""
    currency: Mapped[str] = mapped_column(String(3))
    """In capitals: CNY, USD."""
    hosted_url: Mapped[str | None] = mapped_column(String(2000))
    pdf_url: Mapped[str | None] = mapped_column(String(2000))
    period_start_at: Mapped[datetime | None]
    period_end_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]
    """When it was finalised and got its number."""
    paid_at: Mapped[datetime | None]
    subscription_id: Mapped[str | None] = mapped_column(String(80))
    """Stripe's id of the subscription it is for."""
    order_id: Mapped[UUID | None]
    """Our order it pays, where one led to it."""
    read_at: Mapped[datetime]
    """When it was last read from Stripe."""

    @property
    def amount(self) -> Money:
        """What was asked for."""
        return Money(self.amount_minor, self.currency)

    @property
    def kept(self) -> Money:
        """What was paid and not given back."""
        return Money(self.paid_minor - self.refunded_minor, self.currency)
