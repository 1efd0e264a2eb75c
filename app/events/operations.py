"""Writing the audit trail."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.events.models import Event
from app.kit import clock, log
from app.kit.scope import ScopeBreach, scope_of


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
