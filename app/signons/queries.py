"""Reads of sign-ons."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.signons.models import SignOn, SignOnLink


def find_sign_on(session: Session, provider_id: UUID) -> SignOn | None:
    """The sign-on of a provider, where one is set."""
    return session.scalars(select(SignOn).where(SignOn.tenant_id == provider_id)).one_or_none()


def find_link(session: Session, provider_id: UUID, *, issuer: str, subject: str) -> SignOnLink | None:
    """Whom an identity stands for."""
    mine = (SignOnLink.tenant_id == provider_id, SignOnLink.issuer == issuer, SignOnLink.subject == subject)
    return session.scalars(select(SignOnLink).where(*mine)).one_or_none()


def list_links(session: Session, provider_id: UUID) -> Sequence[SignOnLink]:
    """Everybody the provider's sign-on has vouched for, oldest first."""
    asked = select(SignOnLink).where(SignOnLink.tenant_id == provider_id)
    return session.scalars(asked.order_by(SignOnLink.created_at, SignOnLink.id)).all()
