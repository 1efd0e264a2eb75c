"""Telling a firm's owners what they were given, and a provider's administrators what runs out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.credits.models import ReceivedCredit
from app.credits.queries import list_administrator_ids
from app.kit.i18n import ZONE
from app.notices.operations import tell
from app.notices.queries import find_person_by_id
from app.tenants.models import Role
from app.tenants.queries import list_members

FIRM_PAGE, PROVIDER_PAGE = "/passes", "/credits"


def tell_owners(session: Session, name: str, row: ReceivedCredit) -> None:
    """Only owners hear of what the firm was given."""
    told = {"provider": row.provider_name, "given_by": row.given_by}
    for member in list_members(session, row.tenant_id):
        person = find_person_by_id(session, member.user_id) if Role.OWNER in member.roles else None
        if person is not None:
            tell(session, name, to=person, context=told, path=FIRM_PAGE, tenant_id=row.tenant_id)


def tell_administrators(
    session: Session, provider_id: UUID, name: str, told: Mapping[str, Any], *, until: datetime | None = None
) -> None:
    """Whoever orders for the provider; days are those of the reader's zone."""
    for user_id in list_administrator_ids(session, provider_id):
        person = find_person_by_id(session, user_id)
        if person is not None:
            day = until.astimezone(ZoneInfo(person.zone or ZONE)).date().isoformat() if until else ""
            tell(session, name, to=person, context={**told, "until": day}, path=PROVIDER_PAGE, tenant_id=provider_id)
