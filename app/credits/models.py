"""A provider's lots and the credits handed out of them; and, in the firm, what was given and what became of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by


class CreditState(StrEnum):
    """What became of a credit: it waits in the firm, has opened an assessment for good, or is the provider's again."""

    HANDED = "handed"
    USED = "used"
    RETURNED = "returned"


class CreditLot(TenantOwned, Stamped, Base):
    """So many credits that came at once, bought or with a paid year of a plan. The tenant is the provider."""

    __tablename__ = "credit_lots"
    __table_args__ = (
        CheckConstraint("size >= 1", name="size"),
        CheckConstraint("(subscription_id IS NULL) = (period_start_at IS NULL)", name="period"),
        CheckConstraint("order_id IS NOT NULL OR subscription_id IS NOT NULL", name="source"),
        owned_by("orders", "order_id"),
        owned_by("subscriptions", "subscription_id"),
        UniqueConstraint("tenant_id", "order_id"),
        UniqueConstraint("tenant_id", "subscription_id", "period_start_at"),
        Index(None, "tenant_id", "until_at"),
    )

    size: Mapped[int]
    order_id: Mapped[UUID | None]
    """The order it was paid by; of a plan's year only where a bank transfer paid for just that year."""
    subscription_id: Mapped[UUID | None]
    period_start_at: Mapped[datetime | None]
    """Of the year it came with: each year brings one lot."""
    until_at: Mapped[datetime]
    """Until when credits can be handed out of it. What was handed by then stays with the firm."""
    withdrawn_at: Mapped[datetime | None]
    """When the money was given back: nothing is handed out of it any more."""
    near_told_at: Mapped[datetime | None]
    low_told_at: Mapped[datetime | None]
    """When administrators heard that it runs out soon, and that few credits are left; each is said once a lot."""

    def is_open(self, at: datetime) -> bool:
        """Whether credits can be handed out of it at this moment."""
        return self.withdrawn_at is None and self.until_at > at


class Credit(TenantOwned, Stamped, Base):
    """One credit handed to one firm. The tenant is the provider; whether it is used is known in the firm first."""

    __tablename__ = "credits"
    __table_args__ = (
        owned_by("credit_lots", "lot_id"),
        UniqueConstraint("tenant_id", "act", "client_id"),
        Index(None, "tenant_id", "lot_id"),
        Index(None, "tenant_id", "created_at"),
    )

    lot_id: Mapped[UUID]
    firm_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"), index=True)
    client_id: Mapped[UUID]
    """The book's row about the firm, which keeps its name."""
    act: Mapped[UUID]
    """Of the form it was handed by: sent twice, it hands once."""
    handed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(10), default=CreditState.HANDED)
    recalled_at: Mapped[datetime | None]
    """When the provider asked for it back; the firm's side says whether it was still unused."""
    settled_at: Mapped[datetime | None]
    """When it was used or came back."""


class ReceivedCredit(TenantOwned, Stamped, Base):
    """What a firm was given, whatever becomes of the provider. The tenant is the firm, and what stands here decides.

    A credit that came back before it arrived has a row too, so that it does not arrive afterwards."""

    __tablename__ = "received_credits"
    __table_args__ = (UniqueConstraint("tenant_id", "credit_id"),)

    credit_id: Mapped[UUID]
    """The provider's own row, which the firm cannot read."""
    provider_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"), index=True)
    provider_name: Mapped[str] = mapped_column(String(120))
    given_by: Mapped[str] = mapped_column(String(120), default="", server_default="")
    """Name of whoever handed it over."""
    state: Mapped[str] = mapped_column(String(10), default=CreditState.HANDED)
    settled_at: Mapped[datetime | None]
