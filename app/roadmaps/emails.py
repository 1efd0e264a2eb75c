"""Telling whoever asked for a roadmap, when it took so long that they may have gone away."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.notices.operations import tell
from app.notices.queries import find_person_by_id
from app.roadmaps.models import Roadmap
from app.tenants.models import Role
from app.tenants.queries import list_members

LONG = timedelta(seconds=10)


def tell_planned(session: Session, roadmap: Roadmap, *, at: datetime) -> None:
    """Your roadmap is ready; nothing when it was there before anybody could turn away, or is only being tried."""
    if roadmap.draft or roadmap.asked_by_id is None or at - roadmap.created_at < LONG:
        return
    person = find_person_by_id(session, roadmap.asked_by_id)
    if person is not None:
        path = f"/assessments/{roadmap.assessment_id}/roadmap"
        tell(session, "roadmap-planned", to=person, context={}, path=path, tenant_id=roadmap.tenant_id)


def tell_proposed(session: Session, roadmap: Roadmap, *, side: str) -> None:
    """Owners: an adviser proposes another plan. side: whose adviser."""
    for member in list_members(session, roadmap.tenant_id):
        if member.role != Role.OWNER:
            continue
        person = find_person_by_id(session, member.user_id)
        if person is not None:
            path = f"/tryouts/{roadmap.id}"
            tell(session, "plan-proposed", to=person, context={"side": side}, path=path, tenant_id=roadmap.tenant_id)
