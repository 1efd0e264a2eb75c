"""What was read from Stripe of one customer becomes our rows, under the organisation's lock. The caller commits.

A reading that another one overtook is refused: of two at once the one that began after the other was written counts.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from app.events.operations import record_event
from app.invoices.models import Invoice
from app.kit.db import HouseSession
from app.kit.jobs import leave_note
from app.orders.models import Order, OrderState
from app.orders.operations import refund_order, settle_order
from app.payments.fetching import Readings
from app.payments.keeping import Hand, Mismatch, end_missing, keep_subscription
from app.payments.models import Customer
from app.payments.values import StripeInvoice, StripePayment, StripeSession, StripeSubscription
from app.subscriptions.queries import list_live_subscriptions
from app.tenants.changes import hold_tenant

Thing = TypeVar("Thing", StripeSubscription, StripeInvoice, StripeSession, StripePayment)
DOUBLED = "subscriptions.doubled"
"""News: an organisation has more than one live subscription at Stripe; payload `tenant_id`."""


class Overtaken(Exception):
    """Something of this customer was read and written down after this reading had begun: read it again."""


def settle(session: HouseSession, tenant_id: UUID, found: Readings, *, began: datetime, at: datetime) -> Hand:
    """Write down what was read; `began`: when the reading did. What does not fit is told, the rest is written."""
    hold_tenant(session, tenant_id)
    payer = _hold_payer(session, tenant_id, found.customer_id or "", began)
    payer.read_at, hand = at, Hand(session=session, tenant_id=tenant_id, found=found, at=at)
    _each(hand, sorted(found.subscriptions.values(), key=lambda one: (one.created_at, one.id)), keep_subscription)
    for id_ in sorted(found.missing):
        end_missing(hand, id_)
    _each(hand, found.invoices.values(), _keep_invoice)
    _each(hand, found.sessions.values(), _settle_visit)
    _each(hand, found.payments.values(), _settle_payment)
    _keep_payer(session, payer, found, at=at)
    if sum(one.stripe_id is not None for one in list_live_subscriptions(session, tenant_id)) > 1:
        leave_note(session, DOUBLED, {"tenant_id": str(tenant_id)})
    return hand


def _each(hand: Hand, things: Iterable[Thing], write: Callable[[Hand, Thing], None]) -> None:
    for thing in things:
        try:
            write(hand, thing)
        except Mismatch as mismatch:
            hand.wrong[thing.id] = str(mismatch)


def _hold_payer(session: HouseSession, tenant_id: UUID, customer_id: str, began: datetime) -> Customer:
    asked = select(Customer).where(Customer.tenant_id == tenant_id, Customer.stripe_id == customer_id)
    row = session.scalars(asked.with_for_update().execution_options(populate_existing=True)).one()
    if row.read_at is not None and row.read_at > began:
        raise Overtaken
    return row


def _keep_payer(session: HouseSession, payer: Customer, found: Readings, *, at: datetime) -> None:
    one = found.customer
    if one is not None and one.currency is not None:
        payer.currency = one.currency
    if found.is_gone and payer.gone_at is None:
        payer.gone_at = at
        about = f"customer:{payer.stripe_id}"
        record_event(session, "customer.gone", by=None, tenant_id=payer.tenant_id, subject=about)


def _keep_invoice(hand: Hand, read: StripeInvoice) -> None:
    row = _invoices(hand).get(read.id)
    order = hand.find_order(read.order_id)
    if row is None:
        row = Invoice(tenant_id=hand.tenant_id, stripe_id=read.id, refunded_minor=0)
        hand.session.add(row)
    row.number, row.state, row.currency = read.number, read.status, read.currency
    row.amount_minor, row.paid_minor = read.total.minor, read.amount_paid.minor
    row.refunded_minor = hand.found.refunded.get(read.id, row.refunded_minor)
    row.hosted_url, row.pdf_url = read.hosted_url, read.pdf_url
    row.period_start_at, row.period_end_at = read.period_start_at, read.lines_end_at or read.period_end_at
    row.due_at, row.paid_at = read.due_at, read.paid_at
    row.issued_at = read.created_at if read.number is not None else None
    row.subscription_id, row.order_id = read.subscription_id, order.id if order is not None else None
    row.read_at = hand.at


def _invoices(hand: Hand) -> dict[str, Invoice]:
    """Those of ours that were read, fetched at once."""
    if hand.invoices is None:
        asked = select(Invoice).where(Invoice.tenant_id == hand.tenant_id, Invoice.stripe_id.in_(hand.found.invoices))
        rows = hand.session.scalars(asked.execution_options(populate_existing=True))
        hand.invoices = {row.stripe_id: row for row in rows}
    return hand.invoices


def _settle_visit(hand: Hand, visit: StripeSession) -> None:
    """A report or credits that were paid are opened; a visit that led to nothing frees its order."""
    order = hand.find_order(visit.order_id)
    if visit.mode == "payment" and visit.is_paid:
        _settle_paid(hand, visit, order)
    elif order is not None and order.stripe_id == visit.id and order.state == OrderState.OPEN:
        if visit.status != "expired" and visit.id not in hand.found.refused:
            return
        order.page_url = None
        if order.expires_at <= hand.at:
            order.state = OrderState.EXPIRED


def _settle_paid(hand: Hand, visit: StripeSession, order: Order | None) -> None:
    if order is None:
        raise Mismatch("paid without an order of this organisation")
    if order.state in (OrderState.PAID, OrderState.REFUNDED):
        return
    # Before coupons, which only the operator gives out: Stripe says what they took off, never the browser.
    if visit.subtotal is None or visit.subtotal != order.amount:
        asked = f"{visit.subtotal.currency} {visit.subtotal.minor}" if visit.subtotal is not None else "nothing"
        raise Mismatch(f"{asked} was asked for, ordered was {order.currency} {order.amount_minor}")
    settle_order(hand.session, hand.tenant_id, order.id, paid=order.amount, at=hand.at)


def _settle_payment(hand: Hand, payment: StripePayment) -> None:
    """Once all that was paid went back, what it opened closes. A part given back is between people."""
    order = hand.find_order(payment.order_id)
    if order is None or not payment.refunded.minor or payment.refunded.minor < payment.received.minor:
        return
    if order.interval == "once" and order.state in (OrderState.PAID, OrderState.REFUNDED):
        refund_order(hand.session, hand.tenant_id, order.id)
