"""Asking for something, and what becomes of it once it is paid. The caller commits."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import choice
from typing import cast
from uuid import UUID

from sqlalchemy import select

from app.events.operations import record_event
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid
from app.kit.jobs import leave_note
from app.kit.money import Money
from app.kit.text import Text
from app.orders.models import Channel, Order, OrderState
from app.orders.queries import get_order, list_open_orders
from app.subscriptions.entitlements import Collects, State
from app.subscriptions.models import Pass, Subscription
from app.subscriptions.operations import CHANGED, settle_access
from app.subscriptions.plans import Currency, Interval, shop
from app.subscriptions.queries import find_pass, list_live_subscriptions
from app.tenants.changes import hold_tenant

PAID = "order.paid"
"""News: an order was paid; payload `tenant_id`, `order_id`, `item`."""
REFUNDED = "order.refunded"
"""News: the whole money of a paid order was given back; payload as of `order.paid`."""
WITHDRAWN = "order.withdrawn"
"""News: nobody wants it any more, so it must not be paid; payload `tenant_id`, `order_id`."""
OPEN_FOR = {
    Channel.CHECKOUT: timedelta(hours=23),
    Channel.INVOICE: timedelta(days=30),
    Channel.TRANSFER: timedelta(days=30),
}
LETTERS = "ACDEFGHJKLMNPQRTUVWXY34679"
"""Nothing that is read as something else on a bank's slip."""
MOST = 500
NOT_SOLD = Text(zh="没有这样的套餐或价格，没有下单。", en="There is no such plan or price; nothing was ordered.")
NO_QUANTITY = Text(
    zh="数量应是 1 到 {most} 的整数，没有下单。", en="The number is a whole one from 1 to {most}; nothing was ordered."
)
HAS_ONE = Text(
    zh="您已有一份有效的订阅，没有重复下单。要改套餐或席位，请在“套餐与用量”里调整。",
    en="You have a subscription already, so nothing was ordered twice. Change it under “Plan and usage”.",
)
IS_OPEN = Text(
    zh="这次评估的报告已经打开，不需要再买。", en="The report of this assessment is open already; nothing was ordered."
)
WRONG_AMOUNT = Text(
    zh="收到的金额是 {paid}，订单是 {due}，没有入账。请核对后再登记。",
    en="{paid} was received where the order says {due}; nothing was booked. Check it and enter it again.",
)
NOT_OPEN = Text(
    zh="这张订单已经处理过或已过期，没有改动。", en="This order is settled or expired; nothing was changed."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to buy."""

    item: str
    interval: Interval
    currency: Currency
    channel: Channel
    quantity: int = 1
    assessment_id: UUID | None = None


def place_order(session: HouseSession, tenant_id: UUID, wish: Wish, *, by: UUID, at: datetime) -> Order:
    """Write down what is asked for, at today's price. The same wish twice is the same order while it is open.

    Invalid for what is not sold, Conflict where a second subscription would charge twice."""
    tenant = hold_tenant(session, tenant_id)
    amount = _price(wish, tenant.kind)
    _check_needed(session, tenant_id, wish)
    for one in list_open_orders(session, tenant_id, at):
        if _is_same(one, wish, amount):
            return one
    row = Order(
        number="JY" + "".join(choice(LETTERS) for _ in range(10)),
        item=wish.item,
        interval=wish.interval,
        quantity=wish.quantity,
        currency=wish.currency,
        amount_minor=amount.minor,
        channel=wish.channel,
        state=OrderState.OPEN,
        assessment_id=wish.assessment_id,
        made_by_id=by,
        expires_at=at + OPEN_FOR[wish.channel],
    )
    session.add(row)
    session.flush()
    told = {"item": wish.item, "channel": wish.channel.value}
    record_event(session, "order.placed", by=by, tenant_id=tenant_id, subject=f"order:{row.id}", **told)
    return row


def _price(wish: Wish, kind: str) -> Money:
    price = shop.plans.price(wish.item, wish.interval, wish.currency)
    sold = next((one for one in shop.plans.items if one.id == wish.item), None)
    if price is None or sold is None or kind not in sold.kinds:
        raise Invalid(NOT_SOLD)
    if not 1 <= wish.quantity <= MOST:
        raise Invalid(NO_QUANTITY.format(most=str(MOST)))
    return price * wish.quantity


def _check_needed(session: HouseSession, tenant_id: UUID, wish: Wish) -> None:
    if wish.interval != "once":
        renewing = wish.channel == Channel.TRANSFER
        live = list_live_subscriptions(session, tenant_id)
        if any(not (renewing and one.collects == Collects.TRANSFER and one.plan == wish.item) for one in live):
            raise Conflict(HAS_ONE)
    if wish.assessment_id is not None and find_pass(session, tenant_id, wish.assessment_id) is not None:
        raise Conflict(IS_OPEN)


def _is_same(order: Order, wish: Wish, amount: Money) -> bool:
    asked = (wish.item, wish.interval, wish.quantity, wish.channel, wish.assessment_id)
    return amount == order.amount and asked == (
        order.item,
        order.interval,
        order.quantity,
        order.channel,
        order.assessment_id,
    )


def settle_order(session: HouseSession, tenant_id: UUID, order_id: UUID, *, paid: Money, at: datetime) -> Order:
    """The order is paid: open what was bought, once. Conflict when the amount or the currency is another.

    A subscription by Stripe is written by whoever reads it from Stripe; here its order is only marked."""
    row = get_order(session, tenant_id, order_id, hold=True)
    if row.state == OrderState.PAID:
        return row
    # Money that came late, or in the moment an order was withdrawn, is still their money. A transfer is not booked yet.
    gone = {OrderState.REFUNDED} if row.channel != Channel.TRANSFER else {OrderState.REFUNDED, OrderState.WITHDRAWN}
    if row.state in gone:
        raise Conflict(NOT_OPEN)
    if paid != row.amount:
        raise Conflict(WRONG_AMOUNT.format(paid=say_money(paid), due=say_money(row.amount)))
    row.state, row.paid_at = OrderState.PAID, at
    record_event(session, "order.paid", by=None, tenant_id=tenant_id, subject=f"order:{row.id}", item=row.item)
    leave_note(session, PAID, {"tenant_id": str(tenant_id), "order_id": str(row.id), "item": row.item})
    if row.interval != "once" and row.channel == Channel.TRANSFER:
        _prolong(session, row, at=at)
    elif row.item == "report" and row.assessment_id is not None:
        _open_one(session, row, at=at)
    session.flush()
    return row


def _prolong(session: HouseSession, order: Order, *, at: datetime) -> None:
    """A prepaid time begins, or goes on from where the last one ends."""
    held = [one for one in list_live_subscriptions(session, order.tenant_id) if one.collects == Collects.TRANSFER]
    row = next((one for one in held if one.plan == order.item), None)
    if row is None:
        row = Subscription(tenant_id=order.tenant_id, plan=order.item, collects=Collects.TRANSFER, since_at=at)
        session.add(row)
    start = max(at, row.paid_until_at) if row.paid_until_at is not None else at
    row.state, row.interval, row.currency = State.ACTIVE, order.interval, order.currency
    row.seats = order.quantity if start == at else max(row.seats or 1, order.quantity)
    row.order_id, row.unit_minor = order.id, order.amount_minor // order.quantity
    row.period_start_at, row.period_end_at = start, _after(start, cast(Interval, order.interval))
    row.paid_until_at = row.period_end_at
    settle_access(session, row, at=at)


def _after(start: datetime, interval: Interval) -> datetime:
    """The same day of the next month or year; of a shorter month its last."""
    year, month = (start.year + 1, start.month) if interval == "year" else divmod(start.year * 12 + start.month, 12)
    month = month if interval == "year" else month + 1
    return start.replace(year=year, month=month, day=min(start.day, monthrange(year, month)[1]))


def _open_one(session: HouseSession, order: Order, *, at: datetime) -> None:
    """The assessment it was bought for; where something else has opened that meanwhile, it waits for the next one."""
    hold_tenant(session, order.tenant_id)  # a provider's credit may open it at this very moment
    if order.assessment_id is None or find_pass(session, order.tenant_id, order.assessment_id) is not None:
        session.add(Pass(order_id=order.id))
        return
    session.add(Pass(assessment_id=order.assessment_id, order_id=order.id, used_at=at))
    told = {"tenant_id": str(order.tenant_id), "assessment_id": str(order.assessment_id)}
    leave_note(session, CHANGED, told)


def withdraw_order(session: HouseSession, tenant_id: UUID, order_id: UUID, *, by: UUID) -> Order:
    """Whoever asked does not want it any more; what was paid stays paid."""
    row = get_order(session, tenant_id, order_id, hold=True)
    if row.state != OrderState.OPEN:
        raise Conflict(NOT_OPEN)
    row.state = OrderState.WITHDRAWN
    record_event(session, "order.withdrawn", by=by, tenant_id=tenant_id, subject=f"order:{row.id}")
    leave_note(session, WITHDRAWN, {"tenant_id": str(tenant_id), "order_id": str(row.id)})
    return row


def refund_order(session: HouseSession, tenant_id: UUID, order_id: UUID) -> Order:
    """The whole money of this order went back to whoever paid it: what it opened closes, once."""
    row = get_order(session, tenant_id, order_id, hold=True)
    if row.state != OrderState.REFUNDED:
        row.state = OrderState.REFUNDED
        record_event(session, "order.refunded", by=None, tenant_id=tenant_id, subject=f"order:{row.id}", item=row.item)
        leave_note(session, REFUNDED, {"tenant_id": str(tenant_id), "order_id": str(row.id), "item": row.item})
        _close_passes(session, row)
    return row


def _close_passes(session: HouseSession, order: Order) -> None:
    for one in session.scalars(select(Pass).where(Pass.tenant_id == order.tenant_id, Pass.order_id == order.id)).all():
        session.delete(one)
        leave_note(session, CHANGED, {"tenant_id": str(one.tenant_id), "assessment_id": str(one.assessment_id)})
    session.flush()


def say_money(money: Money) -> str:
    """An amount with its currency, the same in both languages: CNY 1,980.00."""
    return f"{money.currency} {money.major:,.2f}"
