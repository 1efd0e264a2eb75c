"""Reading people."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User


def find_person(session: Session, email: str) -> User | None:
    """The person with this address, whatever the letters' case."""
    return session.scalars(select(User).where(func.lower(User.email) == email.lower())).one_or_none()


def names_of(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """What people are called: their name, else their address; those who are gone are missing."""
    if not ids:
        return {}
    found = session.execute(select(User.id, User.name, User.email).where(User.id.in_(ids)))
    return {id: name or email for id, name, email in found}


def count_people(session: Session) -> int:
    """How many people have an account."""
    return session.scalar(select(func.count()).select_from(User)) or 0
