"""Reading people."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Consent, Passkey, SignedSession, User
from app.kit import clock
from app.kit.errors import NotFound
from app.kit.text import Text

NO_PASSKEY = Text(zh="没有这个通行密钥。", en="There is no such passkey.")


def find_person(session: Session, email: str) -> User | None:
    """The person with this address, whatever the letters' case."""
    return session.scalars(select(User).where(func.lower(User.email) == email.lower())).one_or_none()


def get_person(session: Session, user_id: UUID) -> User:
    """A person who is known to exist."""
    return session.get_one(User, user_id)


def find_person_by_phone(session: Session, number: str) -> User | None:
    """The person with this number (E.164)."""
    return session.scalars(select(User).where(User.phone == number)).one_or_none()


def find_by_contact(session: Session, contact: str) -> User | None:
    """The person somebody claims to be when they sign in: an address in whatever case, or a number (E.164)."""
    theirs = or_(func.lower(User.email) == contact.lower(), User.phone == contact)
    return session.scalars(select(User).where(theirs).limit(1)).first()


def find_by_mark(session: Session, mark: str) -> User | None:
    """The person a session is tied to (`users.fs_uniquifier`)."""
    return session.scalars(select(User).where(User.fs_uniquifier == mark)).one_or_none()


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


def list_passkeys(session: Session, user_id: UUID) -> Sequence[Passkey]:
    """A person's passkeys, oldest first."""
    asked = select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.created_at, Passkey.id)
    return session.scalars(asked).all()


def get_passkey(session: Session, user_id: UUID, passkey_id: UUID) -> Passkey:
    """One of the person's passkeys; NotFound for every other."""
    asked = select(Passkey).where(Passkey.user_id == user_id, Passkey.id == passkey_id)
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound(NO_PASSKEY)
    return found


def find_passkey(session: Session, credential_id: bytes) -> Passkey | None:
    """The passkey an authenticator says it is, held: of two answers at once one waits."""
    return session.scalars(
        select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
    ).one_or_none()
