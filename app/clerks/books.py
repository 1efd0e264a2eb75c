"""The operator's books as a workbook: paid orders, transfers, invoices of Stripe, fapiao. A session of the platform.

They are taken along before an organisation is erased: nothing of its payments stays here after that."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.fapiao.models import Fapiao, FapiaoState
from app.fapiao.wording import STATES as FAPIAO_STATES
from app.invoices.models import Invoice
from app.kit.clock import HOUSE_ZONE
from app.kit.money import Money
from app.kit.text import Lang, Text
from app.kit.xlsx import Cell, Column, Sheet, write_workbook
from app.orders.models import Order, OrderState
from app.orders.wording import CHANNELS, say_item
from app.orders.wording import STATES as ORDER_STATES
from app.tenants.models import Organisation
from app.transfers.models import BankTransfer, TransferState
from app.transfers.wording import STATES as TRANSFER_STATES

BOOKS = Text(zh="账目", en="Books")
ORDERS = Text(zh="已付订单", en="Paid orders")
TRANSFERS = Text(zh="对公转账", en="Bank transfers")
INVOICES = Text(zh="Stripe 账单", en="Invoices of Stripe")
FAPIAO = Text(zh="发票", en="Fapiao")
HEADS: dict[str, Text] = {
    "whose": Text(zh="客户", en="Organisation"),
    "number": Text(zh="编号", en="Number"),
    "what": Text(zh="内容", en="What"),
    "amount": Text(zh="金额", en="Amount"),
    "back": Text(zh="已退金额", en="Paid back"),
    "currency": Text(zh="币种", en="Currency"),
    "way": Text(zh="付款方式", en="Way of paying"),
    "state": Text(zh="状态", en="State"),
    "on": Text(zh="日期", en="Day"),
    "payer": Text(zh="付款人", en="Payer"),
    "reference": Text(zh="银行流水号", en="Bank reference"),
    "title": Text(zh="抬头", en="Title"),
    "tax_id": Text(zh="纳税人识别号", en="Tax number"),
    "red": Text(zh="红字发票号码", en="Red-letter number"),
    "note": Text(zh="备注", en="Note"),
}
WIDE, MONEY, DAYS = frozenset({"whose", "what", "payer", "title", "note"}), frozenset({"amount", "back"}), {"on"}


def draw_books(session: Session, lang: Lang, *, at: datetime) -> bytes:
    """One sheet of each; text stays text."""
    sheets = [
        _sheet(ORDERS, lang, "whose number what amount currency way state on", _orders(session, lang)),
        _sheet(
            TRANSFERS, lang, "whose number payer amount currency reference state on note", _transfers(session, lang)
        ),
        _sheet(INVOICES, lang, "whose number amount back currency state on", _invoices(session)),
        _sheet(FAPIAO, lang, "whose number title tax_id amount currency state on red note", _fapiao(session, lang)),
    ]
    return write_workbook(sheets, title=BOOKS.get(lang), at=at)


def _sheet(name: Text, lang: Lang, keys: str, rows: Sequence[Sequence[Cell]]) -> Sheet:
    columns = [
        Column(
            title=HEADS[key].get(lang),
            width=30 if key in WIDE else 20,
            shape="money" if key in MONEY else "date" if key in DAYS else "text",
        )
        for key in keys.split()
    ]
    return Sheet(name=name.get(lang), columns=columns, rows=rows, kept=1, ready=True)


def _with_names(session: Session, model: Any, *where: Any) -> list[tuple[Any, str]]:
    asked = select(model, Organisation.name).join(Organisation, Organisation.id == model.tenant_id).where(*where)
    return [(row[0], row[1]) for row in session.execute(asked.order_by(model.id))]


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(HOUSE_ZONE).date() if moment else None


def _orders(session: Session, lang: Lang) -> list[list[Cell]]:
    paid = Order.state.in_((OrderState.PAID, OrderState.REFUNDED))
    return [
        [
            name,
            one.number,
            say_item(one, lang),
            one.amount.major,
            one.currency,
            *_said(lang, CHANNELS[one.channel], ORDER_STATES[OrderState(one.state)]),
            _day(one.paid_at),
        ]
        for one, name in _with_names(session, Order, paid)
    ]


def _transfers(session: Session, lang: Lang) -> list[list[Cell]]:
    numbers = {row[0]: row[1] for row in session.execute(select(Order.id, Order.number))}
    rows: list[list[Cell]] = []
    for one, name in _with_names(session, BankTransfer):
        told = [name, numbers.get(one.order_id, ""), one.payer, one.amount.major, one.currency, one.reference]
        state = TRANSFER_STATES[TransferState(one.state)].get(lang)
        rows.append([*told, state, one.received_on, one.note])
    return rows


def _invoices(session: Session) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for one, name in _with_names(session, Invoice):
        back = Money(one.refunded_minor, one.currency).major
        day = _day(one.paid_at or one.issued_at)
        rows.append([name, one.number or one.stripe_id, one.amount.major, back, one.currency, one.state, day])
    return rows


def _fapiao(session: Session, lang: Lang) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for one, name in _with_names(session, Fapiao):
        told = [name, one.number or one.reference, one.title, one.tax_id, one.amount.major, one.currency]
        state = FAPIAO_STATES[FapiaoState(one.state)].get(lang)
        rows.append([*told, state, one.issued_on or _day(one.created_at), one.red_number or "", one.reason])
    return rows


def _said(lang: Lang, *words: Text) -> list[str]:
    return [one.get(lang) for one in words]
