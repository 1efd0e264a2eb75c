"""Ordering what was chosen, with a message to whoever ordered. The caller commits."""

from datetime import datetime, timedelta
from uuid import UUID

from app.assessments.queries import list_assessments
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid
from app.kit.jobs import enqueue
from app.notices.operations import tell
from app.notices.queries import find_person_by_id
from app.orders.models import Channel, Order
from app.orders.operations import Wish, place_order, say_money
from app.purchases.choosing import Chosen
from app.purchases.wording import CHANGED_PRICE, NOT_ONE_OF_YOURS

ASK = "purchases.ask"
"""The job that asks Stripe about an order: {tenant_id, order_id}."""
PATIENCE = timedelta(seconds=15)


def order_chosen(
    session: HouseSession, tenant_id: UUID, chosen: Chosen, *, by: UUID, at: datetime
) -> tuple[Order, bool]:
    """The order, and whether it is new. Invalid for an assessment of nobody here."""
    _check_assessment(session, tenant_id, chosen)
    wish = Wish(
        item=chosen.item.id,
        interval=chosen.interval,
        currency="USD" if chosen.total.currency == "USD" else "CNY",
        channel=chosen.channel,
        quantity=chosen.quantity,
        assessment_id=chosen.assessment_id,
    )
    order = place_order(session, tenant_id, wish, by=by, at=at)
    if order.amount != chosen.total:
        raise Conflict(CHANGED_PRICE)
    return order, order.created_at >= at


def _check_assessment(session: HouseSession, tenant_id: UUID, chosen: Chosen) -> None:
    if chosen.item.id != "report":
        return
    if chosen.assessment_id not in {one.id for one in list_assessments(session, tenant_id)}:
        raise Invalid(NOT_ONE_OF_YOURS)


def confirm_order(session: HouseSession, order: Order, *, bank: dict[str, str], path: str) -> None:
    """Tell whoever ordered where to pay: of a bank transfer, which they will need at their bank."""
    person = find_person_by_id(session, order.made_by_id) if order.made_by_id else None
    if person is not None and order.channel == Channel.TRANSFER:
        words = {"number": order.number, "total": say_money(order.amount), **bank}
        tell(session, "order-received", to=person, context=words, path=path, tenant_id=order.tenant_id)


def ask_about(session: HouseSession, order: Order, *, at: datetime) -> None:
    """Let Stripe be asked once about an order that somebody waits for, should its news be late."""
    payload = {"tenant_id": str(order.tenant_id), "order_id": str(order.id)}
    enqueue(session, ASK, payload, tenant_id=order.tenant_id, dedupe=f"{ASK}:{order.id}", run_at=at + PATIENCE)
