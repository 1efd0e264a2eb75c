"""What Stripe's news come to: read anew, written to whose it is, once, in whatever order it arrives."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from app.invoices.models import Invoice
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Conflict
from app.orders.models import Channel, OrderState
from app.orders.operations import Wish, withdraw_order
from app.orders.queries import get_order
from app.payments.fetching import fetch
from app.payments.gateway import gateway
from app.payments.handling import handle_due, refresh
from app.payments.ledger import WAITS, About
from app.payments.models import EventState
from app.payments.operations import send_annual_invoice
from app.payments.replaying import replay_event, replay_failed
from app.payments.settling import Overtaken, settle
from app.subscriptions.plans import Feature
from app.subscriptions.queries import allows
from tests.factories.fillings import Started
from tests.payments.account import held, ledger, letterbox, letters, opens, state_of, told
from tests.payments.buying import BY_INVOICE, MONTH, asker, check_out, customers, order, session_of
from tests.standins.stripe.handle import StandIn

__all__ = ["letterbox", "letters"]


def buy(database: Database, till: StandIn, started: Started, wish: Wish = MONTH) -> UUID:
    """An order, paid on Stripe's page; whether the news of it got through is another matter."""
    wanted = order(database, started.tenant_id, wish, started.owner.id)
    till.pay(session_of(check_out(database, started.tenant_id, wanted, started.owner.id)))
    return wanted


def work(database: Database, till: StandIn) -> int:
    till.settle()
    return handle_due(database)


