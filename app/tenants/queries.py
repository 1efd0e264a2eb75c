"""Reading organisations, memberships and engagements."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.kit import clock
from app.kit.db import Database, Glance, Scope
from app.kit.scope import Prepared
from app.tenants.models import Engagement, Kind, Membership, Organisation, Role


@dataclass(frozen=True, slots=True)
class Seat:
    """One membership of a person."""

    organisation_id: UUID
    name: str
    kind: Kind
    role: Role


# The type is named: until the table of people is known, the column that points to it has none of its own.
SEATS = (
    select(Organisation.id, Organisation.name, Organisation.kind, Membership.role)
    .join(Membership, Membership.organisation_id == Organisation.id)
    .where(Membership.user_id == bindparam("user_id", type_=Uuid()))
    .order_by(Membership.id)
)


def list_seats(session: Session | Glance, user_id: UUID) -> tuple[Seat, ...]:
    """Every membership of a person, oldest first."""
    rows = session.execute(SEATS, {"user_id": user_id})
    return tuple(Seat(row.id, row.name, Kind(row.kind), Role(row.role)) for row in rows)


def reach_of_provider(tenant_id: ColumnElement[UUID], provider_id: UUID) -> ColumnElement[bool]:
    """Criterion on a tenant_id column: tenants with a live engagement of this provider."""
    live = select(Engagement.tenant_id).where(
        Engagement.provider_id == provider_id,
        Engagement.ended_at.is_(None),
        or_(Engagement.until_at.is_(None), Engagement.until_at > func.now()),
    )
    return tenant_id.in_(live)


def is_engaged(session: Session, provider_id: UUID, tenant_id: UUID) -> bool:
    """Whether the provider may see the tenant right now."""
    asked = select(Engagement.id).where(
        Engagement.provider_id == provider_id,
        Engagement.tenant_id == tenant_id,
        Engagement.ended_at.is_(None),
        or_(Engagement.until_at.is_(None), Engagement.until_at > clock.now()),
    )
    return session.scalars(asked.limit(1)).first() is not None


def is_shared(session: Session, provider_id: UUID, tenant_id: UUID, what: str) -> bool:
    """Whether a live engagement lets the provider see this kind of thing: answers, evidence, drafts, results."""
    asked = select(Engagement.shares).where(
        Engagement.provider_id == provider_id,
        Engagement.tenant_id == tenant_id,
        Engagement.ended_at.is_(None),
        or_(Engagement.until_at.is_(None), Engagement.until_at > clock.now()),
    )
    return any(what in shares for shares in session.scalars(asked))


@cache
def _owner_of(model: Any) -> Prepared:
    return Prepared(select(model.tenant_id).where(model.id == bindparam("row_id")))


def find_owner(database: Database, model: Any, row_id: UUID, seats: Sequence[Seat]) -> UUID | None:
    """The tenant of a row, looked up through every organisation the person sits in; None when none of them sees it."""
    for seat in seats:
        scope = Scope.tenant if seat.kind == Kind.SME else Scope.provider
        with database.reading(scope(seat.organisation_id)) as session:
            owner: UUID | None = session.ask(_owner_of(model), row_id=row_id).scalar()
        if owner is not None:
            return owner
    return None


def count_organisations(session: Session) -> int:
    """How many organisations there are."""
    return session.scalar(select(func.count(Organisation.id))) or 0
