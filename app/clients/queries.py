"""Reading a provider's book."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clients.models import Client
from app.kit.errors import NotFound
from app.kit.text import Text

NO_CLIENT = Text(zh="客户名册里没有这家企业。", en="There is no such firm in your book.")


def list_clients(session: Session, provider_id: UUID) -> Sequence[Client]:
    """The whole book by name."""
    return session.scalars(select(Client).where(Client.tenant_id == provider_id).order_by(Client.name)).all()


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
