"""A provider's own words about reviewing: its findings, and how soon it looks. The caller commits."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.operations import record_event
from app.kit.db import upsert
from app.kit.text import Text
from app.reviews.models import LibraryFinding, ReviewTerms
from app.reviews.queries import get_finding


class Wording(NamedTuple):
    """A finding as it is written; the place is the id of a question or dimension, empty for any."""

    place: str
    text: Text


def keep_finding(
    session: Session, provider_id: UUID, wording: Wording, *, by: UUID, finding_id: UUID | None = None
) -> LibraryFinding:
    """Add a finding, or word one anew; what was said with it before stays as it was said."""
    if finding_id is None:
        finding = LibraryFinding(tenant_id=provider_id, zh="", en="")
        session.add(finding)
    else:
        finding = get_finding(session, provider_id, finding_id)
    finding.place, finding.zh, finding.en = wording.place, wording.text.zh, wording.text.en
    session.flush()
    subject = f"finding:{finding.id}"
    record_event(session, "finding.kept", by=by, tenant_id=provider_id, subject=subject)
    return finding


def retire_finding(session: Session, provider_id: UUID, finding_id: UUID, *, by: UUID, back: bool) -> None:
    """Offer it no more, or again."""
    finding = get_finding(session, provider_id, finding_id)
    finding.is_retired = not back
    tag = "finding.restored" if back else "finding.retired"
    record_event(session, tag, by=by, tenant_id=provider_id, subject=f"finding:{finding.id}")


def count_use(session: Session, provider_id: UUID, finding_id: UUID) -> None:
    """Somebody said it once more."""
    get_finding(session, provider_id, finding_id).uses += 1


def promise_days(session: Session, provider_id: UUID, days: int, *, by: UUID) -> None:
    """Say within how many days a submission is looked at."""
    upsert(session, ReviewTerms, {"tenant_id": provider_id, "days": days}, on=["tenant_id"], change=())
    session.scalars(select(ReviewTerms).where(ReviewTerms.tenant_id == provider_id).with_for_update()).one().days = days
    record_event(session, "review_terms.set", by=by, tenant_id=provider_id, days=days)
