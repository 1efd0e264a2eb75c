"""Handling what Stripe sent: read it anew, find out whose it is, and write effect and "handled" in one transaction."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from app.kit import clock, log
from app.kit.db import Database, Scope
from app.payments.faults import GatewayAway, GatewayFault, GatewayRefused
from app.payments.fetching import Name, Readings, fetch
from app.payments.gateway import gateway
from app.payments.keeping import Hand
from app.payments.ledger import (
    HANDLED,
    TAKE,
    About,
    Due,
    Verdict,
    call_for_rest,
    mark_events,
    put_back,
    take_up,
)
from app.payments.models import EventState
from app.payments.queries import find_tenant_of, is_customer, list_live_ids
from app.payments.settling import Overtaken, settle

__all__ = ["TAKE", "handle_due", "refresh"]
AT_ONCE = 8
"""Customers taken up at a time."""
TURN = 20.0
"""Seconds after which a job hands on to the next one."""
AGAIN = 5
"""How often something that was overtaken is read anew before it waits for its next attempt."""
PAUSE = timedelta(seconds=30)
"""Until Stripe is asked again when it is away."""
NEW = 3
"""Attempts until a customer that carries our mark and is not known yet counts as nobody's."""
_log = log.get(__name__)
_known: dict[str, UUID] = {}
"""Whose a customer was when last looked for; asked of the database again each time."""


def handle_due(database: Database) -> int:
    """Handle the events that are due until none is, or the turn is over; how many. While Stripe is away they wait."""
    until, handled = monotonic() + TURN, 0
    while monotonic() < until:
        with database.begin() as session:
            taken = take_up(session, at=clock.now(), most=AT_ONCE)
        if not taken:
            break
        if not _handle_all(database, taken):
            break
        handled += sum(len(events) for events in taken)
    with database.begin() as session:
        call_for_rest(session)
    return handled


def _handle_all(database: Database, taken: list[list[Due]]) -> bool:
    for number, events in enumerate(taken):
        try:
            _handle(database, events)
        except GatewayAway as fault:
            _log.warning("stripe is away", said=str(fault))
            rest = [one for events in taken[number + 1 :] for one in events]
            with database.begin() as session:
                put_back(session, [one.id for one in rest], due_at=clock.now() + PAUSE)
                mark_events(session, _all(events, Verdict(EventState.FAILED, str(fault), final=False)), at=clock.now())
            return False
    return True


def _all(events: Iterable[Due], verdict: Verdict) -> dict[UUID, Verdict]:
    return {one.id: verdict for one in events}


def _handle(database: Database, events: list[Due]) -> None:
    """The events of one customer. What breaks is tried by itself, so that it holds nothing else up."""
    try:
        _settle_events(database, events)
    except GatewayAway:
        raise
    except Exception as error:
        by_object = {one.object_id: [other for other in events if other.object_id == one.object_id] for one in events}
        if len(by_object) > 1:
            for some in by_object.values():
                _handle(database, some)
            return
        _log.exception("event not handled", about=events[0].object_id)
        why = str(error) if isinstance(error, (GatewayFault, Overtaken)) else type(error).__name__
        with database.begin() as session:
            mark_events(session, _all(events, Verdict(EventState.FAILED, why, final=False)), at=clock.now())


def _settle_events(database: Database, events: list[Due]) -> None:
    first = events[0]
    payer = None if first.payer == first.object_id and first.about != About.CUSTOMER else first.payer

    def finish(session: object, verdicts: Mapping[UUID, Verdict]) -> None: ...

    settled = _write(database, payer, [(one.about, one.object_id) for one in events], events)
    if settled is not None:
        with database.begin() as session:
            mark_events(session, settled, at=clock.now())
