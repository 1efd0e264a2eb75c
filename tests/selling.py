"""A house that sells: the fixture for tests about plans. Without it everything is open, as with BILLING=off."""

from collections.abc import Iterator

import pytest


@pytest.fixture
def billed(app: object) -> Iterator[None]:
    """Plans and prices apply in this test."""
    from app.subscriptions.plans import shop

    shop.set_up(is_open=True)
    yield
    shop.set_up(is_open=False)
