"""The security log as people read it: of one's own account, and of the members of an organisation one is in charge of.

Acts about accounts belong to no tenant, so they are read in a platform session, for the people named here alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.events.operations import KEPT_AT_LEAST
from app.events.queries import list_security
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.i18n import lang
from app.tenants.queries import Member
from app.trails.wording import OF_MEMBERS, say_security

SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: when, whose account, what."""

    at: datetime
    who: str
    what: str


def read_own(database: Database, user_id: UUID) -> list[Line]:
    """What was done to and tried at one's own account in the last six months, newest first."""
    with database.reading(Scope.platform("a person's own security log")) as session:
        found = list_security(session, [user_id], since=clock.now() - KEPT_AT_LEAST, limit=SHOWN)
        return [Line(at=one.at, who="", what=say_security(one.tag, lang())) for one in found]


def read_of_members(database: Database, members: tuple[Member, ...]) -> list[Line]:
    """What bears on the safety of an organisation, of each member since they joined, newest first."""
    known = {one.user_id: one for one in members}
    with database.reading(Scope.platform("the security log of an organisation's members")) as session:
        found = list_security(session, known, OF_MEMBERS, since=clock.now() - KEPT_AT_LEAST, limit=SHOWN)
        lines = []
        for one in found:
            whose = known[getattr(one, "person_id", None) or one.actor_id]  # type: ignore[union-attr, index]
            if one.at >= whose.since_at - timedelta(minutes=1):
                what = say_security(one.tag, lang())
                lines.append(Line(at=one.at, who=whose.name or whose.contact, what=what))
    return lines
