"""Asking for an export, finishing it, and letting it go. The caller commits."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.emails import alert_person
from app.accounts.models import User
from app.archives.models import Archive, ArchiveState
from app.archives.queries import count_recent, find_wanted, owns_firm
from app.events.operations import record_event
from app.kit import clock
from app.kit.errors import Conflict, Refused
from app.kit.jobs import enqueue
from app.kit.storage import folder_of
from app.kit.text import Text

JOB = "archive.make"
KEPT, REMEMBERED = timedelta(hours=24), timedelta(days=30)
A_DAY = 3
TOO_MANY = Text(
    zh="24 小时内已经导出过 3 次。请先用已有的文件，或明天再来。",
    en="You have made three exports within 24 hours. Use one of those, or come back tomorrow.",
)
NOT_YOURS = Text(
    zh="只有企业负责人或机构管理员能导出全部数据。",
    en="Only an owner of a firm or an administrator of a provider can export all its data.",
)
MINE = "/profile/data"


def order_archive(session: Session, *, by: UUID, firm_id: UUID | None) -> Archive:
    """Ask for an export of the person's own data, or of a firm they own."""
    if firm_id is not None and not owns_firm(session, by, firm_id):
        raise Refused(NOT_YOURS)
    session.execute(select(User.id).where(User.id == by).with_for_update())  # of presses at once one is counted first
    if count_recent(session, by, firm_id, since=clock.now() - KEPT) >= A_DAY:
        raise Conflict(TOO_MANY)
    archive = Archive(user_id=by, firm_id=firm_id)
    session.add(archive)
    session.flush()
    enqueue(session, JOB, {"archive_id": str(archive.id)})
    record_event(session, "archive.ordered", by=by, subject=f"archive:{archive.id}", firm=str(firm_id or ""))
    return archive


def person_folder(user_id: UUID) -> str:
    """The folder of what is kept for one person."""
    return f"p{user_id.hex}"


def key_of(archive: Archive) -> str:
    """Where the file is kept: with the firm or the person it is about, so that it is erased with them."""
    folder = folder_of(archive.firm_id) if archive.firm_id is not None else person_folder(archive.user_id)
    return f"{exports_in(folder)}{archive.id.hex}.zip"


def exports_in(folder: str) -> str:
    """Beginning of the keys of exports; an export holds no earlier export."""
    return f"{folder}/exports/"


def finish_archive(session: Session, archive_id: UUID, *, size: int) -> bool:
    """The file is there; False when nobody wants it any more."""
    archive = find_wanted(session, archive_id)
    if archive is None:
        return False
    archive.state, archive.storage_key, archive.size = ArchiveState.READY, key_of(archive), size
    archive.expires_at = clock.now() + KEPT
    alert_person(session, archive.user_id, "export-ready", path=MINE)
    return True


def note_download(session: Session, archive: Archive) -> None:
    """Keep on record that the file was fetched."""
    record_event(session, "archive.fetched", by=archive.user_id, subject=f"archive:{archive.id}")


def expire_archives(session: Session) -> Iterable[str]:
    """Let go of files whose day is over and of orders nobody could fill; the keys to delete."""
    now = clock.now()
    over = select(Archive).where(Archive.state == ArchiveState.READY, Archive.expires_at <= now)
    stuck = select(Archive).where(Archive.state == ArchiveState.WANTED, Archive.created_at <= now - 2 * KEPT)
    keys = []
    for archive in (*session.scalars(over), *session.scalars(stuck)):
        keys.append(key_of(archive))
        archive.state, archive.storage_key = ArchiveState.GONE, None
    session.execute(delete(Archive).where(Archive.state == ArchiveState.GONE, Archive.created_at < now - REMEMBERED))
    return keys
