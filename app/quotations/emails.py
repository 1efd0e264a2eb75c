"""Telling a firm's owners that somebody made it an offer."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.kit.text import Text
from app.notices.operations import tell
from app.notices.queries import find_person_by_id
from app.quotations.values import Paper
from app.quotations.wording import say_day
from app.tenants.models import Role
from app.tenants.queries import list_members


def tell_owners(session: Session, tenant_id: UUID, paper: Paper, *, path: str) -> None:
    """Only owners see quotations."""
    until = Text(zh=say_day(paper.valid_until, "zh"), en=say_day(paper.valid_until, "en"))
    told = {"provider": paper.issuer.name, "number": paper.number, "until": until}
    for member in list_members(session, tenant_id):
        person = find_person_by_id(session, member.user_id) if Role.OWNER in member.roles else None
        if person is not None:
            tell(session, "quotation-received", to=person, context=told, path=path, tenant_id=tenant_id)
