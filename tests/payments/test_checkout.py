"""From an order to the page where it is paid: one page, one customer, one trial, one currency."""

import threading
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Conflict
from app.orders.models import Channel, OrderState
from app.orders.queries import get_order, list_orders
from app.payments.faults import NotConfigured
from app.payments.gateway import API_VERSION, gateway
from app.payments.models import CallState
from app.payments.operations import open_portal
from app.payments.prices import NotSoldYet
from tests.factories.fillings import Started
from tests.factories.people import make_firm, make_person
from tests.payments.buying import (
    BACK,
    MONTH,
    ONCE,
    YEAR,
    asker,
    calls,
    check_out,
    customers,
    order,
    session_of,
    subscribe,
    write_down,
)
from tests.standins.stripe.handle import StandIn


@pytest.mark.database
def test_an_order_leads_to_one_page_with_a_trial_that_is_a_real_subscription(
    database: Database, started: Started, till: StandIn
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    wanted = order(database, firm, MONTH, owner)
    page = check_out(database, firm, wanted, owner)
    assert check_out(database, firm, wanted, owner) == page
    (session,) = till.objects("checkout.session")
    assert (session["customer"], session["locale"]) == (customers(database, firm)[0].stripe_id, "zh")
    assert session["metadata"]["order"] == session["client_reference_id"] == str(wanted)
    assert session["metadata"]["tenant"] == str(firm) and session["payment_method_types"] == ["card"]
    with database.reading(Scope.tenant(firm)) as held:
        placed = get_order(held, firm, wanted)
        assert (placed.stripe_id, placed.page_url) == (session["id"], page)
        assert session["expires_at"] <= int(placed.expires_at.timestamp())
    till.pay(session["id"])
    (read,) = gateway.list_subscriptions(session["customer"])
    assert (read.status, read.plan, read.order_id, read.tenant_id) == ("trialing", "standard", wanted, firm)
    assert (read.trial_end_at or clock.now()) > clock.now()
    (made,) = till.objects("subscription")
    assert made["trial_settings"]["end_behavior"]["missing_payment_method"] == "cancel"
    asked = calls(database, firm)
    assert [(call.act, call.state) for call in asked] == [("customer", "done"), ("checkout", "done")]
    assert "email" not in asked[0].parameters and asked[1].result_id == session["id"]
    assert {call.version for call in till.requests()} == {API_VERSION}
    assert all(call.key for call in till.requests(method="POST"))


def test_a_single_report_is_paid_by_alipay_and_comes_with_an_invoice(
    database: Database, started: Started, till: StandIn
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    once = replace(ONCE, assessment_id=started.assessment_id)
    wanted = order(database, firm, once, owner)
    session = session_of(check_out(database, firm, wanted, owner))
    assert till.objects("checkout.session")[0]["payment_method_types"] == ["card", "alipay", "wechat_pay"]
    till.pay(session, method="alipay")
    read = gateway.get_session(session)
    assert read.is_paid and (read.total, read.order_id) == (read.subtotal, wanted) and read.total is not None
    assert read.total.minor == 39900
    invoice = gateway.get_invoice(read.invoice_id or "")
    assert (invoice.status, invoice.order_id, invoice.subscription_id) == ("paid", wanted, None)
    (payment,) = gateway.list_payments_of_invoice(invoice.id)
    assert (payment.order_id, payment.received, payment.refunded.minor) == (wanted, read.total, 0)
    with pytest.raises(Conflict):
        check_out(database, firm, wanted, owner)


def test_a_trial_is_given_once(database: Database, started: Started, till: StandIn) -> None:
    firm, owner = started.tenant_id, started.owner.id
    first = subscribe(database, till, firm, MONTH, owner)
    till.portal_cancel(first.id, "immediately")
    end_here(database, firm, first.id)
    again = subscribe(database, till, firm, MONTH, owner)
    assert (again.status, again.trial_end_at) == ("active", None)


def end_here(database: Database, firm: UUID, stripe_id: str) -> None:
    from app.subscriptions.queries import list_subscriptions

    with database.begin(Scope.tenant(firm)) as session:
        row = next(one for one in list_subscriptions(session, firm) if one.stripe_id == stripe_id)
        row.state, row.ended_at = "canceled", clock.now()


def test_whoever_pays_in_one_currency_is_not_asked_for_another(
    database: Database, started: Started, till: StandIn
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    first = subscribe(database, till, firm, MONTH, owner)
    till.portal_cancel(first.id, "immediately")
    end_here(database, firm, first.id)
    dollars = order(database, firm, replace(YEAR, currency="USD"), owner)
    before = len(till.requests(method="POST"))
    with pytest.raises(Conflict, match="CNY"):
        check_out(database, firm, dollars, owner)
    assert len(till.requests(method="POST")) == before and customers(database, firm)[0].currency == "CNY"


@pytest.mark.database
def test_a_customer_deleted_in_the_dashboard_has_a_successor_and_stays_on_record(
    database: Database, started: Started, till: StandIn
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    wanted = order(database, firm, MONTH, owner)
    first = check_out(database, firm, wanted, owner)
    (lost,) = customers(database, firm)
    till.delete_customer(lost.stripe_id)
    with pytest.raises(Conflict):
        open_portal(database, firm, asker=asker(owner), back=BACK.left)
    # Its page went with it: the same order gets another one, of the new customer.
    till.store.get("checkout.session", session_of(first))["status"] = "expired"
    second = check_out(database, firm, wanted, owner)
    living, gone = customers(database, firm)
    assert (gone.stripe_id, gone.gone_at is not None, living.gone_at) == (lost.stripe_id, True, None)
    assert second != first and till.objects("checkout.session")[-1]["customer"] == living.stripe_id
    assert open_portal(database, firm, asker=asker(owner), back=BACK.left).startswith(till.base)
    other = make_firm(database, make_person(database), "Neighbour")
    assert customers(database, other.id) == calls(database, other.id) == []


def test_rule_04_another_order_closes_the_page_of_the_first(
    database: Database, started: Started, till: StandIn
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    monthly, yearly = order(database, firm, MONTH, owner), order(database, firm, YEAR, owner)
    first = session_of(check_out(database, firm, monthly, owner))
    second = session_of(check_out(database, firm, yearly, owner))
    assert gateway.get_session(first).status == "expired"
    till.pay(second)
    # Stripe's news is not here yet, and still nobody can pay a second time.
    with pytest.raises(Conflict):
        check_out(database, firm, monthly, owner)
    write_down(database, firm, gateway.list_subscriptions(customers(database, firm)[0].stripe_id)[0])
    with pytest.raises(Conflict):
        check_out(database, firm, monthly, owner)
    assert len(till.objects("subscription")) == 1


def test_rule_04_a_page_paid_at_the_last_moment_stops_the_other(
    database: Database, started: Started, till: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    monthly, yearly = order(database, firm, MONTH, owner), order(database, firm, YEAR, owner)
    first = session_of(check_out(database, firm, monthly, owner))
    asked = gateway.list_subscriptions

    def pay_just_then(customer: str) -> list[object]:
        found = asked(customer)
        till.pay(first)
        return list(found)

    monkeypatch.setattr(gateway, "list_subscriptions", pay_just_then)
    with pytest.raises(Conflict, match="paid just now"):
        check_out(database, firm, yearly, owner)
    assert len(till.objects("checkout.session")) == 1


@pytest.mark.database
def test_rule_04_two_checkouts_at_once_leave_one_page_to_pay(
    database: Database, started: Started, till: StandIn
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    wanted = [order(database, firm, wish, owner) for wish in (MONTH, YEAR)] * 2
    ready, pages, refused = threading.Barrier(len(wanted)), [], []

    def press(order_id: UUID) -> None:
        ready.wait()
        try:
            pages.append(check_out(database, firm, order_id, owner))
        except Exception as error:
            refused.append(error)

    tabs = [threading.Thread(target=press, args=(one,)) for one in wanted]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert len(pages) + len(refused) == 4 and pages, refused
    assert len(customers(database, firm)) == 1
    still = [one for one in till.objects("checkout.session") if one["status"] == "open"]
    assert len(still) == 1, [str(error) for error in refused]
    with database.reading(Scope.tenant(firm)) as session:
        known = [one.stripe_id for one in list_orders(session, firm) if one.page_url is not None]
    assert known == [still[0]["id"]]
    assert not [call for call in calls(database, firm) if call.state == CallState.OPEN]
    till.pay(still[0]["id"])
    assert len(till.objects("subscription")) == 1


def test_a_price_that_stripe_does_not_know_is_told_to_both(
    database: Database, started: Started, till: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    wanted = order(database, firm, MONTH, owner)
    for price in till.store.find("price", lookup_key="jianyun_standard_month_cny"):
        price["unit_amount"] = 1
    with pytest.raises(NotSoldYet, match="jianyun billing sync"):
        check_out(database, firm, wanted, owner)
    till.store.table("price").clear()
    with pytest.raises(NotSoldYet) as caught:
        check_out(database, firm, wanted, owner)
    assert "无法" not in caught.value.message.zh and "sync" not in caught.value.message.en
    assert not till.objects("checkout.session")


def test_an_order_of_yesterdays_price_is_asked_anew(database: Database, started: Started, till: StandIn) -> None:
    firm, owner = started.tenant_id, started.owner.id
    wanted = order(database, firm, MONTH, owner)
    with database.begin(Scope.tenant(firm)) as session:
        get_order(session, firm, wanted, hold=True).amount_minor = 9900
    with pytest.raises(Conflict, match="price has changed"):
        check_out(database, firm, wanted, owner)


def test_without_an_account_every_act_says_so_and_nothing_is_written(
    database: Database, started: Started, billed: None
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    wanted = order(database, firm, MONTH, owner)
    for act in (
        lambda: check_out(database, firm, wanted, owner),
        lambda: open_portal(database, firm, asker=asker(owner), back=BACK.left),
        lambda: gateway.get_customer("cus_1"),
    ):
        with pytest.raises(NotConfigured) as caught:
            act()
        assert "对公转账" in caught.value.message.zh and "bank transfer" in caught.value.message.en
    assert calls(database, firm) == []


def test_only_an_open_order_of_this_way_is_paid_here(database: Database, started: Started, till: StandIn) -> None:
    firm, owner = started.tenant_id, started.owner.id
    by_transfer = order(database, firm, replace(MONTH, channel=Channel.TRANSFER), owner)
    with pytest.raises(Conflict):
        check_out(database, firm, by_transfer, owner)
    expired = order(database, firm, MONTH, owner)
    with database.begin(Scope.tenant(firm)) as session:
        row = get_order(session, firm, expired, hold=True)
        row.state, row.expires_at = OrderState.OPEN, datetime(2026, 1, 1, tzinfo=row.expires_at.tzinfo)
    with pytest.raises(Conflict):
        check_out(database, firm, expired, owner)
    assert not till.requests(method="POST")
