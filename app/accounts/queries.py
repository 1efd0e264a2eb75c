"""Reading people."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User


def find_person(session: Session, email: str) -> User | None:
    """The person with this address, whatever the letters' case."""
    return session.scalars(select(User).where(func.lower(User.email) == email.lower())).one_or_none()


def find_person_by_phone(session: Session, number: str) -> User | None:
    """The person with this number (E.164)."""
    return session.scalars(select(User).where(User.phone == number)).one_or_none()


def count_people(session: Session) -> int:
    """How many people have an account."""
    return session.scalar(select(func.count()).select_from(User)) or 0


def names_of(session: Session, people: set[UUID]) -> dict[UUID, str]:
    """What to call these people: their name, else the address they sign in with."""
    if not people:
        return {}
    rows = session.execute(select(User.id, User.name, User.email).where(User.id.in_(people)))
    return {id: name or email or "" for id, name, email in rows}
