"""Orders of firms and providers."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.kit import clock
from app.kit.ids import new_id
from app.orders.models import Order

YEAR = {"item": "standard", "interval": "year", "quantity": 1, "currency": "CNY", "amount_minor": 198000}


def keep_order(session: Session, by: User, **given: Any) -> UUID:
    """An open order by bank transfer for a year, in the tenant the session has opened."""
    words = YEAR | {"number": f"JY{new_id().hex[-10:].upper()}", "channel": "transfer", "state": "open"} | given
    row = Order(**words, made_by_id=by.id, expires_at=clock.now() + timedelta(days=30))
    session.add(row)
    session.flush()
    return row.id
