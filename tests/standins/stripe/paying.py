"""Taking money: cards that work or decline, attempts at payment intents, refunds."""

from tests.standins.stripe import objects
from tests.standins.stripe.state import Problem, Store, Thing, public

GOOD = "4242424242424242"
DECLINES = {
    "4000000000000002": "generic_decline",
    "4000000000000341": "generic_decline",  # can be attached to a customer; only charges are declined
    "4000000000009995": "insufficient_funds",
    "4000000000009987": "lost_card",
}
NAMED = {
    "visa": GOOD,
    "mastercard": "5555555555554444",
    "unionpay": "6200000000000005",
    "chargeDeclined": "4000000000000002",
    "visa_chargeDeclined": "4000000000000002",
    "chargeDeclinedInsufficientFunds": "4000000000009995",
    "chargeCustomerFail": "4000000000000341",
}


def number_of(name: str, param: str) -> str:
    """The card number behind `pm_card_visa` or `tok_visa`."""
    short = name.removeprefix("pm_card_").removeprefix("tok_")
    if short not in NAMED:
        raise Problem(f"No such PaymentMethod: '{name}'", code="resource_missing", param=param)
    return NAMED[short]


def refusal(method: Thing) -> str | None:
    """The decline code this card answers with, or None when it pays."""
    return method.get("_declines") or DECLINES.get(method.get("_number", GOOD))


def storable(method: Thing) -> bool:
    """Whether a customer may keep it: cards that decline are refused at once, but for one that fails later."""
    return not refusal(method) or method.get("_number") == "4000000000000341"


def declined(code: str, **error: object) -> Problem:
    """A card that was declined, as an answer: 402."""
    told = "Your card has insufficient funds." if code == "insufficient_funds" else "Your card was declined."
    return Problem(told, status=402, kind="card_error", code="card_declined", decline_code=code, **error)


def attach(store: Store, method: Thing, customer: Thing) -> Thing:
    """Give a payment method to a customer; a card that always declines cannot be attached."""
    if not storable(method):
        raise declined(refusal(method) or "generic_decline")
    store.change(method, customer=customer["id"])
    store.emit("payment_method.attached", method)
    return method


def method_for(store: Store, customer: Thing, *owners: Thing | None) -> Thing | None:
    """The default payment method of the first owner that has one, else the customer's."""
    wanted = [owner["default_payment_method"] for owner in owners if owner]
    wanted.append(customer["invoice_settings"]["default_payment_method"])
    return next((store.get("payment_method", id_) for id_ in wanted if id_), None)


def attempt(store: Store, intent: Thing, method: Thing) -> bool:
    """Try to take the money once. False when the card was declined; the intent then waits for another."""
    code = refusal(method)
    failure = ("card_declined", code) if code else None
    charge = store.add(objects.charge(store, intent, method, failure=failure))
    store.emit("charge.failed" if code else "charge.succeeded", charge)
    if code:
        error = declined(code).error | {"charge": charge["id"], "payment_method": public(method)}
        values = {"status": "requires_payment_method", "last_payment_error": error, "latest_charge": charge["id"]}
        intent.update(values)
        store.emit("payment_intent.payment_failed", intent)
        return False
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        last_payment_error=None,
        latest_charge=charge["id"],
        payment_method=method.get("id"),
    )
    store.emit("payment_intent.succeeded", intent)
    return True


def refund(store: Store, p: Thing) -> Thing:
    """Give back all or a part of what a payment intent or charge took."""
    charge = _charge_of(store, p)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = p.get("amount", left)
    if not left:
        raise Problem(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount > left:
        raise Problem(f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount")
    made = objects.blank(
        "refund",
        amount=amount,
        charge=charge["id"],
        created=store.now(),
        currency=charge["currency"],
        customer=None,
        metadata=p.get("metadata") or {},
        payment_intent=charge["payment_intent"],
        reason=p.get("reason"),
        status="succeeded",
    )
    store.add(made)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    store.emit("refund.created", made)
    store.emit("charge.refunded", charge)
    return made


def _charge_of(store: Store, p: Thing) -> Thing:
    if p.get("payment_intent"):
        intent = store.get("payment_intent", p["payment_intent"], "payment_intent")
        if intent["status"] != "succeeded":
            raise Problem(f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.")
        return store.get("charge", intent["latest_charge"])
    if not p.get("charge"):
        raise Problem("One of the following params should be provided for this request: payment_intent or charge.")
    return store.get("charge", p["charge"], "charge")
