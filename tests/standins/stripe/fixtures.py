"""The fixture `stripe_standin`: one server for the whole run, empty for every test that asks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.standins.stripe.handle import StandIn


@pytest.fixture(scope="session")
def stripe_server() -> "Iterator[StandIn]":
    """The stand-in's server; use `stripe_standin`."""
    from tests.standins.stripe.handle import StandIn

    with StandIn() as standin:
        yield standin


@pytest.fixture
def stripe_standin(stripe_server: "StandIn") -> "StandIn":
    """A stand-in for Stripe that has seen nothing yet."""
    stripe_server.reset()
    return stripe_server
