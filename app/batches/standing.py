"""Standing orders: keeping, pausing, resuming, removing them, and what happens when one is due. The caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.batches.models import StandingOrder, StandingState
from app.batches.operations import MOST, Order, order_batch
from app.batches.queries import TAKING, roles_of
from app.batches.rhythm import next_due
from app.batches.wording import NO_STANDING, NOTHING_CHOSEN, TOO_MANY, TOO_MANY_STANDING, VIEW_GONE
from app.clients.book import Looking, walk_book
from app.clients.choosing import Choice, read_query
from app.clients.queries import tended_by
from app.clients.saved import find_view, stalled_days
from app.events.operations import record_event
from app.kit import clock
from app.kit.clock import HOUSE_ZONE
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid, NotFound, PersonError
from app.kit.text import Text
from app.notices.operations import tell
from app.subscriptions.plans import Feature, shop
from app.subscriptions.queries import allows
from app.subscriptions.values import BEYOND

MOST_STANDING = 10
"""Of one person."""
Act = Literal["pause", "resume", "remove"]
DONE: dict[str, str] = {"pause": "paused", "resume": "resumed", "remove": "removed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which firms, worked out whenever it is due: those a kept view shows, else the clients of these ids."""

    view_id: UUID | None
    client_ids: Sequence[UUID]


def keep_standing(  # noqa: PLR0913 (whose, which firms, what of them, how often, for whom)
    session: HouseSession, provider_id: UUID, chosen: Selection, order: Order, *, rhythm: tuple[str, int], by: UUID
) -> StandingOrder:
    """Begin an order that comes round; Invalid when nothing is chosen, Conflict when the person has many already."""
    if chosen.view_id is not None and find_view(session, provider_id, chosen.view_id, by) is None:
        raise Invalid(VIEW_GONE)
    if chosen.view_id is None and not chosen.client_ids:
        raise Invalid(NOTHING_CHOSEN)
    if chosen.view_id is None and len(chosen.client_ids) > MOST:
        raise Invalid(TOO_MANY)
    if count_going(session, provider_id, by=by) >= MOST_STANDING:
        raise Conflict(TOO_MANY_STANDING)
    firms = [] if chosen.view_id else [str(one) for one in chosen.client_ids]
    row = StandingOrder(
        asked_by_id=by,
        view_id=chosen.view_id,
        client_ids=firms,
        formats=order.formats,
        langs=list(order.langs),
        pattern=order.pattern,
        signed_only=order.signed_only,
        rhythm=rhythm[0],
        day=rhythm[1],
        next_at=next_due(*rhythm, after=clock.now()),
    )
    session.add(row)
    session.flush()
    _record(session, row, "kept", by=by)
    return row


def list_standing(session: Session, provider_id: UUID, *, by: UUID) -> Sequence[StandingOrder]:
    """What comes round for a person, oldest first."""
    asked = select(StandingOrder).where(StandingOrder.tenant_id == provider_id, StandingOrder.asked_by_id == by)
    return session.scalars(asked.order_by(StandingOrder.created_at, StandingOrder.id)).all()


def count_going(session: Session, provider_id: UUID, *, by: UUID) -> int:
    """How many a person has that are not over."""
    asked = select(func.count(StandingOrder.id)).where(
        StandingOrder.tenant_id == provider_id,
        StandingOrder.asked_by_id == by,
        StandingOrder.state != StandingState.ENDED,
    )
    return session.scalar(asked) or 0


def change_standing(session: HouseSession, provider_id: UUID, standing_id: UUID, act: Act, *, by: UUID) -> None:
    """Pause, resume or remove one of one's own; NotFound for anybody else's. Doing it twice changes nothing."""
    row = _hold(session, provider_id, standing_id)
    if row is None or row.asked_by_id != by:
        raise NotFound(NO_STANDING)
    if act == "remove":
        session.delete(row)
    elif act == "pause" and row.state == StandingState.RUNNING:
        row.state = StandingState.PAUSED
    elif act == "resume" and row.state == StandingState.PAUSED:
        if row.view_id is not None and find_view(session, provider_id, row.view_id, by) is None:
            raise Conflict(VIEW_GONE)
        row.state, row.reason = StandingState.RUNNING, ""
        row.next_at = next_due(row.rhythm, row.day, after=clock.now())
    else:
        return
    _record(session, row, DONE[act], by=by)


