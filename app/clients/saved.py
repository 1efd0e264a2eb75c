"""Views of the book that are kept under a name. The caller commits."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.orm import Session

from app.clients.choosing import Choice
from app.clients.models import STALLED_DAYS, BookDefault, BookSetting, BookView
from app.clients.wording import NEEDS_WORDS, NO_VIEW, VIEW_NAMED
from app.events.operations import record_event
from app.kit.db import HouseSession, upsert
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.words import canonical

MOST_VIEWS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A kept view as one person finds it."""

    id: UUID
    name: str
    query: str
    is_shared: bool
    is_mine: bool
    is_default: bool


def list_views(session: Session, provider_id: UUID, me: UUID) -> tuple[Kept, ...]:
    """One's own views and those colleagues share, by name."""
    chosen = and_(BookDefault.view_id == BookView.id, BookDefault.user_id == me)
    asked = (
        select(
            BookView.id, BookView.name, BookView.query, BookView.is_shared, BookView.user_id, BookDefault.id.label("d")
        )
        .outerjoin(BookDefault, chosen)
        .where(BookView.tenant_id == provider_id, or_(BookView.user_id == me, BookView.is_shared))
        .order_by(BookView.name, BookView.id)
    )
    return tuple(
        Kept(
            id=row.id,
            name=row.name,
            query=row.query,
            is_shared=row.is_shared,
            is_mine=row.user_id == me,
            is_default=row.d is not None,
        )
        for row in session.execute(asked)
    )


def keep_view(  # noqa: PLR0913 (where, what, for whom)
    session: HouseSession, provider_id: UUID, name: str, choice: Choice, *, shared: bool, by: UUID
) -> BookView:
    """Keep a filter and an order under a name; Conflict when the person has one of that name."""
    words = " ".join(canonical(name, limit=60).split())
    if not words:
        raise Invalid(NEEDS_WORDS)
    mine = select(BookView.name).where(BookView.tenant_id == provider_id, BookView.user_id == by)
    named = session.scalars(mine).all()
    if words in named or len(named) >= MOST_VIEWS:
        raise Conflict(VIEW_NAMED.format(name=words))
    row = BookView(tenant_id=provider_id, user_id=by, name=words, query=choice.query()[:1000], is_shared=shared)
    session.add(row)
    session.flush()
    record_event(session, "book_view.kept", by=by, tenant_id=provider_id, subject=f"book_view:{row.id}")
    return row


def open_with(session: HouseSession, provider_id: UUID, view_id: UUID | None, *, by: UUID) -> None:
    """Let the book open with a view that this person may use; None: with everything."""
    session.execute(delete(BookDefault).where(BookDefault.tenant_id == provider_id, BookDefault.user_id == by))
    if view_id is not None:
        view = _usable(session, provider_id, view_id, by)
        values = {"tenant_id": provider_id, "user_id": by, "view_id": view.id}
        upsert(session, BookDefault, values, on=("tenant_id", "user_id"), change=())
    record_event(session, "book_view.chosen", by=by, tenant_id=provider_id, subject=f"book_view:{view_id}")


def drop_view(session: HouseSession, provider_id: UUID, view_id: UUID, *, by: UUID) -> None:
    """Remove a view of one's own; NotFound for a colleague's."""
    view = _usable(session, provider_id, view_id, by)
    if view.user_id != by:
        raise NotFound(NO_VIEW)
    session.delete(view)
    record_event(session, "book_view.dropped", by=by, tenant_id=provider_id, subject=f"book_view:{view_id}")


def find_view(session: Session, provider_id: UUID, view_id: UUID, me: UUID) -> BookView | None:
    """A view this person may use: their own, or one that is shared."""
    asked = select(BookView).where(BookView.tenant_id == provider_id, BookView.id == view_id)
    return session.scalars(asked.where(or_(BookView.user_id == me, BookView.is_shared))).one_or_none()


def _usable(session: Session, provider_id: UUID, view_id: UUID, me: UUID) -> BookView:
    found = find_view(session, provider_id, view_id, me)
    if found is None:
        raise NotFound(NO_VIEW)
    return found


def stalled_days(session: Session, provider_id: UUID) -> int:
    """After how many quiet days a client counts as stalled here."""
    asked = select(func.max(BookSetting.stalled_days)).where(BookSetting.tenant_id == provider_id)
    return session.scalar(asked) or STALLED_DAYS
