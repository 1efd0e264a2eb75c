"""Reads of share links."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.errors import NotFound
from app.kit.text import Text
from app.shares.models import ShareLink

NO_LINK = Text(
    zh="这个链接打不开：可能已过期，或者被收回了。请向发给您的人要一个新的。",
    en="This link does not open: it may have expired or been withdrawn. Ask whoever sent it for a new one.",
)


def list_links(session: Session, tenant_id: UUID, report_id: UUID) -> list[ShareLink]:
    """A report's links, newest first."""
    wanted = select(ShareLink).where(ShareLink.tenant_id == tenant_id, ShareLink.report_id == report_id)
    return list(session.scalars(wanted.order_by(ShareLink.created_at.desc(), ShareLink.id.desc())))


def get_link(session: Session, tenant_id: UUID, link_id: UUID) -> ShareLink:
    """One link by id; NotFound when it is not this tenant's."""
    found = session.scalars(
        select(ShareLink).where(ShareLink.tenant_id == tenant_id, ShareLink.id == link_id)
    ).one_or_none()
    if found is None:
        raise NotFound(NO_LINK)
    return found


def find_open_link(session: Session, tenant_id: UUID, secret_hash: str, *, at: datetime) -> ShareLink | None:
    """The link behind an address while it stands; None for every reason why it does not."""
    wanted = select(ShareLink).where(ShareLink.tenant_id == tenant_id, ShareLink.secret_hash == secret_hash)
    found = session.scalars(wanted).one_or_none()
    return found if found is not None and found.is_open(at) else None
