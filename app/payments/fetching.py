"""Reading from Stripe what its news is about; of the news itself nothing is believed. No database here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from app.payments.faults import GatewayRefused, GatewayUnfit
from app.payments.gateway import gateway
from app.payments.ledger import About
from app.payments.values import (
    StripeCustomer,
    StripeInvoice,
    StripePayment,
    StripeSession,
    StripeSubscription,
    Tagged,
)
from app.subscriptions.entitlements import Collects, State

Value = TypeVar("Value")
Name = tuple[About, str]
"""What an event is about, and Stripe's id of it."""


@dataclass(slots=True)
class Readings:
    """What Stripe says of one customer's things, by their ids."""

    customer_id: str | None = None
    customer: StripeCustomer | None = None
    subscriptions: dict[str, StripeSubscription] = field(default_factory=dict)
    invoices: dict[str, StripeInvoice] = field(default_factory=dict)
    sessions: dict[str, StripeSession] = field(default_factory=dict)
    payments: dict[str, StripePayment] = field(default_factory=dict)
    paid_until: dict[str, datetime] = field(default_factory=dict)
    """Of subscriptions paid by invoice: the end of the last period that was paid."""
    refunded: dict[str, int] = field(default_factory=dict)
    """Of invoices: what was given back, in minor units."""
    refused: set[str] = field(default_factory=set)
    """Visits to Checkout whose payment came to nothing after all."""
    missing: set[str] = field(default_factory=set)
    """What Stripe does not know, or not any more."""
    strange: set[str] = field(default_factory=set)
    """What belongs to another customer than the one that is settled."""
    broken: dict[str, str] = field(default_factory=dict)
    """What could not be read, and why."""

    @property
    def is_gone(self) -> bool:
        """Whether the customer was deleted at Stripe."""
        return self.customer_id in self.missing or (self.customer is not None and self.customer.deleted)

    @property
    def tagged(self) -> Iterable[UUID]:
        """The organisations whose mark they carry."""
        marks: list[Tagged] = [*self.subscriptions.values(), *self.sessions.values(), *self.payments.values()]
        marks += [*self.invoices.values(), *([self.customer] if self.customer is not None else [])]
        return dict.fromkeys(one.tenant_id for one in marks if one.tenant_id is not None)


def fetch(customer_id: str | None, names: Iterable[Name]) -> Readings:
    """Everything these are about, as it is now, and what hangs on it. GatewayAway when Stripe does not answer."""
    found = Readings(customer_id=customer_id)
    read_more(found, names)
    for invoice in list(found.invoices.values()):
        if invoice.subscription_id is not None:
            _read_subscription(found, invoice.subscription_id)
    for visit in list(found.sessions.values()):
        _follow(found, visit)
    _read_paid_times(found)
    return found


def read_more(found: Readings, names: Iterable[Name]) -> None:
    """These things themselves, beside what was read already."""
    for kind, id_ in dict.fromkeys(names):
        _ONE[kind](found, id_)


def fetch_all(customer_id: str) -> Readings:
    """Everything of one customer: what a comparison needs."""
    found = Readings(customer_id=customer_id)
    _read_customer(found, customer_id)
    if found.is_gone:
        return found
    found.subscriptions = {one.id: one for one in gateway.list_subscriptions(customer_id)}
    found.invoices = {one.id: one for one in gateway.list_invoices(customer_id)}
    found.sessions = {one.id: one for one in gateway.list_sessions(customer_id) if one.order_id is not None}
    for visit in found.sessions.values():
        _follow(found, visit)
    found.paid_until = paid_times(found.invoices.values())
    return found


def paid_times(invoices: Iterable[StripeInvoice]) -> dict[str, datetime]:
    """By subscription, until when its invoices are paid."""
    until: dict[str, datetime] = {}
    for one in invoices:
        if one.status == "paid" and one.subscription_id is not None and one.lines_end_at is not None:
            until[one.subscription_id] = max(one.lines_end_at, until.get(one.subscription_id, one.lines_end_at))
    return until


