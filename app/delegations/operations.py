"""Handing parts out, opening them, handing them back. The caller commits."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.assessments.filling import Excerpt, Filling
from app.assessments.models import Assessment
from app.assessments.operations import CLOSED
from app.delegations.models import Delegation, DelegationLink
from app.delegations.queries import list_delegations
from app.delegations.standing import stand
from app.events.operations import record_event
from app.kit import clock
from app.kit.addresses import new_address
from app.kit.errors import Conflict, Invalid
from app.kit.jobs import enqueue_for
from app.kit.text import Text

MOST = 40
"""Parts of one assessment that may be out at once."""
REMIND = "remind_colleague"
CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
YEAR = 365

TOO_MANY = Text(
    zh="已有 {most} 个部分在同事手里，没有新增。请先收回用不着的。",
    en="{most} parts are with colleagues already; withdraw those no longer needed first.",
)
TAKEN = Text(
    zh="这一部分已经交给{name}，还没交回。要换人，请先收回。",
    en="{name} has this part already and has not handed it back. Withdraw it first to give it to somebody else.",
)
NO_PART = Text(zh="问卷里没有这一部分，请重新选择。", en="The questionnaire has no such part; choose again.")
BAD_DAY = Text(
    zh="请选一个日期，例如 2026-12-31；留言最多 300 字。这一部分没有改动。",
    en="Give a day, for example 2026-12-31, and at most 300 characters of words. Nothing was changed.",
)
PAST = Text(zh="请选今天或以后的日子。", en="Choose today or a later day.")
FAR = Text(zh="最晚选到一年以内。", en="Choose a day within a year.")
NOT_OUT = Text(
    zh="这一部分现在不在同事手里，请刷新页面看看。", en="This part is not out at the moment; reload the page to see."
)
STILL_OUT = Text(zh="这一部分还在同事手里。", en="This part is still with a colleague.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which part goes to whom, in which language, until which day, with which words."""

    excerpt: Excerpt
    name: str
    email: str | None
    lang: str
    due_on: date
    note: str = ""


class Origin(NamedTuple):
    """What parts are handed out of: an assessment that is held, so that limits hold too, and its whole filling."""

    assessment: Assessment
    filling: Filling


def hand_out(session: Session, origin: Origin, wish: Wish, *, by: UUID) -> tuple[Delegation, str]:
    """A part handed out, and the word for its address.

    Conflict when it is closed, the very part is out already or too many are; Invalid when it does not fit.
    """
    assessment, filling = origin
    if not assessment.is_open:
        raise Conflict(CLOSED)
    check_day(wish.due_on)
    if not filling.only(wish.excerpt).asked or wish.excerpt == Excerpt():
        raise Invalid(NO_PART)
    _check_room(session, origin, wish.excerpt)
    row = Delegation(
        assessment_id=assessment.id,
        section_key=wish.excerpt.section,
        site_key=wish.excerpt.site,
        name=wish.name,
        email=wish.email,
        lang=wish.lang,
        note=wish.note,
        due_on=wish.due_on,
        made_by_id=by,
    )
    session.add(row)
    session.flush()
    _note(session, row, "section.handed_out", by=by)
    _schedule(session, row)
    return row, add_link(session, row)


def _check_room(session: Session, origin: Origin, excerpt: Excerpt, *, beside: Delegation | None = None) -> None:
    assessment, filling = origin
    today, state = clock.today(), assessment.state
    rows = [one for one in list_delegations(session, assessment.tenant_id, assessment.id) if one is not beside]
    out = [one for one in (stand(row, filling, assessment_state=state, today=today) for row in rows) if one.is_live]
    same = next((one for one in out if one.row.excerpt == excerpt), None)
    if same is not None:
        raise Conflict(TAKEN.format(name=same.row.name))
    if len(out) >= MOST:
        raise Conflict(TOO_MANY.format(most=str(MOST)))


def check_day(due_on: date) -> None:
    """Invalid when a last day is past or too far."""
    if due_on < clock.today():
        raise Invalid(PAST)
    if due_on > clock.today() + timedelta(days=YEAR):
        raise Invalid(FAR)


def add_link(session: Session, row: Delegation) -> str:
    """One more word that opens a part; the earlier ones go on opening it, since nobody can look them up again."""
    word, address = new_address(row.tenant_id)
    session.add(DelegationLink(delegation_id=row.id, secret_hash=address.secret_hash))
    session.flush()
    return word


def pass_link_on(session: Session, row: Delegation, *, by: UUID | None) -> str:
    """One more word for whoever asks for it on a day that has had its reminder."""
    _note(session, row, "section.link_added", by=by)
    return add_link(session, row)


def renew_link(session: Session, row: Delegation, *, by: UUID | None) -> str:
    """A new word; all earlier ones and the browsers let in so far open nothing any more."""
    _end_links(session, row)
    _note(session, row, "section.link_renewed", by=by)
    return add_link(session, row)


