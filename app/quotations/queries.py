"""Reading price books and quotations."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clients.models import Client
from app.kit.errors import NotFound
from app.kit.text import Text
from app.quotations.models import PriceItem, Quotation, ReceivedQuotation
from app.tenants.models import Share
from app.tenants.queries import is_shared, live_firm_ids

NO_ITEM = Text(zh="价目表里没有这一项。", en="There is no such entry in the price book.")
NO_QUOTATION = Text(zh="没有这份报价单。", en="There is no such quotation.")
LISTED = 200


def list_items(session: Session, provider_id: UUID) -> Sequence[PriceItem]:
    """The whole price book by code."""
    return session.scalars(select(PriceItem).where(PriceItem.tenant_id == provider_id).order_by(PriceItem.code)).all()


def get_item(session: Session, provider_id: UUID, item_id: UUID) -> PriceItem:
    """One entry; NotFound when it is not in this book."""
    asked = select(PriceItem).where(PriceItem.tenant_id == provider_id, PriceItem.id == item_id)
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound(NO_ITEM)
    return found


def find_by_code(session: Session, provider_id: UUID, code: str) -> PriceItem | None:
    """The entry with this code."""
    asked = select(PriceItem).where(PriceItem.tenant_id == provider_id, PriceItem.code == code)
    return session.scalars(asked).one_or_none()


def list_sold(session: Session, provider_id: UUID) -> frozenset[str]:
    """Ids of the initiatives a provider sells something for."""
    asked = select(PriceItem.initiative).where(PriceItem.tenant_id == provider_id, PriceItem.initiative != "")
    return frozenset(session.scalars(asked))


def list_quotations(session: Session, provider_id: UUID, firm_id: UUID | None = None) -> Sequence[Quotation]:
    """A provider's quotations, newest first: all of them, or those to one firm."""
    asked = select(Quotation).where(Quotation.tenant_id == provider_id)
    if firm_id is not None:
        asked = asked.where(Quotation.firm_id == firm_id)
    return session.scalars(asked.order_by(Quotation.created_at.desc(), Quotation.id.desc()).limit(LISTED)).all()


def get_quotation(session: Session, provider_id: UUID, quotation_id: UUID, *, hold: bool = False) -> Quotation:
    """One of them while the firm lets its results be seen; NotFound otherwise, and for another provider's."""
    asked = select(Quotation).where(Quotation.tenant_id == provider_id, Quotation.id == quotation_id)
    if hold:  # whatever the session read before the lock may be out of date
        asked = asked.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(asked).one_or_none()
    if found is None or not is_shared(session, provider_id, found.firm_id, Share.RESULTS):
        raise NotFound(NO_QUOTATION)
    return found


def count_numbers(session: Session, provider_id: UUID, prefix: str) -> int:
    """The highest running number under a prefix; 0 before the first."""
    asked = select(Quotation.number).where(
        Quotation.tenant_id == provider_id, Quotation.number.startswith(prefix, autoescape=True)
    )
    found = session.scalars(asked.order_by(func.length(Quotation.number).desc(), Quotation.number.desc())).first()
    return int(found.removeprefix(prefix)) if found else 0


def list_names(session: Session, provider_id: UUID) -> dict[UUID, tuple[UUID, str]]:
    """Firms whose consent lives, as the book calls them: firm -> (client, name)."""
    asked = select(Client.firm_id, Client.id, Client.name).where(
        Client.tenant_id == provider_id, Client.firm_id.in_(live_firm_ids(provider_id))
    )
    return {firm_id: (id, name) for firm_id, id, name in session.execute(asked) if firm_id is not None}


def list_received(session: Session, tenant_id: UUID) -> Sequence[ReceivedQuotation]:
    """What a firm was offered, newest first."""
    asked = select(ReceivedQuotation).where(ReceivedQuotation.tenant_id == tenant_id)
    return session.scalars(asked.order_by(ReceivedQuotation.created_at.desc()).limit(LISTED)).all()


def get_received(session: Session, tenant_id: UUID, received_id: UUID) -> ReceivedQuotation:
    """One of them; NotFound when it is another firm's."""
    asked = select(ReceivedQuotation).where(
        ReceivedQuotation.tenant_id == tenant_id, ReceivedQuotation.id == received_id
    )
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound(NO_QUOTATION)
    return found


def list_quoting(session: Session, tenant_id: UUID) -> frozenset[UUID]:
    """The providers a firm has an offer of."""
    asked = select(ReceivedQuotation.provider_id).where(ReceivedQuotation.tenant_id == tenant_id)
    return frozenset(found for found in session.scalars(asked) if found is not None)


def find_received(session: Session, tenant_id: UUID, quotation_id: UUID) -> ReceivedQuotation | None:
    """The firm's copy of a provider's quotation, if it was handed over."""
    asked = select(ReceivedQuotation).where(
        ReceivedQuotation.tenant_id == tenant_id, ReceivedQuotation.quotation_id == quotation_id
    )
    return session.scalars(asked).one_or_none()
