"""What may happen to people and their sessions."""

from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.models import RULES, RULES_EDITION, Consent, Purpose, SignedSession, User
from app.events.operations import record_event
from app.kit import clock
from app.kit.text import Lang


def choose_language(session: Session, user_id: UUID, lang: Lang) -> None:
    """Remember the language a person reads."""
    user = session.get(User, user_id)
    if user is not None and user.lang != lang:
        user.lang = lang
        record_event(session, "person.language_chosen", by=user_id, lang=lang)


def change_profile(session: Session, user_id: UUID, *, name: str, lang: Lang, zone: str) -> None:
    """Change what a person says about themselves."""
    user = session.get_one(User, user_id)
    user.name, user.lang, user.zone = name, lang, zone
    record_event(session, "person.profile_changed", by=user_id)


def purge_sessions(session: Session) -> int:
    """Remove sessions that have expired; returns how many."""
    gone = session.execute(delete(SignedSession).where(SignedSession.expires_at < clock.now()))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def end_session(session: Session, user: User, which: str) -> None:
    """Sign one of the person's own devices out; a device already signed out is none."""
    session.execute(delete(SignedSession).where(SignedSession.id == which, SignedSession.person == user.fs_uniquifier))
    record_event(session, "session.ended", by=user.id)


def end_other_sessions(session: Session, user: User, *, keep: str) -> int:
    """Sign out everywhere but here; returns on how many devices that was."""
    others = (SignedSession.person == user.fs_uniquifier, SignedSession.id != keep)
    gone = int(session.execute(delete(SignedSession).where(*others)).rowcount)  # type: ignore[attr-defined]
    record_event(session, "session.others_ended", by=user.id, devices=gone)
    return gone


def agree_to_rules(session: Session, user_id: UUID) -> None:
    """Record that the person agrees to the terms and the privacy notice in force. For every way of signing up."""
    session.flush()
    user = session.get_one(User, user_id)
    if user.agreed_edition == RULES_EDITION:
        return
    user.agreed_edition = RULES_EDITION
    for purpose in RULES:
        give_consent(session, user_id, purpose)


def give_consent(session: Session, user_id: UUID, purpose: Purpose) -> None:
    """Record consent to one purpose, in the edition in force."""
    withdraw_consent(session, user_id, purpose)
    row = {"user_id": user_id, "purpose": purpose, "edition": RULES_EDITION, "given_at": clock.now()}
    session.add(Consent(**row))
    record_event(session, "consent.given", by=user_id, purpose=purpose, edition=RULES_EDITION)


def withdraw_consent(session: Session, user_id: UUID, purpose: Purpose) -> None:
    """From now on not any more; that it was given stays on record."""
    standing = (Consent.user_id == user_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
    ended = session.execute(update(Consent).where(*standing).values(withdrawn_at=clock.now()))
    if ended.rowcount and purpose not in RULES:  # type: ignore[attr-defined]
        record_event(session, "consent.withdrawn", by=user_id, purpose=purpose)


def choose_consents(session: Session, user_id: UUID, wanted: dict[Purpose, bool], *, standing: set[str]) -> None:
    """Turn the separate consents on or off; those that stay as they are leave no trace."""
    for purpose, wish in wanted.items():
        if wish and purpose not in standing:
            give_consent(session, user_id, purpose)
        elif not wish and purpose in standing:
            withdraw_consent(session, user_id, purpose)
