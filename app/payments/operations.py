"""Acts that lead to a payment: becoming a customer, Checkout, the year by invoice, the portal.

Each speaks to Stripe outside any transaction, so the caller holds none: they take the database, not a session. All
raise a GatewayFault when Stripe does not do it (NotConfigured where there is no account), Conflict where it must not.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from app.events.operations import record_event
from app.kit import clock
from app.kit.db import Database, HouseSession, Scope
from app.kit.errors import Conflict
from app.kit.text import Lang
from app.orders.models import Channel, Order, OrderState
from app.orders.operations import HAS_ONE, NOT_OPEN
from app.orders.queries import get_order
from app.payments import outbox
from app.payments.acts import Act, marks
from app.payments.alone import send_alone
from app.payments.faults import GatewayRefused
from app.payments.gateway import gateway
from app.payments.models import Customer
from app.payments.prices import price_of
from app.payments.queries import find_customer
from app.payments.values import StripeCustomer, StripePrice, StripeSession, StripeSubscription
from app.payments.wording import NO_ACCOUNT, NO_ADDRESS, OTHER_CURRENCY, PAID_ALREADY, WRONG_CHANNEL
from app.subscriptions.entitlements import LIVE
from app.subscriptions.plans import shop
from app.subscriptions.queries import list_subscriptions
from app.tenants.queries import get_organisation

SHORTEST = timedelta(minutes=35)
LONGEST = timedelta(hours=23, minutes=50)
"""Stripe keeps a Checkout page open from half an hour to a day."""
DAYS_UNTIL_DUE = 30
METHODS: tuple[tuple[str, ...], ...] = (("card", "alipay", "wechat_pay"), ("card", "alipay"), ())
"""How a sent invoice may be paid: the most an account may allow first, at last whatever it allows by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and how they are written to."""

    by: UUID
    email: str
    """Empty for somebody who signs in by telephone."""
    lang: Lang


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """Our pages that Stripe's pages lead back to. Coming back proves nothing: what was paid is read from Stripe."""

    done: str
    left: str


def ensure_customer(database: Database, tenant_id: UUID, asker: Asker) -> StripeCustomer:
    """The organisation as Stripe knows it, made when it knows it not, or not any more."""
    gateway.check()
    with database.reading(Scope.tenant(tenant_id)) as session:
        row, name = find_customer(session, tenant_id), get_organisation(session, tenant_id).name
    known = _still_there(database, row) if row is not None else None
    if known is not None:
        return _reachable(known, asker)
    params: dict[str, Any] = {"name": name, "preferred_locales": [asker.lang], "metadata": marks(tenant_id)}
    if asker.email:
        params["email"] = asker.email
    wanted = outbox.Wanted(act=Act.CUSTOMER, subject="payer", params=params, by=asker.by)
    try:
        made: StripeCustomer = outbox.send(database, tenant_id, wanted, check=partial(_nobody_yet, tenant_id))
    except _Known as other:
        return gateway.get_customer(other.stripe_id)
    return made


def _reachable(known: StripeCustomer, asker: Asker) -> StripeCustomer:
    """With an address at last, when whoever asked first had signed in by telephone and had none."""
    if known.has_address or not asker.email:
        return known
    gateway.give_address(known.id, asker.email)
    return replace(known, has_address=True)


class _Known(Exception):
    def __init__(self, stripe_id: str) -> None:
        super().__init__(stripe_id)
        self.stripe_id = stripe_id


def _nobody_yet(tenant_id: UUID, session: HouseSession) -> None:
    row = find_customer(session, tenant_id)
    if row is not None:
        raise _Known(row.stripe_id)


