"""A subscription as Stripe has it becomes our row. Set, never added to: the same reading twice changes nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.events.operations import record_event
from app.invoices.models import Invoice
from app.kit.db import HouseSession
from app.kit.errors import NotFound
from app.orders.models import Order, OrderState
from app.orders.operations import settle_order
from app.orders.queries import get_order
from app.payments.fetching import Readings
from app.payments.values import StripeSubscription
from app.subscriptions.entitlements import Collects, State
from app.subscriptions.models import Subscription
from app.subscriptions.operations import settle_access


class Mismatch(Exception):
    """What Stripe has is not what was ordered; nothing of it is opened until somebody has looked."""


@dataclass(slots=True, kw_only=True)
class Hand:
    """One transaction that writes down what was read of one organisation."""

    session: HouseSession
    tenant_id: UUID
    found: Readings
    at: datetime
    wrong: dict[str, str] = field(default_factory=dict)
    """What does not fit what was ordered, and why, by Stripe's id."""
    passed_over: dict[str, str] = field(default_factory=dict)
    """What we do not go by, and why."""
    orders: dict[UUID, Order | None] = field(default_factory=dict)
    invoices: dict[str, Invoice] | None = None

    def find_order(self, order_id: UUID | None) -> Order | None:
        """An order of this organisation, held; None for any other."""
        if order_id is None:
            return None
        if order_id not in self.orders:
            try:
                self.orders[order_id] = get_order(self.session, self.tenant_id, order_id, hold=True)
            except NotFound:
                self.orders[order_id] = None
        return self.orders[order_id]


def keep_subscription(hand: Hand, read: StripeSubscription) -> None:
    """Write down one subscription, and mark its order once it is begun. Mismatch for a new one nobody ordered so."""
    row = find_subscription(hand, read.id)
    if row is not None:
        order = hand.find_order(row.order_id)
    elif read.plan is None:
        hand.passed_over[read.id] = "none of our plans"
        return
    else:
        order = _order_of(hand, read)
        row = Subscription(tenant_id=hand.tenant_id, stripe_id=read.id, since_at=read.created_at)
        row.order_id = order.id if order is not None else None
        hand.session.add(row)
    _write(hand, row, read)
    if order is not None and order.state in (OrderState.OPEN, OrderState.EXPIRED) and _is_begun(row):
        settle_order(hand.session, hand.tenant_id, order.id, paid=order.amount, at=hand.at)


def end_missing(hand: Hand, stripe_id: str) -> None:
    """A subscription that Stripe does not know any more is over."""
    row = find_subscription(hand, stripe_id)
    if row is not None and row.ended_at is None:
        before = _told(row)
        row.state, row.ended_at = State.CANCELED, hand.at
        _settle(hand, row, before)


def find_subscription(hand: Hand, stripe_id: str) -> Subscription | None:
    """Our row, as it stands now."""
    asked = select(Subscription).where(Subscription.tenant_id == hand.tenant_id, Subscription.stripe_id == stripe_id)
    return hand.session.scalar(asked.execution_options(populate_existing=True))


def _order_of(hand: Hand, read: StripeSubscription) -> Order | None:
    """The order a new subscription carries out: this organisation's, for this plan, at this price."""
    if read.order_id is None:  # made by hand in the dashboard, for somebody who is our customer
        return None
    order = hand.find_order(read.order_id)
    if order is None:
        raise Mismatch("its order is none of this organisation")
    if (order.item, order.interval) != (read.plan, read.interval):
        raise Mismatch(f"{read.plan} by the {read.interval}, ordered was {order.item} by the {order.interval}")
    if order.currency != read.currency:
        raise Mismatch(f"currency {read.currency}, ordered was {order.currency}")
    if read.unit_amount is None or read.unit_amount * order.quantity != order.amount:
        asked = read.unit_amount.minor if read.unit_amount is not None else None
        raise Mismatch(f"{asked} a piece, ordered were {order.quantity} for {order.amount_minor}")
    return order


def _write(hand: Hand, row: Subscription, read: StripeSubscription) -> None:
    before = _told(row) if row.id is not None else None
    row.plan = read.plan or row.plan
    row.interval, row.currency, row.collects = read.interval, read.currency, read.collects
    row.state, row.item_id, row.seats = read.status, read.item_id, max(read.quantity, 1)
    row.unit_minor = read.unit_amount.minor if read.unit_amount is not None else None
    row.period_start_at, row.period_end_at = read.period_start_at, read.period_end_at
    row.trial_end_at, row.cancel_at, row.ended_at = read.trial_end_at, read.cancel_at, read.ended_at
    row.paid_until_at = hand.found.paid_until.get(read.id) if read.collects == Collects.INVOICE else None
    if read.status == State.PAST_DUE:
        row.past_due_since_at = row.past_due_since_at or hand.at
    elif read.status in (State.ACTIVE, State.TRIALING):
        row.past_due_since_at = None
    _settle(hand, row, before)


def _settle(hand: Hand, row: Subscription, before: dict[str, Any] | None) -> None:
    settle_access(hand.session, row, at=hand.at)
    after = _told(row)
    if before is not None and before != after:
        about = f"subscription:{row.id}"
        record_event(hand.session, "subscription.changed", by=None, tenant_id=row.tenant_id, subject=about, **after)


def _told(row: Subscription) -> dict[str, Any]:
    """What of it belongs on record when it moves."""
    ends = row.cancel_at.isoformat() if row.cancel_at is not None else None
    return {"plan": row.plan, "state": str(row.state), "seats": row.seats, "ends": ends}


def _is_begun(row: Subscription) -> bool:
    """Whether what was ordered is there: a trial, a card that was charged, an invoice that was paid."""
    if row.state not in (State.TRIALING, State.ACTIVE):
        return False
    return row.collects == Collects.CARD or row.paid_until_at is not None
