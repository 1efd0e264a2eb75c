"""Whatever goes wrong between us and Stripe, what was asked once is done once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.ids import new_id
from app.payments import gateway as door
from app.payments import outbox
from app.payments.faults import GatewayAway, GatewayRefused, GatewayUnfit
from app.payments.gateway import gateway
from app.payments.models import CallState, StripeCall
from app.payments.queries import get_call
from app.payments.sweeping import PATIENCE
from tests.factories.fillings import Started
from tests.payments.buying import MONTH, ONCE, calls, check_out, customers, order, session_of
from tests.standins.stripe.handle import StandIn

SESSIONS = "/v1/checkout/sessions$"


def last_call(database: Database, started: Started) -> StripeCall:
    return calls(database, started.tenant_id)[-1]


def test_asked_again_after_a_fault_there_is_one_page(database: Database, started: Started, till: StandIn) -> None:
    firm, owner = started.tenant_id, started.owner.id
    for fault in ("lost", "500_after", "500", "down", "429"):
        wanted = order(database, firm, replace(ONCE, assessment_id=new_id()), owner)
        before = len(till.requests(SESSIONS, "POST"))
        till.fail(fault, times=1 + door.RETRIES, path=SESSIONS, method="POST", retry_after=0)
        with pytest.raises(GatewayAway) as caught:
            check_out(database, firm, wanted, owner)
        assert "没有扣款" in caught.value.message.zh and "liu@" not in str(caught.value)
        hanging = last_call(database, started)
        assert (hanging.state, hanging.attempts, hanging.burnt) == (CallState.OPEN, 1, fault.startswith("500"))
        page = check_out(database, firm, wanted, owner)
        (session,) = till.objects("checkout.session", client_reference_id=str(wanted))
        assert session["id"] == session_of(page) and session["metadata"]["call"] == str(hanging.id)
        done = last_call(database, started)
        assert (done.id, done.state, done.attempts, done.error) == (hanging.id, CallState.DONE, 2, None)
        keys = {call.key for call in till.requests(SESSIONS, "POST")[before:]}
        # A key that was answered with a fault would be answered so for ever; any other is simply used again.
        assert len(keys) == (2 if fault == "500" else 1), fault


def test_a_short_fault_is_bridged_with_the_same_key(database: Database, started: Started, till: StandIn) -> None:
    firm, owner = started.tenant_id, started.owner.id
    till.fail("lost", path=SESSIONS, method="POST")
    check_out(database, firm, order(database, firm, MONTH, owner), owner)
    assert len(till.objects("checkout.session")) == 1
    first, second = till.requests(SESSIONS, "POST")
    assert first.key == second.key and second.replayed


@pytest.mark.database
def test_killed_between_the_call_and_its_record_the_same_key_finds_the_same_page(
    database: Database, started: Started, till: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    wanted = order(database, firm, MONTH, owner)

    class Killed(BaseException):
        pass

    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(outbox, "_keep", die)
        with pytest.raises(Killed):
            check_out(database, firm, wanted, owner)  # at the customer
    check_out(database, firm, wanted, owner)
    assert len(till.objects("customer")) == len(customers(database, firm)) == 1


def test_a_key_of_yesterday_is_not_trusted(database: Database, started: Started, till: StandIn) -> None:
    firm, owner = started.tenant_id, started.owner.id
    wanted = order(database, firm, MONTH, owner)
    till.fail("lost", times=1 + door.RETRIES, path=SESSIONS, method="POST")
    with pytest.raises(GatewayAway):
        check_out(database, firm, wanted, owner)
    with database.begin(Scope.tenant(firm)) as session:
        row = get_call(session, firm, last_call(database, started).id)
        row.keyed_at = clock.now() - timedelta(days=2)
    till.desk.memories.clear()  # Stripe has forgotten it, too
    page = check_out(database, firm, wanted, owner)
    assert [one["id"] for one in till.objects("checkout.session")] == [session_of(page)]


def test_what_was_never_done_gets_another_key_with_todays_parameters(
    database: Database, started: Started, till: StandIn
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    wanted = order(database, firm, MONTH, owner)
    till.fail("down", times=1 + door.RETRIES, path=SESSIONS, method="POST")
    with pytest.raises(GatewayAway):
        check_out(database, firm, wanted, owner)
    old = last_call(database, started)
    with time_machine.travel(clock.now() + timedelta(hours=22, minutes=50), tick=True):
        till.set_now(clock.now())
        with database.begin(Scope.tenant(firm)) as session:
            get_call(session, firm, old.id).keyed_at = clock.now() - timedelta(days=1)
        check_out(database, firm, wanted, owner)
    new = last_call(database, started)
    assert new.id == old.id and new.idempotency_key == old.idempotency_key[:-1] + "2"
    assert new.parameters["expires_at"] > old.parameters["expires_at"]


def test_slow_is_away(database: Database, started: Started, till: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "READ", 0.05)
    gateway.set_up(till.key, till.base)
    firm, owner = started.tenant_id, started.owner.id
    wanted = order(database, firm, MONTH, owner)
    till.fail("slow", times=1, path="/v1/customers$", method="POST", seconds=0.2)
    monkeypatch.setattr(door, "RETRIES", 0)
    with pytest.raises(GatewayAway):
        check_out(database, firm, wanted, owner)
    hanging = last_call(database, started)
    assert (hanging.act, hanging.state, hanging.burnt) == ("customer", CallState.OPEN, False)


def test_a_refusal_is_final_and_tells_nothing_personal(
    database: Database, started: Started, till: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    with pytest.raises(GatewayRefused) as caught:
        gateway.act("customers.create", None, {"email": "liu@example.com", "tax": "liu@example.com"}, key="k1")
    assert caught.value.code and "liu@" not in str(caught.value) + capsys.readouterr().err
    with pytest.raises(GatewayRefused, match="dempotency"):
        for name in ("one", "another"):
            gateway.act("customers.create", None, {"name": name}, key="k2")
    assert [one["name"] for one in till.objects("customer")] == ["one"]
    with pytest.raises(GatewayUnfit):
        gateway.act("customers.devour", None, {}, key="k3")
    check_out(database, firm, order(database, firm, MONTH, owner), owner)


@pytest.mark.database
def test_the_sweep_finds_out_what_became_of_hanging_calls(database: Database, started: Started, till: StandIn) -> None:
    firm, owner = started.tenant_id, started.owner.id
    wanted = order(database, firm, MONTH, owner)
    till.fail("lost", times=1 + door.RETRIES, path=SESSIONS, method="POST")
    with pytest.raises(GatewayAway):
        check_out(database, firm, wanted, owner)
    other = started.assessment_id  # any id will do for an act that never reached Stripe
    with database.begin(Scope.tenant(firm)) as session:
        lost = last_call(database, started)
        row = StripeCall(act="checkout", subject=f"order:{other}", parameters=lost.parameters, attempts=1)
        row.idempotency_key, row.keyed_at, row.tried_at, row.burnt = "never", clock.now(), clock.now(), False
        session.add(row)
        session.flush()
        never = row.id
    with time_machine.travel(clock.now() + PATIENCE + timedelta(minutes=1), tick=True):
        sweep(database)
    found = {call.id: call for call in calls(database, firm)}
    assert found[lost.id].state == CallState.DONE and found[never].state == CallState.DROPPED
    assert check_out(database, firm, wanted, owner).endswith(found[lost.id].result_id or "")
    assert len(till.objects("checkout.session")) == 1


def sweep(database: Database) -> None:
    from uuid import uuid4

    from app.kit.jobs import Job
    from app.payments.sweeping import sweep_calls

    sweep_calls(Job(uuid4(), "payments.sweep", {}, None, 1, database))
