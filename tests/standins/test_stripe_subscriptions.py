"""Subscriptions at the stand-in as months go by: prorations, trials, declines, recovery, cancellation."""

from typing import TYPE_CHECKING, Any

import pytest
import stripe

from tests.standins.buying import Shop

if TYPE_CHECKING:
    from tests.standins.stripe.handle import StandIn

STORED_BUT_DECLINES = "4000000000000341"


@pytest.fixture
def shop(stripe_standin: "StandIn") -> Shop:
    """A product with its prices, and a customer."""
    return Shop(stripe_standin)


def seats(sub: Any, quantity: int, behaviour: str, **values: Any) -> dict[str, Any]:
    """Parameters that change the number of seats."""
    item = {"id": sub["items"].data[0].id, "quantity": quantity, **values}
    return {"items": [item], "proration_behavior": behaviour}


def period(sub: Any) -> int:
    """Length of the current period in seconds."""
    item = sub["items"].data[0]
    return int(item.current_period_end - item.current_period_start)


def lines(invoice: Any) -> list[tuple[int, bool]]:
    """Amounts of its lines, and whether each is a proration."""
    return [(line.amount, line.parent.subscription_item_details.proration) for line in invoice.lines.data]


def test_seats_in_the_middle_of_a_month_wait_for_the_next_invoice(shop: Shop) -> None:
    """Proves create_prorations: by hand, 2 to 5 seats with 3/4 of the month left, billed with the renewal."""
    sub = shop.subscribe(quantity=2)
    whole = period(sub)
    shop.standin.advance(seconds=whole // 4)
    shop.v1.subscriptions.update(sub.id, seats(sub, 5, "create_prorations"))
    pending = shop.v1.invoice_items.list({"customer": shop.customer, "pending": True}).data
    assert sorted(item.amount for item in pending) == [-14_850, 37_125]  # 3/4 of 2 x 99.00 and of 5 x 99.00
    preview = shop.v1.invoices.create_preview({"subscription": sub.id})
    assert preview.total == 37_125 - 14_850 + 49_500

    shop.standin.advance(seconds=whole)
    renewal = shop.v1.invoices.list({"subscription": sub.id, "limit": 1}).data[0]
    assert sorted(lines(renewal)) == [(-14_850, True), (37_125, True), (49_500, False)]
    assert (renewal.status, renewal.total, renewal.billing_reason) == ("paid", 71_775, "subscription_cycle")


def test_seats_of_a_year_are_invoiced_at_once_and_fewer_seats_become_credit(shop: Shop) -> None:
    """Proves always_invoice and none: by hand with half a year left; what is given back waits on the balance."""
    sub = shop.subscribe(price=shop.yearly, quantity=1)
    shop.standin.advance(seconds=period(sub) // 2)
    shop.v1.subscriptions.update(sub.id, seats(sub, 3, "always_invoice"))
    more = shop.v1.invoices.list({"subscription": sub.id, "limit": 1}).data[0]
    assert (lines(more), more.status) == ([(-49_500, True), (148_500, True)], "paid")
    assert (more.amount_paid, more.billing_reason) == (99_000, "subscription_update")

    asked = seats(sub, 2, "always_invoice")
    details = {"items": asked["items"], "proration_behavior": "always_invoice"}
    told = shop.v1.invoices.create_preview({"subscription": sub.id, "subscription_details": details})
    shop.v1.subscriptions.update(sub.id, asked)
    fewer = shop.v1.invoices.list({"subscription": sub.id, "limit": 1}).data[0]
    assert (told.total, fewer.total, fewer.amount_due, fewer.status) == (-49_500, -49_500, 0, "paid")
    assert shop.v1.customers.retrieve(shop.customer).balance == -49_500

    shop.v1.subscriptions.update(sub.id, seats(sub, 9, "none"))
    assert len(shop.v1.invoices.list({"subscription": sub.id}).data) == 3


def test_from_month_to_year_a_new_period_begins_and_is_billed_now(shop: Shop) -> None:
    """Proves a change of interval: the unused rest is credited, the year is charged, the anchor moves."""
    sub = shop.subscribe()
    shop.standin.advance(seconds=period(sub) // 2)
    changed = shop.v1.subscriptions.update(sub.id, seats(sub, 1, "create_prorations", price=shop.yearly))
    newest = shop.v1.invoices.list({"subscription": sub.id, "limit": 1}).data[0]
    assert sorted(lines(newest)) == [(-4_950, True), (99_000, False)]
    assert (newest.status, newest.amount_paid) == ("paid", 94_050)
    assert changed["items"].data[0].current_period_start == int(shop.standin.now.timestamp())


@pytest.mark.parametrize(
    ("choice", "ends"), [("cancel", "canceled"), ("pause", "paused"), ("create_invoice", "past_due")]
)
def test_a_trial_ends_as_it_was_told_to(shop: Shop, choice: str, ends: str) -> None:
    """Proves trial_settings.end_behavior without a payment method, the warning three days before, and with a card."""
    settings = {"trial_settings": {"end_behavior": {"missing_payment_method": choice}}}
    items = {"customer": shop.customer, "items": [{"price": shop.monthly}]}
    sub = shop.v1.subscriptions.create({**items, "trial_period_days": 14, **settings})
    assert (sub.status, shop.v1.invoices.retrieve(sub.latest_invoice).total) == ("trialing", 0)
    shop.standin.advance(days=12)
    assert len(shop.standin.events("customer.subscription.trial_will_end")) == 1
    shop.standin.advance(days=3)
    assert shop.v1.subscriptions.retrieve(sub.id).status == ends

    with_card = shop.subscribe(subscription_data={"trial_period_days": 14, **settings})
    assert with_card.status == "trialing"
    shop.standin.advance(days=15)
    assert shop.v1.subscriptions.retrieve(with_card.id).status == "active"


@pytest.mark.parametrize("after", ["cancel", "pause", "unpaid", "past_due"])
def test_a_declined_renewal_is_retried_and_then_given_up(shop: Shop, after: str) -> None:
    """Proves decline, past_due, the plan of retries (3, 5, 7 days), and each of the account's last resorts."""
    shop.standin.account.after_retries = after
    sub = shop.subscribe()
    shop.standin.cards_fail(shop.customer, "insufficient_funds")
    shop.standin.advance(seconds=period(sub) + 3600)
    late = shop.v1.subscriptions.retrieve(sub.id, {"expand": ["latest_invoice"]})
    assert (late.status, late.latest_invoice.status, late.latest_invoice.attempt_count) == ("past_due", "open", 1)
    assert late.latest_invoice.next_payment_attempt == late.latest_invoice.created + 3600 + 3 * 86_400
    shop.standin.advance(days=3 + 5 + 7)
    ended = shop.v1.subscriptions.retrieve(sub.id)
    assert ended.status == {"cancel": "canceled", "pause": "paused"}.get(after, after)
    assert len(shop.standin.events("invoice.payment_failed")) == 4
    if after == "cancel":
        assert ended.cancellation_details.reason == "payment_failed"
    elif after == "pause":
        assert ended.status_details.paused.subscription.type == "final_payment_failure"
        shop.standin.portal_card(shop.customer)
        assert shop.v1.subscriptions.resume(sub.id).status == "active"
    else:
        shop.standin.pay_invoice(ended.latest_invoice)
        assert shop.v1.subscriptions.retrieve(sub.id).status == "active"


def test_a_new_card_brings_a_late_subscription_back_at_the_next_attempt(shop: Shop) -> None:
    """Proves recovery by the portal's card form and the retry, and that later months are paid again."""
    sub = shop.subscribe(number=STORED_BUT_DECLINES, subscription_data={"trial_period_days": 1})
    shop.standin.advance(days=2)
    assert shop.v1.subscriptions.retrieve(sub.id).status == "past_due"
    with pytest.raises(stripe.CardError) as declined:
        shop.v1.invoices.pay(shop.v1.subscriptions.retrieve(sub.id).latest_invoice)
    assert (declined.value.code, declined.value.http_status) == ("card_declined", 402)
    assert declined.value.error.decline_code == "generic_decline"
    shop.standin.portal_card(shop.customer)
    shop.standin.advance(days=6)
    assert shop.v1.subscriptions.retrieve(sub.id).status == "active"
    shop.standin.advance(days=31)
    assert [one.status for one in shop.v1.invoices.list({"subscription": sub.id}).data] == ["paid"] * 3


@pytest.mark.parametrize("flexible", [False, True])
def test_cancelling_in_the_portal_ends_with_the_period(shop: Shop, flexible: bool) -> None:
    """Proves both ways the portal marks a cancellation (rule 9), taking it back, and the end itself."""
    shop.standin.account.portal_sets_cancel_at = flexible
    sub = shop.subscribe()
    end = sub["items"].data[0].current_period_end
    for _ in range(2):
        shop.standin.portal_cancel(sub.id)
        leaving = shop.v1.subscriptions.retrieve(sub.id)
        assert (leaving.status, leaving.cancel_at, leaving.cancel_at_period_end) == ("active", end, not flexible)
        shop.standin.portal_resume(sub.id)
        assert shop.v1.subscriptions.retrieve(sub.id).cancel_at is None
    shop.standin.portal_cancel(sub.id)
    shop.standin.advance(days=32)
    gone = shop.v1.subscriptions.retrieve(sub.id)
    assert (gone.status, gone.ended_at) == ("canceled", end)
    assert shop.standin.events("customer.subscription.deleted")[0]["data"]["object"]["id"] == sub.id
    assert shop.v1.subscriptions.list({"customer": shop.customer}).data == []
    assert len(shop.v1.subscriptions.list({"customer": shop.customer, "status": "all"}).data) == 1


def test_a_sent_invoice_is_due_then_overdue_then_given_up(shop: Shop) -> None:
    """Proves the prepaid year: draft for an hour, open and sent, overdue makes past_due, thirty days later canceled."""
    year = {"customer": shop.customer, "items": [{"price": shop.yearly}]}
    sub = shop.v1.subscriptions.create({**year, "collection_method": "send_invoice", "days_until_due": 14})
    assert (sub.status, shop.v1.invoices.retrieve(sub.latest_invoice).status) == ("active", "draft")
    shop.standin.advance(hours=1)
    sent = shop.v1.invoices.retrieve(sub.latest_invoice)
    assert (sent.status, sent.due_date) == ("open", int(shop.standin.now.timestamp()) + 14 * 86_400)
    shop.standin.advance(days=15)
    assert shop.v1.subscriptions.retrieve(sub.id).status == "past_due"
    assert len(shop.standin.events("invoice.overdue")) == 1
    shop.standin.advance(days=30)
    assert shop.v1.subscriptions.retrieve(sub.id).status == "canceled"


def test_what_stripe_refuses(shop: Shop) -> None:
    """Proves refusals others lean on: currency, inactive price, deleted customer, changed amount, taken lookup key."""
    shop.subscribe()
    dollars = shop.price(1_900, "usd", recurring={"interval": "month"})
    with pytest.raises(stripe.InvalidRequestError, match="cannot combine currencies"):
        shop.checkout(price=dollars)
    shop.v1.prices.update(shop.yearly, {"active": False})
    with pytest.raises(stripe.InvalidRequestError, match="inactive"):
        shop.checkout(price=shop.yearly)
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter: unit_amount"):
        shop.v1.prices.update(shop.monthly, {"unit_amount": 1})  # type: ignore[typeddict-unknown-key]
    first = shop.price(100, lookup_key="report")
    with pytest.raises(stripe.InvalidRequestError, match="already uses that lookup key"):
        shop.price(200, lookup_key="report")
    second = shop.price(200, lookup_key="report", transfer_lookup_key=True)
    assert [price.id for price in shop.v1.prices.list({"lookup_keys": ["report"]}).data] == [second]
    assert shop.v1.prices.retrieve(first).lookup_key is None

    shop.standin.delete_customer(shop.customer)
    assert shop.v1.customers.retrieve(shop.customer).deleted
    assert len(shop.standin.events("customer.subscription.deleted")) == 1
    with pytest.raises(stripe.InvalidRequestError) as gone:
        shop.checkout()
    assert (gone.value.code, gone.value.param) == ("resource_missing", "customer")


def test_a_promotion_code_typed_at_checkout_lowers_the_first_month_only(shop: Shop) -> None:
    """Proves coupons and codes: typed on the page, shown in totals, used once, refused when used up; then a refund."""
    coupon = shop.v1.coupons.create({"percent_off": 25, "duration": "once"})
    promotion: Any = {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "SPRING", "max_redemptions": 1}
    shop.v1.promotion_codes.create(promotion)
    session = shop.checkout(allow_promotion_codes=True)
    page = shop.post(session.url, act="code", code="spring")
    assert "74.25" in page.text
    shop.post(session.url, act="card")
    done = shop.v1.checkout.sessions.retrieve(session.id, {"expand": ["invoice"]})
    assert (done.amount_subtotal, done.amount_total, done.invoice.total) == (9_900, 7_425, 7_425)
    shop.standin.advance(days=32)
    newest = shop.v1.invoices.list({"subscription": done.subscription, "limit": 1}).data[0]
    assert newest.total == 9_900
    later = shop.checkout(allow_promotion_codes=True).url
    assert "invalid" in shop.post(later, act="code", code="nothing").text
    assert "inactive" in shop.post(later, act="code", code="SPRING").text

    paid = shop.v1.invoices.retrieve(done.invoice.id, {"expand": ["payments"]}).payments.data[0]
    refund = shop.v1.refunds.create({"payment_intent": paid.payment.payment_intent, "amount": 2_000})
    assert (refund.status, refund.amount) == ("succeeded", 2_000)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        shop.v1.refunds.create({"payment_intent": paid.payment.payment_intent, "amount": 6_000})
