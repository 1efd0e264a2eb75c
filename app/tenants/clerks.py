"""Appointing and dismissing the operator's clerks, from the command line alone. The caller commits."""

from sqlalchemy import delete

from app.accounts.queries import find_person
from app.events.operations import record_event
from app.kit.db import HouseSession
from app.kit.errors import Conflict, NotFound
from app.kit.text import Text
from app.tenants.models import Clerk
from app.tenants.queries import is_clerk

NO_PERSON = Text(zh="没有用这个邮箱注册、已确认且可登录的人。", en="Nobody who can sign in has confirmed this address.")
IS_CLERK = Text(zh="这个人已经在收款台了。", en="This person is at the desk already.")
NO_CLERK = Text(zh="这个人不在收款台。", en="This person is not at the desk.")


def appoint_clerk(session: HouseSession, email: str) -> Clerk:
    """Let a person use the desk. A platform session."""
    person = find_person(session, email.strip())
    if person is None or not person.active or person.confirmed_at is None:
        raise NotFound(NO_PERSON)
    if is_clerk(session, person.id):
        raise Conflict(IS_CLERK)
    clerk = Clerk(user_id=person.id)
    session.add(clerk)
    session.flush()
    record_event(session, "clerk.appointed", by=None, subject=f"person:{person.id}")
    return clerk


def dismiss_clerk(session: HouseSession, email: str) -> None:
    """Nothing at the desk opens for them from the next request on. A platform session."""
    person = find_person(session, email.strip())
    if person is None or not is_clerk(session, person.id):
        raise NotFound(NO_CLERK)
    session.execute(delete(Clerk).where(Clerk.user_id == person.id))
    record_event(session, "clerk.dismissed", by=None, subject=f"person:{person.id}")
