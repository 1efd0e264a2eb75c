"""Reading orders."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.errors import NotFound
from app.kit.text import Text
from app.orders.models import Channel, Order, OrderState
from app.tenants.models import Organisation

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


def find_by_number(session: Session, number: str) -> tuple[Order, str] | None:
    """For the desk: the order a payer named, with the organisation's name. A platform session."""
    asked = (
        select(Order, Organisation.name)
        .join(Organisation, Organisation.id == Order.tenant_id)
        .where(Order.number == "".join(number.split()).upper())
    )
    row = session.execute(asked).first()
    return (row[0], row[1]) if row else None


def search_open_transfers(session: Session, name: str) -> list[tuple[Order, str]]:
    """For the desk: open orders by bank transfer of organisations whose name holds this. A platform session."""
    asked = (
        select(Order, Organisation.name)
        .join(Organisation, Organisation.id == Order.tenant_id)
        .where(Order.channel == Channel.TRANSFER, Order.state.in_((OrderState.OPEN, OrderState.EXPIRED)))
        .where(Organisation.name.icontains(name, autoescape=True))
        .order_by(Order.created_at.desc())
        .limit(50)
    )
    return [(order, called) for order, called in session.execute(asked)]
