"""Reading organisations, memberships and engagements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, Select, Uuid, bindparam, func, literal, or_, select, true, union_all
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.kit import clock
from app.kit.db import Database, Glance, Scope, UTCDateTime
from app.kit.errors import NotFound
from app.kit.scope import Prepared
from app.kit.text import Text
from app.tenants.models import Engagement, Handover, Kind, Membership, Organisation, Role, StaffGrant

NOBODY = Text(zh="这家企业没有这位成员。", en="The firm has no such member.")
NO_OFFER = Text(zh="这份转交已不存在。", en="There is no such offer any more.")
NO_GRANT = Text(zh="没有这项查看授权。", en="There is no such grant.")
NO_PROVIDER = Text(zh="没有这家服务机构。", en="There is no such provider.")
NO_CODE = Text(zh="没有代码为 {code} 的服务机构。", en="There is no provider with the code {code}.")
FOUND_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Member:
    """One person of a firm."""

    user_id: UUID
    name: str
    contact: str
    role: Role
    since_at: datetime
    also: frozenset[Role] = frozenset()

    @property
    def roles(self) -> frozenset[Role]:
        """Every role they hold; `role` is the one they are called by."""
        return self.also | {self.role}


@dataclass(frozen=True, slots=True)
class Agreement:
    """One engagement with the provider's name."""

    engagement: Engagement
    provider: str
    is_live: bool
    agreed_by: str = ""
    """Name of the owner who agreed; empty when they are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """One grant with what to call the person."""

    grant: StaffGrant
    name: str
    is_live: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """One membership of a person."""

    organisation_id: UUID
    name: str
    kind: Kind
    role: Role
    closing_at: datetime | None = None
    also: frozenset[Role] = frozenset()
    factor_required: bool = False
    sign_on_required: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """Every role they hold there; `role` is the one they are called by."""
        return self.also | {self.role}


# The type is named: until the table of people is known, the column that points to it has none of its own.
SEATS = (
    select(
        Organisation.id,
        Organisation.name,
        Organisation.kind,
        Membership.role,
        Organisation.closing_at,
        Membership.also,
        Organisation.factor_required,
        Organisation.sign_on_required,
    )
    .join(Membership, Membership.organisation_id == Organisation.id)
    .where(Membership.user_id == bindparam("user_id", type_=Uuid()))
    .order_by(Membership.id)
)


def list_seats(session: Session | Glance, user_id: UUID) -> tuple[Seat, ...]:
    """Every membership of a person, oldest first."""
    rows = session.execute(SEATS, {"user_id": user_id})
    return tuple(Seat(row[0], row[1], Kind(row[2]), Role(row[3]), row[4], _roles(row[5]), *row[6:]) for row in rows)


# Whoever reads a firm as platform staff brings a second factor, whatever the firm asks of its own people.
PLACES = union_all(
    SEATS.with_only_columns(*SEATS.selected_columns, Membership.id.label("since"), literal(0).label("by_grant"))
    .where(Membership.role != Role.PLATFORM_STAFF)
    .order_by(None),
    select(
        Organisation.id,
        Organisation.name,
        Organisation.kind,
        literal(Role.PLATFORM_STAFF.value),
        Organisation.closing_at,
        literal([], JSON),
        true(),
        Organisation.sign_on_required,
        StaffGrant.id,
        literal(1),
    )
    .join(StaffGrant, StaffGrant.tenant_id == Organisation.id)
    .where(
        StaffGrant.user_id == bindparam("user_id", type_=Uuid()),
        StaffGrant.ended_at.is_(None),
        StaffGrant.until_at > bindparam("now", type_=UTCDateTime()),
    ),
)


def list_places(session: Session | Glance, user_id: UUID) -> tuple[Seat, ...]:
    """Every membership of a person, oldest first, then the firms open to them as platform staff at this moment."""
    rows = sorted(session.execute(PLACES, {"user_id": user_id, "now": clock.now()}), key=lambda row: (row[9], row[8]))
    return tuple(Seat(row[0], row[1], Kind(row[2]), Role(row[3]), row[4], _roles(row[5]), *row[6:8]) for row in rows)


def list_grants(session: Session, tenant_id: UUID) -> Sequence[Granted]:
    """Every time platform staff were let into a firm, newest first, with what to call them."""
    asked = (
        select(StaffGrant, User.name, User.email, User.phone)
        .join(User, User.id == StaffGrant.user_id)
        .where(StaffGrant.tenant_id == tenant_id)
        .order_by(StaffGrant.id.desc())
    )
    now = clock.now()
    return tuple(
        Granted(grant=row, name=name or mail or phone or "", is_live=row.is_live(now))
        for row, name, mail, phone in session.execute(asked)
    )


def list_live_grants(session: Session) -> Sequence[tuple[StaffGrant, str, str]]:
    """For the operator: every grant that opens a firm now, with the firm's name and the person's address."""
    asked = (
        select(StaffGrant, Organisation.name, func.coalesce(User.email, User.phone, ""))
        .join(Organisation, Organisation.id == StaffGrant.tenant_id)
        .join(User, User.id == StaffGrant.user_id)
        .where(StaffGrant.ended_at.is_(None), StaffGrant.until_at > clock.now())
    )
    return [(row, firm, who) for row, firm, who in session.execute(asked.order_by(StaffGrant.until_at))]


def get_grant(session: Session, tenant_id: UUID, grant_id: UUID) -> StaffGrant:
    """One grant of this firm; NotFound for any other."""
    asked = select(StaffGrant).where(StaffGrant.tenant_id == tenant_id, StaffGrant.id == grant_id)
    found = session.scalars(asked.with_for_update()).one_or_none()
    if found is None:
        raise NotFound(NO_GRANT)
    return found


def _roles(names: Sequence[str]) -> frozenset[Role]:
    return frozenset(Role(name) for name in names)


def reach_of_provider(tenant_id: ColumnElement[UUID], provider_id: UUID) -> ColumnElement[bool]:
    """Criterion on a tenant_id column: the provider itself, and tenants with a live engagement of it."""
    return or_(tenant_id == provider_id, tenant_id.in_(live_firm_ids(provider_id)))


def shares_with(session: Session, provider_id: UUID, tenant_id: UUID) -> frozenset[str]:
    """What the provider may see of the tenant right now; empty without a live engagement."""
    asked = select(Engagement.shares).where(
        Engagement.provider_id == provider_id,
        Engagement.tenant_id == tenant_id,
        Engagement.ended_at.is_(None),
        or_(Engagement.until_at.is_(None), Engagement.until_at > clock.now()),
    )
    return frozenset(share for shares in session.scalars(asked) for share in shares)


def shares_by_firm(session: Session, provider_id: UUID) -> dict[UUID, frozenset[str]]:
    """The same for every firm whose consent to this provider lives."""
    found: dict[UUID, frozenset[str]] = {}
    asked = select(Engagement.tenant_id, Engagement.shares).where(
        Engagement.provider_id == provider_id,
        Engagement.ended_at.is_(None),
        or_(Engagement.until_at.is_(None), Engagement.until_at > clock.now()),
    )
    for firm_id, shares in session.execute(asked):
        found[firm_id] = found.get(firm_id, frozenset()) | frozenset(shares)
    return found


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


def get_organisation(session: Session, organisation_id: UUID) -> Organisation:
    """A firm or provider that is known to be there."""
    return session.get_one(Organisation, organisation_id)


def list_members(session: Session, tenant_id: UUID) -> tuple[Member, ...]:
    """Who belongs to the firm, longest first."""
    asked = (
        select(User.id, User.name, User.email, User.phone, Membership.role, Membership.created_at, Membership.also)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == tenant_id)
        .order_by(Membership.created_at, Membership.id)
    )
    return tuple(
        Member(row.id, row.name, row.email or row.phone or "", Role(row.role), row.created_at, _roles(row.also))
        for row in session.execute(asked)
    )


def get_member(session: Session, tenant_id: UUID, user_id: UUID | None) -> Member:
    """One member; NotFound when the firm has none of this id."""
    found = next((one for one in list_members(session, tenant_id) if one.user_id == user_id), None)
    if found is None:
        raise NotFound(NOBODY)
    return found


def find_handover(session: Session, tenant_id: UUID) -> Handover | None:
    """The offer that waits for an answer, if there is one that has not run out."""
    asked = select(Handover).where(Handover.tenant_id == tenant_id, Handover.expires_at > clock.now())
    return session.scalars(asked).one_or_none()


def get_handover(session: Session, tenant_id: UUID, handover_id: UUID) -> Handover:
    """One offer by id; NotFound when it is answered, withdrawn, run out or another firm's."""
    found = find_handover(session, tenant_id)
    if found is None or found.id != handover_id:
        raise NotFound(NO_OFFER)
    return found


