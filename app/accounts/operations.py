"""What may happen to people and their sessions."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.emails import alert_person
from app.accounts.models import RULES, RULES_EDITION, Consent, Passkey, Purpose, SignedSession, User
from app.accounts.queries import get_passkey, list_passkeys
from app.events.operations import record_event
from app.kit import clock
from app.kit.errors import Conflict
from app.kit.text import Lang, Text

MOST_PASSKEYS = 12
HERE = "/profile/security"
TOO_MANY = Text(
    zh="一个账号最多 {most} 个通行密钥。请先移除用不着的。",
    en="An account holds at most {most} passkeys. Remove one you no longer use first.",
)
KNOWN = Text(
    zh="这台设备的通行密钥已经登记过了，没有重复添加。",
    en="The passkey of this device is registered already; nothing was added.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskey:
    """What an authenticator made: which one it is, its public half, its count, and how it can be reached."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]


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


def add_passkey(session: Session, user_id: UUID, made: NewPasskey, *, name: str) -> Passkey:
    """Keep a passkey and tell the person; Conflict when it is known or there are too many."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update())
    if len(list_passkeys(session, user_id)) >= MOST_PASSKEYS:
        raise Conflict(TOO_MANY.format(most=str(MOST_PASSKEYS)))
    facts = {field: getattr(made, field) for field in ("credential_id", "public_key", "sign_count", "transports")}
    row = Passkey(user_id=user_id, name=name, **facts)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Conflict(KNOWN) from None
    record_event(session, "passkey.added", by=user_id, subject=f"passkey:{row.id}")
    alert_person(session, user_id, "passkey-added", path=HERE, passkey=name)
    return row


def name_passkey(session: Session, user_id: UUID, passkey_id: UUID, name: str) -> None:
    """Call it something else."""
    get_passkey(session, user_id, passkey_id).name = name
    record_event(session, "passkey.named", by=user_id, subject=f"passkey:{passkey_id}")


def remove_passkey(session: Session, user_id: UUID, passkey_id: UUID) -> None:
    """From now on it opens nothing; the person is told."""
    row = get_passkey(session, user_id, passkey_id)
    session.delete(row)
    record_event(session, "passkey.removed", by=user_id, subject=f"passkey:{passkey_id}")
    alert_person(session, user_id, "passkey-removed", path=HERE, passkey=row.name)


def use_passkey(session: Session, passkey: Passkey, *, count: int) -> User:
    """Note that it was used; returns whose it is."""
    passkey.sign_count, passkey.last_used_at = count, clock.now()
    record_event(session, "passkey.used", by=passkey.user_id, subject=f"passkey:{passkey.id}")
    return session.get_one(User, passkey.user_id)
