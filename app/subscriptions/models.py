"""Subscriptions of organisations, by Stripe or by bank transfer, and passes that open one assessment."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Base, Stamped, TenantOwned, owned_by
from app.subscriptions.entitlements import Collects, State, Term


class Subscription(TenantOwned, Stamped, Base):
    """What an organisation subscribes or subscribed to; never deleted, so that what was opened stays readable."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        CheckConstraint("seats >= 1", name="seats"),
        CheckConstraint("(collects = 'transfer') = (stripe_id IS NULL)", name="source"),
        UniqueConstraint("tenant_id", "stripe_id"),
        Index(None, "tenant_id", "open_until_at"),
    )

    plan: Mapped[str] = mapped_column(String(32))
    interval: Mapped[str] = mapped_column(String(8))
    currency: Mapped[str] = mapped_column(String(3))
    seats: Mapped[int] = mapped_column(default=1)
    collects: Mapped[str] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(String(24))
    stripe_id: Mapped[str | None] = mapped_column(String(80))
    item_id: Mapped[str | None] = mapped_column(String(80))
    """Of Stripe's subscription item, whose quantity is the seats."""
    unit_minor: Mapped[int | None] = mapped_column(BigInteger)
    """What one seat or piece costs an interval, before coupons; None where nobody knows."""
    order_id: Mapped[UUID | None]
    since_at: Mapped[datetime]
    period_start_at: Mapped[datetime | None]
    period_end_at: Mapped[datetime | None]
    paid_until_at: Mapped[datetime | None]
    trial_end_at: Mapped[datetime | None]
    past_due_since_at: Mapped[datetime | None]
    """When the payment first failed; set once for each time it falls behind."""
    cancel_at: Mapped[datetime | None]
    """When it ends by somebody's wish; None while it goes on."""
    ended_at: Mapped[datetime | None]
    open_until_at: Mapped[datetime | None]
    """Until when it opens what its plan holds, by `entitlements.access_until`; None when it never opened anything.
    Once it opens nothing any more, the moment it stopped."""
    read_at: Mapped[datetime]
    """When it was last read from Stripe, or written by a transfer."""

    @property
    def term(self) -> Term:
        """What its time depends on."""
        return Term(
            state=State(self.state),
            collects=Collects(self.collects),
            period_end_at=self.period_end_at,
            paid_until_at=self.paid_until_at,
            trial_end_at=self.trial_end_at,
            past_due_since_at=self.past_due_since_at,
            cancel_at=self.cancel_at,
        )


class Pass(TenantOwned, Stamped, Base):
    """Opens the roadmap and the report of one assessment for good. Without one yet, it waits for the next."""

    __tablename__ = "passes"
    __table_args__ = (
        owned_by("assessments", "assessment_id"),
        UniqueConstraint("tenant_id", "assessment_id"),
        UniqueConstraint("tenant_id", "order_id"),
        UniqueConstraint("tenant_id", "credit_id"),
    )

    assessment_id: Mapped[UUID | None]
    order_id: Mapped[UUID | None]
    """The order it was bought by."""
    credit_id: Mapped[UUID | None]
    """The provider's credit it was given by."""
    given_by_id: Mapped[UUID | None]
    """That provider."""
    used_at: Mapped[datetime | None]
