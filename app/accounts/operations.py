"""What may happen to people and their sessions."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.models import SignedSession, User
from app.events.operations import record_event
from app.kit import clock
from app.kit.text import Lang


def choose_language(session: Session, user_id: UUID, lang: Lang) -> None:
    """Remember the language a person reads."""
    user = session.get(User, user_id)
    if user is not None and user.lang != lang:
        user.lang = lang
        record_event(session, "person.language_chosen", by=user_id, lang=lang)


def change_profile(session: Session, user_id: UUID, *, name: str, lang: Lang) -> None:
    """Change what a person says about themselves."""
    user = session.get_one(User, user_id)
    user.name, user.lang = name, lang
    record_event(session, "person.profile_changed", by=user_id)


def purge_sessions(session: Session) -> int:
    """Remove sessions that have expired; returns how many."""
    gone = session.execute(delete(SignedSession).where(SignedSession.expires_at < clock.now()))
    return int(gone.rowcount)  # type: ignore[attr-defined]
