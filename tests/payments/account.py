"""An account at the stand-in for these tests, our house served over real HTTP, and news going between the two."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from stripe import WebhookSignature
from werkzeug.serving import make_server

from app.config import Settings
from app.events.models import Event
from app.kit.db import Database, Scope
from app.payments.gateway import API_VERSION
from app.payments.models import StripeEvent
from app.subscriptions.models import Subscription
from app.subscriptions.plans import Feature
from app.subscriptions.queries import allows, list_subscriptions
from tests.standins.stripe.handle import StandIn
from tests.standins.stripe.server import Quiet

SECRET = "whsec_of_these_tests"


@pytest.fixture
def letterbox(app: Flask, settings: Settings) -> None:
    """Our house takes news that is signed with `SECRET`."""
    app.config["SETTINGS"] = settings.model_copy(update={"stripe_hook_secret": SECRET})


@pytest.fixture
def letters(app: Flask, letterbox: None, till: StandIn) -> Iterator[StandIn]:
    """The stand-in our house sells by; its news come to our house over real HTTP."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    till.listen(f"http://127.0.0.1:{server.server_port}/webhooks/stripe", secret=SECRET)
    yield till
    till.hooks.clear()
    server.shutdown()
    server.server_close()


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


def told(database: Database, tenant_id: UUID, tag: str) -> int:
    """How often an act is on record of an organisation."""
    asked = select(func.count()).select_from(Event).where(Event.tenant_id == tenant_id, Event.tag == tag)
    with database.reading(Scope.tenant(tenant_id)) as session:
        return session.scalars(asked).one()


def held(database: Database, tenant_id: UUID) -> list[Subscription]:
    """The subscriptions on our books, the newest first."""
    with database.reading(Scope.tenant(tenant_id)) as session:
        return list_subscriptions(session, tenant_id)


def opens(database: Database, tenant_id: UUID) -> bool:
    """Whether reports may be made."""
    with database.reading(Scope.tenant(tenant_id)) as session:
        return allows(session, tenant_id, Feature.REPORTS)
