"""Everything we ask of Stripe, one entry each: how it is sent, how its outcome is found again, what we keep of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from app.kit.db import HouseSession
from app.kit.ids import parse_id
from app.kit.jobs import leave_note
from app.orders.operations import refund_order
from app.orders.queries import get_order, list_orders
from app.payments.gateway import Gateway
from app.payments.models import Customer, StripeCall
from app.payments.readings import (
    read_customer,
    read_invoice,
    read_refund,
    read_session,
    read_subscription,
)
from app.payments.values import (
    StripeCustomer,
    StripeInvoice,
    StripeRefund,
    StripeSession,
    StripeSubscription,
    Tagged,
)
from app.subscriptions.entitlements import State

TOUCHED = "stripe.touched"
"""News: something of ours changed at Stripe by our own act; payload `tenant_id`, and `subscription` (Stripe's id).
Whoever keeps subscriptions reads it anew, so that a page need not wait for Stripe's own news."""
Marked = TypeVar("Marked", bound=Tagged)
AROUND = timedelta(minutes=10)
"""How far Stripe's clock may be from ours."""


class Act(StrEnum):
    """What is asked."""

    CUSTOMER = "customer"
    CHECKOUT = "checkout"
    EXPIRE = "expire"
    YEARLY = "yearly"
    FINALIZE = "finalize"
    SEATS = "seats"
    PROLONG = "prolong"
    """From paying by the month to paying by the year."""
    STOP = "stop"
    """No renewal at the end of the period."""
    RESUME = "resume"
    END = "end"
    """At once: of two live subscriptions the newer."""
    VOID = "void"
    REFUND = "refund"


EITHER = (frozenset({Act.STOP, Act.RESUME}), frozenset({Act.SEATS, Act.PROLONG}))
"""Of these about one object only the last that was asked counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How one act is done."""

    service: str
    read: Callable[[Mapping[str, Any]], Any]
    find: Callable[[Gateway, StripeCall], Any]
    """What it made or changed, if Stripe has it; None if not."""
    keep: Callable[[HouseSession, StripeCall, Any, datetime], None]
    stubborn: bool = False
    """Whether it is finished even when nobody waits for it any more."""


def _by_mark(found: list[Marked], row: StripeCall) -> Marked | None:
    return next((one for one in found if one.call_id == row.id), None)


def _find_customer(gateway: Gateway, row: StripeCall) -> StripeCustomer | None:
    return _by_mark(gateway.list_customers(row.created_at - AROUND, row.tried_at + AROUND), row)


def _find_session(gateway: Gateway, row: StripeCall) -> StripeSession | None:
    return _by_mark(gateway.list_sessions(row.parameters["customer"]), row)


def _find_yearly(gateway: Gateway, row: StripeCall) -> StripeSubscription | None:
    return _by_mark(gateway.list_subscriptions(row.parameters["customer"]), row)


def _find_refund(gateway: Gateway, row: StripeCall) -> StripeRefund | None:
    return _by_mark(gateway.list_refunds(row.parameters["payment_intent"]), row)


def _expired(gateway: Gateway, row: StripeCall) -> StripeSession | None:
    found = gateway.get_session(row.target or "")
    return found if found.status == "expired" else None


def _invoice_in(*states: str) -> Callable[[Gateway, StripeCall], StripeInvoice | None]:
    def find(gateway: Gateway, row: StripeCall) -> StripeInvoice | None:
        found = gateway.get_invoice(row.target or "")
        return found if found.status in states else None

    return find


def _subscription(
    fits: Callable[[StripeSubscription, Mapping[str, Any]], bool],
) -> Callable[[Gateway, StripeCall], Any]:
    def find(gateway: Gateway, row: StripeCall) -> StripeSubscription | None:
        found = gateway.get_subscription(row.target or "")
        return found if fits(found, row.parameters) else None

    return find


def _is_as_asked(one: StripeSubscription, asked: Mapping[str, Any]) -> bool:
    item = asked["items"][0]
    return (one.quantity, one.price_id) == (item.get("quantity", one.quantity), item.get("price", one.price_id))


def _keep_customer(session: HouseSession, row: StripeCall, made: StripeCustomer, at: datetime) -> None:
    session.add(Customer(stripe_id=made.id, currency=made.currency))


def order_of(row: StripeCall) -> UUID | None:
    """The order an act is about."""
    kind, _, raw = row.subject.partition(":")
    return parse_id(raw) if kind == "order" else None


def _keep_session(session: HouseSession, row: StripeCall, made: StripeSession, at: datetime) -> None:
    order = get_order(session, row.tenant_id, order_of(row), hold=True)
    order.stripe_id, order.page_url = made.id, made.url


def _keep_expired(session: HouseSession, row: StripeCall, made: StripeSession, at: datetime) -> None:
    for order in list_orders(session, row.tenant_id):
        if order.stripe_id == made.id:
            order.page_url = None


def _keep_yearly(session: HouseSession, row: StripeCall, made: StripeSubscription, at: datetime) -> None:
    order = get_order(session, row.tenant_id, order_of(row), hold=True)
    order.stripe_id = made.id
    _tell(session, row, made.id)


def _keep_invoice(session: HouseSession, row: StripeCall, made: StripeInvoice, at: datetime) -> None:
    order_id = order_of(row)
    if order_id is not None:
        order = get_order(session, row.tenant_id, order_id, hold=True)
        order.page_url = made.hosted_url
    if made.subscription_id is not None:
        _tell(session, row, made.subscription_id)


def _keep_subscription(session: HouseSession, row: StripeCall, made: StripeSubscription, at: datetime) -> None:
    _tell(session, row, made.id)


def _keep_refund(session: HouseSession, row: StripeCall, made: StripeRefund, at: datetime) -> None:
    if made.order_id is None:
        return
    refund_order(session, row.tenant_id, made.order_id)


def _tell(session: HouseSession, row: StripeCall, subscription_id: str) -> None:
    leave_note(session, TOUCHED, {"tenant_id": str(row.tenant_id), "subscription": subscription_id})


_UPDATE = "subscriptions.update"
ACTS: dict[Act, Way] = {
    Act.CUSTOMER: Way(
        service="customers.create",
        read=read_customer,
        find=_find_customer,
        keep=_keep_customer,
    ),
    Act.CHECKOUT: Way(
        service="checkout.sessions.create",
        read=read_session,
        find=_find_session,
        keep=_keep_session,
    ),
    Act.EXPIRE: Way(
        service="checkout.sessions.expire",
        read=read_session,
        find=_expired,
        keep=_keep_expired,
        stubborn=True,
    ),
    Act.YEARLY: Way(
        service="subscriptions.create",
        read=read_subscription,
        find=_find_yearly,
        keep=_keep_yearly,
    ),
    Act.FINALIZE: Way(
        service="invoices.finalize_invoice",
        read=read_invoice,
        find=_invoice_in("open", "paid"),
        keep=_keep_invoice,
        stubborn=True,
    ),
    Act.SEATS: Way(
        service=_UPDATE,
        read=read_subscription,
        find=_subscription(_is_as_asked),
        keep=_keep_subscription,
    ),
    Act.PROLONG: Way(
        service=_UPDATE,
        read=read_subscription,
        find=_subscription(_is_as_asked),
        keep=_keep_subscription,
    ),
    Act.STOP: Way(
        service=_UPDATE,
        read=read_subscription,
        find=_subscription(lambda one, _asked: one.cancel_at is not None),
        keep=_keep_subscription,
        stubborn=True,
    ),
    Act.RESUME: Way(
        service=_UPDATE,
        read=read_subscription,
        find=_subscription(lambda one, _asked: one.cancel_at is None),
        keep=_keep_subscription,
    ),
    Act.END: Way(
        service="subscriptions.cancel",
        read=read_subscription,
        find=_subscription(lambda one, _asked: one.status == State.CANCELED),
        keep=_keep_subscription,
        stubborn=True,
    ),
    Act.VOID: Way(
        service="invoices.void_invoice",
        read=read_invoice,
        find=_invoice_in("void"),
        keep=_keep_invoice,
        stubborn=True,
    ),
    Act.REFUND: Way(
        service="refunds.create",
        read=read_refund,
        find=_find_refund,
        keep=_keep_refund,
        stubborn=True,
    ),
}


def marks(tenant_id: UUID, order_id: UUID | None = None) -> dict[str, str]:
    """What every object we make carries, but for the id of the call that made it."""
    return {"tenant": str(tenant_id)} | ({"order": str(order_id)} if order_id else {})
