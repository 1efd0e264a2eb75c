"""Asking for a roadmap, keeping the plan the planner found, and adopting it. The caller commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.assessments.models import Assessment
from app.content.catalogue import Catalogue
from app.events.operations import record_event
from app.kit import clock, jobs
from app.kit.errors import Conflict
from app.planning.values import Means, Plan
from app.results.queries import find_reviewed
from app.roadmaps.means import renewed
from app.roadmaps.models import Roadmap, RoadmapState
from app.roadmaps.queries import count_roadmaps, find_standing, planning_key
from app.roadmaps.wording import NOT_A_PLAN, NOT_SUBMITTED, STANDS_OTHERWISE

TRYOUTS = 12
"""Try-outs kept of one assessment; the oldest makes room for the next."""


def request_roadmap(
    session: Session, assessment: Assessment, means: Means, *, catalogue: Catalogue, by: UUID | None
) -> Roadmap:
    """Open the next version and leave the planning to the worker. Conflict before submission.

    The first one stands as soon as it is planned. Once a plan stands, the next is a try-out until it is adopted.
    """
    if assessment.submitted_at is None:
        raise Conflict(NOT_SUBMITTED)
    tenant_id = assessment.tenant_id
    standing = find_standing(session, tenant_id, assessment.id)
    reviewed = find_reviewed(session, tenant_id, assessment.id)
    roadmap = Roadmap(
        assessment_id=assessment.id,
        number=count_roadmaps(session, tenant_id, assessment.id) + 1,
        as_of=means.start,
        content_edition=catalogue.edition,
        means=means,
        reviewed_id=reviewed.id if reviewed else None,
        asked_by_id=by,
        draft=standing is not None,
        compared_with=standing.number if standing else None,
        adopted_at=None if standing else clock.now(),
        adopted_by_id=None if standing else by,
    )
    session.add(roadmap)
    session.flush()
    _forget_tryouts(session, assessment)
    record_event(session, "roadmap.requested", by=by, tenant_id=tenant_id, subject=f"roadmap:{roadmap.id}")
    told = {"roadmap_id": str(roadmap.id)}
    jobs.enqueue(session, "plan_roadmap", told, tenant_id=tenant_id, dedupe=planning_key(roadmap))
    return roadmap


def renew_roadmap(session: Session, assessment: Assessment, *, catalogue: Catalogue) -> Roadmap | None:
    """Plan the standing roadmap anew from the reviewed answers, with its own means; it stands once it is planned.

    None where there is no plan yet, or it was planned from this review already. The plan before stays in the list.
    """
    standing = find_standing(session, assessment.tenant_id, assessment.id)
    reviewed = find_reviewed(session, assessment.tenant_id, assessment.id)
    if standing is None or reviewed is None or standing.reviewed_id == reviewed.id:
        return None
    means = renewed(standing.means, clock.today())
    roadmap = request_roadmap(session, assessment, means, catalogue=catalogue, by=standing.asked_by_id)
    roadmap.draft, roadmap.adopted_at = False, clock.now()
    session.flush()
    return roadmap


def _forget_tryouts(session: Session, assessment: Assessment) -> None:
    mine = (
        Roadmap.tenant_id == assessment.tenant_id,
        Roadmap.assessment_id == assessment.id,
        Roadmap.draft.is_(True),
        Roadmap.proposed_at.is_(None),  # the firm has been asked and may still answer
    )
    wanted = select(Roadmap.id).where(*mine).order_by(Roadmap.number.desc()).offset(TRYOUTS)
    old = session.scalars(wanted).all()
    if old:
        session.execute(delete(Roadmap).where(*mine, Roadmap.id.in_(old)))


def keep_plan(session: Session, roadmap: Roadmap, plan: Plan, *, at: datetime) -> None:
    """Store the plan and tell whoever waits for it; a try-out is nobody's news. A second delivery changes nothing."""
    if roadmap.state == RoadmapState.READY:
        return
    roadmap.plan = plan
    roadmap.state = RoadmapState.READY
    roadmap.clashed = bool(plan.clashes)
    roadmap.planned_at = at
    record_event(session, "roadmap.planned", by=None, tenant_id=roadmap.tenant_id, subject=f"roadmap:{roadmap.id}")
    if not roadmap.draft:
        jobs.leave_note(session, "roadmap.planned", {"roadmap_id": str(roadmap.id)}, tenant_id=roadmap.tenant_id)


def adopt_roadmap(session: Session, roadmap: Roadmap, *, instead_of: int | None, by: UUID, at: datetime) -> None:
    """Make a try-out, or an earlier version again, the plan that stands. The caller holds the assessment.

    instead_of: number of the plan the person saw standing. Conflict when another stands by now, or there is no plan.
    """
    if not roadmap.can_stand:
        raise Conflict(NOT_A_PLAN)
    standing = find_standing(session, roadmap.tenant_id, roadmap.assessment_id)
    if standing is not None and standing.id == roadmap.id:  # the second press of the button
        return
    before = standing.number if standing else None
    if before != instead_of:
        raise Conflict(STANDS_OTHERWISE.format(number=before or 0))
    roadmap.draft, roadmap.adopted_at, roadmap.adopted_by_id = False, at, by
    detail = {"number": roadmap.number, "instead_of": before}
    subject = f"roadmap:{roadmap.id}"
    record_event(session, "roadmap.adopted", by=by, tenant_id=roadmap.tenant_id, subject=subject, **detail)
    jobs.leave_note(session, "roadmap.adopted", {"roadmap_id": str(roadmap.id)}, tenant_id=roadmap.tenant_id)
