"""Reading orders."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.errors import NotFound
from app.kit.text import Text
from app.orders.models import Order, OrderState

NO_ORDER = Text(zh="没有这张订单。", en="There is no such order.")


def get_order(session: Session, tenant_id: UUID, order_id: UUID | None, *, hold: bool = False) -> Order:
    """One order of the organisation; NotFound for any other. `hold` makes others wait until the caller commits."""
    asked = select(Order).where(Order.tenant_id == tenant_id, Order.id == order_id)
    if hold:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(asked)
    if row is None:
        raise NotFound(NO_ORDER)
    return row


def list_orders(session: Session, tenant_id: UUID) -> list[Order]:
    """All of them, the newest first."""
    asked = select(Order).where(Order.tenant_id == tenant_id)
    return list(session.scalars(asked.order_by(Order.created_at.desc(), Order.id.desc())))


def list_open_orders(session: Session, tenant_id: UUID, at: datetime) -> list[Order]:
    """Those that may still be paid, the newest first."""
    return [one for one in list_orders(session, tenant_id) if one.state == OrderState.OPEN and one.expires_at > at]
