"""Orders of firms and providers."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.kit import clock
from app.kit.ids import new_id
from app.orders.models import Order
from app.transfers.models import BankTransfer

YEAR = {"item": "standard", "interval": "year", "quantity": 1, "currency": "CNY", "amount_minor": 198000}


def keep_order(session: Session, by: User, **given: Any) -> UUID:
    """An open order by bank transfer for a year, in the tenant the session has opened."""
    words = YEAR | {"number": f"JY{new_id().hex[-10:].upper()}", "channel": "transfer", "state": "open"} | given
    row = Order(**words, made_by_id=by.id, expires_at=clock.now() + timedelta(days=30))
    session.add(row)
    session.flush()
    return row.id


def keep_payment(session: Session, by: User, canary: str) -> dict[str, str]:
    """An order, and money for it that was entered and not confirmed: their ids by what they are."""
    order_id = keep_order(session, by)
    words = {"amount_minor": 100, "currency": "CNY", "received_on": clock.today(), "payer": canary}
    session.add(row := BankTransfer(order_id=order_id, reference=canary, entered_by_id=by.id, **words))
    session.flush()
    return {"order": str(order_id), "transfer": str(row.id)}
