"""What may happen to the people of a provider and to the clients they look after. The caller commits."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete

from app.accounts.models import User
from app.accounts.queries import find_person
from app.clients.models import Cover
from app.clients.operations import PARTS, release_clients
from app.events.operations import record_event
from app.invitations.operations import drop_invitations_by, drop_invitations_to
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid, NotFound, Refused
from app.kit.text import Text
from app.kit.words import UncleanText, canonical
from app.tenants.changes import find_membership, hold_tenant
from app.tenants.models import ROLES_OF, Kind, Organisation, Role
from app.tenants.operations import open_provider
from app.tenants.queries import Member, get_member, get_provider_by_code, list_members

ORDER = (Role.PROVIDER_ADMIN, Role.CONSULTANT, Role.ACCOUNT_MANAGER, Role.PROGRAMME_OFFICER)
"""Of several roles a person is called by the first."""
LAST_ADMIN = Text(
    zh="机构里至少要有一位管理员，没有改动。请先让另一位成员也担任管理员。",
    en="A provider needs an administrator; nothing was changed. Make another member an administrator first.",
)
NO_ROLE = Text(zh="请至少选一个角色。", en="Choose at least one role.")
NO_LONGER = Text(
    zh="您已不是这家机构的管理员，没有改动。",
    en="You are no administrator of this provider any more; nothing was changed.",
)
MOST_SEATS = 10_000
NO_NUMBER = Text(
    zh="席位数应是 1 到 {most} 的整数，或 unlimited。", en="Seats are a number from 1 to {most}, or `unlimited`."
)
NO_PERSON = Text(
    zh="没有用这个邮箱注册的人。请对方先注册。", en="Nobody signs in by this address; they have to sign up first."
)
NO_NAME = Text(zh="请填写名称，最多 120 个字。", en="Enter a name of at most 120 characters.")


def change_roles(
    session: HouseSession, provider_id: UUID, user_id: UUID | None, roles: Collection[Role], *, by: UUID
) -> Member:
    """Give a member these roles and no others; clients of a role they lose wait for somebody else."""
    member = _hold(session, provider_id, user_id, by=by)
    if not roles or not ROLES_OF[Kind.PROVIDER].issuperset(roles):
        raise Invalid(NO_ROLE)
    if Role.PROVIDER_ADMIN not in roles:
        _keep_an_admin(session, provider_id, without=member)
        drop_invitations_by(session, provider_id, member.user_id)
    first, *others = (role for role in ORDER if role in roles)
    held = find_membership(session, provider_id, member.user_id)
    if held is not None:
        held.role, held.also = first, list(others)
    lost = [role for role in PARTS if role in member.roles and role not in roles]
    release_clients(session, provider_id, member.user_id, lost, by=by)
    subject, told = f"person:{member.user_id}", [role.value for role in (first, *others)]
    record_event(session, "member.role_changed", by=by, tenant_id=provider_id, subject=subject, roles=told)
    return member


def remove_person(session: HouseSession, provider_id: UUID, user_id: UUID | None, *, by: UUID) -> Member:
    """End a membership, one's own or another's. From the next request on nothing of the provider or of its clients
    opens for them; their clients wait for somebody else, and neither cover nor invitation leads back."""
    member = _hold(session, provider_id, user_id, by=by)
    _keep_an_admin(session, provider_id, without=member)
    release_clients(session, provider_id, member.user_id, list(PARTS), by=by)
    for column in (Cover.user_id, Cover.covering_id):
        session.execute(delete(Cover).where(Cover.tenant_id == provider_id, column == member.user_id))
    drop_invitations_to(session, provider_id, session.get_one(User, member.user_id))
    drop_invitations_by(session, provider_id, member.user_id)
    session.delete(find_membership(session, provider_id, member.user_id))
    tag = "member.left" if member.user_id == by else "member.removed"
    record_event(session, tag, by=by, tenant_id=provider_id, subject=f"person:{member.user_id}")
    return member


def rename_provider(session: HouseSession, provider_id: UUID, name: str, *, by: UUID) -> None:
    """What firms read wherever the provider is spoken of."""
    provider = hold_tenant(session, provider_id)
    try:
        clean = canonical(name, limit=120).replace("\n", " ")
    except UncleanText as error:
        raise Invalid(error.message) from None
    if not clean:
        raise Invalid(NO_NAME)
    if clean != provider.name:
        provider.name = clean
        record_event(session, "provider.renamed", by=by, tenant_id=provider_id, subject=f"organisation:{provider_id}")


def set_seats(session: HouseSession, code: str, number: str) -> Organisation:
    """How many members and standing invitations a provider may have. For the operator's command line alone."""
    provider = get_provider_by_code(session, code)
    if number != "unlimited" and not (number.isascii() and number.isdigit() and 1 <= int(number) <= MOST_SEATS):
        raise Invalid(NO_NUMBER.format(most=str(MOST_SEATS)))
    provider.seats = None if number == "unlimited" else int(number)
    record_event(session, "provider.seats_set", by=None, subject=f"organisation:{provider.id}", seats=provider.seats)
    return provider


def found_provider(session: HouseSession, name: str, *, email: str) -> Organisation:
    """A new provider administered by whoever signs in by this address. For the operator's command line alone."""
    person = find_person(session, email.strip().casefold())
    if person is None:
        raise NotFound(NO_PERSON)
    try:
        clean = canonical(name, limit=120)
    except UncleanText as error:
        raise Invalid(error.message) from None
    if not clean:
        raise Invalid(NO_NAME)
    return open_provider(session, clean, by=person.id)


def _hold(session: HouseSession, provider_id: UUID, user_id: UUID | None, *, by: UUID) -> Member:
    """The member, and nobody else changes the people meanwhile. Whoever was removed a moment ago changes nothing."""
    hold_tenant(session, provider_id)
    asking = find_membership(session, provider_id, by)
    if asking is None or (user_id != by and Role.PROVIDER_ADMIN not in asking.roles):
        raise Refused(NO_LONGER)
    return get_member(session, provider_id, user_id)


def _keep_an_admin(session: HouseSession, provider_id: UUID, *, without: Member) -> None:
    others = [one for one in list_members(session, provider_id) if one.user_id != without.user_id]
    if not any(Role.PROVIDER_ADMIN in one.roles for one in others):
        raise Conflict(LAST_ADMIN)
