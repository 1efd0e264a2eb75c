"""Handling what Stripe sent: read it anew, find out whose it is, and write effect and "handled" in one transaction."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from app.kit import clock, log
from app.kit.db import Database, Scope
from app.payments.faults import GatewayAway, GatewayFault
from app.payments.fetching import Name, Readings, fetch
from app.payments.keeping import Hand
from app.payments.ledger import (
    HANDLED,
    About,
    Due,
    Verdict,
    call_for_rest,
    mark_events,
    put_back,
    take_up,
)
from app.payments.models import EventState
from app.payments.owners import find_owner, read_left_behind
from app.payments.settling import Overtaken, settle

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
        call_for_rest(session, at=clock.now())
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
    first, names = events[0], [(one.about, one.object_id) for one in events]
    payer = None if first.payer == first.object_id and first.about != About.CUSTOMER else first.payer
    for _ in range(AGAIN):
        began = clock.now()
        found = fetch(payer, names)
        tenant_id = find_owner(database, found)
        if tenant_id is None:
            with database.begin() as session:
                mark_events(session, {one.id: _of_nobody(one, found) for one in events}, at=clock.now())
            return
        with suppress(Overtaken):
            _write(database, tenant_id, found, events, began=began)
            return
    raise Overtaken("others kept writing")


def refresh(database: Database, tenant_id: UUID, names: Iterable[Name]) -> None:
    """Read these anew and write them down, if they are this organisation's; GatewayAway when Stripe does not answer."""
    wanted = list(names)
    for _ in range(AGAIN):
        began = clock.now()
        found = fetch(None, wanted)
        if find_owner(database, found) != tenant_id:
            return
        with suppress(Overtaken):
            _write(database, tenant_id, found, (), began=began)
            return
    raise Overtaken("others kept writing")


def _write(database: Database, tenant_id: UUID, found: Readings, events: Iterable[Due], *, began: datetime) -> None:
    """The effect of a reading and that its events are handled: one transaction, or nothing."""
    read_left_behind(database, tenant_id, found)
    with database.begin(Scope.tenant(tenant_id)) as session:
        at = clock.now()
        hand = settle(session, tenant_id, found, began=began, at=at)
        mark_events(session, {one.id: _verdict(one, found, hand) for one in events}, at=at)


def _verdict(one: Due, found: Readings, hand: Hand) -> Verdict:
    if one.object_id in hand.wrong:
        return Verdict(EventState.FAILED, hand.wrong[one.object_id])
    if one.object_id in hand.passed_over:
        return Verdict(EventState.IGNORED, hand.passed_over[one.object_id])
    return _of_reading(one, found) or HANDLED


def _of_reading(one: Due, found: Readings) -> Verdict | None:
    if one.object_id in found.broken:
        return Verdict(EventState.FAILED, found.broken[one.object_id], final=False)
    if one.object_id in found.strange:
        return Verdict(EventState.IGNORED, "of another customer, or of none")
    if one.object_id in found.missing and one.about != About.CUSTOMER:
        return Verdict(EventState.IGNORED, "Stripe does not know it any more")
    return None


def _of_nobody(one: Due, found: Readings) -> Verdict:
    if (told := _of_reading(one, found)) is not None:
        return told
    if list(found.tagged) and one.attempts <= NEW:  # perhaps we have not written down yet that we made it
        return Verdict(EventState.FAILED, "its customer is not known here yet", final=False)
    return Verdict(EventState.IGNORED, "its customer is none of ours")
