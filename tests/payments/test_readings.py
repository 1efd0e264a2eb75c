"""What Stripe answers becomes our values, or an error that is told; what comes as news is Stripe's, and of now."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from app.payments.faults import Forged, GatewayUnfit
from app.payments.gateway import API_VERSION, read_news
from app.payments.readings import read_customer, read_invoice, read_subscription

ORDER = "0199f0c2-0000-7000-8000-000000000001"
SECRET = "whsec_of_these_tests"
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def subscription(**changed: Any) -> dict[str, Any]:
    price = {
        "id": "price_1",
        "product": "jianyun_standard",
        "lookup_key": None,
        "unit_amount": 198000,
        "recurring": {"interval": "year", "interval_count": 1},
    }
    item = {
        "id": "si_1",
        "price": price,
        "quantity": 1,
        "current_period_start": 1764331200,
        "current_period_end": 1795867200,
    }
    plain = dict.fromkeys(("cancel_at", "trial_end", "ended_at", "latest_invoice"))
    whole = {
        "object": "subscription",
        "id": "sub_1",
        "customer": {"id": "cus_1", "object": "customer"},
        "status": "active",
        "items": {"data": [item]},
        "currency": "cny",
        "cancel_at_period_end": False,
        "collection_method": "send_invoice",
        "created": 1764331200,
        "metadata": {"tenant": "no id", "order": ORDER},
    }
    return plain | whole | changed


def test_rule_08_the_period_is_the_items_and_a_missing_one_is_told() -> None:
    read = read_subscription(subscription())
    assert read.period_end_at == datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert (read.customer_id, read.currency, read.plan, read.interval) == ("cus_1", "CNY", "standard", "year")
    assert read.tenant_id is None and str(read.order_id) == ORDER
    old = subscription(current_period_end=1795867200)
    del old["items"]["data"][0]["current_period_end"]
    with pytest.raises(GatewayUnfit, match="current_period_end"):
        read_subscription(old)
    for broken in ({"status": "on holiday"}, {"items": {"data": []}}, {"collection_method": None}):
        with pytest.raises(GatewayUnfit):
            read_subscription(subscription(**broken))


def test_rule_08_an_invoice_names_its_subscription_by_its_parent() -> None:
    lines = {"has_more": False, "data": [{"period": {"end": 1795867200}}, {"period": {"end": 1764331200}}]}
    whole = dict.fromkeys(("number", "customer", "due_date"))
    whole |= dict.fromkeys(("subtotal", "total", "amount_due", "amount_paid"), 198000)
    whole |= {
        "object": "invoice",
        "id": "in_1",
        "currency": "cny",
        "status": "paid",
        "lines": lines,
        "attempt_count": 0,
    }
    whole |= {"period_start": 1764331200, "period_end": 1764331200, "created": 1764331200}
    whole |= {"collection_method": "send_invoice", "status_transitions": {"paid_at": 1764331200}}
    details = {"subscription": "sub_1", "metadata": {"order": ORDER}}
    read = read_invoice(whole | {"parent": {"subscription_details": details}, "metadata": {}})
    assert (read.subscription_id, str(read.order_id)) == ("sub_1", ORDER)
    assert read.lines_end_at == datetime(2026, 11, 28, 12, tzinfo=UTC)
    with pytest.raises(GatewayUnfit, match="parent"):
        read_invoice(whole | {"subscription": "sub_1"})


def test_rule_09_an_end_is_read_from_either_field() -> None:
    end = read_subscription(subscription()).period_end_at
    assert read_subscription(subscription()).cancel_at is None
    assert read_subscription(subscription(cancel_at_period_end=True)).cancel_at == end
    dated = read_subscription(subscription(cancel_at=1764417600))
    assert dated.cancel_at == datetime(2025, 11, 29, 12, tzinfo=UTC)


def test_a_deleted_customer_is_read_as_one() -> None:
    assert read_customer({"object": "customer", "id": "cus_1", "deleted": True}).deleted


def test_rule_08_the_version_is_the_one_this_code_was_written_for() -> None:
    from stripe._api_version import _ApiVersion

    assert API_VERSION == _ApiVersion.CURRENT


def signed(body: str, at: float) -> str:
    from stripe import WebhookSignature

    return WebhookSignature.generate_signature_header(body, SECRET, timestamp=int(at))


def test_news_counts_when_it_is_signed_and_of_now() -> None:
    about = {"object": "subscription", "id": "sub_1", "customer": "cus_1"}
    event = {"id": "evt_1", "type": "customer.subscription.updated", "created": 1764331200, "livemode": False}
    body = json.dumps(event | {"object": "event", "api_version": API_VERSION, "data": {"object": about}})
    then = NOON.timestamp()
    head = read_news(body.encode(), signed(body, then), SECRET, at=NOON)
    assert (head.object_id, head.customer_id, head.object_type) == ("sub_1", "cus_1", "subscription")
    old = signed(body, then - 3600)
    refused = {
        "tampered": (body.encode() + b" ", signed(body, then)),
        "stale": (body.encode(), signed(body, then - 301)),
        "ahead": (body.encode(), signed(body, then + 301)),
        "renewed by hand": (body.encode(), f"{old},t={int(then)}"),
        "not ASCII": (body.encode(), signed(body, then)[:-1] + "é"),
        "empty": (b"", ""),
        "cut off": (body[:40].encode(), signed(body[:40], then)),
        "no text": (b"\xff", signed(body, then)),
    }
    for why, (raw, signature) in refused.items():
        with pytest.raises(Forged):
            read_news(raw, signature, SECRET, at=NOON)
            pytest.fail(why)
