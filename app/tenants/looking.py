"""Who of a provider looked at a firm: one act a person, assessment and day, in the firm's own record. Of the operator's
staff every single page is put on record."""

from typing import Any
from uuid import UUID

from flask import request, session

from app.events.operations import record_event
from app.kit import clock
from app.kit.db import Database, Scope

LOOKED = "looked"
"""In the session: what was looked at -> the day it was put on record, so that a day's further pages cost nothing."""


def note_look(database: Database, user_id: UUID, tenant_id: UUID) -> None:
    """Put it on record, in a transaction of its own: pages that are read open no other that writes."""
    what, day = _looked_at(tenant_id), clock.today().isoformat()
    seen: dict[str, Any] = session.get(LOOKED, {})
    if seen.get(what) == day:
        return
    with database.begin(Scope.tenant(tenant_id)) as writing:
        record_event(writing, "firm.viewed", by=user_id, tenant_id=tenant_id, subject=what)
    session[LOOKED] = {known: on for known, on in seen.items() if on == day} | {what: day}


def note_staff_look(database: Database, user_id: UUID, tenant_id: UUID) -> None:
    """Put one page that platform staff open on record before they see it."""
    with database.begin(Scope.tenant(tenant_id)) as writing:
        record_event(
            writing, "grant.used", by=user_id, tenant_id=tenant_id, subject=_looked_at(tenant_id), page=request.endpoint
        )


def _looked_at(tenant_id: UUID) -> str:
    assessment = (request.view_args or {}).get("assessment_id")
    return f"assessment:{assessment}" if assessment else f"organisation:{tenant_id}"
