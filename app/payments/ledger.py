"""What Stripe sent: each event once, by its id, until it is handled. Rows here hold ids only.

An event is stored and a job left in one transaction, before Stripe is told that it arrived. Events of one customer are
taken up together, once a moment has passed without another: one reading after the last of them answers for all.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from sqlalchemy import func, or_, select, update

from app.kit import ids
from app.kit.db import HouseSession, upsert
from app.kit.jobs import enqueue_once
from app.payments.models import EventState, StripeEvent
from app.payments.values import StripeEventHead

TAKE = "stripe.take"
"""The job that handles what is due."""
QUIET, PATIENCE = timedelta(seconds=1), timedelta(seconds=5)
"""What somebody does comes as a burst of news: so long we wait for the next one of a customer, and at most."""
LEASE = timedelta(minutes=3)
"""How long whoever took events up has for them; after that somebody else may."""
WAITS = (5, 30, 120, 600, 1800, 3600, 10800, 21600, 43200)
"""Seconds until the next attempt after the first, second, …; then it is given up, about a day after it came."""
KEPT = timedelta(days=400)


class About(StrEnum):
    """What an event we go by is about."""

    SUBSCRIPTION = "subscription"
    INVOICE = "invoice"
    SESSION = "session"
    CUSTOMER = "customer"
    PAYMENT = "payment"
    CHARGE = "charge"
    REFUND = "refund"


_GONE_BY = (
    (About.SUBSCRIPTION, "subscription", ("customer.subscription.",)),
    (About.INVOICE, "invoice", ("invoice.",)),
    (About.SESSION, "checkout.session", ("checkout.session.",)),
    (About.CUSTOMER, "customer", ("customer.updated", "customer.deleted")),
    (About.PAYMENT, "payment_intent", ("payment_intent.",)),
    (About.CHARGE, "charge", ("charge.refunded",)),
    (About.REFUND, "refund", ("refund.", "charge.refund.")),
)


def about(type_: str, object_type: str, object_id: str) -> About | None:
    """What it is about; None for what changes nothing here (`invoice.upcoming` has no object yet)."""
    for kind, name, begins in _GONE_BY:
        if object_id and object_type == name and type_.startswith(begins):
            return kind
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An event that was taken up."""

    id: UUID
    about: About
    object_id: str
    payer: str
    attempts: int


def note_event(session: HouseSession, head: StripeEventHead, *, at: datetime) -> bool:
    """Store an event and have it handled; False for one that is stored already, which changes nothing."""
    wanted = about(head.type, head.object_type, head.object_id) is not None
    row = {
        "id": ids.new_id(),
        "stripe_id": head.id[:255],
        "type": head.type[:120],
        "object_id": head.object_id[:255],
        "object_type": head.object_type[:60],
        "payer": (head.customer_id or head.object_id)[:255],
        "made_at": head.created_at,
        "api_version": head.api_version[:60] if head.api_version else None,
        "state": EventState.STORED if wanted else EventState.IGNORED,
        "attempts": 0,
        "due_at": at,
        "fault": None if wanted else "not gone by",
        "handled_at": None if wanted else at,
        "created_at": at,
    }
    is_new = upsert(session, StripeEvent, row, on=["stripe_id"], change=())
    if is_new and wanted:
        enqueue_once(session, TAKE, run_at=at + QUIET)
    return is_new


def take_up(session: HouseSession, *, at: datetime, most: int) -> list[list[Due]]:
    """The events of the customers that have waited longest, a list for each; nobody else takes them for a while."""
    due = (StripeEvent.state == EventState.STORED, StripeEvent.due_at <= at)
    first, last = func.min(StripeEvent.created_at), func.max(StripeEvent.created_at)
    payers = select(StripeEvent.payer).where(*due).group_by(StripeEvent.payer).order_by(func.min(StripeEvent.due_at))
    names = session.scalars(payers.having(or_(last <= at - QUIET, first <= at - PATIENCE)).limit(most)).all()
    asked = select(StripeEvent).where(*due, StripeEvent.payer.in_(names)).order_by(StripeEvent.payer, StripeEvent.id)
    taken = []
    for row in session.scalars(asked.with_for_update(skip_locked=True)):
        row.attempts, row.due_at = row.attempts + 1, at + LEASE
        taken.append(as_due(row))
    return [list(events) for _payer, events in groupby(taken, key=lambda one: one.payer)]


def as_due(row: StripeEvent) -> Due:
    """A row of the ledger that is to be handled."""
    kind = about(row.type, row.object_type, row.object_id)
    if kind is None:
        raise ValueError(f"{row.stripe_id} is nothing to be handled")
    return Due(id=row.id, about=kind, object_id=row.object_id, payer=row.payer, attempts=row.attempts)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an event."""

    state: EventState
    why: str | None = None
    """For people who look for a fault: kinds and codes, nothing personal."""
    final: bool = True
    """Whether trying again is of no use."""


HANDLED = Verdict(EventState.HANDLED)


def mark_events(session: HouseSession, verdicts: Mapping[UUID, Verdict], *, at: datetime) -> None:
    """Write down what became of events that still wait; what failed waits for its next attempt, if there is one."""
    waiting = StripeEvent.state == EventState.STORED
    asked = select(StripeEvent).where(StripeEvent.id.in_(list(verdicts)), waiting).order_by(StripeEvent.id)
    for row in session.scalars(asked.with_for_update()):
        verdict = verdicts[row.id]
        row.fault = verdict.why[:300] if verdict.why else None
        if verdict.state == EventState.FAILED and not verdict.final and row.attempts <= len(WAITS):
            row.due_at = at + timedelta(seconds=WAITS[max(row.attempts, 1) - 1])
            continue
        row.state, row.handled_at = verdict.state, at


def put_back(session: HouseSession, events: Collection[UUID], *, due_at: datetime) -> None:
    """What was taken up and not looked at, because Stripe is away, waits on; it counts as no attempt."""
    waiting = (StripeEvent.id.in_(list(events)), StripeEvent.state == EventState.STORED)
    values = {"due_at": due_at, "attempts": StripeEvent.attempts - 1}
    session.execute(update(StripeEvent).where(*waiting).values(values))


def call_for_rest(session: HouseSession, *, at: datetime) -> None:
    """A job for the next event that waits, at its time; called last in a transaction."""
    first = session.scalar(select(func.min(StripeEvent.due_at)).where(StripeEvent.state == EventState.STORED))
    if first is not None:
        enqueue_once(session, TAKE, run_at=max(first, at + QUIET / 4))


def open_again(session: HouseSession, row: StripeEvent, *, at: datetime) -> None:
    """An event is handled once more from the beginning; called last in a transaction."""
    row.state, row.attempts, row.due_at, row.fault, row.handled_at = EventState.STORED, 0, at, None, None
    enqueue_once(session, TAKE)
