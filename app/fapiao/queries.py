"""Reading fapiao, the buyer's details, and the payments that can have one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.fapiao.models import Fapiao, FapiaoDetails, FapiaoLine, FapiaoState
from app.fapiao.wording import IN_DOLLARS, NO_FAPIAO
from app.invoices.models import Invoice
from app.kit.errors import NotFound
from app.kit.money import Money
from app.kit.text import Text
from app.orders.models import Channel, Order, OrderState
from app.tenants.models import Organisation

MOST = 500
RED = "red"
"""Asked for in place of a state: what was made out over more than is still paid."""
MADE = (FapiaoState.EXPORTED, FapiaoState.ISSUED, FapiaoState.DELIVERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Something paid, and whether a fapiao can be made out for it."""

    kind: str
    """order or invoice"""
    id: UUID
    said: str
    paid_at: datetime | None
    amount: Money
    """What was paid and not paid back."""
    why_not: Text | None = None
    fapiao_id: UUID | None = None

    @property
    def key(self) -> str:
        """As forms name it."""
        return f"{self.kind}:{self.id}"

    @property
    def is_free(self) -> bool:
        """Whether a fapiao can be asked for."""
        return self.why_not is None and self.fapiao_id is None


@dataclass(frozen=True, slots=True)
class Line:
    """A fapiao and whose it is."""

    row: Fapiao
    name: str


def find_details(session: Session, tenant_id: UUID) -> FapiaoDetails | None:
    """What the organisation last told us about itself as a buyer."""
    return session.scalar(select(FapiaoDetails).where(FapiaoDetails.tenant_id == tenant_id))


def list_payments(session: Session, tenant_id: UUID) -> list[Payment]:
    """Everything paid, the newest first: invoices of Stripe, and orders that no invoice stands for."""
    taken = _taken(session, tenant_id)
    paid = select(Invoice).where(Invoice.tenant_id == tenant_id, Invoice.paid_minor > Invoice.refunded_minor)
    invoices = session.scalars(paid).all()
    found = [_payment(one, one.number or one.stripe_id, one.kept, taken) for one in invoices]
    wanted = select(Order).where(Order.tenant_id == tenant_id, Order.state == OrderState.PAID)
    # Of what Stripe collects for a plan its invoices tell the true amount; an order tells it before coupons.
    wanted = wanted.where(or_(Order.channel == Channel.TRANSFER, Order.interval == "once"))
    invoiced = {one.order_id for one in invoices}
    orders = [one for one in session.scalars(wanted) if one.id not in invoiced]
    found += [_payment(one, one.number, one.amount, taken) for one in orders]
    return sorted(found, key=lambda one: (one.paid_at is not None, one.paid_at, one.said), reverse=True)


def _payment(row: Invoice | Order, said: str, amount: Money, taken: dict[UUID, UUID]) -> Payment:
    return Payment(
        kind="invoice" if isinstance(row, Invoice) else "order",
        id=row.id,
        said=said,
        paid_at=row.paid_at,
        amount=amount,
        why_not=None if amount.currency == "CNY" else IN_DOLLARS,
        fapiao_id=taken.get(row.id),
    )


def _taken(session: Session, tenant_id: UUID) -> dict[UUID, UUID]:
    asked = select(FapiaoLine).where(FapiaoLine.tenant_id == tenant_id, FapiaoLine.released_at.is_(None))
    return {one.order_id or one.invoice_id or one.id: one.fapiao_id for one in session.scalars(asked)}


def list_fapiao(session: Session, tenant_id: UUID) -> Sequence[Fapiao]:
    """All that were asked for, the newest first."""
    return session.scalars(select(Fapiao).where(Fapiao.tenant_id == tenant_id).order_by(Fapiao.id.desc())).all()


def get_fapiao(session: Session, tenant_id: UUID, fapiao_id: UUID, *, hold: bool = False) -> Fapiao:
    """One fapiao; `hold` makes others wait until the caller commits."""
    asked = select(Fapiao).where(Fapiao.tenant_id == tenant_id, Fapiao.id == fapiao_id)
    if hold:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(asked)
    if row is None:
        raise NotFound(NO_FAPIAO)
    return row


def list_lines(session: Session, tenant_id: UUID, fapiao_id: UUID) -> Sequence[FapiaoLine]:
    """The payments it is about."""
    asked = select(FapiaoLine).where(FapiaoLine.tenant_id == tenant_id, FapiaoLine.fapiao_id == fapiao_id)
    return session.scalars(asked.order_by(FapiaoLine.id)).all()


def is_file_used(session: Session, tenant_id: UUID, sha256: str) -> bool:
    """Whether any fapiao still has this file."""
    asked = select(Fapiao.id).where(Fapiao.tenant_id == tenant_id, Fapiao.file_sha256 == sha256)
    return session.scalar(asked.limit(1)) is not None


# -- across organisations: sessions of the platform -------------------------------------------------------------------


def list_across(session: Session, *, state: str = "", make: str = "") -> list[Line]:
    """Fapiao of every organisation, the oldest first, so that nobody waits longer than they must."""
    asked = select(Fapiao, Organisation.name).join(Organisation, Organisation.id == Fapiao.tenant_id)
    if state == RED:
        asked = asked.where(Fapiao.id.in_(_due_in_red()))
    elif state:
        asked = asked.where(Fapiao.state == state)
    if make:
        asked = asked.where(Fapiao.make == make)
    return [Line(*row) for row in session.execute(asked.order_by(Fapiao.id).limit(MOST))]


def count_across(session: Session) -> dict[str, int]:
    """How many there are by state."""
    asked = select(Fapiao.state, func.count()).group_by(Fapiao.state)
    return {row[0]: row[1] for row in session.execute(asked)}


def find_across(session: Session, words: Iterable[str]) -> Sequence[Fapiao]:
    """Those that carry one of these numbers or references."""
    wanted = list(words)
    asked = select(Fapiao).where(or_(Fapiao.number.in_(wanted), Fapiao.reference.in_(wanted)))
    return session.scalars(asked.limit(MOST)).all()


def list_due_in_red(session: Session) -> set[UUID]:
    """Ids of fapiao that were made out over more than is still paid: each needs a red-letter one."""
    return set(session.scalars(_due_in_red()))


def _due_in_red() -> Select[UUID]:
    return (
        select(FapiaoLine.fapiao_id)
        .join(Fapiao, Fapiao.id == FapiaoLine.fapiao_id)
        .outerjoin(Order, Order.id == FapiaoLine.order_id)
        .outerjoin(Invoice, Invoice.id == FapiaoLine.invoice_id)
        .where(FapiaoLine.released_at.is_(None), Fapiao.state.in_(MADE))
        .where(
            or_(
                Order.state == OrderState.REFUNDED,
                Invoice.paid_minor - Invoice.refunded_minor < FapiaoLine.amount_minor,
            )
        )
    )
