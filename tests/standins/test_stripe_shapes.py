"""Every kind of object the stand-in answers, laid beside the typed classes of stripe-python 16.1."""

from typing import TYPE_CHECKING, get_args

import stripe
from stripe._api_version import _ApiVersion

from tests.standins.buying import Shop
from tests.standins.shapes import misfits
from tests.standins.stripe.objects import CLASSES
from tests.standins.stripe.state import API_VERSION, public

if TYPE_CHECKING:
    from tests.standins.stripe.handle import StandIn


def test_objects_have_exactly_the_keys_the_library_declares(stripe_standin: "StandIn") -> None:
    """Proves shapes, at every depth: a key the library knows is there, no other is, null only where it may be.

    It does not prove that Stripe fills each value as we do.
    """
    shop = Shop(stripe_standin)
    v1 = shop.v1
    v1.customers.tax_ids.create(shop.customer, {"type": "cn_tin", "value": "91440600MA4UQ1TA0X"})
    coupon = v1.coupons.create({"percent_off": 10, "duration": "forever"})
    code = v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "SPRING"})
    trial = {"subscription_data": {"trial_period_days": 3}}
    shop.subscribe(quantity=2, discounts=[{"promotion_code": code.id}])
    shop.subscribe(**trial)
    sub = shop.subscribe()
    item = {"id": sub["items"].data[0].id, "quantity": 4}
    v1.subscriptions.update(sub.id, {"items": [item], "proration_behavior": "always_invoice"})
    once = shop.checkout(mode="payment", price=shop.report, invoice_creation={"enabled": True})
    stripe_standin.decline(once.id)
    stripe_standin.pay(once.id, "alipay")
    v1.refunds.create({"payment_intent": v1.checkout.sessions.retrieve(once.id).payment_intent})
    v1.webhook_endpoints.create({"url": "http://127.0.0.1:9/hook", "enabled_events": ["payout.paid"]})
    v1.billing_portal.sessions.create({"customer": shop.customer, "return_url": "http://app.test"})
    stripe_standin.cards_fail(shop.customer)
    stripe_standin.advance(days=40)

    tables = {kind: [public(one) for one in table.values()] for kind, table in stripe_standin.store.tables.items()}
    found = sorted({fault for table in tables.values() for thing in table for fault in misfits(thing)})
    assert found == []
    assert CLASSES.keys() - tables.keys() == {"plan", "item", "line_item"}  # these live inside others
    assert {event["api_version"] for event in tables["event"]} == {API_VERSION} == {_ApiVersion.CURRENT}
    assert all(call.version == API_VERSION for call in stripe_standin.requests())
    assert {event["type"] for event in tables["event"]} <= set(get_args(stripe.Event.__annotations__["type"]))
    assert isinstance(v1.subscriptions.retrieve(sub.id), stripe.Subscription)