@pytest.mark.database
def test_rule_01_ten_deliveries_of_one_event_at_once_have_one_effect(
    database: Database, started: Started, letters: StandIn
) -> None:
    firm = started.tenant_id
    letters.hold()
    wanted = buy(database, letters, started)
    (created,) = letters.events("customer.subscription.created")
    answers = letters.deliver(created["id"], copies=10)
    assert [one.status for one in answers] == [200] * 10
    (row,) = ledger(database)
    assert (row.stripe_id, row.state) == (created["id"], EventState.STORED)
    workers = [threading.Thread(target=handle_due, args=(database,)) for _ in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    letters.deliver(created["id"], copies=2)
    handle_due(database)
    (row,) = ledger(database)
    assert (row.state, row.attempts, row.fault) == (EventState.HANDLED, 1, None)
    assert [told(database, firm, tag) for tag in ("subscription.opened", "order.paid")] == [1, 1]
    (mine,) = held(database, firm)
    assert (mine.state, mine.order_id, mine.unit_minor, mine.seats) == ("trialing", wanted, 19900, 1)
    with database.reading(Scope.tenant(firm)) as session:
        assert get_order(session, firm, wanted).state == OrderState.PAID


def test_rule_02_news_in_any_order_end_in_what_stripe_has_now(
    database: Database, started: Started, letters: StandIn
) -> None:
    firm = started.tenant_id
    letters.hold()
    buy(database, letters, started)
    (mine,) = letters.objects("subscription")
    letters.portal_cancel(mine["id"], "immediately")
    letters.flush(shuffle=True, copies=2)
    handle_due(database)
    assert {row.state for row in ledger(database)} <= {EventState.HANDLED, EventState.IGNORED}
    (row,) = held(database, firm)
    assert row.state == "canceled" and not opens(database, firm)
    # The news of its beginning, once more, and read anew: still over.
    early = state_of(database, letters.events("customer.subscription.created")[0]["id"])
    with database.begin() as session:
        replay_event(session, early.id, by=None)
    assert handle_due(database) == 1 and not opens(database, firm)
    assert told(database, firm, "subscription.opened") == 0, "what was over before we heard of it opened nothing"


@pytest.mark.database
def test_rule_02_an_older_reading_is_not_written_over_a_newer_one(
    database: Database, started: Started, letters: StandIn
) -> None:
    firm = started.tenant_id
    buy(database, letters, started)
    work(database, letters)
    (mine,) = letters.objects("subscription")
    began = clock.now()
    older = fetch(None, [(About.SUBSCRIPTION, mine["id"])])
    letters.set_quantity(mine["id"], 7)
    refresh(database, firm, [(About.SUBSCRIPTION, mine["id"])])
    with pytest.raises(Overtaken), database.begin(Scope.tenant(firm)) as session:
        settle(session, firm, older, began=began, at=clock.now())
    assert held(database, firm)[0].seats == 7


def test_rule_03_while_stripe_is_away_events_wait_and_then_are_somebodys_to_see(
    database: Database, started: Started, letters: StandIn
) -> None:
    firm, now = started.tenant_id, clock.now()
    buy(database, letters, started)
    letters.settle()
    letters.fail("down", 1000)
    handle_due(database)
    waiting = [row for row in ledger(database) if row.state == EventState.STORED]
    assert waiting and {row.attempts for row in waiting} == {1} and not held(database, firm)
    assert all(row.fault and row.due_at > now for row in waiting)
    for wait in (*WAITS, 0):
        now += timedelta(seconds=wait + 60)
        with time_machine.travel(now):
            handle_due(database)
    assert {row.state for row in ledger(database) if row.attempts} == {EventState.FAILED}
    letters.recover()
    with database.begin() as session:
        assert replay_failed(session, by=None) == len(waiting)
    handle_due(database)
    assert opens(database, firm)
    (unknown, *_) = [row for row in ledger(database) if row.state == EventState.IGNORED]
    with database.begin() as session, pytest.raises(Conflict):
        replay_event(session, unknown.id, by=None)


def test_what_is_paid_in_the_moment_its_order_is_withdrawn_opens_all_the_same(
    database: Database, started: Started, letters: StandIn
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    once = Wish(item="report", interval="once", currency="CNY", channel=Channel.CHECKOUT)
    wanted = buy(database, letters, started, _for(once, started.assessment_id))
    with database.begin(Scope.tenant(firm)) as session:
        withdraw_order(session, firm, wanted, by=owner)
    work(database, letters)
    with database.reading(Scope.tenant(firm)) as session:
        assert get_order(session, firm, wanted).state == OrderState.PAID
        assert allows(session, firm, Feature.REPORTS, started.assessment_id)


def test_a_report_bought_once_opens_and_closes_when_its_money_goes_back(
    database: Database, started: Started, letters: StandIn
) -> None:
    firm = started.tenant_id
    once = Wish(item="report", interval="once", currency="CNY", channel=Channel.CHECKOUT)
    wanted = buy(database, letters, started, _for(once, started.assessment_id))
    work(database, letters)

    def is_open() -> bool:
        with database.reading(Scope.tenant(firm)) as session:
            return allows(session, firm, Feature.ROADMAP, started.assessment_id)

    assert is_open()
    with database.reading(Scope.tenant(firm)) as session:
        (invoice,) = session.query(Invoice).where(Invoice.tenant_id == firm)
        assert (invoice.state, invoice.order_id, invoice.kept.minor) == ("paid", wanted, 39900)
    (payment,) = letters.objects("payment_intent")
    refunds = letters.client().v1.refunds
    refunds.create({"payment_intent": payment["id"], "amount": 100})
    work(database, letters)
    assert is_open(), "a part of it is between people"
    refunds.create({"payment_intent": payment["id"]})
    work(database, letters)
    assert not is_open() and told(database, firm, "order.refunded") == 1
    with database.reading(Scope.tenant(firm)) as session:
        assert get_order(session, firm, wanted).state == OrderState.REFUNDED
        assert session.query(Invoice).where(Invoice.tenant_id == firm).one().kept.minor == 0


def _for(wish: Wish, assessment_id: UUID) -> Wish:
    from dataclasses import replace

    return replace(wish, assessment_id=assessment_id)


def test_a_year_by_invoice_opens_once_it_is_paid_and_stays_while_the_next_one_is_due(
    database: Database, started: Started, letters: StandIn
) -> None:
    firm, by = started.tenant_id, started.owner.id
    wanted = order(database, firm, BY_INVOICE, by)
    send_annual_invoice(database, firm, wanted, asker=asker(by))
    work(database, letters)
    assert held(database, firm)[0].state == "active" and not opens(database, firm), "it was only sent"
    letters.pay_invoice(letters.objects("invoice")[0]["id"], "alipay")
    work(database, letters)
    row = held(database, firm)[0]
    assert row.paid_until_at == row.period_end_at and opens(database, firm)
    assert told(database, firm, "order.paid") == 1
    letters.advance(days=367)
    letters.settle()
    with time_machine.travel(letters.now + timedelta(minutes=1)):
        handle_due(database)
        later = held(database, firm)[0]
        assert (later.paid_until_at, opens(database, firm)) == (row.period_end_at, True)
    assert later.period_end_at is not None and later.period_end_at > clock.now() + timedelta(days=700)
    with time_machine.travel(letters.now + timedelta(days=14)):
        assert not opens(database, firm)


def test_what_is_not_as_ordered_opens_nothing_until_somebody_looked(
    database: Database, started: Started, letters: StandIn
) -> None:
    firm = started.tenant_id
    letters.hold()
    wanted = buy(database, letters, started)
    with database.begin(Scope.tenant(firm)) as session:
        get_order(session, firm, wanted, hold=True).currency = "USD"
    letters.flush()
    handle_due(database)
    (created,) = letters.events("customer.subscription.created")
    row = state_of(database, created["id"])
    assert (row.state, row.fault) == (EventState.FAILED, "currency CNY, ordered was USD")
    assert not held(database, firm) and not opens(database, firm)
    with database.begin(Scope.tenant(firm)) as session:
        get_order(session, firm, wanted, hold=True).currency = "CNY"
    with database.begin() as session:
        replay_event(session, row.id, by=None)
    handle_due(database)
    assert opens(database, firm)


def test_what_belongs_to_a_stranger_is_nobodys(database: Database, started: Started, letters: StandIn) -> None:
    """Marks alone prove nothing: another customer's subscription names our firm and does not open it."""
    firm, v1 = started.tenant_id, letters.client().v1
    stranger = v1.customers.create({"metadata": {"tenant": str(firm)}}).id
    price = letters.objects("price", lookup_key="jianyun_standard_month_cny")[0]["id"]
    asked = {"customer": stranger, "items": [{"price": price}], "metadata": {"tenant": str(firm)}}
    v1.subscriptions.create({**asked, "collection_method": "send_invoice", "days_until_due": 3})
    letters.settle()
    for minutes in (0, 1, 5, 20):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes)):
            handle_due(database)
    (created,) = letters.events("customer.subscription.created")
    row = state_of(database, created["id"])
    assert (row.state, row.fault) == (EventState.IGNORED, "its customer is none of ours")
    assert not held(database, firm) and not opens(database, firm)


