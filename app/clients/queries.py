"""Reading a provider's book."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clients.models import Client, Cover
from app.kit.errors import NotFound
from app.kit.text import Text

NO_CLIENT = Text(zh="客户名册里没有这家企业。", en="There is no such firm in your book.")


def list_clients(session: Session, provider_id: UUID) -> Sequence[Client]:
    """The whole book by name."""
    return session.scalars(select(Client).where(Client.tenant_id == provider_id).order_by(Client.name)).all()


def count_clients(session: Session, provider_id: UUID) -> int:
    """How many there are in the book."""
    return session.scalar(select(func.count(Client.id)).where(Client.tenant_id == provider_id)) or 0


def get_client(session: Session, provider_id: UUID, client_id: UUID) -> Client:
    """One client; NotFound when it is not in this book."""
    asked = select(Client).where(Client.tenant_id == provider_id, Client.id == client_id)
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound(NO_CLIENT)
    return found


def find_client_of(session: Session, provider_id: UUID, firm_id: UUID) -> Client | None:
    """The book's row about a firm, if it has one."""
    asked = select(Client).where(Client.tenant_id == provider_id, Client.firm_id == firm_id)
    return session.scalars(asked).one_or_none()


def tended_by(session: Session, provider_id: UUID, user_id: UUID, *, on: date) -> frozenset[UUID]:
    """Whose clients count as this person's on this day: their own, and those of colleagues they cover for."""
    covered = select(Cover.user_id).where(
        Cover.tenant_id == provider_id, Cover.covering_id == user_id, Cover.from_on <= on, Cover.to_on >= on
    )
    return frozenset({user_id, *session.scalars(covered)})
