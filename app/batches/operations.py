"""Asking for a batch, cancelling it, making it again, letting it go. The caller commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.batches.models import Batch, BatchItem, BatchState, Outcome
from app.batches.queries import JOB, list_items, list_open, work_of
from app.batches.wording import NOTHING_CHOSEN, QUEUE_FULL, TOO_MANY
from app.events.operations import record_event
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid
from app.kit.jobs import enqueue, enqueue_for
from app.kit.storage import folder_of

EXPIRE, FETCHED = "batch.expire", "batch.fetched"
KEPT = timedelta(days=7)
MOST, QUEUE = 2000, 4
"""Firms in a batch; batches people of a provider have ordered at once: one being made, three waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for: the firms as (firm id, name), and how."""

    firms: Sequence[tuple[UUID | None, str]]
    formats: list[str]
    langs: Sequence[str]
    pattern: str
    signed_only: bool
    standing: tuple[UUID, date] | None = None
    """The standing order it is made for, and the day it was due."""


def order_batch(session: HouseSession, provider_id: UUID, order: Order, *, by: UUID) -> Batch:
    """Freeze the selection and have it made; Invalid or Conflict when it cannot be."""
    if not order.firms:
        raise Invalid(NOTHING_CHOSEN)
    if len(order.firms) > MOST:
        raise Invalid(TOO_MANY)
    if order.standing is None and sum(one.standing_id is None for one in list_open(session, provider_id)) >= QUEUE:
        raise Conflict(QUEUE_FULL)
    standing_id, due_on = order.standing or (None, None)
    chosen = {"formats": order.formats, "langs": list(order.langs), "pattern": order.pattern}
    batch = Batch(
        **chosen,
        asked_by_id=by,
        signed_only=order.signed_only,
        standing_id=standing_id,
        due_on=due_on,
        total=len(order.firms),
        expires_at=clock.now() + KEPT,
    )
    session.add(batch)
    session.flush()
    session.add_all(
        BatchItem(batch_id=batch.id, number=number, firm_id=firm_id, name=name)
        for number, (firm_id, name) in enumerate(order.firms, 1)
    )
    enqueue(session, JOB, work_of(batch), tenant_id=provider_id)
    enqueue_for(session, EXPIRE, work_of(batch), tenant_id=provider_id, at=batch.expires_at)
    subject = f"batch:{batch.id}"
    record_event(session, "batch.ordered", by=by, tenant_id=provider_id, subject=subject, firms=batch.total)
    return batch


def cancel_batch(session: Session, batch: Batch) -> None:
    """Stop making it; what is ready already stays."""
    if batch.state == BatchState.WANTED:
        batch.state = BatchState.CANCELLED
        subject = f"batch:{batch.id}"
        record_event(session, "batch.cancelled", by=batch.asked_by_id, tenant_id=batch.tenant_id, subject=subject)


def make_again(session: Session, batch: Batch) -> None:
    """A firm in it is not to be handed out any more: look at every firm anew."""
    batch.state, batch.size, batch.done = BatchState.WANTED, None, 0
    batch.rebuilt += 1
    for item in list_items(session, batch):
        item.outcome, item.reason, item.files, item.tries = Outcome.WAITING, "", [], 0
    record_event(session, "batch.made_again", by=None, tenant_id=batch.tenant_id, subject=f"batch:{batch.id}")
    enqueue(session, JOB, work_of(batch), tenant_id=batch.tenant_id)


def note_fetch(session: Session, batch: Batch) -> None:
    """Keep on record who took it, here and, by a job, with every firm."""
    subject = f"batch:{batch.id}"
    record_event(session, "batch.fetched", by=batch.asked_by_id, tenant_id=batch.tenant_id, subject=subject)
    firms = [str(item.firm_id) for item in list_items(session, batch) if item.outcome == Outcome.DRAWN]
    told = {**work_of(batch), "by": str(batch.asked_by_id), "firms": firms}
    enqueue(session, FETCHED, told, tenant_id=batch.tenant_id)


def key_of(batch: Batch) -> str:
    """Where the ZIP is kept: with the provider, so that it is erased with it."""
    return f"{folder_of(batch.tenant_id)}/batches/{batch.id.hex}.zip"
