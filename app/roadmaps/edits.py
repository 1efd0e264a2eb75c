"""Setting something by hand, taking it back, setting it again, proposing a plan. The caller holds the assessment."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.assessments.models import Assessment
from app.events.operations import record_event
from app.kit import ids
from app.kit.db import HouseSession
from app.kit.errors import Conflict
from app.planning.values import Edit
from app.roadmaps.models import Roadmap, RoadmapEdit
from app.roadmaps.queries import list_edits
from app.roadmaps.wording import LEANED_ON, NOT_A_PLAN, TOO_MANY

MOST_EDITS = 30
"""Set by hand at once, of one assessment."""


def keep_edit(session: HouseSession, assessment: Assessment, edit: Edit, *, by: UUID, at: datetime) -> RoadmapEdit:
    """Set something by hand; what was set of that kind for that initiative ends. Conflict when there are too many.

    The edit's id becomes its row's.
    """
    standing = [row for row in list_edits(session, assessment.tenant_id, assessment.id) if row.ended_at is None]
    former = [row for row in standing if (row.kind, row.initiative) == (edit.kind, edit.initiative)]
    if len(standing) - len(former) >= MOST_EDITS:
        raise Conflict(TOO_MANY.format(most=MOST_EDITS))
    for row in former:
        row.ended_at, row.ended_by_id = at, by
    id = ids.new_id()
    row = RoadmapEdit(
        id=id,
        assessment_id=assessment.id,
        kind=edit.kind,
        initiative=edit.initiative,
        edit=replace(edit, id=str(id)),
        made_by_id=by,
    )
    session.add(row)
    session.flush()
    _record(session, row, "roadmap_edit.made", by)
    return row


def end_edit(session: HouseSession, row: RoadmapEdit, *, by: UUID, at: datetime) -> None:
    """Take something back; with work of one's own goes what was set about it. A second press changes nothing.

    Conflict when other own work needs it first.
    """
    if row.ended_at is not None:
        return
    standing = [one for one in list_edits(session, row.tenant_id, row.assessment_id) if one.ended_at is None]
    going = [row]
    if row.kind == "own":
        leaning = [one.edit.own for one in standing if one.edit.own and row.initiative in one.edit.own.requires]
        if leaning:
            raise Conflict(LEANED_ON.format(title=leaning[0].title))
        going = [one for one in standing if one.initiative == row.initiative]
    for one in going:
        one.ended_at, one.ended_by_id = at, by
        _record(session, one, "roadmap_edit.ended", by)


def restore_edit(
    session: HouseSession, assessment: Assessment, row: RoadmapEdit, *, by: UUID, at: datetime
) -> RoadmapEdit:
    """Set again what was taken back or replaced, as it was said then and by whom it was said."""
    return row if row.ended_at is None else keep_edit(session, assessment, row.edit, by=by, at=at)


def propose_roadmap(session: HouseSession, roadmap: Roadmap, *, by: UUID, at: datetime) -> bool:
    """Ask the firm to adopt a try-out; whether that is news. Conflict when it holds no plan."""
    if not roadmap.can_stand:
        raise Conflict(NOT_A_PLAN)
    if roadmap.proposed_at is not None or not roadmap.draft:
        return False
    roadmap.proposed_at, roadmap.proposed_by_id = at, by
    subject = f"roadmap:{roadmap.id}"
    record_event(session, "roadmap.proposed", by=by, tenant_id=roadmap.tenant_id, subject=subject)
    return True


def _record(session: HouseSession, row: RoadmapEdit, tag: str, by: UUID) -> None:
    subject = f"roadmap_edit:{row.id}"
    record_event(session, tag, by=by, tenant_id=row.tenant_id, subject=subject, kind=row.kind)
