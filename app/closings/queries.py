"""Reading month ends. A name is read only while the firm's consent lives."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from app.closings.models import BookSnapshot, Closing
from app.closings.values import Comparison, Frozen, compare_books
from app.kit.errors import NotFound
from app.kit.text import Text
from app.tenants.queries import live_firm_ids

NO_CLOSING = Text(zh="没有这一期月末数据。", en="There is no such month end.")
LISTED = 60


def list_closings(session: Session, provider_id: UUID) -> Sequence[Closing]:
    """The closings of a provider, newest first."""
    asked = select(Closing).where(Closing.tenant_id == provider_id)
    return session.scalars(asked.order_by(Closing.as_of.desc(), Closing.made_at.desc()).limit(LISTED)).all()


def get_closing(session: Session, provider_id: UUID, closing_id: UUID) -> Closing:
    """One closing; NotFound when it is not this provider's."""
    asked = select(Closing).where(Closing.tenant_id == provider_id, Closing.id == closing_id)
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound(NO_CLOSING)
    return found


def find_closing(session: Session, provider_id: UUID, key: str) -> Closing | None:
    """The closing with this key, if it was made."""
    return session.scalars(select(Closing).where(Closing.tenant_id == provider_id, Closing.key == key)).one_or_none()


def find_earlier(session: Session, closing: Closing) -> Closing | None:
    """What a closing is held against unless asked otherwise: the month end before it."""
    asked = select(Closing).where(Closing.tenant_id == closing.tenant_id, Closing.as_of < closing.as_of)
    found = session.scalars(asked.order_by(Closing.as_of.desc(), Closing.made_at.desc())).all()
    return next((one for one in found if one.is_month_end), found[0] if found else None)


def compare_closings(session: Session, closing: Closing, earlier: Closing | None) -> Comparison:
    """One closing against another."""
    before = list_frozen(session, earlier) if earlier is not None else None
    days = (closing.as_of, earlier.as_of if earlier is not None else None)
    return compare_books(before, list_frozen(session, closing), days=days, counts=closing.counts)


def list_frozen(session: Session, closing: Closing) -> list[Frozen]:
    """Every client of a closing; nameless where its consent does not live at this moment."""
    live = BookSnapshot.firm_id.in_(live_firm_ids(closing.tenant_id))
    asked = select(
        BookSnapshot.mark,
        case((live, BookSnapshot.name), else_="").label("name"),
        BookSnapshot.stage,
        BookSnapshot.industry_key.label("trade"),
        BookSnapshot.level,
        BookSnapshot.score,
        BookSnapshot.manager,
        case((live, BookSnapshot.due_on)).label("due_on"),
        case((live, BookSnapshot.next_action), else_="").label("next_action"),
        case((live, BookSnapshot.next_on)).label("next_on"),
        BookSnapshot.is_overdue,
        BookSnapshot.is_stalled,
    ).where(BookSnapshot.tenant_id == closing.tenant_id, BookSnapshot.closing_id == closing.id)
    return [Frozen(**row._mapping) for row in session.execute(asked.order_by(BookSnapshot.id))]