def list_agreements(session: Session, tenant_id: UUID) -> tuple[Agreement, ...]:
    """Every engagement of a firm, newest first, also those that ended."""
    asked = (
        select(Engagement, Organisation.name, User.name.label("person"), User.email, User.phone)
        .join(Organisation, Organisation.id == Engagement.provider_id)
        .outerjoin(User, User.id == Engagement.agreed_by)
        .where(Engagement.tenant_id == tenant_id)
        .order_by(Engagement.since_at.desc(), Engagement.id.desc())
    )
    now = clock.now()
    return tuple(
        Agreement(
            row,
            name,
            is_live=row.ended_at is None and (row.until_at is None or row.until_at > now),
            agreed_by=person or mail or phone or "",
        )
        for row, name, person, mail, phone in session.execute(asked)
    )


def list_engaged(session: Session, provider_id: UUID) -> Sequence[UUID]:
    """The firms with a live engagement of this provider; the session is open for it."""
    return session.scalars(live_firm_ids(provider_id).distinct()).all()


def search_providers(session: Session, wanted: str) -> Sequence[Organisation]:
    """Providers whose code is this or whose name holds it; all of them, up to a limit, when nothing is asked for."""
    asked = select(Organisation).where(Organisation.kind == Kind.PROVIDER)
    if wanted:
        asked = asked.where(
            or_(Organisation.code == wanted.upper(), Organisation.name.icontains(wanted, autoescape=True))
        )
    return session.scalars(asked.order_by(Organisation.name).limit(FOUND_AT_ONCE)).all()


