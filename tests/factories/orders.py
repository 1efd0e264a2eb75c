"""Orders of firms and providers."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.fapiao.models import Fapiao, FapiaoLine
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


def keep_desk_rows(session: Session, by: User, canary: str) -> dict[str, str]:
    """An order, money for it that waits for a second clerk, and a fapiao over another: their ids by what they are."""
    order_id, paid_id = keep_order(session, by), keep_order(session, by, state="paid", paid_at=clock.now())
    slip = {"amount_minor": 198000, "currency": "CNY", "received_on": clock.today(), "payer": canary}
    transfer = BankTransfer(order_id=order_id, reference=f"R-{order_id.hex[-12:]}", state="entered", **slip)
    buyer = {"title": canary, "tax_id": "91350100M000100Y43", "mailbox": f"{canary.lower()}@firm.example"}
    fapiao = Fapiao(reference=f"FP{order_id.hex[-8:].upper()}", amount_minor=198000, asked_by_id=by.id, **buyer)
    session.add_all((transfer, fapiao))
    session.flush()
    session.add(FapiaoLine(fapiao_id=fapiao.id, order_id=paid_id, amount_minor=198000, said=canary))
    session.flush()
    return {"order": str(order_id), "transfer": str(transfer.id), "fapiao": str(fapiao.id)}
