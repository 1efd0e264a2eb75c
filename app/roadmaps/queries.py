"""Reads of roadmaps."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, UnaryExpression, func, select
from sqlalchemy.orm import Session, defer

from app.kit import jobs
from app.kit.errors import NotFound
from app.kit.jobs import JobState
from app.kit.text import Text
from app.planning.values import Edit
from app.roadmaps.models import Roadmap, RoadmapEdit, RoadmapState
from app.roadmaps.wording import NO_EDIT, NO_ROADMAP


def _of(tenant_id: UUID, assessment_id: UUID) -> Select[Roadmap]:
    return select(Roadmap).where(Roadmap.tenant_id == tenant_id, Roadmap.assessment_id == assessment_id)


def _adopted_last() -> tuple[UnaryExpression[datetime], UnaryExpression[int]]:
    return func.coalesce(Roadmap.adopted_at, Roadmap.created_at).desc(), Roadmap.number.desc()


def find_roadmap(session: Session, tenant_id: UUID, assessment_id: UUID, *, contents: bool = True) -> Roadmap | None:
    """The version that was adopted last, even if it is still being planned; None before the first. Never a try-out.

    `contents=False` leaves means and plan unread.
    """
    wanted = _of(tenant_id, assessment_id).where(Roadmap.draft.is_(False))
    if not contents:
        wanted = wanted.options(defer(Roadmap.plan), defer(Roadmap.means))
    return session.scalars(wanted.order_by(*_adopted_last()).limit(1)).first()


def find_standing(session: Session, tenant_id: UUID, assessment_id: UUID) -> Roadmap | None:
    """The plan the firm goes by: of the adopted versions that hold a plan, the one adopted last; None before one."""
    can_stand = (Roadmap.draft.is_(False), Roadmap.clashed.is_(False), Roadmap.state == RoadmapState.READY)
    wanted = _of(tenant_id, assessment_id).where(*can_stand)
    return session.scalars(wanted.order_by(*_adopted_last()).limit(1)).first()


def find_version(session: Session, tenant_id: UUID, roadmap_id: UUID, *, contents: bool = True) -> Roadmap | None:
    """One version by id; None when it is gone or not this tenant's.

    `contents=False` leaves means and plan unread until somebody asks for them.
    """
    wanted = select(Roadmap).where(Roadmap.tenant_id == tenant_id, Roadmap.id == roadmap_id)
    if not contents:
        wanted = wanted.options(defer(Roadmap.plan), defer(Roadmap.means))
    return session.scalars(wanted).one_or_none()


def get_roadmap(session: Session, tenant_id: UUID, roadmap_id: UUID) -> Roadmap:
    """One version by id; NotFound when it is not this tenant's."""
    roadmap = find_version(session, tenant_id, roadmap_id)
    if roadmap is None:
        raise NotFound(NO_ROADMAP)
    return roadmap


def list_roadmaps(
    session: Session, tenant_id: UUID, assessment_id: UUID, *, numbers: Collection[int] | None = None
) -> list[Roadmap]:
    """Versions, the newest first: all of them, or those with certain numbers."""
    wanted = _of(tenant_id, assessment_id).order_by(Roadmap.number.desc())
    if numbers is not None:
        wanted = wanted.where(Roadmap.number.in_(numbers))
    return list(session.scalars(wanted))


def list_newest(
    session: Session, tenant_id: UUID, assessment_id: UUID, *, before: int | None, limit: int
) -> list[Roadmap]:
    """At most so many versions, the newest first; only those below a number, where one is given."""
    wanted = _of(tenant_id, assessment_id).order_by(Roadmap.number.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(Roadmap.number < before)
    return list(session.scalars(wanted))


def is_being_planned(session: Session, roadmap: Roadmap) -> bool:
    """Whether a job is still on its way to the plan or its report; when not, and there is none, it was given up."""
    told = {"roadmap_id": str(roadmap.id)}
    steps = ("plan_roadmap", "issue_report")
    if any(jobs.is_pending(session, step, told, tenant_id=roadmap.tenant_id) for step in steps):
        return True
    opened = {"tenant_id": str(roadmap.tenant_id)}  # its report was paid for a moment ago
    return jobs.is_told(session, "issue_opened_report", opened, tenant_id=None)


def planning_key(roadmap: Roadmap) -> str:
    """What the job that plans this version carries, so that nobody is shown the progress of another."""
    return f"plan:{roadmap.id}"


def find_planning(session: Session, roadmap: Roadmap) -> JobState | None:
    """The job that plans this version, however far it is."""
    return jobs.find_keyed_job(session, planning_key(roadmap), tenant_id=roadmap.tenant_id)


def count_roadmaps(session: Session, tenant_id: UUID, assessment_id: UUID) -> int:
    """The highest number so far; older try-outs may be gone."""
    found = session.scalar(
        select(func.max(Roadmap.number)).where(Roadmap.tenant_id == tenant_id, Roadmap.assessment_id == assessment_id)
    )
    return int(found or 0)


def find_plan_before(session: Session, tenant_id: UUID, assessment_id: UUID, *, at: datetime) -> Roadmap | None:
    """The newest version that was ready by then, if any."""
    return session.scalars(
        select(Roadmap)
        .where(
            Roadmap.tenant_id == tenant_id,
            Roadmap.assessment_id == assessment_id,
            Roadmap.state == RoadmapState.READY,
            Roadmap.planned_at <= at,
        )
        .order_by(Roadmap.number.desc())
        .limit(1)
    ).first()


def list_edits(session: Session, tenant_id: UUID, assessment_id: UUID) -> list[RoadmapEdit]:
    """Everything ever set by hand about the plans of an assessment, the oldest first."""
    wanted = select(RoadmapEdit).where(RoadmapEdit.tenant_id == tenant_id, RoadmapEdit.assessment_id == assessment_id)
    return list(session.scalars(wanted.order_by(RoadmapEdit.created_at, RoadmapEdit.id)))


def get_edit(session: Session, tenant_id: UUID, edit_id: UUID) -> RoadmapEdit:
    """One edit by id; NotFound when it is not this tenant's."""
    wanted = select(RoadmapEdit).where(RoadmapEdit.tenant_id == tenant_id, RoadmapEdit.id == edit_id)
    row = session.scalars(wanted).one_or_none()
    if row is None:
        raise NotFound(NO_EDIT)
    return row


def standing_edits(rows: list[RoadmapEdit]) -> tuple[Edit, ...]:
    """What is set by hand now."""
    return tuple(row.edit for row in rows if row.ended_at is None)


def own_titles(session: Session, tenant_id: UUID, assessment_id: UUID) -> dict[str, Text]:
    """Titles of work people added, also of what was taken back: earlier plans speak of it."""
    rows = list_edits(session, tenant_id, assessment_id)
    return {row.initiative: row.edit.own.title for row in rows if row.edit.own is not None}
