"""Who works at the operator's desk, and what the desk looks up across organisations.

Only sessions of the platform see rows of every organisation; `look_across` opens one, with the reason it is for."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.clerks.models import Clerk
from app.kit.db import Database, Glance, HouseSession, Scope
from app.kit.errors import Unavailable
from app.kit.text import Text
from app.tenants.models import Organisation

NO_PLATFORM = Text(
    zh="没有设置 PLATFORM_DATABASE_URL：应用自己的数据库角色看不到各家企业的账目，后台打不开。请按 docs/settings.md "
    "设置后重新启动。没有改动任何内容。",
    en="PLATFORM_DATABASE_URL is not set: the application's own role sees no organisation's books, so the desk cannot "
    "open. Set it as docs/settings.md says and start again. Nothing was changed.",
)
STANDING = select(Clerk.id).where(Clerk.user_id == bindparam("user_id", type_=Uuid()), Clerk.ended_at.is_(None))


def is_clerk(session: Session | Glance, user_id: UUID) -> bool:
    """Whether this person works at the desk at present."""
    return session.execute(STANDING, {"user_id": user_id}).first() is not None


def list_clerks(session: Session) -> Sequence[tuple[Clerk, str, str]]:
    """Those who work at the desk: since when, name and address."""
    asked = select(Clerk, User.name, func.coalesce(User.email, User.phone, "")).join(User, User.id == Clerk.user_id)
    found = session.execute(asked.where(Clerk.ended_at.is_(None)).order_by(Clerk.created_at))
    return [(row, name, contact) for row, name, contact in found]


def list_clerk_ids(session: Session) -> Sequence[UUID]:
    """Everybody who works or has worked at the desk."""
    return session.scalars(select(Clerk.user_id).distinct()).all()


@contextmanager
def look_across(database: Database, why: str) -> Iterator[HouseSession]:
    """A reading session of the platform. Unavailable where PostgreSQL has no role for it."""
    check_reach(database)
    with database.reading(Scope.platform(why)) as session:
        yield session


def check_reach(database: Database) -> None:
    """Unavailable where the desk could not see across organisations."""
    if database.is_postgres and database.platform_engine is database.engine:
        raise Unavailable(NO_PLATFORM)


def owner_of(database: Database, model: Any, row_id: UUID) -> UUID | None:
    """The organisation a row belongs to."""
    with look_across(database, "finding whose row the desk asked for") as session:
        return session.scalar(select(model.tenant_id).where(model.id == row_id))


def get_name(session: Session, tenant_id: UUID) -> str:
    """What the organisation is called."""
    return session.get_one(Organisation, tenant_id).name
