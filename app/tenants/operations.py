"""What may happen to organisations and their members."""

from uuid import UUID

from sqlalchemy import select

from app.accounts.models import User
from app.events.operations import record_event
from app.kit.db import HouseSession, Scope
from app.kit.errors import Conflict
from app.kit.ids import new_reference
from app.kit.jobs import leave_note
from app.kit.text import Text
from app.tenants.models import ROLES_OF, Kind, Membership, Organisation, Role
from app.tenants.queries import list_seats

HAS_FIRM = Text(
    zh="您已经有一家企业了，请直接打开它。",
    en="You already have a firm; open that one.",
)


class RoleNotOfThisKind(ValueError):
    """An SME has no consultants, a provider no owners."""


def announce_movement(session: HouseSession, tenant_id: UUID) -> None:
    """News for whoever follows the firm: something its providers' books speak of has changed."""
    leave_note(session, "firm.moved", {"tenant_id": str(tenant_id)}, tenant_id=tenant_id)


def open_tenant(session: HouseSession, name: str, *, by: UUID) -> Organisation:
    """Create an SME with `by` as its owner, and bind the session to it. Conflict when they own one already."""
    session.execute(select(User.id).where(User.id == by).with_for_update())  # of two presses of the button one waits
    if any(seat.kind == Kind.SME and seat.role == Role.OWNER for seat in list_seats(session, by)):
        raise Conflict(HAS_FIRM)
    firm = Organisation(kind=Kind.SME, name=name)
    session.add(firm)
    session.flush()
    session.open_scope(Scope.tenant(firm.id))
    admit_member(session, firm, user_id=by, role=Role.OWNER, by=by)
    record_event(session, "tenant.opened", by=by, tenant_id=firm.id, subject=f"organisation:{firm.id}")
    return firm


def open_provider(session: HouseSession, name: str, *, by: UUID) -> Organisation:
    """Create a provider with `by` as its administrator, and bind the session to it."""
    provider = Organisation(kind=Kind.PROVIDER, name=name, code=new_reference(1, 6))
    session.add(provider)
    session.flush()
    session.open_scope(Scope.tenant(provider.id))
    admit_member(session, provider, user_id=by, role=Role.PROVIDER_ADMIN, by=by)
    record_event(session, "provider.opened", by=by, tenant_id=provider.id, subject=f"organisation:{provider.id}")
    return provider


def admit_member(session: HouseSession, organisation: Organisation, *, user_id: UUID, role: Role, by: UUID) -> None:
    """Give a person a role in an organisation."""
    if role not in ROLES_OF[Kind(organisation.kind)]:
        raise RoleNotOfThisKind(f"{role} in {organisation.kind}")
    session.add(Membership(user_id=user_id, organisation_id=organisation.id, role=role))
    session.flush()
    subject = f"person:{user_id}"
    record_event(session, "member.admitted", by=by, tenant_id=organisation.id, subject=subject, role=role)


def rename_tenant(session: HouseSession, tenant_id: UUID, name: str, *, by: UUID) -> None:
    """Keep the organisation's name in step with the firm's profile."""
    firm = session.get_one(Organisation, tenant_id)
    if firm.name != name:
        firm.name = name
        announce_movement(session, tenant_id)
        record_event(session, "tenant.renamed", by=by, tenant_id=tenant_id, subject=f"organisation:{tenant_id}")


def show_as_sample(session: HouseSession, tenant_id: UUID) -> None:
    """Let anybody look around in this firm: an invented one, never a customer's."""
    session.get_one(Organisation, tenant_id).is_sample = True
    record_event(session, "tenant.shown_as_sample", by=None, tenant_id=tenant_id, subject=f"organisation:{tenant_id}")
