"""What surrounds a call to the stand-in: idempotency keys, faults, keys and versions, errors in Stripe's shape."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import stripe

if TYPE_CHECKING:
    from tests.standins.stripe.handle import StandIn

LI = {"email": "li@example.com"}


def keyed(standin: "StandIn", key: str = "customer:1") -> Callable[[], Any]:
    """A call that makes a customer under an idempotency key, without retries of the library's own."""
    customers = standin.client().v1.customers
    return lambda: customers.create(LI, {"idempotency_key": key})


def test_a_key_replays_the_first_answer_and_refuses_other_parameters(stripe_standin: "StandIn") -> None:
    """Proves v1 idempotency: same answer for the same key, marked as replayed; other parameters are an error."""
    create = keyed(stripe_standin)
    first, again = create(), create()
    assert first.id == again.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert again.last_response.headers["Original-Request"] == first.last_response.request_id
    with pytest.raises(stripe.IdempotencyError, match="same parameters") as refused:
        stripe_standin.client().v1.customers.create({"email": "wang@example.com"}, {"idempotency_key": "customer:1"})
    assert refused.value.http_status == 400
    assert len(stripe_standin.objects("customer")) == 1


@pytest.mark.parametrize(("kind", "made"), [("500", 0), ("500_after", 1)])
def test_a_500_is_kept_under_its_key_whether_the_work_was_done_or_not(
    stripe_standin: "StandIn", kind: str, made: int
) -> None:
    """Proves the trap: the key replays the 500 for ever, and only looking tells whether the work was done."""
    create = keyed(stripe_standin)
    stripe_standin.fail(kind, path="/v1/customers")
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failed:
            create()
        assert failed.value.http_status == 500
    assert len(stripe_standin.objects("customer")) == made
    assert [call.replayed for call in stripe_standin.requests("customers", "POST")] == [False, True]


def test_a_lost_answer_is_found_again_by_its_key(stripe_standin: "StandIn") -> None:
    """Proves that work whose answer was lost on the way is done once: the same key brings the answer."""
    create = keyed(stripe_standin)
    for kind in ("down", "lost"):
        stripe_standin.fail(kind)
        with pytest.raises(stripe.APIConnectionError):
            create()
    assert create().id == stripe_standin.objects("customer")[0]["id"]
    assert len(stripe_standin.objects("customer")) == 1


def test_the_same_key_while_the_first_call_still_runs_is_a_conflict(stripe_standin: "StandIn") -> None:
    """Proves 409 idempotency_key_in_use, and that both callers in the end hold the same customer."""
    create, found = keyed(stripe_standin), []
    gate = threading.Event()
    stripe_standin.fail("slow", seconds=20, gate=gate)
    slow = threading.Thread(target=lambda: found.append(create()))
    slow.start()
    while not stripe_standin.desk.memories:
        time.sleep(0.001)
    with pytest.raises(stripe.APIError) as busy:
        create()
    assert (busy.value.http_status, busy.value.error.code) == (409, "idempotency_key_in_use")
    gate.set()
    slow.join()
    assert create().id == found[0].id


def test_validation_errors_and_limits_are_not_kept(stripe_standin: "StandIn") -> None:
    """Proves that a refused parameter or a 429 does not use up the key."""
    v1 = stripe_standin.client().v1
    with pytest.raises(stripe.InvalidRequestError) as unknown:
        v1.customers.create({**LI, "nickname": "x"}, {"idempotency_key": "k"})  # type: ignore[typeddict-unknown-key]
    assert (unknown.value.code, unknown.value.param) == ("parameter_unknown", "nickname")
    stripe_standin.fail("429", retry_after=7)
    with pytest.raises(stripe.RateLimitError) as limited:
        v1.customers.create(LI, {"idempotency_key": "k"})
    assert limited.value.headers["Retry-After"] == "7"
    assert v1.customers.create(LI, {"idempotency_key": "k"}).email == "li@example.com"


def test_keys_versions_and_unknown_ids(stripe_standin: "StandIn") -> None:
    """Proves 401 without a good key, the pinned version as sent, and resource_missing as 404 or 400."""
    v1 = stripe_standin.client().v1
    with pytest.raises(stripe.AuthenticationError):
        v1.customers.list({}, {"api_key": "nonsense"})
    with pytest.raises(stripe.InvalidRequestError, match="Invalid Stripe API version"):
        v1.customers.list({}, {"stripe_version": "2024-06-20"})
    with pytest.raises(stripe.InvalidRequestError) as gone:
        v1.subscriptions.retrieve("sub_nowhere")
    assert (gone.value.http_status, gone.value.code, gone.value.param) == (404, "resource_missing", "id")
    with pytest.raises(stripe.InvalidRequestError) as named:
        v1.billing_portal.sessions.create({"customer": "cus_nowhere"})
    assert (named.value.http_status, named.value.code, named.value.param) == (400, "resource_missing", "customer")


def test_lists_page_newest_first_and_expansion_has_its_limits(stripe_standin: "StandIn") -> None:
    """Proves cursors as the library follows them, and that what cannot be expanded is an error."""
    v1 = stripe_standin.client().v1
    ids = [v1.customers.create({"name": str(at)}).id for at in range(5)]
    assert [one.id for one in v1.customers.list({"limit": 2}).auto_paging_iter()] == ids[::-1]
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        v1.customers.retrieve(ids[0], {"expand": ["friends"]})
