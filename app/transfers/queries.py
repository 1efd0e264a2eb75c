"""Reading bank transfers: those of one organisation, and, for the desk, of all."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit.errors import NotFound
from app.kit.money import Money
from app.kit.text import Text
from app.orders.models import Order
from app.tenants.models import Organisation
from app.transfers.models import BankTransfer, TransferState

NO_TRANSFER = Text(zh="没有这笔转账记录。", en="There is no such transfer.")
MOST = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A transfer as the desk sees it."""

    transfer: BankTransfer
    order: Order
    organisation: str


def list_transfers(session: Session, tenant_id: UUID, order_id: UUID) -> list[BankTransfer]:
    """What came in for an order and was not withdrawn, the oldest first."""
    asked = select(BankTransfer).where(
        BankTransfer.tenant_id == tenant_id,
        BankTransfer.order_id == order_id,
        BankTransfer.state != TransferState.WITHDRAWN,
    )
    return list(session.scalars(asked.order_by(BankTransfer.created_at, BankTransfer.id)))


def total_of(transfers: list[BankTransfer], currency: str, *, confirmed: bool = False) -> Money:
    """Their sum; of the confirmed ones alone if asked."""
    counted = [one for one in transfers if not confirmed or one.state == TransferState.CONFIRMED]
    return Money(sum(one.amount_minor for one in counted), currency)


def get_transfer(session: Session, tenant_id: UUID, transfer_id: UUID) -> BankTransfer:
    """One transfer, held until the caller commits; NotFound for any other tenant's."""
    asked = select(BankTransfer).where(BankTransfer.tenant_id == tenant_id, BankTransfer.id == transfer_id)
    found = session.scalar(asked.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound(NO_TRANSFER)
    return found


def list_entries(session: Session, state: TransferState | None) -> list[Entry]:
    """For the desk: transfers of every organisation, the newest first. A platform session."""
    asked = (
        select(BankTransfer, Order, Organisation.name)
        .join(Order, Order.id == BankTransfer.order_id)
        .join(Organisation, Organisation.id == BankTransfer.tenant_id)
        .order_by(BankTransfer.created_at.desc(), BankTransfer.id.desc())
        .limit(MOST)
    )
    if state is not None:
        asked = asked.where(BankTransfer.state == state)
    return [Entry(*row) for row in session.execute(asked)]


def find_entry(session: Session, transfer_id: UUID) -> Entry:
    """For the desk: one transfer, whosever it is. A platform session."""
    asked = (
        select(BankTransfer, Order, Organisation.name)
        .join(Order, Order.id == BankTransfer.order_id)
        .join(Organisation, Organisation.id == BankTransfer.tenant_id)
        .where(BankTransfer.id == transfer_id)
    )
    row = session.execute(asked).one_or_none()
    if row is None:
        raise NotFound(NO_TRANSFER)
    return Entry(*row)


def is_known(session: Session, reference: str) -> bool:
    """Whether a transfer with this number of the bank is entered already: anywhere, in a platform session."""
    asked = select(BankTransfer.id).where(
        func.lower(BankTransfer.reference) == reference.lower(), BankTransfer.state != TransferState.WITHDRAWN
    )
    return session.scalar(asked.limit(1)) is not None
