"""Objects in the shape of stripe-python's typed classes: every key they declare, filled as Stripe fills it."""

import copy
import secrets
from functools import cache
from typing import Any, ClassVar, get_origin

import stripe
import stripe.billing_portal
import stripe.checkout

from tests.standins.stripe.state import Store, Thing

CLASSES: dict[str, Any] = {
    "customer": stripe.Customer,
    "product": stripe.Product,
    "price": stripe.Price,
    "plan": stripe.Plan,
    "coupon": stripe.Coupon,
    "promotion_code": stripe.PromotionCode,
    "discount": stripe.Discount,
    "checkout.session": stripe.checkout.Session,
    "item": stripe.LineItem,
    "subscription": stripe.Subscription,
    "subscription_item": stripe.SubscriptionItem,
    "invoice": stripe.Invoice,
    "line_item": stripe.InvoiceLineItem,
    "invoiceitem": stripe.InvoiceItem,
    "invoice_payment": stripe.InvoicePayment,
    "payment_method": stripe.PaymentMethod,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "tax_id": stripe.TaxId,
    "billing_portal.session": stripe.billing_portal.Session,
    "billing_portal.configuration": stripe.billing_portal.Configuration,
    "webhook_endpoint": stripe.WebhookEndpoint,
    "event": stripe.Event,
}

# Declared, but sent only when asked for by expand[], or only in cases that the stand-in does not play.
UNSENT = {
    "customer": {"cash_balance", "sources", "subscriptions", "tax_ids", "customer_account", "invoice_credit_balance"},
    "product": {"type"},
    "price": {"tiers", "currency_options"},
    "coupon": {"applies_to", "currency_options"},
    "checkout.session": {"line_items"},
    "invoice": {"payments", "confirmation_secret", "threshold_reason"},
    "charge": {"refunds", "level3", "authorization_code"},
    "webhook_endpoint": {"secret"},
    "plan": {"tiers"},
    "line_item": {"taxes"},
    "event": {"account", "context"},
}
LISTS = {"images", "marketing_features", "default_tax_rates", "discounts", "tax_rates", "custom_fields"}
MAPS = {"metadata"}
SELF = {"type": "self", "account": None}
NO_TAX = {"disabled_reason": None, "enabled": False, "liability": None}


@cache
def _blank(kind: str) -> Thing:
    thing: Thing = {}
    cls = CLASSES[kind]
    for key, hint in cls.__annotations__.items():
        if get_origin(hint) is ClassVar or "ClassVar" in str(hint) or key == "deleted" or key in UNSENT.get(kind, ()):
            continue
        thing[key] = [] if key in LISTS else {} if key in MAPS else None
    return thing


def blank(kind: str, /, **values: Any) -> Thing:
    """An object of a kind with its values; whatever else its class declares is empty."""
    thing = copy.deepcopy(_blank(kind)) | {"object": kind} | values
    if "livemode" in thing:
        thing["livemode"] = False
    return thing


def customer(store: Store, /, **values: Any) -> Thing:
    """A customer who owns nothing yet."""
    given = {key: value for key, value in values.items() if value is not None}
    settings = {"custom_fields": None, "default_payment_method": None, "footer": None, "rendering_options": None}
    base: Thing = {
        "balance": 0,
        "created": store.now(),
        "delinquent": False,
        "invoice_prefix": secrets.token_hex(4).upper(),
        "next_invoice_sequence": 1,
        "preferred_locales": [],
        "tax_exempt": "none",
        "invoice_settings": settings,
    }
    return blank("customer", **base | given)


def plan(price: Thing) -> Thing:
    """The older twin of a recurring price, still part of every subscription item."""
    keys = ("id", "active", "billing_scheme", "created", "currency", "metadata", "nickname", "product", "tiers_mode")
    values = {key: price[key] for key in keys}
    recurring = price["recurring"] or {"interval": "month", "interval_count": 1, "usage_type": "licensed"}
    values |= {key: recurring[key] for key in ("interval", "interval_count", "usage_type")}
    amount = price["unit_amount"]
    return blank("plan", **values, amount=amount, amount_decimal=str(amount), livemode=False)


