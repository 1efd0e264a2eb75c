"""Keeping and removing evidence. The caller commits.

Content goes to the storage before its row is committed, and leaves it after the row is gone. In between stands a job:
`expect_content` leaves it before anything is written, so a process that dies half-way leaves nothing behind for long.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from app.assessments.filling import Draft
from app.assessments.models import OPEN_STATES
from app.assessments.queries import hold_state
from app.companies.queries import find_company
from app.events.operations import record_event
from app.evidence.models import THUMB, Evidence
from app.evidence.queries import is_content_used, list_evidence
from app.evidence.receiving import Limits, Received
from app.evidence.wording import FROZEN, NOT_YOURS, STORE_FULL, TOO_MANY, TOO_MUCH, megabytes
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Refused, Unavailable
from app.kit.jobs import enqueue, enqueue_for
from app.kit.storage import Storage, StorageFull, content_key

SWEEP = "evidence.sweep"
GRACE = timedelta(hours=1)
"""Longer than any upload lives between its content and its row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A received file and the answer it is to stand behind."""

    question_key: str
    site_key: str = ""
    received: Received
    declared_clear: bool = False
    by: UUID | None
    at: datetime

    @property
    def sha256(self) -> str:
        """The hash its content is kept under."""
        return sha256(self.received.clean.content).hexdigest()


def expect_content(session: Session, tenant_id: UUID, offer: Offer) -> None:
    """Say that content is about to be written; commit this first. If no row ever names it, it is swept away."""
    swept = _swept(offer.sha256, offer.received.clean.kind)
    enqueue_for(session, SWEEP, swept, tenant_id=tenant_id, at=offer.at + GRACE)


def store_content(storage: Storage, tenant_id: UUID, offer: Offer) -> None:
    """Write the content and its thumbnail under their hash. Unavailable when there is no room; nothing is left then."""
    clean = offer.received.clean
    keys = content_key(tenant_id, offer.sha256, THUMB), content_key(tenant_id, offer.sha256, clean.kind)
    try:
        for key, content in zip(keys, (clean.thumb, clean.content), strict=True):
            if content and not storage.has(key):
                storage.put(key, content)
    except StorageFull as error:
        raise Unavailable(STORE_FULL) from error


def keep_evidence(session: HouseSession, storage: Storage, draft: Draft, offer: Offer, *, limits: Limits) -> Evidence:
    """The row of a file whose content was stored. Conflict when frozen or full; the same file again changes nothing."""
    _hold_open(session, draft.tenant_id, draft.id)
    there = list_evidence(session, draft.tenant_id, draft.id)
    here = [one for one in there if (one.question_key, one.site_key) == (offer.question_key, offer.site_key)]
    for one in here:
        if one.sha256 == offer.sha256:
            return one
    clean = offer.received.clean
    if len(here) >= limits.per_answer:
        raise Conflict(TOO_MANY.format(most=str(limits.per_answer)))
    if sum(one.size for one in there) + len(clean.content) > limits.total:
        raise Conflict(TOO_MUCH.format(most=megabytes(limits.total)))
    store_content(storage, draft.tenant_id, offer)  # again: a sweep may have come in between
    row = Evidence(
        assessment_id=draft.id,
        question_key=offer.question_key,
        site_key=offer.site_key,
        name=offer.received.name,
        kind=clean.kind.value,
        size=len(clean.content),
        sha256=offer.sha256,
        declared_clear=offer.declared_clear,
        added_by_id=offer.by,
        created_at=offer.at,
    )
    session.add(row)
    session.flush()
    record_event(session, "evidence.added", by=offer.by, tenant_id=draft.tenant_id, subject=f"evidence:{row.id}")
    return row


def remove_evidence(session: HouseSession, row: Evidence, *, by: UUID, is_owner: bool) -> None:
    """For good. Conflict once submitted; Refused when it is somebody else's and the person owns nothing here."""
    _hold_open(session, row.tenant_id, row.assessment_id)
    if not is_owner and row.added_by_id != by:
        raise Refused(NOT_YOURS)
    record_event(session, "evidence.removed", by=by, tenant_id=row.tenant_id, subject=f"evidence:{row.id}")
    session.delete(row)
    session.flush()
    enqueue(session, SWEEP, _swept(row.sha256, row.kind), tenant_id=row.tenant_id)


def sweep_content(session: HouseSession, storage: Storage, tenant_id: UUID, sha256: str, kind: str) -> bool:
    """Delete content that no row names any more; True when it was deleted. Nobody adds a file until commit."""
    find_company(session, tenant_id, hold=True)
    if is_content_used(session, tenant_id, sha256):
        return False
    storage.delete(content_key(tenant_id, sha256, kind))
    storage.delete(content_key(tenant_id, sha256, THUMB))
    return True


def _swept(sha256: str, kind: str) -> dict[str, str]:
    return {"sha256": sha256, "kind": str(kind)}


def _hold_open(session: HouseSession, tenant_id: UUID, assessment_id: UUID) -> None:
    # Whoever adds, removes or sweeps files of a firm waits here for the others: limits hold, and no content is lost.
    find_company(session, tenant_id, hold=True)
    if hold_state(session, assessment_id) not in OPEN_STATES:
        raise Conflict(FROZEN)
