"""Reading the audit trail and the log of attempts."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from heapq import merge
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.events.models import Attempt, Event


def list_events(session: Session, tenant_id: UUID, *, limit: int = 100) -> Sequence[Event]:
    """The newest events of one tenant, newest first."""
    asked = select(Event).where(Event.tenant_id == tenant_id).order_by(Event.at.desc(), Event.id.desc()).limit(limit)
    return session.scalars(asked).all()


SECURITY = frozenset(
    {
        "person.signed_in",
        "person.signed_out",
        "person.signed_up",
        "person.confirmed",
        "person.password_reset",
        "person.password_changed",
        "person.contact_changed",
    }
)
"""Acts about a person that are about their security too; of other things people do to their profile it says nothing."""
NOUNS = ("passkey", "second_factor", "recovery_code", "recovery_codes", "session", "sign_on", "account", "grant")
"""Nouns whose every act belongs into the security log."""


def _about_security() -> ColumnElement[bool]:
    return or_(Event.tag.in_(SECURITY), *(Event.tag.startswith(f"{noun}.", autoescape=True) for noun in NOUNS))


def list_security(
    session: Session, people: Collection[UUID], tags: Collection[str] = (), *, since: datetime, limit: int = 200
) -> list[Event | Attempt]:
    """What was done to and tried at these people's accounts, newest first; of some tags, or all. A platform session:
    acts about an account belong to no tenant."""
    acts = select(Event).where(Event.actor_id.in_(people), Event.at >= since, _about_security())
    tries = select(Attempt).where(Attempt.person_id.in_(people), Attempt.at >= since)
    if tags:
        acts, tries = acts.where(Event.tag.in_(tags)), tries.where(Attempt.tag.in_(tags))
    found: list[Event | Attempt] = list(session.scalars(acts.order_by(Event.at.desc()).limit(limit)))
    found += session.scalars(tries.order_by(Attempt.at.desc()).limit(limit))
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def walk_security(session: Session, *, since: datetime, until: datetime) -> Iterator[Event | Attempt]:
    """The whole security log of a span, oldest first. A platform session."""
    acts = select(Event).where(Event.at >= since, Event.at < until, _about_security()).order_by(Event.at, Event.id)
    tries = select(Attempt).where(Attempt.at >= since, Attempt.at < until).order_by(Attempt.at, Attempt.id)
    batches = {"yield_per": 500}
    found = (session.scalars(asked.execution_options(**batches)) for asked in (acts, tries))
    return merge(*found, key=lambda one: one.at)


def count_attempts(session: Session, *, before: datetime) -> int:
    """How many attempts are older than this. A platform session."""
    return session.scalar(select(func.count(Attempt.id)).where(Attempt.at < before)) or 0
