"""localstripe 1.15.10, written by others, hears the same story as the stand-in; both answers are laid side by side.

What this proves: where the two speak of the same field, they agree, but for the differences named below.
What it does not: localstripe is of 2017 to 2021 and no Stripe either. It knows no prices, Checkout, portal, promotion
codes, refunds by intent, test clocks or idempotency keys, makes no prorations, and knows nothing of how events are
ordered; of those only the stand-in's own tests speak.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import stripe

from tests.services import free_port

if TYPE_CHECKING:
    from tests.standins.stripe.handle import StandIn

CARD: Any = {"exp_month": 12, "exp_year": 2034, "cvc": "123"}

# Path of a field: why the two differ. The stand-in's side is what Stripe's documentation says of this API version.
DIFFER = {
    "customer.currency": "localstripe bills everybody in euro; Stripe decides at the first invoice",
    "changed.currency": "the same",
    "product.shippable": "true there for everything",
    "card.card.country": "cards are French there",
    "card.card.fingerprint": "each makes up its own",
    "invoice.billing_reason": "not known there",
    "invoice.webhooks_delivered_at": "not played by the stand-in",
    "invoice.lines.data.0.description": "words",
    "leaving.cancel_at": "not known there",
    "leaving.canceled_at": "not known there",
    "ended.canceled_at": "not known there",
}
SUBSCRIPTIONS = ("bought", "more", "leaving", "staying", "ended")
ALIKE = {
    "billing_cycle_anchor": "null there",
    "items.data.0.plan.id": "a price is its own plan at Stripe",
}


@pytest.fixture(scope="module")
def localstripe() -> Iterator[stripe.StripeClient]:
    """localstripe as a server of its own."""
    port = free_port()
    program = [str(Path(sys.executable).with_name("localstripe")), "--port", str(port), "--from-scratch"]
    with subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            base: Any = {"api": f"http://127.0.0.1:{port}"}
            yield stripe.StripeClient("sk_test_second", base_addresses=base, max_network_retries=0)
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    """Until somebody listens there."""
    for _ in range(3000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)


def heard(client: stripe.StripeClient, recurring: str) -> dict[str, Any]:
    """Tell the story; returns what was answered at each step. `recurring`: whether to sell by `plan` or by `price`."""
    v1, told = client.v1, {}
    told["customer"] = v1.customers.create({"email": "li@example.com", "name": "Li", "metadata": {"gone": "1"}})
    who = told["customer"].id
    told["changed"] = v1.customers.update(who, {"name": "Wang", "metadata": {"gone": "", "kept": "2"}})
    told["product"] = v1.products.create({"name": "Standard", "metadata": {"plan": "standard"}})
    bad = v1.payment_methods.create({"type": "card", "card": {"number": "4000000000000002", **CARD}})
    with pytest.raises(stripe.CardError) as declined:
        v1.payment_methods.attach(bad.id, {"customer": who})
    told["declined"] = {"code": declined.value.code, "status": declined.value.http_status}
    card = v1.payment_methods.create({"type": "card", "card": {"number": "4242424242424242", **CARD}})
    told["card"] = v1.payment_methods.attach(card.id, {"customer": who})
    v1.customers.update(who, {"invoice_settings": {"default_payment_method": card.id}})
    money: Any = {"currency": "cny", "product": told["product"].id}
    if recurring == "plan":
        sold = v1.plans.create({**money, "amount": 9_900, "interval": "month"}).id
    else:
        sold = v1.prices.create({**money, "unit_amount": 9_900, "recurring": {"interval": "month"}}).id
    items: Any = [{recurring: sold, "quantity": 2}]
    told["bought"] = v1.subscriptions.create({"customer": who, "items": items})
    sub = told["bought"].id
    told["invoice"] = v1.invoices.retrieve(told["bought"].latest_invoice)
    seats: Any = [{"id": told["bought"]["items"].data[0].id, "quantity": 5}]
    told["more"] = v1.subscriptions.update(sub, {"items": seats})
    told["leaving"] = v1.subscriptions.update(sub, {"cancel_at_period_end": True})
    told["staying"] = v1.subscriptions.update(sub, {"cancel_at_period_end": False})
    told["ended"] = v1.subscriptions.cancel(sub)
    told["deleted"] = v1.customers.delete(who)
    return told


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf with its path; ids by their prefix, moments as such, empty as null."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from flat(inner, f"{path}.{at}")
    elif isinstance(value, str) and "_" in value and path.rsplit(".", 1)[-1] in IDS:
        yield path, value.split("_", maxsplit=1)[0]
    elif isinstance(value, int) and value > 1_000_000_000:
        yield path, "a moment"
    else:
        yield path, value


IDS = {"id", "customer", "product", "latest_invoice", "subscription", "invoice", "subscription_item", "payment_intent"}
OURS_ALONE = {"url"}  # each names its own address of lists, of old and of now


def test_both_tell_the_same_story(stripe_standin: "StandIn", localstripe: stripe.StripeClient) -> None:
    """Proves agreement on every field both know: over 150 of them."""
    mine, theirs = heard(stripe_standin.client(), "price"), heard(localstripe, "plan")
    plain = [
        {step: getattr(one, "to_dict", lambda one=one: one)() for step, one in told.items()} for told in (mine, theirs)
    ]
    ours, others = (dict(flat(told)) for told in plain)
    both = {path for path in ours.keys() & others.keys() if path.rsplit(".", 1)[-1] not in OURS_ALONE}
    differ = {path for path in both if ours[path] != others[path]}
    excused = set(DIFFER) | {f"{step}.{key}" for step in SUBSCRIPTIONS for key in ALIKE}
    assert {path: (ours[path], others[path]) for path in differ - excused} == {}
    assert sorted(excused - differ) == []  # a difference that is none any more is struck from the list
    assert len(both - differ) > 150, len(both - differ)
    assert (ours["ended.status"], ours["invoice.status"], ours["declined.code"]) == (
        "canceled",
        "paid",
        "card_declined",
    )
