"""Reading archives, and what stands in the way of leaving."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.archives.models import Archive, ArchiveState
from app.kit.errors import NotFound
from app.kit.text import Text
from app.tenants.models import Membership, Organisation, Role

NO_ARCHIVE = Text(
    zh="这份导出文件已经不在了：过了 24 小时会删除。请重新导出。",
    en="This export is gone: it is deleted after 24 hours. Make a new one.",
)


IN_CHARGE = (Role.OWNER, Role.PROVIDER_ADMIN)


def _in_charge() -> ColumnElement[bool]:
    """Memberships of owners of firms and of administrators of providers; of several roles that one comes first."""
    return Membership.role.in_(IN_CHARGE)


def _is_theirs(user_id: UUID) -> ColumnElement[bool]:
    """Archives a person ordered; of a firm or provider only while they are in charge of it."""
    owned = select(Membership.organisation_id).where(Membership.user_id == user_id, _in_charge())
    return and_(Archive.user_id == user_id, or_(Archive.firm_id.is_(None), Archive.firm_id.in_(owned)))


def list_archives(session: Session, user_id: UUID) -> Sequence[Archive]:
    """A person's exports that are being made or can be fetched, newest first."""
    asked = select(Archive).where(_is_theirs(user_id), Archive.state != ArchiveState.GONE)
    return session.scalars(asked.order_by(Archive.id.desc()).limit(20)).all()


def count_recent(session: Session, user_id: UUID, firm_id: UUID | None, *, since: datetime) -> int:
    """How many exports of the same this person has asked for lately."""
    mine = (Archive.user_id == user_id, Archive.firm_id == firm_id, Archive.created_at > since)
    return session.scalar(select(func.count(Archive.id)).where(*mine)) or 0


def get_ready_archive(session: Session, user_id: UUID, archive_id: UUID | None, *, at: datetime) -> Archive:
    """One finished export of this person; NotFound for anybody else's, of a firm they lost, and once it has expired."""
    asked = select(Archive).where(Archive.id == archive_id, _is_theirs(user_id))
    found = session.scalars(asked).one_or_none()
    if found is None or found.state != ArchiveState.READY or found.expires_at is None or found.expires_at <= at:
        raise NotFound(NO_ARCHIVE)
    return found


def find_wanted(session: Session, archive_id: UUID) -> Archive | None:
    """An export still to be made."""
    asked = select(Archive).where(Archive.id == archive_id, Archive.state == ArchiveState.WANTED)
    return session.scalars(asked).one_or_none()


def owns_firm(session: Session, user_id: UUID, firm_id: UUID) -> bool:
    """Whether the person is an owner of the firm, or an administrator of the provider, right now."""
    mine = (Membership.user_id == user_id, Membership.organisation_id == firm_id, _in_charge())
    return session.scalars(select(Membership.id).where(*mine)).first() is not None


def list_sole_firms(session: Session, user_id: UUID) -> list[str]:
    """Names of firms and providers that would be left without anybody in charge, those excepted that are going too."""
    owners = select(Membership.organisation_id).where(_in_charge())
    others = owners.where(Membership.user_id != user_id)
    asked = select(Organisation.name).where(
        Organisation.closing_at.is_(None),
        Organisation.id.in_(owners.where(Membership.user_id == user_id)),
        Organisation.id.not_in(others),
    )
    return list(session.scalars(asked.order_by(Organisation.name)))


def list_due(session: Session, *, at: datetime) -> tuple[list[UUID], list[UUID]]:
    """Firms and people whose time to think it over has passed."""
    firms = select(Organisation.id).where(Organisation.closing_at <= at).order_by(Organisation.closing_at)
    people = select(User.id).where(User.closing_at <= at).order_by(User.closing_at)
    return list(session.scalars(firms)), list(session.scalars(people))
