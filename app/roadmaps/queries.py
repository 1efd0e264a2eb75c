"""Reads of roadmaps."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from app.kit import jobs
from app.kit.errors import NotFound
from app.roadmaps.models import Roadmap, RoadmapState
from app.roadmaps.wording import NO_ROADMAP


def find_roadmap(session: Session, tenant_id: UUID, assessment_id: UUID, *, contents: bool = True) -> Roadmap | None:
    """The newest version, whatever its state; None before the first. `contents=False` leaves means and plan unread."""
    wanted = select(Roadmap).where(Roadmap.tenant_id == tenant_id, Roadmap.assessment_id == assessment_id)
    if not contents:
        wanted = wanted.options(defer(Roadmap.plan), defer(Roadmap.means))
    return session.scalars(wanted.order_by(Roadmap.number.desc()).limit(1)).first()


def get_roadmap(session: Session, tenant_id: UUID, roadmap_id: UUID) -> Roadmap:
    """One version by id; NotFound when it is not this tenant's."""
    roadmap = session.scalars(
        select(Roadmap).where(Roadmap.tenant_id == tenant_id, Roadmap.id == roadmap_id)
    ).one_or_none()
    if roadmap is None:
        raise NotFound(NO_ROADMAP)
    return roadmap


def find_planned(session: Session, roadmap: Roadmap) -> Roadmap | None:
    """The newest version before this one that holds a plan, if any."""
    return session.scalars(
        select(Roadmap)
        .where(
            Roadmap.tenant_id == roadmap.tenant_id,
            Roadmap.assessment_id == roadmap.assessment_id,
            Roadmap.number < roadmap.number,
            Roadmap.state == RoadmapState.READY,
        )
        .order_by(Roadmap.number.desc())
        .limit(1)
    ).first()


def find_standing(session: Session, tenant_id: UUID, assessment_id: UUID) -> Roadmap | None:
    """The plan the firm goes by: the newest version that holds one; None before one."""
    wanted = select(Roadmap).where(
        Roadmap.tenant_id == tenant_id,
        Roadmap.assessment_id == assessment_id,
        Roadmap.state == RoadmapState.READY,
    )
    return session.scalars(wanted.order_by(Roadmap.number.desc()).limit(1)).first()


def is_being_planned(session: Session, roadmap: Roadmap) -> bool:
    """Whether a job is still on its way to the plan or its report; when not, and there is none, it was given up."""
    told = {"roadmap_id": str(roadmap.id)}
    steps = ("plan_roadmap", "issue_report")
    return any(jobs.is_pending(session, step, told, tenant_id=roadmap.tenant_id) for step in steps)


def count_roadmaps(session: Session, tenant_id: UUID, assessment_id: UUID) -> int:
    """How many versions there are."""
    found = session.scalar(
        select(func.max(Roadmap.number)).where(Roadmap.tenant_id == tenant_id, Roadmap.assessment_id == assessment_id)
    )
    return int(found or 0)
