"""Making, withdrawing and opening share links. The caller commits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from app.events.operations import record_event
from app.kit import devices, jobs
from app.kit.addresses import new_address
from app.kit.db import HouseSession
from app.kit.errors import Conflict
from app.kit.text import LANGS, Lang, Text
from app.reports.models import Report
from app.reports.operations import request_file
from app.reports.queries import hold_report
from app.reports.renderers.files import Wanted
from app.shares.models import PictureState, ShareLink, SharePicture, ShareView
from app.shares.queries import drawing_of, find_picture, is_given_up, list_links, list_pictures

MOST = 20
"""Links of one report that may be open at once."""
LOGGED = 500
"""Looks a link's log holds, at least; the count goes on."""
TOO_MANY = Text(
    zh="这份报告的有效链接已经有 {most} 个，请先收回不用的。",
    en="This report has {most} open links already; withdraw those no longer needed first.",
)

IS_RETRACTED = Text(
    zh="这一版报告已撤回，不能再分享。请先签发更正后的新版。",
    en="This issue was retracted and can no longer be shared. Issue a corrected one first.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """For whom a link is, how many days it opens, and the hash of its password, if it has one."""

    label: str
    days: int
    password_hash: str | None = None


def make_link(session: HouseSession, report: Report, wish: Wish, *, by: UUID | None, at: datetime) -> str:
    """A new link; the word for its address, which nobody can see again. Conflict when there are too many.

    The edition for others is drawn on paper now, so that it is there when somebody follows the link.
    """
    refuse_retracted(report)
    hold_report(session, report.tenant_id, report.id)
    standing = [one for one in list_links(session, report.tenant_id, report.id) if one.is_open(at)]
    if len(standing) >= MOST:
        raise Conflict(TOO_MANY.format(most=str(MOST)))
    word, address = new_address(report.tenant_id)
    link = ShareLink(
        report_id=report.id,
        secret_hash=address.secret_hash,
        label=wish.label,
        expires_at=at + timedelta(days=wish.days),
        password_hash=wish.password_hash,
        made_by_id=by,
    )
    session.add(link)
    session.flush()
    for lang in LANGS:
        request_file(session, report, Wanted(lang=lang, edition="share"))
    record_event(session, "report.shared", by=by, tenant_id=report.tenant_id, subject=f"share:{link.id}")
    return word


def refuse_retracted(report: Report) -> None:
    """Conflict for a report nobody should be shown any more."""
    if report.is_retracted:
        raise Conflict(IS_RETRACTED)


def withdraw_link(session: Session, link: ShareLink, *, by: UUID | None, at: datetime) -> None:
    """From now on the address opens nothing; saying so twice changes nothing."""
    if link.revoked_at is None:
        link.revoked_at = at
        record_event(session, "report.share_withdrawn", by=by, tenant_id=link.tenant_id, subject=f"share:{link.id}")
        session.flush()


def count_download(session: Session, link: ShareLink, *, device: str, at: datetime) -> None:
    """Somebody took the PDF along: logged as such, and no look more."""
    session.add(ShareView(link_id=link.id, seen_at=at, device=device, what="pdf"))
    _forget_old_views(session, link, ShareView.what == "pdf")
    record_event(session, "report.downloaded_by_link", by=None, tenant_id=link.tenant_id, subject=f"share:{link.id}")


def count_view(session: Session, link: ShareLink, *, device: str, at: datetime) -> None:
    """Somebody looked; who is not asked. A messenger that fetches a preview is logged, not counted."""
    session.add(ShareView(link_id=link.id, seen_at=at, device=device))
    if device == devices.ROBOT:  # anybody may call themselves one, as often as they like
        _forget_old_views(session, link, ShareView.device == devices.ROBOT)
        return
    if link.views % LOGGED == LOGGED - 1:
        _forget_old_views(session, link, ShareView.device != devices.ROBOT)
    session.execute(update(ShareLink).where(ShareLink.id == link.id).values(views=ShareLink.views + 1, viewed_at=at))
    record_event(session, "report.viewed_by_link", by=None, tenant_id=link.tenant_id, subject=f"share:{link.id}")


def _forget_old_views(session: Session, link: ShareLink, kind: ColumnElement[bool]) -> None:
    mine = (ShareView.tenant_id == link.tenant_id, ShareView.link_id == link.id, kind)
    newest = select(ShareView.seen_at).where(*mine).order_by(ShareView.seen_at.desc())
    edge = session.scalar(newest.offset(LOGGED).limit(1))
    if edge is not None:
        session.execute(delete(ShareView).where(*mine, ShareView.seen_at <= edge))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the QR code of a picture leads, and the link it stands for, if it is one."""

    address: str
    link: ShareLink | None = None


def request_picture(
    session: Session, report: Report, target: Target, *, lang: Lang, is_kept: Callable[[str], bool] = bool
) -> SharePicture:
    """The picture of a report that leads there: the one whose file is kept, else one for the worker to draw.

    The address is told to the job alone, which forgets it once the picture is drawn.
    """
    link_id = target.link.id if target.link else None
    hold_report(session, report.tenant_id, report.id)
    found = find_picture(session, report, link_id=link_id, lang=lang)
    if found is not None and found.state == PictureState.READY and is_kept(found.storage_key or ""):
        return found
    if found is not None and found.state == PictureState.DRAWING and not is_given_up(session, found):
        return found  # the worker serves everybody: however often the button is pressed, it is drawn once
    picture = found or SharePicture(report_id=report.id, link_id=link_id, lang=lang)
    picture.state, picture.storage_key = PictureState.DRAWING, None
    session.add(picture)
    session.flush()
    told = {**drawing_of(picture), "address": target.address}
    jobs.enqueue(session, "draw_picture", told, tenant_id=report.tenant_id)
    return picture


def keep_picture(session: Session, picture: SharePicture, *, storage_key: str, size: int, at: datetime) -> None:
    """The drawing is done."""
    picture.state = PictureState.READY
    picture.storage_key, picture.size, picture.drawn_at = storage_key, size, at


def drop_pictures(session: Session, link: ShareLink) -> list[str]:
    """Forget the pictures that lead to a link; the keys of their files, for the caller to delete."""
    pictures = list_pictures(session, link)
    for one in pictures:
        session.delete(one)
    return [one.storage_key for one in pictures if one.storage_key]
