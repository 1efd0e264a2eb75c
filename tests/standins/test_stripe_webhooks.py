"""Events of the stand-in as a receiver meets them: signed for real, over HTTP, in good order and in bad."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import requests
import stripe

from tests.standins.buying import Shop
from tests.standins.sink import Sink, listening

if TYPE_CHECKING:
    from tests.standins.stripe.handle import StandIn


@pytest.fixture
def sink(stripe_standin: "StandIn") -> Iterator[Sink]:
    """A receiver the stand-in sends every event to."""
    with listening() as sink:
        stripe_standin.listen(sink.url)
        yield sink


def test_events_arrive_signed_pinned_and_in_order(stripe_standin: "StandIn", sink: Sink) -> None:
    """Proves that real deliveries pass the library's own check, carry the pinned version, and can be read again."""
    sub = Shop(stripe_standin).subscribe()
    stripe_standin.settle()
    events = sink.events(stripe_standin.secret)
    assert [event.id for event in events] == [event["id"] for event in stripe_standin.events()]
    assert {event.api_version for event in events} == {"2026-10-28.endive"}
    moves = [event for event in events if event.type.startswith("customer.subscription")]
    assert [(move.type, move.data.object.status) for move in moves] == [
        ("customer.subscription.created", "incomplete"),
        ("customer.subscription.updated", "active"),
    ]
    assert moves[1].data.previous_attributes.status == "incomplete"
    assert stripe_standin.client().v1.events.retrieve(moves[0].id).data.object.id == sub.id
    assert {done.status for done in stripe_standin.deliveries} == {200}
    made = next(event for event in events if event.type == "customer.created")
    assert made.request.idempotency_key == stripe_standin.requests("customers")[0].key


def test_held_events_go_out_shuffled_and_doubled(stripe_standin: "StandIn", sink: Sink) -> None:
    """Proves the disorder that receivers must survive: nothing lost, everything twice, another order."""
    stripe_standin.hold()
    Shop(stripe_standin).subscribe()
    stripe_standin.settle()
    assert sink.got == []
    sent = [delivery.event["id"] for delivery in stripe_standin.held()]
    stripe_standin.flush(shuffle=True, copies=2)
    arrived = [event.id for event in sink.events(stripe_standin.secret)]
    assert Counter(arrived) == Counter(sent * 2)
    assert arrived != sent * 2
    stripe_standin.behave()
    stripe_standin.misbehave(copies=3)
    stripe_standin.client().v1.products.create({"name": "x"})
    stripe_standin.settle()
    assert len(sink.got) == 2 * len(sent) + 3


def test_bad_deliveries_fail_the_librarys_check(stripe_standin: "StandIn") -> None:
    """Proves each way of being wrong, but for one: the library itself accepts a signature from the future."""
    event = stripe_standin.client().v1.customers.create({"name": "x"}) and stripe_standin.events()[0]
    wrong = {"truncate": {"truncate": True}, "secret": {"secret": "whsec_other"}, "old": {"skew": -301}}
    for how, mode in wrong.items():
        body, headers = stripe_standin.signed(event, **mode)
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body, headers["Stripe-Signature"], stripe_standin.secret)
        assert body, how
    for mode in ({}, {"skew": -295}, {"skew": 86_400}, {"unknown": True}):
        body, headers = stripe_standin.signed(event, **mode)
        read = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], stripe_standin.secret)
        assert (read.type == "customer.created") is not mode.get("unknown", False)


def test_deliveries_that_fail_are_tried_again_as_told(stripe_standin: "StandIn", sink: Sink) -> None:
    """Proves retries of anything but 2xx, by themselves or on request, and the record of every answer."""
    sink.answers = [500, 503]
    stripe_standin.misbehave(retries=2)
    stripe_standin.client().v1.customers.create({"name": "x"})
    stripe_standin.settle()
    assert [(done.status, done.attempt) for done in stripe_standin.deliveries] == [(500, 1), (503, 2), (200, 3)]
    stripe_standin.behave()
    sink.answers = [400]
    stripe_standin.client().v1.customers.create({"name": "y"})
    stripe_standin.settle()
    assert [done.status for done in stripe_standin.hooks.retry()] == [200]
    assert stripe_standin.hooks.retry() == []


