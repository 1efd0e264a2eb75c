"""Letting the operator's staff read one firm for a while: given on the command line, told to the owners at once, and
over by itself. The caller commits."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from app.accounts.emails import alert_person
from app.accounts.models import User
from app.accounts.queries import find_person
from app.events.operations import record_event
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.ids import parse_id
from app.kit.text import Text
from app.kit.words import UncleanText, canonical
from app.tenants.models import Kind, Organisation, Role, StaffGrant
from app.tenants.queries import NO_GRANT, get_grant, list_members, list_seats

MOST_HOURS = 72
LEAST_WORDS = 10
HERE = "/firm/providers"
NO_HOURS = Text(zh="时长应是 1 到 72 之间的整数小时。", en="Hours are a whole number from 1 to 72.")
NO_REASON = Text(
    zh="请写明查看的理由（10 到 300 个字）。企业负责人会读到它。",
    en="Say why, in 10 to 300 characters. The owners of the firm will read it.",
)
NO_FIRM = Text(
    zh="没有这家企业。请用企业的编号或完整名称。", en="There is no such firm. Give its id or its whole name."
)
SEVERAL = Text(zh="有 {count} 家企业叫这个名称，请用编号。", en="{count} firms are called so; give an id.")
NO_PERSON = Text(zh="没有用这个邮箱注册、已确认且可登录的人。", en="Nobody who can sign in has confirmed this address.")
BELONGS = Text(
    zh="这个人本来就是这家企业的成员，不需要授权。", en="This person belongs to the firm and needs no grant."
)
STANDS = Text(
    zh="这个人对这家企业已有一项有效授权。要改时长，请先收回。",
    en="This person has a grant for this firm already. Revoke it to give another.",
)


def find_firm(session: HouseSession, wanted: str) -> Organisation:
    """A firm by its id or its whole name; NotFound for none and for a provider, Conflict for several."""
    asked = select(Organisation).where(Organisation.kind == Kind.SME)
    firm_id = parse_id(wanted)
    named = Organisation.id == firm_id if firm_id else func.lower(Organisation.name) == wanted.strip().lower()
    found = session.scalars(asked.where(named).limit(20)).all()
    if not found:
        raise NotFound(NO_FIRM)
    if len(found) > 1:
        raise Conflict(SEVERAL.format(count=str(len(found))))
    return found[0]


def give_grant(session: HouseSession, firm: Organisation, *, email: str, hours: int, reason: str) -> StaffGrant:
    """Let the operator's person read one firm for at most three days, and tell its owners. A platform session."""
    if not 1 <= hours <= MOST_HOURS:
        raise Invalid(NO_HOURS)
    try:
        why = canonical(reason, limit=300).replace("\n", " ").strip()
    except UncleanText as error:
        raise Invalid(error.message) from None
    if len(why) < LEAST_WORDS:
        raise Invalid(NO_REASON)
    person = _reader(session, firm, email)
    until_at = clock.now() + timedelta(hours=hours)
    grant = StaffGrant(tenant_id=firm.id, user_id=person.id, reason=why, until_at=until_at)
    session.add(grant)
    session.flush()
    told = {"person": str(person.id), "hours": hours}
    record_event(session, "grant.given", by=None, tenant_id=firm.id, subject=f"grant:{grant.id}", **told)
    for owner in (one for one in list_members(session, firm.id) if one.role == Role.OWNER):
        words = {"firm": firm.name, "staff": person.name or person.email or "", "reason": why, "hours": str(hours)}
        alert_person(session, owner.user_id, "staff-let-in", path=HERE, **words)
    return grant


def _reader(session: HouseSession, firm: Organisation, email: str) -> User:
    person = find_person(session, email.strip())
    if person is None or not person.active or person.confirmed_at is None:
        raise NotFound(NO_PERSON)
    session.execute(select(User.id).where(User.id == person.id).with_for_update())
    if any(seat.organisation_id == firm.id for seat in list_seats(session, person.id)):
        raise Conflict(BELONGS)
    standing = select(StaffGrant).where(StaffGrant.tenant_id == firm.id, StaffGrant.user_id == person.id)
    if any(one.is_live(clock.now()) for one in session.scalars(standing)):
        raise Conflict(STANDS)
    return person


def end_grant(session: HouseSession, tenant_id: UUID, grant_id: UUID, *, by: UUID | None) -> StaffGrant:
    """Nothing opens by it from the next request on; ending twice changes nothing."""
    grant = get_grant(session, tenant_id, grant_id)
    if grant.is_live(clock.now()):
        grant.ended_at = clock.now()
        record_event(session, "grant.ended", by=by, tenant_id=tenant_id, subject=f"grant:{grant.id}")
    return grant


def revoke_grant(session: HouseSession, grant_id: UUID | None) -> StaffGrant:
    """End a grant from the command line. A platform session."""
    found = session.get(StaffGrant, grant_id) if grant_id else None
    if found is None:
        raise NotFound(NO_GRANT)
    return end_grant(session, found.tenant_id, found.id, by=None)
