"""Freezing a book, and taking out who no longer agrees. The caller commits."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from app.clients.book import Looking, count_book, walk_book
from app.clients.choosing import Choice
from app.clients.models import WITH_CONSENT
from app.clients.saved import stalled_days
from app.closings.models import BookSnapshot, Closing
from app.closings.queries import find_closing
from app.events.operations import record_event
from app.kit import ids
from app.kit.db import HouseSession
from app.tenants.changes import hold_tenant
from app.tenants.queries import live_firm_ids

NOBODY = UUID(int=0)


def close_book(  # noqa: PLR0913 (whose, as of when, under which key, and who asked)
    session: HouseSession, provider_id: UUID, *, as_of: date, key: str, at: datetime, by: UUID | None
) -> Closing:
    """Freeze the book as it stands now, called the book as at that day. A key that is there keeps what it has."""
    hold_tenant(session, provider_id)  # of two who press at once the second finds what the first has kept
    found = find_closing(session, provider_id, key)
    if found is not None:
        return found
    days = stalled_days(session, provider_id)
    looking = Looking(provider_id=provider_id, me=NOBODY, tended=frozenset(), now=at, stalled_days=days)
    counts = count_book(session, looking, Choice())
    told = {str(stage): number for stage, number in counts.items()}
    row = {"key": key, "as_of": as_of, "made_at": at, "made_by_id": by, "stalled_days": days, "counts": told}
    closing = Closing(tenant_id=provider_id, **row)
    session.add(closing)
    session.flush()
    shown = [one for one in walk_book(session, looking, replace(Choice(), stage=tuple(WITH_CONSENT))) if one.is_live]
    copied = ("firm_id", "name", "industry_key", "level", "score", "manager", "last_active_at", "due_on", "next_action")
    for one in shown:
        facts = {name: getattr(one, name) for name in (*copied, "next_on", "is_overdue", "is_stalled")}
        session.add(
            BookSnapshot(tenant_id=provider_id, closing_id=closing.id, mark=one.id, stage=str(one.stage), **facts)
        )
    session.flush()
    record_event(
        session, "book.closed", by=by, tenant_id=provider_id, subject=f"closing:{closing.id}", firms=len(shown)
    )
    return closing


def tell_taken(session: HouseSession, closing: Closing, kind: str, *, by: UUID) -> None:
    """A paper of a closing left the house."""
    record_event(
        session, "book.taken_along", by=by, tenant_id=closing.tenant_id, subject=f"closing:{closing.id}", form=kind
    )


def anonymise_lapsed(session: HouseSession, provider_id: UUID, *, at: datetime) -> int:
    """In every closing, take out who no longer agrees to be seen or was erased; how many firms.

    What identifies goes: name, the link to the firm and to the client, dates and words about it. Stage, trade, level
    and score stay, so that the sums of the past stay true.
    """
    gone = select(BookSnapshot.mark).where(
        BookSnapshot.tenant_id == provider_id,
        BookSnapshot.anonymised_at.is_(None),
        or_(BookSnapshot.firm_id.is_(None), BookSnapshot.firm_id.not_in(live_firm_ids(provider_id))),
    )
    marks = set(session.scalars(gone))
    nothing = {"firm_id": None, "name": "", "next_action": "", "next_on": None, "due_on": None, "last_active_at": None}
    for mark in marks:
        theirs = update(BookSnapshot).where(BookSnapshot.tenant_id == provider_id, BookSnapshot.mark == mark)
        values = {**nothing, "mark": ids.new_id(), "anonymised_at": at}
        session.execute(theirs.values(values), execution_options={"synchronize_session": False})
    if marks:
        subject = f"organisation:{provider_id}"
        record_event(session, "book.anonymised", by=None, tenant_id=provider_id, subject=subject, firms=len(marks))
    return len(marks)
