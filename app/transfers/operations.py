"""Entering, confirming and setting aside bank transfers. The caller commits, in a session of the one organisation."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.accounts.emails import alert_person
from app.events.operations import record_event
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid, NotFound, Refused
from app.kit.money import Money
from app.orders.models import Channel, Order, OrderState
from app.orders.operations import say_money, settle_order
from app.orders.queries import NO_ORDER, get_order
from app.tenants.models import Kind, Organisation, Role
from app.tenants.queries import list_members
from app.transfers import wording
from app.transfers.models import BankMark, BankTransfer, TransferState
from app.transfers.queries import get_transfer, is_waiting

PAYABLE = (OrderState.OPEN, OrderState.EXPIRED)
"""Money that comes late is still their money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What the bank's slip says."""

    amount: Money
    received_on: date
    payer: str
    reference: str
    note: str = ""
    is_unmatched: bool = False
    """Kept although it pays no order for now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does something to a transfer, and when."""

    by: UUID
    at: datetime


def enter_transfer(session: HouseSession, tenant_id: UUID, order_id: UUID, slip: Slip, act: Act) -> BankTransfer:
    """Write down what reached the bank, for a second clerk to confirm.

    Conflict for another amount or currency, an order that cannot be paid so, or a reference that is booked."""
    order = get_order(session, tenant_id, order_id, hold=True)
    if slip.is_unmatched:
        _check_note(slip.note)
    else:
        _check_fits(session, order, slip.amount)
    _take_mark(session, slip.reference)
    row = BankTransfer(
        order_id=order.id,
        amount_minor=slip.amount.minor,
        currency=slip.amount.currency,
        received_on=slip.received_on,
        payer=slip.payer,
        reference=slip.reference,
        note=slip.note,
        state=TransferState.UNMATCHED if slip.is_unmatched else TransferState.ENTERED,
        entered_by_id=act.by,
        created_at=act.at,
    )
    session.add(row)
    session.flush()
    _record(session, "transfer.set_aside" if slip.is_unmatched else "transfer.entered", row, act)
    return row


def confirm_transfer(session: HouseSession, tenant_id: UUID, transfer_id: UUID, act: Act) -> BankTransfer:
    """A second clerk has compared it with the bank: the order is paid. Refused for whoever entered it."""
    row = _hold(session, tenant_id, transfer_id, TransferState.ENTERED)
    if row.entered_by_id is None:
        raise Conflict(wording.NOBODY_ENTERED)
    if row.entered_by_id == act.by:
        raise Refused(wording.SAME_PERSON)
    order = get_order(session, tenant_id, row.order_id, hold=True)
    if order.state not in PAYABLE:
        raise Conflict(wording.CANNOT_PAY)
    settle_order(session, tenant_id, order.id, paid=row.amount, at=act.at)
    _decide(session, row, TransferState.CONFIRMED, act)
    _record(session, "transfer.confirmed", row, act)
    _tell_buyers(session, order)
    return row


def withdraw_transfer(session: HouseSession, tenant_id: UUID, transfer_id: UUID, act: Act) -> BankTransfer:
    """It was entered by mistake; the reference may be entered again."""
    row = _hold(session, tenant_id, transfer_id, TransferState.ENTERED, TransferState.UNMATCHED)
    _decide(session, row, TransferState.WITHDRAWN, act)
    session.execute(delete(BankMark).where(BankMark.mark == _mark(row.reference)))
    _record(session, "transfer.withdrawn", row, act)
    return row


def set_transfer_aside(session: HouseSession, tenant_id: UUID, transfer_id: UUID, note: str, act: Act) -> BankTransfer:
    """What waits pays no order after all."""
    row = _hold(session, tenant_id, transfer_id, TransferState.ENTERED)
    _check_note(note)
    row.note, row.state = note, TransferState.UNMATCHED
    _record(session, "transfer.set_aside", row, act)
    return row


def return_transfer(session: HouseSession, tenant_id: UUID, transfer_id: UUID, note: str, act: Act) -> BankTransfer:
    """The money went back to the payer; the note says how."""
    row = _hold(session, tenant_id, transfer_id, TransferState.UNMATCHED)
    _check_note(note)
    row.note = note
    _decide(session, row, TransferState.RETURNED, act)
    _record(session, "transfer.returned", row, act)
    return row


def match_transfer(session: HouseSession, tenant_id: UUID, transfer_id: UUID, number: str, act: Act) -> BankTransfer:
    """Use unmatched money for another order of the same organisation; whoever does that counts as who entered it."""
    row = _hold(session, tenant_id, transfer_id, TransferState.UNMATCHED)
    wanted = select(Order.id).where(Order.tenant_id == tenant_id, Order.number == number.strip().upper())
    found = session.scalar(wanted)
    if found is None:
        raise NotFound(NO_ORDER)
    order = get_order(session, tenant_id, found, hold=True)
    _check_fits(session, order, row.amount)
    row.order_id, row.state, row.entered_by_id = order.id, TransferState.ENTERED, act.by
    session.flush()
    _record(session, "transfer.entered", row, act)
    return row


def _hold(session: HouseSession, tenant_id: UUID, transfer_id: UUID, *states: TransferState) -> BankTransfer:
    row = get_transfer(session, tenant_id, transfer_id, hold=True)
    if row.state not in states:
        raise Conflict(wording.NOT_WAITING)
    return row


def _check_fits(session: HouseSession, order: Order, amount: Money) -> None:
    if order.channel != Channel.TRANSFER:
        raise Conflict(wording.NOT_BY_TRANSFER)
    if order.state not in PAYABLE:
        raise Conflict(wording.NOT_WAITING_ORDER)
    if amount != order.amount:
        raise Conflict(wording.WRONG.format(paid=say_money(amount), due=say_money(order.amount)))
    if is_waiting(session, order.tenant_id, order.id):
        raise Conflict(wording.BEING_CHECKED)


def _check_note(note: str) -> None:
    if not 2 <= len(note) <= 300:
        raise Invalid(wording.NEEDS_NOTE)


def _mark(reference: str) -> str:
    plain = re.sub(r"[\s-]", "", reference).upper()
    return sha256(f"bank-reference:{plain}".encode()).hexdigest()


def _take_mark(session: HouseSession, reference: str) -> None:
    session.add(BankMark(mark=_mark(reference)))
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(wording.TWICE) from error


def _decide(session: HouseSession, row: BankTransfer, state: TransferState, act: Act) -> None:
    row.state, row.decided_by_id, row.decided_at = state, act.by, act.at
    session.flush()


def _record(session: HouseSession, tag: str, row: BankTransfer, act: Act) -> None:
    told = {"order": str(row.order_id)}
    record_event(session, tag, by=act.by, tenant_id=row.tenant_id, subject=f"transfer:{row.id}", **told)


def _tell_buyers(session: HouseSession, order: Order) -> None:
    """Owners of the firm, or administrators of the provider."""
    kind = Kind(session.get_one(Organisation, order.tenant_id).kind)
    side, role = ("firm", Role.OWNER) if kind == Kind.SME else ("provider", Role.PROVIDER_ADMIN)
    told = {"number": order.number, "amount": say_money(order.amount)}
    for one in list_members(session, order.tenant_id):
        if role in one.roles:
            alert_person(session, one.user_id, "transfer-confirmed", path=f"/{side}/orders/{order.id}", **told)