def test_an_endpoint_that_pins_no_version_gets_the_accounts_old_shapes(stripe_standin: "StandIn", sink: Sink) -> None:
    """Proves why the endpoint is pinned (rule 8): old accounts have periods and `invoice.subscription` elsewhere."""
    stripe_standin.account.version = "2024-06-20"
    with listening() as loose:
        stripe_standin.listen(loose.url, version=None)
        sub = Shop(stripe_standin).subscribe()
        stripe_standin.settle()
        old, new = ([json.loads(body) for body, _ in which.got] for which in (loose, sink))
    kinds = {"customer.subscription.created": "current_period_end", "invoice.paid": "subscription"}
    for kind, key in kinds.items():
        before, now = (next(one for one in which if one["type"] == kind) for which in (old, new))
        assert (before["api_version"], now["api_version"]) == ("2024-06-20", "2026-10-28.endive")
        assert before["data"]["object"][key]
        assert key not in now["data"]["object"]
    assert sub.id == next(one for one in old if one["type"] == "invoice.paid")["data"]["object"]["subscription"]


def test_one_event_many_times_at_once_and_through_a_test_client(stripe_standin: "StandIn", sink: Sink) -> None:
    """Proves that copies go out at the same moment, and that a test may take deliveries by hand."""
    stripe_standin.hold()
    stripe_standin.client().v1.customers.create({"name": "x"})
    event = stripe_standin.events()[0]
    assert [done.status for done in stripe_standin.deliver(event["id"], copies=10)] == [200] * 10
    assert len({body for body, _ in sink.got}) == 1
    taken: list[bytes] = []
    stripe_standin.flush(via=lambda body, headers: taken.append(body) or 200)  # type: ignore[func-returns-value]
    assert [json.loads(body)["id"] for body in taken] == [event["id"]]


def test_pages_and_controls_work_over_plain_http(stripe_standin: "StandIn") -> None:
    """Proves what people and other processes use: portal, invoice page, PDF, and controls by POST."""
    shop = Shop(stripe_standin)
    sub = shop.subscribe()
    portal = shop.v1.billing_portal.sessions.create({"customer": shop.customer, "return_url": "http://app.test/plan"})
    assert "Cancel subscription" in requests.get(portal.url, timeout=5).text
    assert "Don’t cancel subscription" in shop.post(portal.url, act="cancel", id=sub.id).text
    assert shop.v1.subscriptions.retrieve(sub.id).cancel_at_period_end
    shop.post(portal.url, act="resume", id=sub.id)
    assert "0005" in shop.post(portal.url, act="card", number="6200000000000005").text
    assert shop.post(portal.url, act="card", number="4000000000000002").status_code == 402
    assert shop.post(portal.url, act="return").headers["Location"] == "http://app.test/plan"

    control = stripe_standin.base + "/_control/"
    assert requests.post(control + "cards_fail", json={"customer_id": shop.customer}, timeout=5).ok
    assert "T" in requests.post(control + "advance", json={"days": 32}, timeout=5).json()
    late = shop.v1.subscriptions.retrieve(sub.id, {"expand": ["latest_invoice"]})
    assert late.status == "past_due"
    assert "declined" in shop.post(late.latest_invoice.hosted_invoice_url, act="declined").text
    assert "paid" in shop.post(late.latest_invoice.hosted_invoice_url, act="card").text
    assert shop.v1.subscriptions.retrieve(sub.id).status == "active"
    assert requests.get(late.latest_invoice.invoice_pdf, timeout=5).content.startswith(b"%PDF-")
    state = requests.get(control + "state", timeout=5).json()
    assert state["objects"]["subscription"] == 1
    assert requests.post(control + "nonsense", timeout=5).status_code == 404
