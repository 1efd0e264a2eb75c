"""From Stripe's answers to our values. A required field that is missing is an error that is told, never None."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from app.kit.ids import parse_id
from app.kit.money import Money
from app.payments.faults import GatewayUnfit
from app.payments.values import (
    OURS,
    StripeCustomer,
    StripeEventHead,
    StripeInvoice,
    StripePayment,
    StripePrice,
    StripeRefund,
    StripeSession,
    StripeSubscription,
)
from app.subscriptions.entitlements import Collects, State

Thing = Mapping[str, Any]
Read = TypeVar("Read")
_ABSENT = object()


def _checked(read: Callable[[Thing], Read]) -> Callable[[Thing], Read]:
    def reading(thing: Thing) -> Read:
        try:
            return read(thing)
        except (TypeError, ValueError, AttributeError) as error:
            raise GatewayUnfit(f"{read.__name__} {thing.get('id')}: {type(error).__name__}") from None

    return reading


def need(thing: Thing, key: str) -> Any:
    """A field that Stripe always sends; GatewayUnfit when it is missing or empty."""
    value = thing.get(key)
    if value is None:
        raise GatewayUnfit(f"{thing.get('object')} {thing.get('id')} has no {key}")
    return value


def _said(thing: Thing, key: str) -> Any:
    """A field that may be empty but is always there."""
    value = thing.get(key, _ABSENT)
    if value is _ABSENT:
        raise GatewayUnfit(f"{thing.get('object')} {thing.get('id')} has no {key}")
    return value


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None


def _when(thing: Thing, key: str) -> datetime:
    return datetime.fromtimestamp(need(thing, key), UTC)


def _id(value: Any) -> str | None:
    """An object may come whole where an id was expected."""
    return value if value is None or isinstance(value, str) else str(need(value, "id"))


def _tagged(*marks: Thing | None) -> dict[str, Any]:
    """Our marks in an object's metadata; the last one that says something counts."""
    found = {key: value for mark in marks if mark for key, value in mark.items() if value}
    return {f"{key}_id": parse_id(found.get(key)) for key in ("tenant", "order", "call")}


def _money(thing: Thing, key: str, currency: str) -> Money:
    return Money(need(thing, key), currency)


def _our_item(thing: Thing) -> Thing:
    items: list[Thing] = need(need(thing, "items"), "data")
    if not items:
        raise GatewayUnfit(f"subscription {thing.get('id')} has no item")
    return next((one for one in items if str(_id(need(one, "price").get("product"))).startswith(OURS)), items[0])


@_checked
def read_subscription(thing: Thing) -> StripeSubscription:
    """A subscription; period and price are its item's."""
    item = _our_item(thing)
    price, currency = need(item, "price"), str(need(thing, "currency")).upper()
    amount = price.get("unit_amount")
    end = _when(item, "current_period_end")
    cancel_at = _moment(_said(thing, "cancel_at")) or (end if need(thing, "cancel_at_period_end") else None)
    return StripeSubscription(
        id=need(thing, "id"),
        customer_id=str(_id(need(thing, "customer"))),
        status=State(need(thing, "status")),
        item_id=need(item, "id"),
        price_id=need(price, "id"),
        lookup_key=price.get("lookup_key"),
        product_id=str(_id(need(price, "product"))),
        unit_amount=Money(amount, currency) if amount is not None else None,
        quantity=need(item, "quantity"),
        currency=currency,
        interval=str((price.get("recurring") or {}).get("interval", "")),
        collects=Collects(need(thing, "collection_method")),
        period_start_at=_when(item, "current_period_start"),
        period_end_at=end,
        trial_end_at=_moment(_said(thing, "trial_end")),
        cancel_at=cancel_at,
        ends_with_period=bool(thing["cancel_at_period_end"]),
        ended_at=_moment(_said(thing, "ended_at")),
        latest_invoice_id=_id(_said(thing, "latest_invoice")),
        created_at=_when(thing, "created"),
        **_tagged(thing.get("metadata")),
    )


