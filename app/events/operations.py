"""Writing the audit trail and the log of attempts."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.events.models import Attempt, Event
from app.kit import clock, log
from app.kit.scope import ScopeBreach, scope_of

KEPT_AT_LEAST = timedelta(days=180)
"""Six months, as the Cybersecurity Law asks for logs; no setting and no job goes under it."""


def record_event(
    session: Session,
    tag: str,
    *,
    by: UUID | None,
    tenant_id: UUID | None = None,
    subject: str | None = None,
    **detail: Any,
) -> None:
    """Add one row in the caller's transaction. `by` is the acting person's id, None for the system."""
    scope = scope_of(session)
    if tenant_id is not None and (scope is None or scope.tenant_id not in (tenant_id, None)):
        raise ScopeBreach(f"{tag} speaks of a tenant this session has not opened")
    session.add(
        Event(
            at=clock.now(),
            tag=tag,
            tenant_id=tenant_id,
            actor_id=by,
            subject=subject,
            detail=detail,
            request_id=log.request_id(),
        )
    )


def note_attempt(
    session: Session, tag: str, *, person_id: UUID | None, claimed: str | None = None, network: str | None = None
) -> None:
    """Add one row to the log of attempts; `claimed` and `network` are keyed hashes."""
    row = {"person_id": person_id, "claimed": claimed, "network": network, "request_id": log.request_id()}
    session.add(Attempt(at=clock.now(), tag=tag, **row))


def forget_attempts(session: Session, *, before: datetime) -> int:
    """Forget attempts older than this, never younger than six months; returns how many. A platform session."""
    cut = min(before, clock.now() - KEPT_AT_LEAST)
    return int(session.execute(delete(Attempt).where(Attempt.at < cut)).rowcount)  # type: ignore[attr-defined]