def _end_links(session: Session, row: Delegation) -> None:
    standing = (DelegationLink.delegation_id == row.id, DelegationLink.ended_at.is_(None))
    session.execute(update(DelegationLink).where(*standing).values(ended_at=clock.now()))
    row.binding = row.code_hash = row.code_until = None


def withdraw_part(session: Session, row: Delegation, *, by: UUID) -> None:
    """The colleague can answer no more; saying so twice changes nothing."""
    if row.withdrawn_at is None and row.handed_back_at is None:
        row.withdrawn_at = clock.now()
        _note(session, row, "section.withdrawn", by=by)


def extend_part(session: Session, origin: Origin, row: Delegation, due_on: date, *, by: UUID) -> None:
    """Another last day, also for one that has passed. Conflict when the part is no longer out."""
    if row.withdrawn_at is not None or row.handed_back_at is not None:
        raise Conflict(NOT_OUT)
    if not origin.assessment.is_open:
        raise Conflict(CLOSED)
    check_day(due_on)
    _check_room(session, origin, row.excerpt, beside=row)
    row.due_on = due_on
    _note(session, row, "section.extended", by=by)
    _schedule(session, row)


def ask_again(session: Session, origin: Origin, row: Delegation, wish: Wish, *, by: UUID) -> str:
    """The same part to the same colleague once more, with a new word. Conflict when it is out or may not go out."""
    assessment, filling = origin
    if not assessment.is_open:
        raise Conflict(CLOSED)
    standing = stand(row, filling, assessment_state=assessment.state, today=clock.today())
    if not standing.can_come_back:
        raise Conflict(STILL_OUT if standing.is_live else NO_PART)
    check_day(wish.due_on)
    _check_room(session, origin, row.excerpt)
    row.handed_back_at = row.withdrawn_at = row.opened_at = None
    row.due_on, row.note = wish.due_on, wish.note
    _end_links(session, row)
    _note(session, row, "section.asked_again", by=by)
    _schedule(session, row)
    return add_link(session, row)


def hand_back(session: Session, row: Delegation) -> None:
    """The colleague is done; the links end with it."""
    row.handed_back_at = clock.now()
    row.code_hash = row.code_until = None
    _note(session, row, "section.handed_back", by=None)


def note_reminder(session: Session, row: Delegation, *, by: UUID | None) -> bool:
    """Whether a reminder may go out today; one a day is enough."""
    if row.reminded_on == clock.today():
        return False
    row.reminded_on = clock.today()
    _note(session, row, "section.reminded", by=by)
    return True


def let_in(session: Session, row: Delegation) -> str:
    """What a browser carries from now on; the first one binds the part to itself."""
    if row.binding is None:
        row.binding = secrets.token_hex(32)
    if row.opened_at is None:
        row.opened_at = clock.now()
    _note(session, row, "section.opened", by=None)
    return key_of(row)


def key_of(row: Delegation) -> str:
    """What the browsers that were let in carry. Worthless without a word, and without it a word is worthless."""
    return hmac.new((row.binding or "").encode(), row.id.bytes, hashlib.sha256).hexdigest()


def is_let_in(row: Delegation, key: str) -> bool:
    """Whether this is what `let_in` gave."""
    return row.binding is not None and hmac.compare_digest(key_of(row).encode(), key.encode())


def make_code(session: Session, row: Delegation) -> str:
    """Six digits that let one more browser in, once, for ten minutes. An earlier code is void."""
    code = f"{secrets.randbelow(10**6):06}"
    row.code_hash, row.code_until, row.code_tries = _hash_code(row, code), clock.now() + CODE_LIFE, 0
    session.flush()
    return code


def spend_code(session: Session, row: Delegation, code: str) -> bool:
    """Whether the code is right; it is then used up, as it is after five wrong ones. The row must be held."""
    if row.code_hash is None or row.code_until is None or row.code_until <= clock.now():
        return False
    row.code_tries += 1
    right = hmac.compare_digest(row.code_hash, _hash_code(row, code))
    if right or row.code_tries >= CODE_TRIES:
        row.code_hash = row.code_until = None
    if not right:
        _note(session, row, "section.code_refused", by=None)
    session.flush()
    return right


def _hash_code(row: Delegation, code: str) -> str:
    return hmac.new((row.binding or "").encode(), code.encode(), hashlib.sha256).hexdigest()


def _schedule(session: Session, row: Delegation) -> None:
    """Reminders at nine in the morning in China, two days before the last day and on it."""
    for days in (2, 0):
        at = datetime.combine(row.due_on - timedelta(days=days), time(9), clock.HOUSE_ZONE)
        if row.email and at > clock.now() and at.date() > clock.today():
            payload = {"delegation": str(row.id), "due_on": row.due_on.isoformat()}
            enqueue_for(session, REMIND, payload, tenant_id=row.tenant_id, at=at)


def _note(session: Session, row: Delegation, tag: str, *, by: UUID | None) -> None:
    session.flush()
    record_event(session, tag, by=by, tenant_id=row.tenant_id, subject=f"delegation:{row.id}")
