"""Appointing and dismissing clerks: from the command line alone. The caller commits."""

from sqlalchemy import select

from app.accounts.models import User
from app.accounts.queries import find_person
from app.clerks.models import Clerk
from app.events.operations import record_event
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.errors import Conflict, NotFound
from app.kit.text import Text

NO_PERSON = Text(zh="没有用这个邮箱注册、已确认且可登录的人。", en="Nobody who can sign in has confirmed this address.")
IS_ONE = Text(zh="这个人已经是经办人。", en="This person is a clerk already.")
IS_NONE = Text(zh="这个人不是经办人。", en="This person is no clerk.")


def appoint_clerk(session: HouseSession, email: str) -> User:
    """Let a person work at the desk. A platform session."""
    person = _hold(session, email)
    if not person.active or person.confirmed_at is None:
        raise NotFound(NO_PERSON)
    if _standing(session, person) is not None:
        raise Conflict(IS_ONE)
    session.add(Clerk(user_id=person.id))
    session.flush()
    record_event(session, "clerk.appointed", by=None, subject=f"person:{person.id}")
    return person


def dismiss_clerk(session: HouseSession, email: str) -> User:
    """Nothing of the desk opens for them from the next request on. A platform session."""
    person = _hold(session, email)
    row = _standing(session, person)
    if row is None:
        raise NotFound(IS_NONE)
    row.ended_at = clock.now()
    record_event(session, "clerk.dismissed", by=None, subject=f"person:{person.id}")
    return person


def _hold(session: HouseSession, email: str) -> User:
    person = find_person(session, email.strip())
    if person is None:
        raise NotFound(NO_PERSON)
    session.execute(select(User.id).where(User.id == person.id).with_for_update())
    return person


def _standing(session: HouseSession, person: User) -> Clerk | None:
    return session.scalar(select(Clerk).where(Clerk.user_id == person.id, Clerk.ended_at.is_(None)))
