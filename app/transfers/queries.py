"""Reading bank transfers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit.errors import NotFound
from app.orders.models import Channel, Order, OrderState
from app.tenants.models import Organisation
from app.transfers.models import BankTransfer, TransferState
from app.transfers.wording import NO_TRANSFER

MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A transfer, the order it is for, and whose it is."""

    row: BankTransfer
    order: Order | None
    name: str


def get_transfer(session: Session, tenant_id: UUID, transfer_id: UUID, *, hold: bool = False) -> BankTransfer:
    """One transfer; `hold` makes others wait until the caller commits."""
    asked = select(BankTransfer).where(BankTransfer.tenant_id == tenant_id, BankTransfer.id == transfer_id)
    if hold:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(asked)
    if row is None:
        raise NotFound(NO_TRANSFER)
    return row


def list_transfers_of_order(session: Session, tenant_id: UUID, order_id: UUID) -> Sequence[BankTransfer]:
    """What was received for one order and not entered by mistake, the oldest first. For the page of the order."""
    asked = select(BankTransfer).where(BankTransfer.tenant_id == tenant_id, BankTransfer.order_id == order_id)
    asked = asked.where(BankTransfer.state != TransferState.WITHDRAWN)
    return session.scalars(asked.order_by(BankTransfer.id)).all()


def is_waiting(session: Session, tenant_id: UUID, order_id: UUID) -> bool:
    """Whether a transfer for this order waits for a second person."""
    return any(one.state == TransferState.ENTERED for one in list_transfers_of_order(session, tenant_id, order_id))


# -- across organisations: sessions of the platform -------------------------------------------------------------------


def list_across(session: Session, state: str) -> list[Line]:
    """Transfers of every organisation in this state (or all), the newest first."""
    asked = (
        select(BankTransfer, Order, Organisation.name)
        .join(Organisation, Organisation.id == BankTransfer.tenant_id)
        .outerjoin(Order, Order.id == BankTransfer.order_id)
        .order_by(BankTransfer.id.desc())
        .limit(MOST)
    )
    if state in set(TransferState):
        asked = asked.where(BankTransfer.state == state)
    return [Line(*row) for row in session.execute(asked)]


def count_across(session: Session) -> dict[str, int]:
    """How many transfers there are by state."""
    asked = select(BankTransfer.state, func.count()).group_by(BankTransfer.state)
    return {row[0]: row[1] for row in session.execute(asked)}


def search_orders(session: Session, wanted: str) -> list[tuple[Order, str]]:
    """Orders by their number, or those of organisations whose name holds these words; open ones by transfer first."""
    words = wanted.strip()
    if not words:
        return []
    by_number = Order.number == words.upper().replace(" ", "")
    by_name = Organisation.name.icontains(words, autoescape=True)
    asked = (
        select(Order, Organisation.name)
        .join(Organisation, Organisation.id == Order.tenant_id)
        .where(by_number | by_name)
        .order_by((Order.state == OrderState.OPEN).desc(), (Order.channel == Channel.TRANSFER).desc(), Order.id.desc())
        .limit(50)
    )
    return [(order, name) for order, name in session.execute(asked)]
