"""Reads of planned returns."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.returns.models import PlannedReturn
from app.tenants.models import Membership, Role


def find_return(session: Session, tenant_id: UUID, *, hold: bool = False) -> PlannedReturn | None:
    """When a firm means to come back, if it said so; `hold` makes others who hold it wait."""
    wanted = select(PlannedReturn).where(PlannedReturn.tenant_id == tenant_id)
    return session.scalars(wanted.with_for_update() if hold else wanted).one_or_none()


def list_fillers(session: Session, tenant_id: UUID) -> list[User]:
    """Who can start the next assessment: owners and contributors."""
    roles = (Role.OWNER, Role.CONTRIBUTOR)
    wanted = select(User).join(Membership, Membership.user_id == User.id)
    wanted = wanted.where(Membership.organisation_id == tenant_id, Membership.role.in_(roles))
    return list(session.scalars(wanted.order_by(User.id)))
