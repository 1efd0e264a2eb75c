"""Telling whoever asked for a roadmap, when it took so long that they may have gone away."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.notices.operations import tell
from app.notices.queries import find_person_by_id
from app.roadmaps.models import Roadmap

LONG = timedelta(seconds=10)


def tell_planned(session: Session, roadmap: Roadmap, *, at: datetime) -> None:
    """Your roadmap is ready; nothing when it was there before anybody could turn away, or is only being tried."""
    if roadmap.draft or roadmap.asked_by_id is None or at - roadmap.created_at < LONG:
        return
    person = find_person_by_id(session, roadmap.asked_by_id)
    if person is not None:
        path = f"/assessments/{roadmap.assessment_id}/roadmap"
        tell(session, "roadmap-planned", to=person, context={}, path=path, tenant_id=roadmap.tenant_id)
