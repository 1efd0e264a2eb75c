"""Reads of batches, and whether a person may still have a firm's report."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, defer

from app.assessments.models import Assessment, AssessmentState
from app.batches.models import Batch, BatchItem, BatchState, Outcome
from app.batches.wording import NO_BATCH
from app.kit import jobs
from app.kit.errors import NotFound
from app.reports.models import Report, ReportState
from app.reports.values import Edition
from app.tenants.models import SEEN_BY, Role, Share
from app.tenants.queries import list_seats, shares_by_firm, shares_with

JOB = "batch.make"
TAKING = frozenset({Role.CONSULTANT, Role.ACCOUNT_MANAGER})
"""Who holds "export": jobs look at it without a request."""


def find_batch(session: Session, provider_id: UUID, batch_id: UUID, *, hold: bool = False) -> Batch | None:
    """One batch whatever its state; `hold` makes others who hold it wait."""
    asked = select(Batch).where(Batch.tenant_id == provider_id, Batch.id == batch_id)
    return session.scalars(asked.with_for_update() if hold else asked).one_or_none()


def get_batch(session: Session, provider_id: UUID, batch_id: UUID, *, by: UUID) -> Batch:
    """A batch of the person who asked for it; NotFound for anybody else's."""
    found = find_batch(session, provider_id, batch_id)
    if found is None or found.asked_by_id != by or found.state == BatchState.GONE:
        raise NotFound(NO_BATCH)
    return found


def get_ready(session: Session, provider_id: UUID, batch_id: UUID, *, by: UUID, at: datetime) -> Batch:
    """A batch that can be fetched now."""
    found = get_batch(session, provider_id, batch_id, by=by)
    if found.state != BatchState.READY or found.expires_at <= at:
        raise NotFound(NO_BATCH)
    return found


def list_batches(session: Session, provider_id: UUID, *, by: UUID) -> Sequence[Batch]:
    """What a person asked for, newest first."""
    asked = select(Batch).where(Batch.tenant_id == provider_id, Batch.asked_by_id == by, Batch.state != BatchState.GONE)
    return session.scalars(asked.order_by(Batch.created_at.desc(), Batch.id.desc()).limit(20)).all()


def list_open(session: Session, provider_id: UUID) -> list[Batch]:
    """Batches still being worked on or waiting for it, oldest first."""
    asked = select(Batch).where(Batch.tenant_id == provider_id, Batch.state == BatchState.WANTED)
    found = session.scalars(asked.order_by(Batch.created_at, Batch.id)).all()
    return [one for one in found if jobs.is_pending(session, JOB, work_of(one), tenant_id=provider_id)]


def list_items(session: Session, batch: Batch) -> Sequence[BatchItem]:
    """Its firms in order."""
    asked = select(BatchItem).where(BatchItem.tenant_id == batch.tenant_id, BatchItem.batch_id == batch.id)
    return session.scalars(asked.order_by(BatchItem.number)).all()


def count_outcomes(session: Session, batch: Batch) -> dict[str, int]:
    """Outcome -> number of firms."""
    asked = select(BatchItem.outcome, func.count()).where(
        BatchItem.tenant_id == batch.tenant_id, BatchItem.batch_id == batch.id
    )
    return {row[0]: row[1] for row in session.execute(asked.group_by(BatchItem.outcome))}


def work_of(batch: Batch) -> dict[str, str]:
    """What the job that makes a batch is told."""
    return {"batch_id": str(batch.id)}


def roles_of(session: Session, provider_id: UUID, user_id: UUID) -> frozenset[Role]:
    """The roles a person has in the provider at this moment."""
    seats = [seat for seat in list_seats(session, user_id) if seat.organisation_id == provider_id]
    return seats[0].roles if seats else frozenset()


def may_have(session: Session, batch: Batch, firm_id: UUID | None, roles: frozenset[Role]) -> str | Edition:
    """The edition whoever asked may have of a firm's report now: `full` or `share`; else why none."""
    if roles.isdisjoint(TAKING):
        return "rights"
    if firm_id is None:
        return "no_firm"
    return _edition(shares_with(session, batch.tenant_id, firm_id), roles)


def _edition(agreed: frozenset[str], roles: frozenset[Role]) -> str | Edition:
    seen = agreed & frozenset().union(*(SEEN_BY.get(role, frozenset()) for role in roles))
    if not agreed:
        return "consent"
    if Share.RESULTS not in seen:
        return "not_shared"
    return "full" if Share.ANSWERS in seen else "share"


def find_newest(session: Session, firm_id: UUID) -> tuple[Report, bool] | None:
    """The report of a firm to go by, unread, and whether its assessment is signed off; None without one."""
    asked = (
        select(Report, Assessment.state)
        .join(Assessment, Assessment.id == Report.assessment_id)
        .where(Assessment.tenant_id == firm_id, *_issued(firm_id, ReportState.ISSUED))
        .options(defer(Report.document))
        .order_by(Report.draft, Report.created_at.desc())
        .limit(1)
    )
    found = session.execute(asked).first()
    return (found[0], found[1] == AssessmentState.SIGNED_OFF) if found else None


def is_retracted(session: Session, firm_id: UUID) -> bool:
    """Whether a firm without a report to go by once had one."""
    asked = select(Report.id).where(*_issued(firm_id, ReportState.RETRACTED)).limit(1)
    return session.scalars(asked).first() is not None


def _issued(firm_id: UUID, state: ReportState) -> tuple[ColumnElement[bool], ...]:
    return Report.tenant_id == firm_id, Report.kind == "full", Report.state == state, Report.number.is_not(None)


def are_fit(session: Session, batch: Batch, items: Sequence[BatchItem], roles: frozenset[Role]) -> bool:
    """Whether all that is in the ZIP may still be handed out: consent lives, and no report was retracted since.

    The session sees what the provider sees: its own rows and those of firms it is engaged for.
    """
    drawn = [item for item in items if item.outcome == Outcome.DRAWN]
    if drawn and roles.isdisjoint(TAKING):
        return False
    agreed = shares_by_firm(session, batch.tenant_id)
    wanted = select(Report.id).where(Report.state != ReportState.RETRACTED)
    good = set(session.scalars(wanted.where(Report.id.in_([item.report_id for item in drawn]))))
    return all(item.report_id in good and _is_agreed(item, agreed, roles) for item in drawn)


def _is_agreed(item: BatchItem, agreed: Mapping[UUID, frozenset[str]], roles: frozenset[Role]) -> bool:
    may = _edition(agreed.get(item.firm_id, frozenset()), roles) if item.firm_id else "no_firm"
    return may == "full" or (may == "share" and item.edition == "share")
