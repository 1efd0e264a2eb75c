"""Handling an event once more, at somebody's wish. The caller commits."""

from uuid import UUID

from app.events.operations import record_event
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.errors import Conflict
from app.kit.text import Text
from app.payments.ledger import about, open_again
from app.payments.models import EventState, StripeEvent
from app.payments.queries import get_event, list_events

NOTHING_TO_DO = Text(
    zh="这类事件与本系统无关，没有可以重做的。", en="Events of this kind change nothing here; there is nothing to redo."
)


def replay_event(session: HouseSession, event_id: UUID, *, by: UUID | None) -> StripeEvent:
    """Have an event handled again, whatever became of it: its object is read anew, so this is safe at any time.

    NotFound for an unknown id, Conflict for an event that changes nothing here."""
    row = get_event(session, event_id)
    if about(row.type, row.object_type, row.object_id) is None:
        raise Conflict(NOTHING_TO_DO)
    record_event(session, "stripe_event.replayed", by=by, subject=f"stripe_event:{row.stripe_id}")
    open_again(session, row, at=clock.now())
    return row


def replay_failed(session: HouseSession, *, by: UUID | None) -> int:
    """The same for every event that was given up; how many."""
    rows = list_events(session, state=EventState.FAILED, most=None)
    for row in rows:
        replay_event(session, row.id, by=by)
    return len(rows)
