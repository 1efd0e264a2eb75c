"""Making, withdrawing and opening share links. The caller commits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.events.operations import record_event
from app.kit.addresses import new_address
from app.kit.errors import Conflict
from app.kit.text import Text
from app.reports.models import Report
from app.shares.models import ShareLink
from app.shares.queries import list_links

MOST = 20
"""Links of one report that may be open at once."""
TOO_MANY = Text(
    zh="这份报告的有效链接已经有 {most} 个，请先收回不用的。",
    en="This report has {most} open links already; withdraw those no longer needed first.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """For whom a link is, how many days it opens, and the hash of its password, if it has one."""

    label: str
    days: int
    password_hash: str | None = None


def make_link(session: Session, report: Report, wish: Wish, *, by: UUID | None, at: datetime) -> str:
    """A new link; the word for its address, which nobody can see again. Conflict when there are too many."""
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
    record_event(session, "report.shared", by=by, tenant_id=report.tenant_id, subject=f"share:{link.id}")
    return word


def withdraw_link(session: Session, link: ShareLink, *, by: UUID | None, at: datetime) -> None:
    """From now on the address opens nothing; saying so twice changes nothing."""
    if link.revoked_at is None:
        link.revoked_at = at
        record_event(session, "report.share_withdrawn", by=by, tenant_id=link.tenant_id, subject=f"share:{link.id}")
        session.flush()


def count_view(session: Session, link: ShareLink, *, at: datetime) -> None:
    """Somebody looked; who is not asked."""
    session.execute(update(ShareLink).where(ShareLink.id == link.id).values(views=ShareLink.views + 1, viewed_at=at))
    record_event(session, "report.viewed_by_link", by=None, tenant_id=link.tenant_id, subject=f"share:{link.id}")
