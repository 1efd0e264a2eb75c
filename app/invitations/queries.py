"""Reads of invitations."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.invitations.models import Invitation
from app.kit.errors import NotFound
from app.kit.text import Text

NO_INVITATION = Text(
    zh="这份邀请打不开：可能已过期、被收回，或者已经用过。请向邀请您的人要一份新的。",
    en="This invitation does not open: it may have expired, been withdrawn or been used. Ask for a new one.",
)


def list_invitations(session: Session, tenant_id: UUID, *, at: datetime) -> Sequence[Invitation]:
    """Those that can still be taken up, newest first."""
    wanted = select(Invitation).where(Invitation.tenant_id == tenant_id, Invitation.expires_at > at)
    return session.scalars(wanted.order_by(Invitation.created_at.desc(), Invitation.id.desc())).all()


def get_invitation(session: Session, tenant_id: UUID, invitation_id: UUID) -> Invitation:
    """One by id; NotFound when it is not this firm's."""
    wanted = select(Invitation).where(Invitation.tenant_id == tenant_id, Invitation.id == invitation_id)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound(NO_INVITATION)
    return found


def find_open_invitation(session: Session, tenant_id: UUID, secret_hash: str, *, at: datetime) -> Invitation | None:
    """The invitation behind a link while it stands; None for every reason why it does not."""
    wanted = select(Invitation).where(
        Invitation.tenant_id == tenant_id, Invitation.secret_hash == secret_hash, Invitation.expires_at > at
    )
    return session.scalars(wanted).one_or_none()


def find_invitation_to(session: Session, tenant_id: UUID, contact: str, *, at: datetime) -> Invitation | None:
    """The standing invitation of this address or number."""
    wanted = select(Invitation).where(
        Invitation.tenant_id == tenant_id, Invitation.contact == contact, Invitation.expires_at > at
    )
    return session.scalars(wanted).one_or_none()
