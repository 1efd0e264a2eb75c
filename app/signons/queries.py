"""Reads of sign-ons."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.invitations.models import Invitation
from app.kit import clock
from app.signons.models import SignOn, SignOnLink
from app.tenants.models import Kind, Organisation


def find_sign_on(session: Session, provider_id: UUID) -> SignOn | None:
    """The sign-on of a provider, where one is set."""
    return session.scalars(select(SignOn).where(SignOn.tenant_id == provider_id)).one_or_none()


def find_provider_with_code(session: Session, code: str) -> Organisation | None:
    """The provider with this short code, however it was typed."""
    wanted = "".join(code.split()).upper()[:12]
    asked = select(Organisation).where(Organisation.code == wanted, Organisation.kind == Kind.PROVIDER)
    return session.scalars(asked).one_or_none() if wanted else None


def find_link(session: Session, provider_id: UUID, *, issuer: str, subject: str) -> SignOnLink | None:
    """Whom an identity stands for."""
    mine = (SignOnLink.tenant_id == provider_id, SignOnLink.issuer == issuer, SignOnLink.subject == subject)
    return session.scalars(select(SignOnLink).where(*mine)).one_or_none()


def list_links(session: Session, provider_id: UUID) -> Sequence[SignOnLink]:
    """Everybody the provider's sign-on has vouched for, oldest first."""
    asked = select(SignOnLink).where(SignOnLink.tenant_id == provider_id)
    return session.scalars(asked.order_by(SignOnLink.created_at, SignOnLink.id)).all()


def find_invitation_for(session: Session, provider_id: UUID, contact: str) -> Invitation | None:
    """The standing invitation of this address."""
    mine = (Invitation.tenant_id == provider_id, Invitation.contact == contact)
    return session.scalars(select(Invitation).where(*mine, Invitation.expires_at > clock.now())).one_or_none()
