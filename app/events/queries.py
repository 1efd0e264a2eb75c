"""Reading the audit trail."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.models import Event


def list_events(session: Session, tenant_id: UUID, *, limit: int = 100) -> Sequence[Event]:
    """The newest events of one tenant, newest first."""
    asked = select(Event).where(Event.tenant_id == tenant_id).order_by(Event.at.desc(), Event.id.desc()).limit(limit)
    return session.scalars(asked).all()
