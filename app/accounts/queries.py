"""Reading people."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Consent, SignedSession, User
from app.kit import clock


def find_person(session: Session, email: str) -> User | None:
    """The person with this address, whatever the letters' case."""
    return session.scalars(select(User).where(func.lower(User.email) == email.lower())).one_or_none()


def get_person(session: Session, user_id: UUID) -> User:
    """A person who is known to exist."""
    return session.get_one(User, user_id)


def find_person_by_phone(session: Session, number: str) -> User | None:
    """The person with this number (E.164)."""
    return session.scalars(select(User).where(User.phone == number)).one_or_none()


def count_people(session: Session) -> int:
    """How many people have an account."""
    return session.scalar(select(func.count()).select_from(User)) or 0


def list_sessions(session: Session, user: User) -> Sequence[SignedSession]:
    """Where a person is signed in, the device used last first."""
    asked = select(SignedSession).where(
        SignedSession.person == user.fs_uniquifier, SignedSession.expires_at > clock.now()
    )
    newest = (SignedSession.seen_on.desc(), SignedSession.created_at.desc())
    return session.scalars(asked.order_by(*newest)).all()


def list_consents(session: Session, user_id: UUID) -> Sequence[Consent]:
    """Everything a person ever agreed to, newest first."""
    asked = select(Consent).where(Consent.user_id == user_id).order_by(Consent.given_at.desc(), Consent.id.desc())
    return session.scalars(asked).all()


def standing_consents(session: Session, user_id: UUID) -> set[str]:
    """The purposes a person agrees to right now."""
    asked = select(Consent.purpose).where(Consent.user_id == user_id, Consent.withdrawn_at.is_(None))
    return set(session.scalars(asked))


def names_of(session: Session, people: set[UUID]) -> dict[UUID, str]:
    """What to call these people: their name, else the address they sign in with."""
    if not people:
        return {}
    rows = session.execute(select(User.id, User.name, User.email).where(User.id.in_(people)))
    return {id: name or email or "" for id, name, email in rows}
