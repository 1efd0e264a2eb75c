"""Making and checking codes, and what a proven number or address may do. The caller commits."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.operations import agree_to_rules
from app.contacts.emails import send_code, tell_old_contact
from app.contacts.models import Code, Purpose
from app.contacts.queries import find_holder
from app.events.operations import record_event
from app.kit import clock, ids
from app.kit.errors import Conflict
from app.kit.text import Lang, Text
from app.notices.operations import tell

TRIES = 5
LIFE = {"sms": timedelta(minutes=5), "mail": timedelta(minutes=10)}
TAKEN = Text(
    zh="这个{what}已经属于另一个账号，什么都没有改。要用它，请退出后用它登录那个账号。",
    en="This {what} belongs to another account; nothing was changed. Sign out and sign in with it to use that one.",
)
KINDS = {
    Purpose.PHONE: Text(zh="手机号", en="number"),
    Purpose.MAIL: Text(zh="邮箱", en="address"),
}
CHANGED = {
    Purpose.PHONE: Text(zh="您账号的手机号刚刚改过。", en="The phone number of your account was just changed."),
    Purpose.MAIL: Text(zh="您账号的邮箱刚刚改过。", en="The e-mail address of your account was just changed."),
}


class Outcome(StrEnum):
    """What a try at a code comes to."""

    GOOD = "good"
    WRONG = "wrong"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who wants to prove what: nobody in particular when it is about signing in."""

    purpose: Purpose
    contact: str
    user_id: UUID | None = None


def _hashed(code_id: UUID, code: str, secret_key: str) -> str:
    # Six digits are soon tried through; without our key the hash is of no use.
    return hmac.new(secret_key.encode(), f"code {code_id} {code}".encode(), hashlib.sha256).hexdigest()


def issue_code(session: Session, wish: Wish, *, lang: Lang, secret_key: str) -> UUID:
    """Send a fresh code on its way; its id belongs into the asking browser's session and nowhere else."""
    code_id, code = ids.new_id(), f"{secrets.randbelow(10**6):06d}"
    life = LIFE["mail" if "@" in wish.contact else "sms"]
    row = {"purpose": wish.purpose, "contact": wish.contact, "user_id": wish.user_id}
    hashed = _hashed(code_id, code, secret_key)
    session.add(Code(id=code_id, **row, code_hash=hashed, expires_at=clock.now() + life))
    send_code(session, wish.contact, code, lang=lang, life=life)
    return code_id


def try_code(session: Session, code_id: UUID, wish: Wish, given: str, *, secret_key: str) -> Outcome:
    """Count one try and say what it comes to. Commit it whatever the outcome, or tries would cost nothing."""
    alive = (Code.id == code_id, Code.purpose == wish.purpose, Code.contact == wish.contact)
    open_ = (Code.tries < TRIES, Code.expires_at > clock.now(), Code.user_id == wish.user_id)
    counted = session.execute(update(Code).where(*alive, *open_).values(tries=Code.tries + 1))
    if not counted.rowcount:  # type: ignore[attr-defined]
        return Outcome.DEAD
    row = session.get_one(Code, code_id)
    right = hmac.compare_digest(row.code_hash, _hashed(code_id, given, secret_key))
    return Outcome.GOOD if right else Outcome.WRONG


def spend_code(session: Session, code_id: UUID) -> bool:
    """Use a good code up; False when another request was quicker."""
    return bool(session.execute(delete(Code).where(Code.id == code_id)).rowcount)  # type: ignore[attr-defined]


def sign_up_by_phone(session: Session, number: str, *, name: str, lang: Lang) -> User:
    """The account of a proven number: a new one, or the one that was quicker."""
    person = User(email=None, phone=number, name=name, lang=lang, confirmed_at=clock.now())
    person.fs_uniquifier = secrets.token_hex(32)
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        found = find_holder(session, number)
        if found is None:
            raise
        return found
    record_event(session, "person.signed_up", by=person.id, by_phone=True)
    agree_to_rules(session, person.id)  # the form does not pass without
    return person


def change_contact(session: Session, person: User, wish: Wish) -> None:
    """Give the person a proven number or address; Conflict when it is another's. Old and new are told.

    Every session and every link sent to the old address ends with it: the caller signs this browser in again.
    """
    holder = find_holder(session, wish.contact)
    if holder is not None and holder.id == person.id:
        return
    taken = Conflict(TAKEN.format(what=KINDS[wish.purpose]))
    if holder is not None:
        raise taken
    lang: Lang = "zh" if person.lang == "zh" else "en"
    old = person.phone if wish.purpose == Purpose.PHONE else person.email
    try:
        with session.begin_nested():
            if wish.purpose == Purpose.PHONE:
                person.phone = wish.contact
            else:
                person.email = wish.contact
            person.fs_uniquifier = secrets.token_hex(32)
            session.flush()
    except IntegrityError:
        raise taken from None
    record_event(session, "person.contact_changed", by=person.id, kind=wish.purpose)
    if old:
        tell_old_contact(session, old, lang=lang)
    context: Mapping[str, Text] = {"what": CHANGED[wish.purpose]}
    tell(session, "contact-changed", to=person, context=context, path="/profile/contacts", tenant_id=None)


def purge_codes(session: Session, *, before: datetime) -> None:
    """Forget codes that ran out."""
    session.execute(delete(Code).where(Code.expires_at < before))