def _still_there(database: Database, row: Customer) -> StripeCustomer | None:
    try:
        found = gateway.get_customer(row.stripe_id)
    except GatewayRefused as fault:
        if not fault.is_missing:
            raise
        found = StripeCustomer(id=row.stripe_id, deleted=True)
    if not found.deleted and found.currency == row.currency:
        return found
    with database.begin(Scope.tenant(row.tenant_id)) as session:
        held = find_customer(session, row.tenant_id)
        if held is None or held.stripe_id != row.stripe_id:
            return None
        held.currency = found.currency or held.currency
        if found.deleted:
            held.gone_at = clock.now()
            record_event(
                session, "customer.gone", by=None, tenant_id=row.tenant_id, subject=f"customer:{row.stripe_id}"
            )
    return None if found.deleted else found


def begin_checkout(database: Database, tenant_id: UUID, order_id: UUID, *, asker: Asker, back: Back) -> str:
    """The address of Stripe's page where this order is paid; the same page while it is open."""
    order = _payable(database, tenant_id, order_id, Channel.CHECKOUT)
    payer = _payer_of(database, order, asker)
    page = _open_page(order)
    if page is not None:
        return page
    params = _page(order, payer, price_of(order), back) | {"locale": asker.lang}
    if order.interval == "once":
        params |= _paid_once(order)
    else:
        params |= _renewing(order, free_days=_trial_of(database, order, payer))
    wanted = outbox.Wanted(act=Act.CHECKOUT, subject=f"order:{order.id}", params=params, by=asker.by)
    made: StripeSession = send_alone(database, order, wanted)
    return made.url or back.left


def _payable(database: Database, tenant_id: UUID, order_id: UUID, channel: Channel) -> Order:
    gateway.check()
    with database.reading(Scope.tenant(tenant_id)) as session:
        order = get_order(session, tenant_id, order_id)
    if order.channel != channel:
        raise Conflict(WRONG_CHANNEL)
    if order.state != OrderState.OPEN or order.expires_at <= clock.now():
        raise Conflict(NOT_OPEN)
    return order


def _payer_of(database: Database, order: Order, asker: Asker) -> StripeCustomer:
    payer = ensure_customer(database, order.tenant_id, asker)
    if payer.currency is not None and payer.currency != order.currency:
        raise Conflict(OTHER_CURRENCY.format(held=payer.currency, asked=order.currency))
    return payer


def _open_page(order: Order) -> str | None:
    if order.page_url is None or not (order.stripe_id or "").startswith("cs_"):
        return None
    found = gateway.get_session(order.stripe_id or "")
    if found.status == "complete":
        raise Conflict(PAID_ALREADY)
    return found.url if found.status == "open" else None


def _page(order: Order, payer: StripeCustomer, price: StripePrice, back: Back) -> dict[str, Any]:
    at = clock.now()
    until = min(max(order.expires_at, at + SHORTEST), at + LONGEST)
    return {
        "customer": payer.id,
        "client_reference_id": str(order.id),
        "line_items": [{"price": price.id, "quantity": order.quantity}],
        "success_url": back.done,
        "cancel_url": back.left,
        "expires_at": int(until.timestamp()),
        "allow_promotion_codes": True,
        "tax_id_collection": {"enabled": True},
        "customer_update": {"name": "auto", "address": "auto"},
        "metadata": marks(order.tenant_id, order.id),
    }


def _paid_once(order: Order) -> dict[str, Any]:
    """Paid now, with an invoice to show for it. Without a list of methods Stripe offers what the account has switched
    on and the currency allows, Alipay and WeChat Pay among them."""
    tags = marks(order.tenant_id, order.id)
    return {
        "mode": "payment",
        "invoice_creation": {"enabled": True, "invoice_data": {"metadata": tags}},
        "payment_intent_data": {"metadata": tags},
    }


def _renewing(order: Order, *, free_days: int) -> dict[str, Any]:
    data: dict[str, Any] = {"metadata": marks(order.tenant_id, order.id)}
    params: dict[str, Any] = {"mode": "subscription", "subscription_data": data}
    if free_days:
        # A real subscription from its first day: without a card at its end it is over, and nobody is charged.
        data["trial_period_days"] = free_days
        data["trial_settings"] = {"end_behavior": {"missing_payment_method": "cancel"}}
        params["payment_method_collection"] = "if_required"
    return params


