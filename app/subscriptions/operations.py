"""Writing down what was bought. The caller commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import inspect

from app.events.operations import record_event
from app.kit.db import HouseSession
from app.kit.jobs import leave_note
from app.subscriptions.entitlements import access_until
from app.subscriptions.models import Pass, Subscription

ENDING = "subscription.ending"
"""News: somebody wished that a subscription ends, at once or with its period; payload `tenant_id`."""
CHANGED = "entitlements.changed"
"""News: what an organisation may do changed; payload `tenant_id`, and `assessment_id` where only one is opened."""


def settle_access(session: HouseSession, row: Subscription, *, at: datetime) -> None:
    """Write down until when this opens anything, after every change of the row, and tell the house when that moved."""
    before = row.open_until_at
    if _will_end(row):
        leave_note(session, ENDING, {"tenant_id": str(row.tenant_id)})
    until = access_until(row.term)
    if until is not None:
        row.open_until_at = until
    elif before is not None:
        row.open_until_at = min(before, row.ended_at or at, at)
    row.read_at = at
    session.flush()
    if _is_open(before, at) != _is_open(row.open_until_at, at):
        leave_note(session, CHANGED, {"tenant_id": str(row.tenant_id)})
        act = "subscription.opened" if _is_open(row.open_until_at, at) else "subscription.closed"
        told = {"plan": row.plan, "state": row.state}
        record_event(session, act, by=None, tenant_id=row.tenant_id, subject=f"subscription:{row.id}", **told)


def _will_end(row: Subscription) -> bool:
    """Whether it has been given an end just now."""
    change = inspect(row).attrs.cancel_at.history
    return row.cancel_at is not None and bool(change.added) and not any(change.deleted)


def _is_open(until: datetime | None, at: datetime) -> bool:
    return until is not None and until > at


def open_assessment(session: HouseSession, row: Pass, assessment_id: UUID, *, at: datetime) -> None:
    """Use a waiting pass for this assessment."""
    row.assessment_id, row.used_at = assessment_id, at
    session.flush()
    leave_note(session, CHANGED, {"tenant_id": str(row.tenant_id), "assessment_id": str(assessment_id)})
    record_event(session, "pass.used", by=None, tenant_id=row.tenant_id, subject=f"assessment:{assessment_id}")
