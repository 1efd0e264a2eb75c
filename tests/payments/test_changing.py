"""Seats, the year instead of the month, no renewal and renewal after all; two subscriptions become one."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.kit.db import Database
from app.kit.errors import Conflict, Invalid
from app.orders.models import Channel, OrderState
from app.orders.operations import Wish
from app.payments.changing import change_seats, pay_by_year, resume_renewal, stop_renewal
from app.payments.duplicates import end_duplicates
from app.payments.faults import GatewayAway
from app.payments.gateway import RETRIES, gateway
from app.payments.operations import open_portal, send_annual_invoice
from app.payments.outbox import finish
from app.subscriptions.entitlements import State
from tests.factories.fillings import Started
from tests.factories.people import make_firm, make_person, make_provider
from tests.payments.buying import (
    BACK,
    BY_INVOICE,
    MONTH,
    YEAR,
    asker,
    calls,
    customers,
    order,
    orders,
    subscribe,
)
from tests.standins.stripe.handle import StandIn

SEATS = Wish(item="provider", interval="month", currency="CNY", channel=Channel.CHECKOUT, quantity=3)


@pytest.fixture
def provider(database: Database, till: StandIn) -> tuple[UUID, UUID]:
    admin = make_person(database)
    return make_provider(database, admin).id, admin.id


def test_rule_10_by_the_month_seats_wait_for_the_next_invoice(
    database: Database, provider: tuple[UUID, UUID], till: StandIn
) -> None:
    tenant, admin = provider
    bought = subscribe(database, till, tenant, SEATS, admin)
    till.advance(days=20)  # past the trial, and some days into the first month
    before = len(till.objects("invoice"))
    for seats in (4, 6, 5):
        assert change_seats(database, tenant, seats, in_use=2, by=admin).quantity == seats
    assert len(till.objects("invoice")) == before, "however often seats change, there is one invoice a month"
    assert gateway.get_subscription(bought.id).quantity == 5 and till.objects("invoiceitem")
    till.advance(days=31)
    assert len(till.objects("invoice")) == before + 1


def test_rule_10_by_the_year_seats_are_invoiced_at_once(
    database: Database, provider: tuple[UUID, UUID], till: StandIn
) -> None:
    tenant, admin = provider
    bought = subscribe(database, till, tenant, replace(SEATS, interval="year"), admin)
    till.advance(days=20)
    before = len(till.objects("invoice"))
    change_seats(database, tenant, 4, in_use=3, by=admin)
    assert change_seats(database, tenant, 4, in_use=3, by=admin).quantity == 4
    *_, invoice = till.objects("invoice")
    assert len(till.objects("invoice")) == before + 1 and invoice["status"] == "paid" and invoice["amount_paid"] > 0
    till.cards_fail(bought.customer_id)
    with pytest.raises(Conflict, match="did not approve"):
        change_seats(database, tenant, 9, in_use=3, by=admin)
    assert gateway.get_subscription(bought.id).quantity == 4


def test_rule_10_seats_in_use_stay(database: Database, provider: tuple[UUID, UUID], till: StandIn) -> None:
    tenant, admin = provider
    with pytest.raises(Conflict):
        change_seats(database, tenant, 3, in_use=1, by=admin)
    bought = subscribe(database, till, tenant, SEATS, admin)
    with pytest.raises(Conflict, match="2 seats are in use"):
        change_seats(database, tenant, 1, in_use=2, by=admin)
    for none in (0, 501):
        with pytest.raises(Invalid):
            change_seats(database, tenant, none, in_use=0, by=admin)
    assert gateway.get_subscription(bought.id).quantity == 3
    other = make_firm(database, make_person(database), "Neighbour")
    with pytest.raises(Conflict):
        change_seats(database, other.id, 3, in_use=1, by=admin)


def test_rule_10_seats_asked_for_again_after_a_fault_are_changed_once(
    database: Database, provider: tuple[UUID, UUID], till: StandIn
) -> None:
    tenant, admin = provider
    subscribe(database, till, tenant, replace(SEATS, interval="year"), admin)
    till.advance(days=20)
    before = len(till.objects("invoice"))
    till.fail("500_after", times=1 + RETRIES, path="/v1/subscriptions/", method="POST")
    with pytest.raises(GatewayAway):
        change_seats(database, tenant, 5, in_use=1, by=admin)
    assert change_seats(database, tenant, 5, in_use=1, by=admin).quantity == 5
    assert len(till.objects("invoice")) == before + 1


def test_from_the_month_to_the_year(database: Database, started: Started, till: StandIn) -> None:
    firm, owner = started.tenant_id, started.owner.id
    subscribe(database, till, firm, MONTH, owner)
    till.advance(days=20)
    with pytest.raises(Conflict, match="seat"):
        change_seats(database, firm, 3, in_use=1, by=owner)
    changed = pay_by_year(database, firm, by=owner)
    assert (changed.interval, changed.lookup_key) == ("year", "jianyun_standard_year_cny")
    assert (changed.period_end_at - till.now).days > 360
    with pytest.raises(Conflict):
        pay_by_year(database, firm, by=owner)


@pytest.mark.parametrize("only_a_date", [False, True])
def test_rule_12_what_the_portal_ends_is_seen_and_taken_back(
    database: Database, started: Started, till: StandIn, only_a_date: bool
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    bought = subscribe(database, till, firm, YEAR, owner)
    till.advance(days=20)
    till.account.portal_sets_cancel_at = only_a_date
    assert open_portal(database, firm, asker=asker(owner), back=BACK.left).startswith(till.base)
    (config,) = till.objects("billing_portal.configuration")
    (visit,) = till.objects("billing_portal.session")
    assert visit["configuration"] == config["id"] and not config["features"]["subscription_update"]["enabled"]
    till.portal_cancel(bought.id)
    ending = gateway.get_subscription(bought.id)
    assert (ending.cancel_at, ending.status) == (ending.period_end_at, State.ACTIVE)
    assert stop_renewal(database, firm, by=owner) == ending
    assert resume_renewal(database, firm, by=owner).cancel_at is None
    assert stop_renewal(database, firm, by=owner).ends_with_period
    till.advance(days=366)
    ended = gateway.get_subscription(bought.id)
    assert ended.status == State.CANCELED and ended.ended_at == ending.period_end_at
    with pytest.raises(Conflict):
        resume_renewal(database, firm, by=owner)


@pytest.mark.database
def test_rule_04_of_two_live_subscriptions_the_newer_ends_and_its_money_goes_back(
    database: Database, started: Started, till: StandIn
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    first = subscribe(database, till, firm, MONTH, owner)
    assert end_duplicates(database, firm) == ()
    till.advance(days=20)
    second = bought_beside(till, first.customer_id, firm, order_id=first.order_id)
    # Broken off after the money went back: the rest is done the next time, and the money only once.
    till.fail("lost", times=1 + RETRIES, path="/v1/refunds", method="POST")
    with pytest.raises(GatewayAway):
        end_duplicates(database, firm)
    assert gateway.get_subscription(second).status == State.ACTIVE
    (hanging,) = [call for call in calls(database, firm) if call.state == "open"]
    for _ in range(2):
        finish(database, firm, hanging.id)
    assert end_duplicates(database, firm) == (second,)
    assert gateway.get_subscription(second).status == State.CANCELED
    (refund,) = till.objects("refund")
    (invoice,) = [one for one in gateway.list_invoices(first.customer_id) if one.subscription_id == second]
    (payment,) = gateway.list_payments_of_invoice(invoice.id)
    assert payment.refunded == payment.received == invoice.total and refund["reason"] == "duplicate"
    assert [one.amount for one in gateway.list_refunds(payment.id)] == [invoice.total]
    assert gateway.get_subscription(first.id).status == State.ACTIVE, "the payer is not downgraded"
    assert end_duplicates(database, firm) == ()
    assert {one.state for one in orders(database, firm)} == {OrderState.REFUNDED}


def bought_beside(till: StandIn, customer: str, tenant: UUID, order_id: UUID | None) -> str:
    """A second one, as two people end up with: paid by card on a page we did not know of."""
    (price,) = gateway.list_prices(["jianyun_standard_year_cny"])
    marks = {"tenant": str(tenant), "order": str(order_id)}
    params = {
        "customer": customer,
        "mode": "subscription",
        "line_items": [{"price": price.id, "quantity": 1}],
        "success_url": BACK.done,
        "subscription_data": {"metadata": marks},
    }
    made = till.client().v1.checkout.sessions.create(params)
    till.pay(made.id)
    return till.objects("checkout.session")[-1]["subscription"]


def test_rule_04_an_unpaid_invoice_does_not_oust_a_payer(database: Database, started: Started, till: StandIn) -> None:
    firm, owner = started.tenant_id, started.owner.id
    send_annual_invoice(database, firm, order(database, firm, BY_INVOICE, owner), asker=asker(owner))
    (customer,) = customers(database, firm)
    (sent,) = gateway.list_subscriptions(customer.stripe_id)
    till.advance(days=1)
    paid = bought_beside(till, customer.stripe_id, firm, order_id=None)
    assert end_duplicates(database, firm) == (sent.id,)
    assert gateway.get_subscription(paid).status == State.ACTIVE
    assert gateway.get_invoice(sent.latest_invoice_id or "").status == "void"


def test_a_year_by_invoice_is_sent_once_and_paid_by_alipay(database: Database, started: Started, till: StandIn) -> None:
    firm, owner = started.tenant_id, started.owner.id
    wanted = order(database, firm, BY_INVOICE, owner)
    with pytest.raises(Conflict, match="no mail address"):
        send_annual_invoice(database, firm, wanted, asker=replace(asker(owner), email=""))
    till.fail("500_after", times=1 + RETRIES, path="/finalize", method="POST")
    with pytest.raises(GatewayAway):
        send_annual_invoice(database, firm, wanted, asker=asker(owner))
    url = send_annual_invoice(database, firm, wanted, asker=asker(owner))
    assert url == send_annual_invoice(database, firm, wanted, asker=asker(owner))
    assert [one["email"] for one in till.objects("customer")] == ["liu@example.com"]
    (made,) = till.objects("subscription")
    assert (made["collection_method"], made["days_until_due"]) == ("send_invoice", 30)
    assert made["payment_settings"]["payment_method_types"] == ["card", "alipay", "wechat_pay"]
    till.pay_invoice(made["latest_invoice"], method="alipay")
    invoice = gateway.get_invoice(made["latest_invoice"])
    assert (invoice.status, invoice.hosted_url, invoice.order_id) == ("paid", url, wanted)
    assert invoice.lines_end_at == gateway.get_subscription(made["id"]).period_end_at
    assert invoice.due_at is not None and invoice.due_at > datetime.now(UTC)
    with pytest.raises(Conflict):
        send_annual_invoice(
            database, firm, order(database, firm, replace(BY_INVOICE, currency="USD"), owner), asker=asker(owner)
        )


def test_where_the_account_has_no_wechat_pay_the_year_is_sent_without(
    database: Database, started: Started, till: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.standins.stripe import subscriptions as played
    from tests.standins.stripe.state import Problem

    def switched_off(_method: str, types: list[str] | None, param: str) -> None:
        if "wechat_pay" in (types or []):
            raise Problem("The payment method `wechat_pay` is not switched on.", param=param)

    monkeypatch.setattr(played, "sendable", switched_off)
    firm, owner = started.tenant_id, started.owner.id
    assert send_annual_invoice(database, firm, order(database, firm, BY_INVOICE, owner), asker=asker(owner))
    (made,) = till.objects("subscription")
    assert made["payment_settings"]["payment_method_types"] == ["card", "alipay"]
    assert [call.state for call in calls(database, firm) if call.act == "yearly"] == ["refused", "done"]
