"""Things set by hand in a plan."""

from uuid import UUID

from app.assessments.queries import get_assessment
from app.kit import clock
from app.kit.db import HouseSession
from app.planning.values import Edit
from app.roadmaps.edits import keep_edit
from app.roadmaps.models import RoadmapEdit


def set_by_hand(
    session: HouseSession, assessment_id: UUID, side: str, *, initiative: str = "f2-office-suite"
) -> RoadmapEdit:
    """An initiative that is to begin today."""
    assessment, today = get_assessment(session, assessment_id), clock.today()
    said = {"side": side, "reason": side, "on": today, "earliest": today, "latest": today}
    edit = Edit(id="", kind="place", initiative=initiative, **said)  # type: ignore[arg-type]
    by = assessment.started_by_id
    assert by is not None
    return keep_edit(session, assessment, edit, by=by, at=clock.now())
