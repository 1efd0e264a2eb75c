"""Reads of what became of a plan."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.deliveries.models import CalendarFeed, Delivery, DeliveryChange, GateCheck, Reminder, Status
from app.deliveries.values import Check, Progress, check_of, progress_of
from app.tenants.models import Kind, Membership, Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of a piece of work, and the name of whoever made it (empty when they are gone)."""

    site: str
    at: datetime
    by: str
    changes: dict[str, list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headway:
    """What a new plan must respect: finished, under way (so it begins with the first quarter), given up."""

    done: tuple[str, ...]
    under_way: tuple[str, ...]
    dropped: tuple[str, ...]


def list_progress(session: Session, tenant_id: UUID) -> tuple[Progress, ...]:
    """Everything a firm said about its work, in order of initiative and site."""
    wanted = select(Delivery).where(Delivery.tenant_id == tenant_id)
    return tuple(map(progress_of, session.scalars(wanted.order_by(Delivery.initiative_key, Delivery.site_key))))


def find_delivery(
    session: Session, tenant_id: UUID, initiative: str, site: str, *, hold: bool = False
) -> Delivery | None:
    """The row of one piece of work; `hold` makes others who hold it wait."""
    wanted = select(Delivery).where(
        Delivery.tenant_id == tenant_id, Delivery.initiative_key == initiative, Delivery.site_key == site
    )
    return session.scalars(wanted.with_for_update() if hold else wanted).one_or_none()


def list_changes(session: Session, tenant_id: UUID, initiative: str) -> list[Change]:
    """The history of an initiative at all its sites, newest first."""
    wanted = (
        select(Delivery.site_key, DeliveryChange.created_at, DeliveryChange.changes, User.name)
        .select_from(DeliveryChange)
        .join(Delivery, Delivery.id == DeliveryChange.delivery_id)
        .outerjoin(User, User.id == DeliveryChange.made_by_id)
        .where(DeliveryChange.tenant_id == tenant_id, Delivery.initiative_key == initiative)
        .order_by(DeliveryChange.id.desc())
        .limit(50)
    )
    return [Change(site=site, at=at, by=name or "", changes=said) for site, at, said, name in session.execute(wanted)]


def list_checks(session: Session, tenant_id: UUID) -> tuple[Check, ...]:
    """Every exit criterion a firm spoke of."""
    wanted = select(GateCheck).where(GateCheck.tenant_id == tenant_id).order_by(GateCheck.initiative_key)
    return tuple(map(check_of, session.scalars(wanted)))


def find_check(session: Session, tenant_id: UUID, initiative: str, *, hold: bool = False) -> GateCheck | None:
    """The row of one exit criterion."""
    wanted = select(GateCheck).where(GateCheck.tenant_id == tenant_id, GateCheck.initiative_key == initiative)
    return session.scalars(wanted.with_for_update() if hold else wanted).one_or_none()


def headway(session: Session, tenant_id: UUID) -> Headway:
    """What the planner's means can take: `done`, `locks` to the first quarter, `must_not`."""
    said: dict[str, set[Status]] = {}
    for one in list_progress(session, tenant_id):
        said.setdefault(one.initiative, set()).add(one.status)
    done = tuple(key for key, states in said.items() if states <= {Status.DONE})
    dropped = tuple(key for key, states in said.items() if states <= {Status.DROPPED})
    going = {Status.STARTED, Status.PAUSED, Status.DONE}
    under_way = tuple(key for key, states in said.items() if states & going and key not in done)
    return Headway(done=done, under_way=under_way, dropped=dropped)


def find_feed(session: Session, tenant_id: UUID, user_id: UUID, *, hold: bool = False) -> CalendarFeed | None:
    """The address of one person's calendar of this firm."""
    wanted = select(CalendarFeed).where(CalendarFeed.tenant_id == tenant_id, CalendarFeed.user_id == user_id)
    return session.scalars(wanted.with_for_update() if hold else wanted).one_or_none()


def find_feed_reader(session: Session, tenant_id: UUID, secret_hash: str) -> User | None:
    """Whose calendar an address is; None when it was withdrawn, or they no longer belong to the firm."""
    wanted = select(CalendarFeed).where(CalendarFeed.tenant_id == tenant_id, CalendarFeed.secret_hash == secret_hash)
    found = session.scalars(wanted).one_or_none()
    return find_reachable(session, tenant_id, found.user_id) if found is not None else None


def find_reminder(session: Session, tenant_id: UUID, user_id: UUID, *, hold: bool = False) -> Reminder | None:
    """What one person was reminded of."""
    wanted = select(Reminder).where(Reminder.tenant_id == tenant_id, Reminder.user_id == user_id)
    return session.scalars(wanted.with_for_update() if hold else wanted).one_or_none()


def list_people(session: Session, tenant_id: UUID, roles: Collection[str]) -> list[User]:
    """Members of a firm in these roles who can be written to."""
    wanted = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.organisation_id == tenant_id,
            Membership.role.in_(roles),
            User.active.is_(True),
            User.confirmed_at.is_not(None),
        )
        .order_by(User.id)
    )
    return list(session.scalars(wanted))


def find_reachable(session: Session, tenant_id: UUID, user_id: UUID) -> User | None:
    """A member who still sits in the firm and whose account is open."""
    wanted = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == tenant_id, User.id == user_id, User.active.is_(True))
    )
    return session.scalars(wanted).one_or_none()


def list_firms(session: Session) -> list[UUID]:
    """Every firm with members, in order of age."""
    seated = select(Membership.organisation_id)
    wanted = select(Organisation.id).where(Organisation.kind == Kind.SME, Organisation.id.in_(seated))
    return list(session.scalars(wanted.order_by(Organisation.id)))
