"""Booking bank transfers: one clerk enters what the bank shows, another confirms it. The caller commits."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.events.operations import record_event
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid
from app.kit.money import Money
from app.kit.text import Text
from app.kit.words import UncleanText, canonical
from app.orders.models import Channel, Order, OrderState
from app.orders.operations import say_money, settle_order
from app.orders.queries import get_order
from app.transfers.models import BankTransfer, TransferState
from app.transfers.queries import get_transfer, is_known, list_transfers, total_of

OTHER_CURRENCY = Text(
    zh="订单是 {due}，到账是 {paid}，币种不同，没有登记。",
    en="The order is {due} and {paid} came in: another currency, so nothing was entered.",
)
TOO_MUCH = Text(
    zh="订单 {due}，已登记 {known}，再加 {paid} 就超出了，没有登记。请退回多付的部分，或请对方另下订单。",
    en="The order is {due}, {known} is entered already, and {paid} more would exceed it; nothing was entered. Return "
    "what is too much, or ask for another order.",
)
NOT_BY_TRANSFER = Text(
    zh="这张订单不是对公转账，没有登记。", en="This order is not paid by bank transfer; nothing was entered."
)
SETTLED = Text(zh="这张订单已付清或已撤销，没有登记。", en="This order is paid or withdrawn; nothing was entered.")
SAME_PERSON = Text(
    zh="登记和确认要由两个人完成。请另一位同事来确认。",
    en="Two people are needed: a transfer is confirmed by somebody other than whoever entered it.",
)
DONE = Text(zh="这笔转账已经处理过，没有改动。", en="This transfer is settled already; nothing was changed.")
TOO_LATE = Text(
    zh="到账日期不能晚于今天，也不能早于一年前。",
    en="The day it came in can be neither after today nor over a year ago.",
)
NEEDED = Text(zh="请填写付款方和银行流水号。", en="Give the payer and the bank's number of the transfer.")
TWICE = Text(
    zh="这个银行流水号已经登记过，没有重复登记。",
    en="A transfer with this number is entered already; nothing was doubled.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the bank shows."""

    amount: Money
    received_on: date
    payer: str
    reference: str
    note: str = ""


def enter_transfer(session: HouseSession, order: Order, seen: Seen, *, by: UUID, at: datetime) -> BankTransfer:
    """Write down what came in for an order, in part or whole. Nothing opens before another clerk confirms it."""
    order = get_order(session, order.tenant_id, order.id, hold=True)
    payer, reference, note = _clean(seen)
    if not (at.date().toordinal() - 366 <= seen.received_on.toordinal() <= at.date().toordinal() + 1):
        raise Invalid(TOO_LATE)  # a day ahead: the bank may be in an earlier time zone than our clock
    if is_known(session, reference):
        raise Conflict(TWICE)
    _check_fits(session, order, seen.amount)
    row = BankTransfer(
        order_id=order.id,
        amount_minor=seen.amount.minor,
        currency=seen.amount.currency,
        received_on=seen.received_on,
        payer=payer,
        reference=reference,
        note=note,
        state=TransferState.ENTERED,
        entered_by_id=by,
    )
    session.add(row)
    session.flush()
    told = {"order": str(order.id), "amount": say_money(seen.amount)}
    record_event(session, "transfer.entered", by=by, tenant_id=order.tenant_id, subject=f"transfer:{row.id}", **told)
    return row


def _clean(seen: Seen) -> tuple[str, str, str]:
    try:
        limits = ((seen.payer, 120), (seen.reference, 80), (seen.note, 300))
        payer, reference, note = (canonical(text, limit=most).replace("\n", " ").strip() for text, most in limits)
    except UncleanText as error:
        raise Invalid(error.message) from None
    if not payer or not reference:
        raise Invalid(NEEDED)
    return payer, reference, note


def _check_fits(session: HouseSession, order: Order, amount: Money) -> None:
    if order.channel != Channel.TRANSFER:
        raise Conflict(NOT_BY_TRANSFER)
    if order.state not in (OrderState.OPEN, OrderState.EXPIRED):
        raise Conflict(SETTLED)
    if amount.currency != order.currency:
        raise Conflict(OTHER_CURRENCY.format(due=say_money(order.amount), paid=say_money(amount)))
    known = total_of(list_transfers(session, order.tenant_id, order.id), order.currency)
    if known + amount <= order.amount:
        return
    told = {"due": say_money(order.amount), "known": say_money(known), "paid": say_money(amount)}
    raise Conflict(TOO_MUCH.format(**told))


def confirm_transfer(
    session: HouseSession, tenant_id: UUID, transfer_id: UUID, *, by: UUID, at: datetime
) -> BankTransfer:
    """Another clerk has seen it on the account, too. Once an order is paid in full, what was bought opens."""
    row = get_transfer(session, tenant_id, transfer_id)
    if row.state != TransferState.ENTERED:
        raise Conflict(DONE)
    if row.entered_by_id is None or row.entered_by_id == by:
        raise Conflict(SAME_PERSON)
    order = get_order(session, tenant_id, row.order_id, hold=True)
    row.state, row.confirmed_by_id, row.settled_at = TransferState.CONFIRMED, by, at
    session.flush()
    told = {"order": str(order.id), "amount": say_money(row.amount)}
    record_event(session, "transfer.confirmed", by=by, tenant_id=tenant_id, subject=f"transfer:{row.id}", **told)
    confirmed = total_of(list_transfers(session, tenant_id, order.id), order.currency, confirmed=True)
    if confirmed == order.amount:
        settle_order(session, tenant_id, order.id, paid=confirmed, at=at)
    return row


def withdraw_transfer(
    session: HouseSession, tenant_id: UUID, transfer_id: UUID, *, by: UUID, at: datetime
) -> BankTransfer:
    """It was entered by mistake. What was confirmed stays."""
    row = get_transfer(session, tenant_id, transfer_id)
    if row.state != TransferState.ENTERED:
        raise Conflict(DONE)
    row.state, row.settled_at = TransferState.WITHDRAWN, at
    record_event(session, "transfer.withdrawn", by=by, tenant_id=tenant_id, subject=f"transfer:{row.id}")
    return row
