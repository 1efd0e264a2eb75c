"""Asking for a roadmap, and keeping the plan the planner found. The caller commits."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.assessments.models import Assessment
from app.content.catalogue import Catalogue
from app.events.operations import record_event
from app.kit import jobs
from app.kit.errors import Conflict
from app.planning.values import Means, Plan
from app.roadmaps.models import Roadmap, RoadmapState
from app.roadmaps.queries import count_roadmaps
from app.roadmaps.wording import NOT_SUBMITTED


def request_roadmap(
    session: Session, assessment: Assessment, means: Means, *, catalogue: Catalogue, by: UUID | None
) -> Roadmap:
    """Open the next version and leave the planning to the worker. Conflict before submission."""
    if assessment.submitted_at is None:
        raise Conflict(NOT_SUBMITTED)
    tenant_id = assessment.tenant_id
    roadmap = Roadmap(
        assessment_id=assessment.id,
        number=count_roadmaps(session, tenant_id, assessment.id) + 1,
        as_of=means.start,
        content_edition=catalogue.edition,
        means=means,
        asked_by_id=by,
    )
    session.add(roadmap)
    session.flush()
    record_event(session, "roadmap.requested", by=by, tenant_id=tenant_id, subject=f"roadmap:{roadmap.id}")
    jobs.enqueue(
        session, "plan_roadmap", {"roadmap_id": str(roadmap.id)}, tenant_id=tenant_id, dedupe=f"plan:{roadmap.id}"
    )
    return roadmap


def keep_plan(session: Session, roadmap: Roadmap, plan: Plan, *, at: datetime) -> None:
    """Store the plan and tell whoever waits for it. A second delivery changes nothing."""
    if roadmap.state == RoadmapState.READY:
        return
    roadmap.plan = plan
    roadmap.state = RoadmapState.READY
    roadmap.planned_at = at
    record_event(session, "roadmap.planned", by=None, tenant_id=roadmap.tenant_id, subject=f"roadmap:{roadmap.id}")
    jobs.leave_note(session, "roadmap.planned", {"roadmap_id": str(roadmap.id)}, tenant_id=roadmap.tenant_id)