def list_provider_ids(session: Session) -> Sequence[UUID]:
    """Every provider, oldest first."""
    return session.scalars(
        select(Organisation.id).where(Organisation.kind == Kind.PROVIDER).order_by(Organisation.id)
    ).all()


def live_firm_ids(provider_id: UUID) -> Select[UUID]:
    """The firms whose consent to be seen by this provider lives at this moment, as a part of other queries."""
    return select(Engagement.tenant_id).where(
        Engagement.provider_id == provider_id,
        Engagement.ended_at.is_(None),
        or_(Engagement.until_at.is_(None), Engagement.until_at > clock.now()),
    )


def find_provider_by_code(session: Session, code: str) -> Organisation | None:
    """The provider with this short code, however it was typed."""
    wanted = "".join(code.split()).upper()
    asked = select(Organisation).where(Organisation.code == wanted, Organisation.kind == Kind.PROVIDER)
    return session.scalars(asked).one_or_none()


def get_provider_by_code(session: Session, code: str) -> Organisation:
    """The same; NotFound without one."""
    found = find_provider_by_code(session, code)
    if found is None:
        raise NotFound(NO_CODE.format(code=code[:20]))
    return found


def get_provider(session: Session, provider_id: UUID | None) -> Organisation:
    """One provider; NotFound for a firm or nothing."""
    asked = select(Organisation).where(Organisation.id == provider_id, Organisation.kind == Kind.PROVIDER)
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound(NO_PROVIDER)
    return found


def find_sample_firm(session: Session) -> Organisation | None:
    """The invented firm that anybody may look around in, if there is one."""
    asked = select(Organisation).where(Organisation.is_sample, Organisation.kind == Kind.SME)
    return session.scalars(asked.order_by(Organisation.id).limit(1)).first()
