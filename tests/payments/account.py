"""An account at the stand-in for these tests, our house served over real HTTP, and news going between the two."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from stripe import WebhookSignature
from werkzeug.serving import make_server

from app.config import Settings
from app.kit.db import Database
from app.payments.gateway import API_VERSION, gateway
from app.payments.models import StripeEvent

SECRET = "whsec_of_these_tests"


@pytest.fixture
def letterbox(app: Flask, settings: Settings) -> None:
    """Our house takes news that is signed with `SECRET`."""
    app.config["SETTINGS"] = settings.model_copy(update={"stripe_hook_secret": SECRET})


@dataclass(frozen=True)
class Served:
    """Our house over HTTP, and the stand-in it is set up with."""

    url: str
    standin: Any


@pytest.fixture
def charging(app: Flask, letterbox: None, stripe_standin: Any) -> Iterator[Served]:
    """Our house charges through the stand-in, whose news come to it by HTTP."""
    gateway.set_up(stripe_standin.key, stripe_standin.base)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/webhooks/stripe"
    stripe_standin.listen(url, secret=SECRET)
    yield Served(url, stripe_standin)
    server.shutdown()
    server.server_close()
    gateway.set_up("", "")


def event(number: int = 1, **changed: Any) -> dict[str, Any]:
    """News of a subscription as Stripe sends it."""
    about = {"object": "subscription", "id": "sub_1", "customer": "cus_1", "status": "active"}
    whole = {
        "object": "event",
        "id": f"evt_{number}",
        "type": "customer.subscription.updated",
        "created": 1764331200,
        "livemode": False,
        "api_version": API_VERSION,
        "data": {"object": about},
    }
    return whole | changed


def sealed(body: str, secret: str = SECRET, *, ago: float = 0) -> dict[str, str]:
    """The headers of a delivery."""
    signature = WebhookSignature.generate_signature_header(body, secret, timestamp=int(time.time() - ago))
    return {"Stripe-Signature": signature, "Content-Type": "application/json"}


def post(client: Any, whole: Any, **headers: str) -> int:
    """Deliver an event; the status of the answer."""
    body = whole if isinstance(whole, str) else json.dumps(whole)
    return int(client.post("/webhooks/stripe", data=body, headers=headers or sealed(body), token=False).status_code)


def ledger(database: Database) -> list[StripeEvent]:
    """What is stored, in order."""
    with database.reading() as session:
        return list(session.scalars(select(StripeEvent).order_by(StripeEvent.id)))


def state_of(database: Database, event_id: str) -> StripeEvent:
    """One event by Stripe's id."""
    return next(one for one in ledger(database) if one.stripe_id == event_id)


def tenant_marks(tenant_id: UUID) -> dict[str, str]:
    """What our objects at Stripe carry."""
    return {"tenant": str(tenant_id)}
