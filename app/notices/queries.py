"""Reading notices. A person's own, and of firms only those they still sit in."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.kit.errors import NotFound
from app.kit.text import Text
from app.notices.models import GroupRobot, Notice

NO_NOTICE = Text(zh="没有这条通知。", en="There is no such notice.")


def _readable(user_id: UUID, firms: Collection[UUID]) -> ColumnElement[bool]:
    return and_(Notice.user_id == user_id, or_(Notice.firm_id.is_(None), Notice.firm_id.in_(list(firms))))


def list_notices(session: Session, user_id: UUID, firms: Collection[UUID], *, limit: int = 50) -> list[Notice]:
    """The newest notices of a person who sits in these firms, newest first."""
    wanted = select(Notice).where(_readable(user_id, firms)).order_by(Notice.id.desc()).limit(limit)
    return list(session.scalars(wanted))


def get_notice(session: Session, user_id: UUID, firms: Collection[UUID], notice_id: UUID) -> Notice:
    """One notice; NotFound when it is somebody else's, or of a firm the person has left."""
    wanted = select(Notice).where(_readable(user_id, firms), Notice.id == notice_id)
    found = session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound(NO_NOTICE)
    return found


def count_unread(session: Session, user_id: UUID, firms: Collection[UUID]) -> int:
    """How many of them are new; pages read the kept count in `users.unread` instead."""
    wanted = select(func.count(Notice.id)).where(_readable(user_id, firms), Notice.read_at.is_(None))
    return session.scalar(wanted) or 0


def count_since(session: Session, user_id: UUID, *, since: datetime) -> int:
    """How much a person was told lately, whatever it was about."""
    return (
        session.scalar(select(func.count(Notice.id)).where(Notice.user_id == user_id, Notice.created_at > since)) or 0
    )


def find_person_by_id(session: Session, user_id: UUID) -> User | None:
    """Whoever is to be told; None when the account is gone or closed."""
    found = session.get(User, user_id)
    return found if found is not None and found.active else None


def find_robot(session: Session, tenant_id: UUID, *, hold: bool = False) -> GroupRobot | None:
    """The firm's group robot."""
    wanted = select(GroupRobot).where(GroupRobot.tenant_id == tenant_id)
    return session.scalars(wanted.with_for_update() if hold else wanted).one_or_none()
