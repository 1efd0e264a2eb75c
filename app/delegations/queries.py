"""Reads of parts handed out."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.delegations.models import Delegation, DelegationLink
from app.kit.errors import NotFound
from app.kit.text import Text

NO_DELEGATION = Text(zh="找不到这一部分，可能已被收回。", en="This part cannot be found; it may have been taken back.")


def list_delegations(session: Session, tenant_id: UUID, assessment_id: UUID) -> list[Delegation]:
    """What was handed out of an assessment, newest first."""
    wanted = select(Delegation).where(Delegation.tenant_id == tenant_id, Delegation.assessment_id == assessment_id)
    return list(session.scalars(wanted.order_by(Delegation.created_at.desc(), Delegation.id.desc())))


def find_delegation(session: Session, tenant_id: UUID, delegation_id: UUID, *, hold: bool = False) -> Delegation | None:
    """One by id; `hold`: nobody else changes it or answers through it until commit."""
    wanted = select(Delegation).where(Delegation.tenant_id == tenant_id, Delegation.id == delegation_id)
    if hold:  # what was read before the wait may have changed during it
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return session.scalars(wanted).one_or_none()


def get_delegation(session: Session, tenant_id: UUID, delegation_id: UUID, *, hold: bool = False) -> Delegation:
    """The same, or NotFound."""
    found = find_delegation(session, tenant_id, delegation_id, hold=hold)
    if found is None:
        raise NotFound(NO_DELEGATION)
    return found


def find_asker(session: Session, row: Delegation) -> User | None:
    """Who handed it out, while that account exists."""
    return session.get(User, row.made_by_id) if row.made_by_id is not None else None


def find_link(session: Session, tenant_id: UUID, secret_hash: str) -> DelegationLink | None:
    """The link behind an address, also one that was ended."""
    wanted = select(DelegationLink).where(
        DelegationLink.tenant_id == tenant_id, DelegationLink.secret_hash == secret_hash
    )
    return session.scalars(wanted).one_or_none()
