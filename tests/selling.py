"""A house that sells: fixtures for tests about plans and payments. Without them everything is open (BILLING=off)."""

import copy
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.standins.stripe.handle import StandIn

CATALOGUE: dict[str, Any] = {}
"""Of one run: what a synchronised catalogue looks like at the stand-in, so that it is made once."""


@pytest.fixture
def billed(app: object) -> Iterator[None]:
    """Plans and prices apply in this test."""
    from app.subscriptions.plans import shop

    shop.set_up(is_open=True)
    yield
    shop.set_up(is_open=False)


@pytest.fixture
def till(billed: None, stripe_standin: "StandIn", monkeypatch: pytest.MonkeyPatch) -> "Iterator[StandIn]":
    """A stand-in for Stripe that the house is set up with, its catalogue synchronised, its retries without a pause."""
    from stripe import HTTPClient

    from app.payments.catalogue import compare_catalogue
    from app.payments.gateway import gateway
    from app.subscriptions.plans import shop

    monkeypatch.setattr(HTTPClient, "INITIAL_DELAY", 0)
    monkeypatch.setattr(HTTPClient, "MAX_DELAY", 0)
    monkeypatch.setattr("app.payments.ledger.QUIET", timedelta(0))
    gateway.set_up(stripe_standin.key, stripe_standin.base)
    if not CATALOGUE:
        for step in compare_catalogue(shop.plans):
            step.act()
        CATALOGUE.update({kind: rows for kind, rows in stripe_standin.store.tables.items() if kind != "event"})
    stripe_standin.store.tables.clear()
    stripe_standin.store.tables.update(copy.deepcopy(CATALOGUE))
    stripe_standin.desk.calls.clear()
    yield stripe_standin
    gateway.set_up("", "https://api.stripe.com")
