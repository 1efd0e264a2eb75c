"""What time does to a subscription: trials, renewals, declined cards and cancellations, on a clock that is moved."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
import time_machine

from app.kit.db import Database
from app.payments.gateway import gateway
from app.payments.handling import handle_due
from app.payments.models import EventState
from app.payments.operations import ensure_customer
from app.subscriptions.models import Subscription
from tests.factories.fillings import Started
from tests.payments.account import held, ledger, letterbox, letters, opens
from tests.payments.buying import asker, customers
from tests.payments.test_handling import buy, work
from tests.standins.stripe.handle import StandIn

__all__ = ["letterbox", "letters"]

SOON = timedelta(minutes=1)
"""Until news are here and handled."""


def pass_time(database: Database, till: StandIn, **amount: float) -> datetime:
    """Time goes by at Stripe, its news come, and are handled at that time."""
    till.advance(**amount)
    till.settle()
    now = till.now + SOON
    with time_machine.travel(now, tick=False):
        handle_due(database)
    return now


def opens_at(database: Database, firm: UUID, moment: datetime) -> bool:
    with time_machine.travel(moment):
        return opens(database, firm)


def bought(database: Database, till: StandIn, started: Started) -> Subscription:
    buy(database, till, started)
    work(database, till)
    return held(database, started.tenant_id)[0]


def test_rule_05_a_declined_card_keeps_access_for_a_bounded_time_that_is_counted_once(
    database: Database, started: Started, letters: StandIn
) -> None:
    firm, row = started.tenant_id, bought(database, letters, started)
    (customer,) = customers(database, firm)
    letters.cards_fail(customer.stripe_id)
    first = pass_time(database, letters, days=14, hours=2)
    row = held(database, firm)[0]
    assert (row.state, row.seats, row.past_due_since_at) == ("past_due", 1, first)
    assert opens_at(database, firm, first)
    again = pass_time(database, letters, days=8)
    row = held(database, firm)[0]
    assert gateway.get_invoice(letters.objects("invoice")[-1]["id"]).attempt_count > 1
    assert (row.past_due_since_at, row.open_until_at) == (first, first + timedelta(days=21))
    assert opens_at(database, firm, again)
    letters.cards_work(customer.stripe_id)
    paid = pass_time(database, letters, days=9)
    row = held(database, firm)[0]
    assert (row.state, row.past_due_since_at) == ("active", None) and opens_at(database, firm, paid)
    # Declined once more, and then no news at all: time itself ends it.
    letters.cards_fail(customer.stripe_id)
    second = pass_time(database, letters, days=24)
    assert held(database, firm)[0].past_due_since_at == second
    assert [opens_at(database, firm, second + timedelta(days=days)) for days in (20, 22)] == [True, False]


def test_rule_06_a_declined_card_is_stripes_to_write_about(
    database: Database,
    started: Started,
    letters: StandIn,
    run_jobs: Callable[[], int],
    outbox: list[EmailMessage],
) -> None:
    bought(database, letters, started)
    run_jobs()
    outbox.clear()
    letters.cards_fail(customers(database, started.tenant_id)[0].stripe_id)
    letters.advance(days=15)
    letters.settle()
    run_jobs()
    assert held(database, started.tenant_id)[0].state == "past_due"
    assert "invoice.payment_failed" in {row.type for row in ledger(database)}
    assert outbox == []


@pytest.mark.parametrize(("behavior", "state"), [("cancel", "canceled"), ("pause", "paused")])
def test_rule_07_a_trial_without_a_card_ends(
    database: Database, started: Started, letters: StandIn, behavior: str, state: str
) -> None:
    firm = started.tenant_id
    payer = ensure_customer(database, firm, asker(started.owner.id))
    price = letters.objects("price", lookup_key="jianyun_standard_month_cny")[0]["id"]
    asked = {"customer": payer.id, "items": [{"price": price}], "trial_period_days": 14}
    asked["trial_settings"] = {"end_behavior": {"missing_payment_method": behavior}}
    letters.client().v1.subscriptions.create(asked)
    work(database, letters)
    row = held(database, firm)[0]
    assert row.state == "trialing" and opens(database, firm) and row.trial_end_at is not None
    # Even when no news ever come, the trial ends by itself a little later.
    assert not opens_at(database, firm, row.trial_end_at + timedelta(days=3, seconds=1))
    over = pass_time(database, letters, days=15)
    assert held(database, firm)[0].state == state and not opens_at(database, firm, over + SOON)


@pytest.mark.parametrize("by_date", [False, True])
def test_rule_09_a_cancellation_is_known_at_once_and_counts_at_its_day(
    database: Database, started: Started, letters: StandIn, by_date: bool
) -> None:
    firm, row = started.tenant_id, bought(database, letters, started)
    letters.account.portal_sets_cancel_at = by_date
    for act, ends in ((letters.portal_cancel, True), (letters.portal_resume, False), (letters.portal_cancel, True)):
        act(row.stripe_id or "")
        work(database, letters)
        row = held(database, firm)[0]
        assert (row.cancel_at is not None) == ends and row.state == "trialing" and opens(database, firm)
    end = row.cancel_at
    assert end is not None
    assert [opens_at(database, firm, end + timedelta(seconds=more)) for more in (-1, 1)] == [True, False]
    pass_time(database, letters, days=15)
    assert held(database, firm)[0].state == "canceled"


def test_rule_13_every_station_of_a_subscription_comes_twice_and_out_of_order(
    database: Database, started: Started, letters: StandIn
) -> None:
    firm = started.tenant_id
    letters.hold()
    buy(database, letters, started)
    (mine,), (customer,) = letters.objects("subscription"), customers(database, firm)
    stations: tuple[tuple[str, Callable[[], object]], ...] = (
        ("trialing", lambda: None),
        ("active", lambda: letters.advance(days=14, hours=2)),
        ("active", lambda: letters.advance(days=31)),
        ("past_due", lambda: (letters.cards_fail(customer.stripe_id), letters.advance(days=31))),
        ("active", lambda: (letters.cards_work(customer.stripe_id), letters.advance(days=4))),
        ("active", lambda: letters.portal_cancel(mine["id"])),
        ("canceled", lambda: letters.advance(days=31)),
    )
    for state, act in stations:
        act()
        letters.flush(shuffle=True, copies=2)
        with time_machine.travel(letters.now + SOON):
            handle_due(database)
        row, theirs = held(database, firm)[0], gateway.get_subscription(mine["id"])
        assert row.state == theirs.status == state
        mirrored = (row.period_end_at, row.cancel_at, row.seats, row.ended_at)
        assert mirrored == (theirs.period_end_at, theirs.cancel_at, theirs.quantity, theirs.ended_at)
        assert opens_at(database, firm, letters.now + 2 * SOON) == (state != "canceled")
    letters.flush(shuffle=True)
    assert {one.state for one in ledger(database)} == {EventState.HANDLED, EventState.IGNORED}
    assert len({one.stripe_id for one in ledger(database)}) == len(letters.events())