def price(store: Store, values: Thing) -> Thing:
    """A price; amounts are integers in minor units."""
    recurring = values.pop("recurring", None)
    if recurring:
        base = {"interval_count": 1, "meter": None, "trial_period_days": None, "usage_type": "licensed"}
        recurring = base | recurring
    return blank(
        "price",
        **{"active": True, "billing_scheme": "per_unit", "created": store.now(), "tax_behavior": "unspecified"}
        | values,
        recurring=recurring,
        type="recurring" if recurring else "one_time",
        unit_amount_decimal=str(values["unit_amount"]),
    )


def card(store: Store, number: str) -> Thing:
    """A card as a payment method. How it behaves is told by its number, as in Stripe's test mode."""
    brand = {"4": "visa", "5": "mastercard", "6": "unionpay"}.get(number[0], "visa")
    details = {
        "brand": brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": store.account.country,
        "description": None,
        "display_brand": brand,
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": f"fp{number[-4:]}",
        "funding": "credit",
        "generated_from": None,
        "iin": None,
        "issuer": None,
        "last4": number[-4:],
        "networks": {"available": [brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
    return payment_method(store, "card", details) | {"_number": number}


def payment_method(store: Store, kind: str, details: Thing | None = None) -> Thing:
    """A way to pay that belongs to nobody yet."""
    address = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return {
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": {"address": address, "email": None, "name": None, "phone": None, "tax_id": None},
        "created": store.now(),
        "customer": None,
        "customer_account": None,
        "livemode": False,
        "metadata": {},
        "type": kind,
        kind: details or {},
    }


def discount(store: Store, coupon: Thing, owner: Thing, code: str | None = None) -> Thing:
    """A coupon as it applies to a subscription, a session or an invoice."""
    key = {"subscription": "subscription", "checkout.session": "checkout_session", "invoice": "invoice"}
    months = coupon["duration_in_months"]
    values: Thing = {
        key[owner["object"]]: owner["id"],
        "customer": owner["customer"],
        "promotion_code": code,
        "source": {"coupon": coupon["id"], "type": "coupon"},
        "start": store.now(),
        "end": store.now() + months * 31 * 86_400 if months else None,
    }
    return blank("discount", **values)


def charge(store: Store, intent: Thing, method: Thing, *, failure: tuple[str, str] | None = None) -> Thing:
    """One attempt to take the money of a payment intent."""
    outcome = {
        "advice_code": "try_again_later" if failure else None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "declined_by_network" if failure else "approved_by_network",
        "reason": failure[1] if failure else None,
        "risk_level": "normal",
        "risk_score": 12,
        "rule": None,
        "seller_message": "The bank did not return any further details." if failure else "Payment complete.",
        "type": "issuer_declined" if failure else "authorized",
    }
    paid = not failure
    return blank(
        "charge",
        amount=intent["amount"],
        amount_captured=intent["amount"] if paid else 0,
        amount_refunded=0,
        billing_details=method["billing_details"],
        captured=paid,
        created=store.now(),
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_code="card_declined" if failure else None,
        failure_message="Your card was declined." if failure else None,
        fraud_details={},
        metadata=dict(intent["metadata"]),
        outcome=outcome,
        paid=paid,
        payment_intent=intent["id"],
        payment_method=method.get("id"),
        payment_method_details={"type": method["type"], method["type"]: method[method["type"]]},
        receipt_url=f"{store.base}/receipts/{intent['id']}" if paid else None,
        refunded=False,
        status="succeeded" if paid else "failed",
    )


def payment_intent(store: Store, amount: int, currency: str, **values: Any) -> Thing:
    """An intent that waits for a way to pay."""
    id_ = store.new_id("payment_intent")
    base: Thing = {
        "id": id_,
        "amount": amount,
        "amount_capturable": 0,
        "amount_received": 0,
        "capture_method": "automatic",
        "client_secret": f"{id_}_secret_{id_[3:15]}",
        "confirmation_method": "automatic",
        "created": store.now(),
        "currency": currency,
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
    }
    return blank("payment_intent", **base | values)
