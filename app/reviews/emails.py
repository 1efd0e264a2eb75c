"""Telling people what happened in a review, each in their language and by their ways."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.notices.operations import tell
from app.notices.queries import find_person_by_id
from app.tenants.models import Role
from app.tenants.queries import list_members

TO_FIRM = {
    "taken": "review-taken",
    "requested": "review-requested",
    "signed": "review-signed",
    "reopened": "review-reopened",
    "commented": "review-said",
}
"""What the firm's people are told; the other acts are the provider's own business."""


def tell_firm(session: Session, tenant_id: UUID, name: str, *, path: str, context: dict[str, str]) -> None:
    """Owners and contributors of the firm; viewers only look."""
    for member in list_members(session, tenant_id):
        person = find_person_by_id(session, member.user_id) if member.role != Role.VIEWER else None
        if person is not None:
            tell(session, name, to=person, context=context, path=path, tenant_id=tenant_id)


def tell_consultant(session: Session, person: User, name: str, *, path: str, about: tuple[UUID, str]) -> None:
    """One consultant; about: their provider, and the firm's name."""
    tell(session, name, to=person, context={"firm": about[1]}, path=path, tenant_id=about[0])