def _trial_of(database: Database, order: Order, payer: StripeCustomer) -> int:
    """Days to try it for nothing: once for an organisation, before it ever held a subscription."""
    had_one = _check_none_live(payer)
    with database.reading(Scope.tenant(order.tenant_id)) as session:
        had_one = had_one or bool(list_subscriptions(session, order.tenant_id))
    return 0 if had_one else shop.plans.plan(order.item).trial_days


def _check_none_live(payer: StripeCustomer) -> bool:
    """Conflict when Stripe has a live one, perhaps not heard of yet; else whether there ever was one."""
    known = gateway.list_subscriptions(payer.id)
    if any(one.status in LIVE and one.ended_at is None for one in known):
        raise Conflict(HAS_ONE)
    return bool(known)


def send_annual_invoice(database: Database, tenant_id: UUID, order_id: UUID, *, asker: Asker) -> str | None:
    """Stripe's page of the invoice for a prepaid year, due in thirty days; also mailed by Stripe."""
    order = _payable(database, tenant_id, order_id, Channel.INVOICE)
    if order.page_url is not None:
        return order.page_url
    payer = _payer_of(database, order, asker)
    if not payer.has_address:
        raise Conflict(NO_ADDRESS)
    if (order.stripe_id or "").startswith("sub_"):
        made = gateway.get_subscription(order.stripe_id or "")
    else:
        _check_none_live(payer)
        made = _ask_for_year(database, order, _by_invoice(order, payer, price_of(order)), asker)
    wanted = outbox.Wanted(
        act=Act.FINALIZE,
        subject=f"order:{order.id}",
        target=made.latest_invoice_id,
        params={"auto_advance": True},
        by=asker.by,
    )
    url: str | None = outbox.send(database, tenant_id, wanted).hosted_url
    return url


def _by_invoice(order: Order, payer: StripeCustomer, price: StripePrice) -> dict[str, Any]:
    return {
        "customer": payer.id,
        "items": [{"price": price.id, "quantity": order.quantity}],
        "collection_method": "send_invoice",
        "days_until_due": DAYS_UNTIL_DUE,
        "metadata": marks(order.tenant_id, order.id),
    }


def _ask_for_year(database: Database, order: Order, params: dict[str, Any], asker: Asker) -> StripeSubscription:
    """With every way of paying that the account allows: which those are, only Stripe can say."""
    for methods in METHODS:
        settings = {"payment_settings": {"payment_method_types": list(methods)}} if methods else {}
        wanted = outbox.Wanted(act=Act.YEARLY, subject=f"order:{order.id}", params=params | settings, by=asker.by)
        try:
            made: StripeSubscription = send_alone(database, order, wanted)
        except GatewayRefused as fault:
            if not methods or "payment_method" not in f"{fault.param} {fault.code}":
                raise
        else:
            return made
    raise AssertionError("the last way of paying either works or is refused")


def open_portal(database: Database, tenant_id: UUID, *, asker: Asker, back: str) -> str:
    """The address of Stripe's page for cards, invoices and cancelling."""
    gateway.check()
    with database.reading(Scope.tenant(tenant_id)) as session:
        row = find_customer(session, tenant_id)
    if row is None or _still_there(database, row) is None:
        raise Conflict(NO_ACCOUNT)
    params = {"customer": row.stripe_id, "return_url": back, "locale": asker.lang}
    if (configuration := gateway.portal()) is not None:
        params["configuration"] = configuration
    url = gateway.open_portal(params)
    with database.begin(Scope.tenant(tenant_id)) as session:
        record_event(session, "customer.portal_opened", by=asker.by, tenant_id=tenant_id, subject="payer")
    return url