@_checked
def read_invoice(thing: Thing) -> StripeInvoice:
    """An invoice; of its lines as many as came along."""
    currency = str(need(thing, "currency")).upper()
    parent = (_said(thing, "parent") or {}).get("subscription_details") or {}
    ends = [need(need(line, "period"), "end") for line in need(need(thing, "lines"), "data")]
    return StripeInvoice(
        id=need(thing, "id"),
        number=_said(thing, "number"),
        customer_id=_id(_said(thing, "customer")),
        subscription_id=_id(parent.get("subscription")),
        status=need(thing, "status"),
        subtotal=_money(thing, "subtotal", currency),
        total=_money(thing, "total", currency),
        amount_due=_money(thing, "amount_due", currency),
        amount_paid=_money(thing, "amount_paid", currency),
        currency=currency,
        hosted_url=thing.get("hosted_invoice_url"),
        pdf_url=thing.get("invoice_pdf"),
        period_start_at=_when(thing, "period_start"),
        period_end_at=_when(thing, "period_end"),
        lines_end_at=_moment(max(ends, default=None)),
        due_at=_moment(_said(thing, "due_date")),
        paid_at=_moment(_said(need(thing, "status_transitions"), "paid_at")),
        collects=Collects(need(thing, "collection_method")),
        attempt_count=need(thing, "attempt_count"),
        next_attempt_at=_moment(thing.get("next_payment_attempt")),
        created_at=_when(thing, "created"),
        **_tagged(parent.get("metadata"), thing.get("metadata")),
    )


@_checked
def read_session(thing: Thing) -> StripeSession:
    """A visit to Checkout."""
    currency = str(thing.get("currency") or "").upper()
    before, total = thing.get("amount_subtotal"), thing.get("amount_total")
    return StripeSession(
        id=need(thing, "id"),
        mode=need(thing, "mode"),
        status=need(thing, "status"),
        payment_status=need(thing, "payment_status"),
        url=_said(thing, "url"),
        customer_id=_id(_said(thing, "customer")),
        subscription_id=_id(_said(thing, "subscription")),
        invoice_id=_id(_said(thing, "invoice")),
        payment_id=_id(_said(thing, "payment_intent")),
        subtotal=Money(before, currency) if before is not None else None,
        total=Money(total, currency) if total is not None else None,
        expires_at=_when(thing, "expires_at"),
        created_at=_when(thing, "created"),
        **_tagged(thing.get("metadata")),
    )


@_checked
def read_customer(thing: Thing) -> StripeCustomer:
    """A customer, or what is left of a deleted one."""
    if thing.get("deleted"):
        return StripeCustomer(id=need(thing, "id"), deleted=True)
    currency = thing.get("currency")
    return StripeCustomer(
        id=need(thing, "id"),
        deleted=False,
        currency=currency.upper() if currency else None,
        has_address=bool(thing.get("email")),
        created_at=_when(thing, "created"),
        **_tagged(thing.get("metadata")),
    )


@_checked
def read_payment(thing: Thing) -> StripePayment:
    """A payment intent that came with its latest charge."""
    currency = str(need(thing, "currency")).upper()
    charge = _said(thing, "latest_charge") or {}
    if isinstance(charge, str):
        raise GatewayUnfit(f"payment_intent {thing.get('id')} came without its charge")
    return StripePayment(
        id=need(thing, "id"),
        customer_id=_id(_said(thing, "customer")),
        status=need(thing, "status"),
        amount=_money(thing, "amount", currency),
        received=_money(thing, "amount_received", currency),
        refunded=Money(charge.get("amount_refunded") or 0, currency),
        created_at=_when(thing, "created"),
        **_tagged(thing.get("metadata")),
    )


@_checked
def read_refund(thing: Thing) -> StripeRefund:
    """Money on its way back."""
    return StripeRefund(
        id=need(thing, "id"),
        payment_id=_id(_said(thing, "payment_intent")),
        amount=_money(thing, "amount", str(need(thing, "currency")).upper()),
        status=need(thing, "status"),
        created_at=_when(thing, "created"),
        **_tagged(thing.get("metadata")),
    )


@_checked
def read_event(thing: Thing) -> StripeEventHead:
    """The head of an event; its object is looked at for ids alone."""
    about = need(need(thing, "data"), "object")
    kind = str(need(about, "object"))
    customer = about.get("id") if kind == "customer" else about.get("customer")
    return StripeEventHead(
        id=need(thing, "id"),
        type=need(thing, "type"),
        created_at=_when(thing, "created"),
        object_id=str(about.get("id") or ""),
        object_type=kind,
        customer_id=_id(customer),
        api_version=thing.get("api_version"),
        livemode=bool(need(thing, "livemode")),
    )


@_checked
def read_price(thing: Thing) -> StripePrice:
    """One price of the catalogue."""
    return StripePrice(
        id=need(thing, "id"),
        product_id=str(_id(need(thing, "product"))),
        lookup_key=_said(thing, "lookup_key"),
        amount=_money(thing, "unit_amount", str(need(thing, "currency")).upper()),
        interval=str((_said(thing, "recurring") or {"interval": "once"})["interval"]),
        active=bool(need(thing, "active")),
    )
