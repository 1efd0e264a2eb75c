"""Reads of share links."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import jobs
from app.kit.errors import NotFound
from app.kit.text import Lang, Text
from app.reports.models import Report
from app.shares.models import PictureState, ShareLink, SharePicture, ShareView

NO_LINK = Text(
    zh="这个链接打不开：可能已过期，或者被收回了。请向发给您的人要一个新的。",
    en="This link does not open: it may have expired or been withdrawn. Ask whoever sent it for a new one.",
)

NO_PICTURE = Text(
    zh="找不到这张图片；指向已收回链接的图片会一并删除。",
    en="There is no such picture; pictures that lead to a withdrawn link are deleted with it.",
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


def list_views(session: Session, link: ShareLink, *, most: int = 100) -> list[ShareView]:
    """Who looked when, newest first, as far as the log goes."""
    wanted = select(ShareView).where(ShareView.tenant_id == link.tenant_id, ShareView.link_id == link.id)
    return list(session.scalars(wanted.order_by(ShareView.seen_at.desc(), ShareView.id.desc()).limit(most)))


def get_picture(session: Session, tenant_id: UUID, picture_id: UUID) -> SharePicture:
    """One picture by id; NotFound when it is not this tenant's."""
    found = session.scalars(
        select(SharePicture).where(SharePicture.tenant_id == tenant_id, SharePicture.id == picture_id)
    ).one_or_none()
    if found is None:
        raise NotFound(NO_PICTURE)
    return found


def find_picture(session: Session, report: Report, *, link_id: UUID | None, lang: Lang) -> SharePicture | None:
    """The picture of a report in a language that leads to this link, or without one to our front page."""
    wanted = select(SharePicture).where(
        SharePicture.tenant_id == report.tenant_id,
        SharePicture.report_id == report.id,
        SharePicture.link_id == link_id if link_id else SharePicture.link_id.is_(None),
        SharePicture.lang == lang,
    )
    return session.scalars(wanted.order_by(SharePicture.id).limit(1)).first()


def list_pictures(session: Session, link: ShareLink) -> list[SharePicture]:
    """The pictures that lead to a link."""
    wanted = select(SharePicture).where(SharePicture.tenant_id == link.tenant_id, SharePicture.link_id == link.id)
    return list(session.scalars(wanted))


def drawing_of(picture: SharePicture) -> dict[str, str]:
    """What the job that draws a picture is told beside the address."""
    return {"picture_id": str(picture.id)}


def is_given_up(session: Session, picture: SharePicture) -> bool:
    """Whether nobody will draw this picture any more."""
    if picture.state == PictureState.READY:
        return False
    return not jobs.is_told(session, "draw_picture", drawing_of(picture), tenant_id=picture.tenant_id)
