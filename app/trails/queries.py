"""Reading the record of one organisation, with the names of who acted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.clerks.queries import list_clerk_ids
from app.events.models import Event
from app.kit.i18n import lang
from app.tenants.doorway import DESK
from app.tenants.models import Engagement, Membership, Organisation, Role
from app.tenants.queries import list_grants
from app.tenants.wording import ROLE_WORDS
from app.trails.wording import GROUPS

PAGE = 50
MOST = 50_000
"""Acts of one file that is handed out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which acts: of a group of nouns, by a person."""

    group: str = ""
    by: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act. `who` is empty for the system, None for somebody whose name is not known here (any more)."""

    at: datetime
    tag: str
    who: str | None
    subject: str


def list_acts(session: Session, tenant_id: UUID, asked: Asked, *, page: int) -> tuple[Act, ...]:
    """One page, newest first."""
    wanted = _acts(tenant_id, asked).offset((page - 1) * PAGE).limit(PAGE)
    return tuple(_named(session, tenant_id, iter(session.scalars(wanted))))


def walk_acts(session: Session, tenant_id: UUID, asked: Asked) -> Iterator[Act]:
    """Every act, newest first, for a file."""
    found = session.scalars(_acts(tenant_id, asked).limit(MOST).execution_options(yield_per=500))
    return _named(session, tenant_id, iter(found))


def count_acts(session: Session, tenant_id: UUID, asked: Asked) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(_acts(tenant_id, asked).order_by(None).subquery())) or 0


def list_actors(session: Session, tenant_id: UUID) -> dict[UUID, str]:
    """The people whose names this organisation may read here: its members, those of providers it ever let in, and the
    platform staff who were let in to it."""
    engaged = select(Engagement.provider_id).where(Engagement.tenant_id == tenant_id)
    asked = (
        select(User.id, User.name, Organisation.id.label("place"), Organisation.name.label("called"))
        .join(Membership, Membership.user_id == User.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(or_(Organisation.id == tenant_id, Organisation.id.in_(engaged)))
        .order_by(User.name)
    )
    staff = ROLE_WORDS[Role.PLATFORM_STAFF].get(lang())
    granted = {one.grant.user_id: f"{one.name} · {staff}" for one in list_grants(session, tenant_id)}
    return (
        granted
        | dict.fromkeys(list_clerk_ids(session), DESK.get(lang()))
        | {
            row.id: row.name if row.place == tenant_id else f"{row.name} · {row.called}"
            for row in session.execute(asked)
        }
    )


def _acts(tenant_id: UUID, asked: Asked) -> Select[Event]:
    wanted = select(Event).where(Event.tenant_id == tenant_id)
    if asked.by is not None:
        wanted = wanted.where(Event.actor_id == asked.by)
    if asked.group in GROUPS:
        nouns = sorted(GROUPS[asked.group][1])
        wanted = wanted.where(or_(*(Event.tag.startswith(f"{noun}.", autoescape=True) for noun in nouns)))
    return wanted.order_by(Event.at.desc(), Event.id.desc())


def _named(session: Session, tenant_id: UUID, found: Iterator[Event]) -> Iterator[Act]:
    names = list_actors(session, tenant_id)
    for row in found:
        who = names.get(row.actor_id) if row.actor_id else ""
        yield Act(at=row.at, tag=row.tag, who=who, subject=row.subject or "")
