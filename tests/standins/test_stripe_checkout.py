"""The stand-in through stripe-python over real HTTP: catalogue, checkout, what may not be sold how."""

from typing import TYPE_CHECKING

import pytest
import stripe

from tests.standins.buying import Shop

if TYPE_CHECKING:
    from tests.standins.stripe.handle import StandIn


@pytest.fixture
def shop(stripe_standin: "StandIn") -> Shop:
    """A product with its prices, and a customer."""
    return Shop(stripe_standin)


def test_checkout_leads_to_an_active_subscription_and_a_paid_invoice(shop: Shop) -> None:
    """Proves the whole way of a card: session, page, redirect, subscription, invoice, and where periods live."""
    session = shop.checkout(quantity=3)
    left = shop.post(session.url, act="card")
    assert (left.status_code, left.headers["Location"]) == (303, f"http://app.test/done?session={session.id}")

    done = shop.v1.checkout.sessions.retrieve(session.id, {"expand": ["line_items", "subscription.latest_invoice"]})
    assert (done.status, done.payment_status, done.url) == ("complete", "paid", None)
    assert [(line.quantity, line.amount_total) for line in done.line_items.data] == [(3, 29_700)]
    sub, invoice = done.subscription, done.subscription.latest_invoice
    assert (sub.status, sub.metadata["order"]) == ("active", "o-1")
    assert sub["items"].data[0].current_period_end > sub["items"].data[0].current_period_start
    assert "current_period_end" not in sub
    assert (invoice.status, invoice.amount_paid, invoice.billing_reason) == ("paid", 29_700, "subscription_create")
    assert invoice.parent.subscription_details.subscription == sub.id
    assert "subscription" not in invoice


def test_alipay_and_wechat_pay_for_reports_but_not_for_subscriptions(shop: Shop) -> None:
    """Proves the China limits: one-time yes, Checkout subscription no, automatic collection no, sent invoice yes.

    Since Endive a session takes no `payment_method_types`: allowed ones are a filter, and none left is an error.
    """
    with pytest.raises(stripe.InvalidRequestError, match="Did you mean allowed_payment_method_types"):
        shop.checkout(payment_method_types=["card"])
    assert shop.checkout(allowed_payment_method_types=["card", "alipay"]).payment_method_types == ["card"]
    with pytest.raises(stripe.InvalidRequestError, match="No valid payment method types"):
        shop.checkout(allowed_payment_method_types=["alipay", "wechat_pay"])
    for kind in ("alipay", "wechat_pay"):
        session = shop.checkout(mode="payment", price=shop.report)
        shop.standin.pay(session.id, kind)
        assert shop.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"

    yearly = {"customer": shop.customer, "items": [{"price": shop.yearly}]}
    yearly["payment_settings"] = {"payment_method_types": ["alipay", "wechat_pay"]}
    with pytest.raises(stripe.InvalidRequestError, match="send_invoice"):
        shop.v1.subscriptions.create({**yearly, "trial_period_days": 7})
    sub = shop.v1.subscriptions.create({**yearly, "collection_method": "send_invoice", "days_until_due": 14})
    invoice = shop.v1.invoices.finalize_invoice(sub.latest_invoice)
    assert shop.standin.pay_invoice(invoice.id, "alipay")["status"] == "paid"