def list_running(session: Session, provider_id: UUID) -> Sequence[StandingOrder]:
    """Every order of a provider that goes on."""
    asked = select(StandingOrder).where(
        StandingOrder.tenant_id == provider_id, StandingOrder.state == StandingState.RUNNING
    )
    return session.scalars(asked.order_by(StandingOrder.next_at, StandingOrder.id)).all()


def is_over(session: Session, row: StandingOrder) -> bool:
    """Whether its person may not take reports along any more."""
    return roles_of(session, row.tenant_id, row.asked_by_id).isdisjoint(TAKING)


def come_round(session: HouseSession, provider_id: UUID, standing_id: UUID, *, at: datetime) -> None:
    """End an order whose person lost the role; when it is due, order its batch and set the next day.

    Held until commit, so that of two workers the second finds the day gone; the database refuses a second batch of a
    day besides.
    """
    row = _hold(session, provider_id, standing_id)
    if row is None or row.state != StandingState.RUNNING:
        return
    if is_over(session, row):
        row.state, row.reason = StandingState.ENDED, "rights"
        _record(session, row, "ended", by=None)
        return
    if row.next_at > at:
        return
    due_on = row.next_at.astimezone(HOUSE_ZONE).date()
    row.last_at, row.next_at = at, next_due(row.rhythm, row.day, after=at)
    if not allows(session, provider_id, Feature.BATCH):
        _skip(session, row)
        return
    row.reason = ""
    firms = _firms(session, row, at)
    if firms is None:
        row.state, row.reason = StandingState.PAUSED, "no_view"
        _record(session, row, "paused", by=None)
        _tell_why(session, row, VIEW_GONE)
        return
    told = {"formats": row.formats, "langs": row.langs, "pattern": row.pattern, "signed_only": row.signed_only}
    order = Order(firms=firms, **told, standing=(row.id, due_on))  # type: ignore[arg-type]
    try:
        order_batch(session, provider_id, order, by=row.asked_by_id)
    except PersonError as refused:
        _tell_why(session, row, refused.message)


def _skip(session: HouseSession, row: StandingOrder) -> None:
    """The plan holds no exports at present: nothing is made or lost, and the next time it asks again. Its person is
    told the first time."""
    if row.reason != "plan":
        row.reason = "plan"
        _tell_why(session, row, BEYOND[Feature.BATCH])
    _record(session, row, "skipped", by=None)


def _firms(session: HouseSession, row: StandingOrder, at: datetime) -> list[tuple[UUID | None, str]] | None:
    """The firms as of now, as their person may see them; None when the view is gone."""
    looking = Looking(
        provider_id=row.tenant_id,
        me=row.asked_by_id,
        tended=tended_by(session, row.tenant_id, row.asked_by_id, on=at.astimezone(HOUSE_ZONE).date()),
        now=at,
        stalled_days=stalled_days(session, row.tenant_id),
        plans=shop.is_open,
    )
    if row.view_id is None:
        wanted = set(row.client_ids)
        return [(one.firm_id, one.name) for one in walk_book(session, looking, Choice()) if str(one.id) in wanted]
    view = find_view(session, row.tenant_id, row.view_id, row.asked_by_id)
    if view is None:
        return None
    return [(one.firm_id, one.name) for one in walk_book(session, looking, read_query(view.query))]


def _hold(session: Session, provider_id: UUID, standing_id: UUID) -> StandingOrder | None:
    asked = select(StandingOrder).where(StandingOrder.tenant_id == provider_id, StandingOrder.id == standing_id)
    return session.scalars(asked.with_for_update()).one_or_none()


def _tell_why(session: HouseSession, row: StandingOrder, why: Text) -> None:
    person = session.get_one(User, row.asked_by_id)
    tell(session, "batch-skipped", to=person, context={"why": why}, path="/batches", tenant_id=row.tenant_id)


def _record(session: HouseSession, row: StandingOrder, done: str, *, by: UUID | None) -> None:
    subject = f"standing_order:{row.id}"
    record_event(session, f"standing_order.{done}", by=by, tenant_id=row.tenant_id, subject=subject)