@pytest.mark.database
def test_a_customer_deleted_in_the_dashboard_takes_its_subscription_along(
    database: Database, started: Started, letters: StandIn
) -> None:
    firm = started.tenant_id
    buy(database, letters, started)
    work(database, letters)
    assert opens(database, firm)
    (customer,) = customers(database, firm)
    letters.hold()
    letters.delete_customer(customer.stripe_id)
    (gone,) = letters.events("customer.deleted")
    letters.deliver(gone["id"])
    handle_due(database)
    assert state_of(database, gone["id"]).state == EventState.HANDLED
    assert customers(database, firm)[0].gone_at is not None and held(database, firm)[0].state == "canceled"
    assert not opens(database, firm)


def test_a_second_live_subscription_is_ended_and_the_payer_keeps_the_first(
    database: Database, started: Started, letters: StandIn, run_jobs: Callable[[], int]
) -> None:
    firm = started.tenant_id
    buy(database, letters, started)
    work(database, letters)
    (first,) = letters.objects("subscription")
    price = first["items"]["data"][0]["price"]["id"]
    by_hand = {"customer": first["customer"], "items": [{"price": price}], "trial_period_days": 14}
    letters.advance(minutes=5)
    letters.client().v1.subscriptions.create(by_hand)
    for _ in range(2):
        letters.settle()
        run_jobs()
    assert [one["status"] for one in letters.objects("subscription")] == ["trialing", "canceled"]
    assert sorted(row.state for row in held(database, firm)) == ["canceled", "trialing"]
    assert opens(database, firm)
    assert gateway.list_subscriptions(first["customer"])[0].id == first["id"]