def _attempt(found: Readings, id_: str, ask: Callable[[str], Value]) -> Value | None:
    try:
        return ask(id_)
    except GatewayRefused as fault:
        if fault.is_missing:
            found.missing.add(id_)
        else:
            found.broken[id_] = str(fault)
    except GatewayUnfit as fault:
        found.broken[id_] = str(fault)
    return None


def _is_theirs(found: Readings, id_: str, customer_id: str | None) -> bool:
    """Whether it belongs to the customer that is settled; the first thing read says who that is."""
    if found.customer_id is None:
        found.customer_id = customer_id
    if customer_id is None or customer_id != found.customer_id:
        found.strange.add(id_)
        return False
    return True


def _read_subscription(found: Readings, id_: str) -> None:
    if id_ in found.subscriptions or id_ in found.broken:
        return
    one = _attempt(found, id_, gateway.get_subscription)
    if one is not None and _is_theirs(found, id_, one.customer_id):
        found.subscriptions[id_] = one


def _read_invoice(found: Readings, id_: str) -> None:
    one = _attempt(found, id_, gateway.get_invoice)
    if one is not None and _is_theirs(found, id_, one.customer_id):
        found.invoices[id_] = one


def _read_session(found: Readings, id_: str) -> None:
    one = _attempt(found, id_, gateway.get_session)
    if one is not None and _is_theirs(found, id_, one.customer_id):
        found.sessions[id_] = one


def _read_customer(found: Readings, id_: str) -> None:
    found.customer_id = found.customer_id or id_
    found.customer = _attempt(found, id_, gateway.get_customer)


def _read_payment(found: Readings, id_: str) -> None:
    _keep_payment(found, id_, _attempt(found, id_, gateway.get_payment))


def _read_charge(found: Readings, id_: str) -> None:
    _keep_payment(found, id_, _attempt(found, id_, gateway.find_payment_of_charge))


def _read_refund(found: Readings, id_: str) -> None:
    refund = _attempt(found, id_, gateway.get_refund)
    if refund is not None and refund.payment_id is not None:
        _keep_payment(found, id_, _attempt(found, id_, lambda _id: gateway.get_payment(refund.payment_id or "")))


def _keep_payment(found: Readings, id_: str, one: StripePayment | None) -> None:
    if one is None or not _is_theirs(found, id_, one.customer_id):
        return
    found.payments[id_] = one
    if one.refunded.minor:
        invoice_id = _attempt(found, id_, lambda _id: gateway.find_invoice_of_payment(one.id))
        if invoice_id is not None:
            found.refunded[invoice_id] = one.refunded.minor
            _read_invoice(found, invoice_id)


def _follow(found: Readings, visit: StripeSession) -> None:
    """What came of a visit: its subscription; and of one that is complete and not paid, whether it still may be."""
    if visit.subscription_id is not None:
        _read_subscription(found, visit.subscription_id)
    if visit.status == "complete" and visit.payment_status == "unpaid" and visit.payment_id is not None:
        payment = _attempt(found, visit.payment_id, gateway.get_payment)
        if payment is not None and payment.status in ("requires_payment_method", "canceled"):
            found.refused.add(visit.id)


def _read_paid_times(found: Readings) -> None:
    """A year by invoice opens what is paid for it, whichever of its invoices that was."""
    sent = [one for one in found.subscriptions.values() if one.collects == Collects.INVOICE]
    if any(one.status not in (State.INCOMPLETE, State.INCOMPLETE_EXPIRED) for one in sent) and found.customer_id:
        found.paid_until = paid_times(gateway.list_invoices(found.customer_id))


_ONE: dict[About, Callable[[Readings, str], None]] = {
    About.SUBSCRIPTION: _read_subscription,
    About.INVOICE: _read_invoice,
    About.SESSION: _read_session,
    About.CUSTOMER: _read_customer,
    About.PAYMENT: _read_payment,
    About.CHARGE: _read_charge,
    About.REFUND: _read_refund,
}
