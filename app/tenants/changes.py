"""What may happen to a firm's people and to what providers may see. The caller commits."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.accounts.emails import alert_person
from app.events.operations import record_event
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid
from app.kit.jobs import leave_note
from app.kit.text import Text
from app.tenants.models import Engagement, Handover, Membership, Organisation, Role, Share
from app.tenants.operations import announce_movement
from app.tenants.queries import Member, find_handover, get_member, get_provider, list_members

OPEN_FOR = timedelta(days=7)
LAST_OWNER = Text(
    zh="您是这家企业唯一的负责人。请先把企业转交给另一位成员，或者删除企业。",
    en="You are the only owner of this firm. Hand it to another member first, or delete the firm.",
)
ALREADY_OFFERED = Text(
    zh="已经有一份转交在等对方答复。请先撤回它，再提新的。",
    en="An offer is waiting for its answer already. Withdraw it before you make another.",
)
NOT_TO_YOURSELF = Text(zh="请选择另一位成员。", en="Choose another member.")
OWNER_STAYS = Text(
    zh="负责人的角色只能通过转交来改变。",
    en="The role of an owner changes only by handing the firm over.",
)
NO_LONGER = Text(
    zh="发起人已不是负责人，这份转交作废。",
    en="Whoever made this offer is no owner any more; the offer is void.",
)
USED = Text(
    zh="这个邀请链接已经用过，没有改动。请向服务机构要一个新链接。",
    en="This link has been used already; nothing was changed. Ask the provider for a new one.",
)
NOTHING_SHARED = Text(
    zh="请至少选一项对方可以看的内容。",
    en="Choose at least one thing that may be seen.",
)
ALREADY_ENGAGED = Text(
    zh="您已经同意这家机构查看。要改范围，请在列表里改。",
    en="You have already agreed to this provider. To change the scope, do so in the list.",
)


def hold_tenant(session: HouseSession, tenant_id: UUID) -> Organisation:
    """The firm's row, held: of two changes to its people one waits."""
    held = select(Organisation).where(Organisation.id == tenant_id).with_for_update()
    return session.scalars(held.execution_options(populate_existing=True)).one()


def find_membership(session: HouseSession, tenant_id: UUID, user_id: UUID) -> Membership | None:
    """A person's membership as it stands now, whatever the session read before."""
    asked = select(Membership).where(Membership.organisation_id == tenant_id, Membership.user_id == user_id)
    return session.scalars(asked.execution_options(populate_existing=True)).one_or_none()


def change_role(session: HouseSession, tenant_id: UUID, user_id: UUID | None, role: Role, *, by: UUID) -> Member:
    """Make a member a contributor or a viewer. Owners are made and unmade by handing over."""
    hold_tenant(session, tenant_id)
    member = get_member(session, tenant_id, user_id)
    if Role.OWNER in (member.role, role):
        raise Conflict(OWNER_STAYS)
    held = find_membership(session, tenant_id, member.user_id)
    if held is not None:
        held.role = role
    record_event(
        session, "member.role_changed", by=by, tenant_id=tenant_id, subject=f"person:{member.user_id}", role=role
    )
    return member


def remove_member(session: HouseSession, tenant_id: UUID, user_id: UUID | None, *, by: UUID) -> Member:
    """End a membership, one's own or another's; from the next request on nothing of the firm opens for them."""
    hold_tenant(session, tenant_id)
    member = get_member(session, tenant_id, user_id)
    if member.role == Role.OWNER:
        if member.user_id != by:
            raise Conflict(OWNER_STAYS)
        if _count_owners(session, tenant_id) < 2:
            raise Conflict(LAST_OWNER)
    offered = (Handover.tenant_id == tenant_id, Handover.to_user_id == member.user_id)
    session.execute(delete(Handover).where(*offered))
    session.delete(find_membership(session, tenant_id, member.user_id))
    tag = "member.left" if member.user_id == by else "member.removed"
    record_event(session, tag, by=by, tenant_id=tenant_id, subject=f"person:{member.user_id}")
    return member


def _count_owners(session: HouseSession, tenant_id: UUID) -> int:
    owners = (Membership.organisation_id == tenant_id, Membership.role == Role.OWNER)
    return len(session.scalars(select(Membership.id).where(*owners)).all())


def offer_handover(session: HouseSession, tenant_id: UUID, to: UUID | None, *, by: UUID) -> Handover:
    """Offer the firm to another member, who has seven days to accept. Conflict while another offer stands."""
    firm = hold_tenant(session, tenant_id)
    member = get_member(session, tenant_id, to)
    if member.user_id == by:
        raise Invalid(NOT_TO_YOURSELF)
    if find_handover(session, tenant_id) is not None:
        raise Conflict(ALREADY_OFFERED)
    session.execute(delete(Handover).where(Handover.tenant_id == tenant_id))  # one that has run out
    offer = Handover(from_user_id=by, to_user_id=member.user_id, expires_at=clock.now() + OPEN_FOR)
    session.add(offer)
    session.flush()
    record_event(session, "handover.offered", by=by, tenant_id=tenant_id, subject=f"person:{member.user_id}")
    words = {"firm": firm.name, "successor": member.name or member.contact}
    alert_person(session, member.user_id, "handover-offered", path=f"/handovers/{offer.id}", **words)
    alert_person(session, by, "handover-begun", path="/firm/members", **words)
    return offer


def accept_handover(session: HouseSession, tenant_id: UUID, *, by: UUID) -> Organisation:
    """The successor owns the firm; whoever offered it stays as a contributor. Conflict when the offer is void."""
    firm = hold_tenant(session, tenant_id)
    offer = find_handover(session, tenant_id)
    if offer is None or offer.to_user_id != by:
        raise Conflict(NO_LONGER)
    before, after = (find_membership(session, tenant_id, person) for person in (offer.from_user_id, by))
    if before is None or before.role != Role.OWNER or after is None:
        raise Conflict(NO_LONGER)
    before.role, after.role = Role.CONTRIBUTOR, Role.OWNER
    session.delete(offer)
    record_event(session, "handover.accepted", by=by, tenant_id=tenant_id, subject=f"person:{offer.from_user_id}")
    successor = get_member(session, tenant_id, by)
    words = {"firm": firm.name, "successor": successor.name or successor.contact}
    for person in (offer.from_user_id, by):
        alert_person(session, person, "handover-done", path="/firm/members", **words)
    return firm


def drop_handover(session: HouseSession, tenant_id: UUID, *, by: UUID) -> None:
    """Withdraw the offer, or decline it; doing so twice changes nothing."""
    hold_tenant(session, tenant_id)
    offer = find_handover(session, tenant_id)
    if offer is not None:
        session.delete(offer)
        tag = "handover.declined" if offer.to_user_id == by else "handover.withdrawn"
        record_event(session, tag, by=by, tenant_id=tenant_id, subject=f"person:{offer.to_user_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an owner agrees to: for what purpose, which parts may be seen, for how many days (None: until revoked)."""

    purpose: str
    shares: Collection[str]
    days: int | None
    until_at: datetime | None = None
    """A moment of its own, in place of a number of days."""
    invite_id: UUID | None = None
    """The provider's link they came by."""


room_checks: list[Callable[[HouseSession, UUID], None]] = []
"""Asked before a firm agrees to a provider anew, with the provider's id: each raises when there is no room. Plans are
kept a floor above; the factory hands the check down."""
MOVED = "consent.moved"
"""News: {engagement_id, act}, of the firm; the act is one of the three."""
BEGAN, CHANGED, ENDED = "began", "changed", "ended"


def agree_to_provider(
    session: HouseSession, tenant_id: UUID, provider_id: UUID | None, terms: Terms, *, by: UUID
) -> Engagement:
    """Record the firm's consent that a provider may see it. Conflict while one with this provider stands."""
    hold_tenant(session, tenant_id)
    provider = get_provider(session, provider_id)
    if not terms.shares:
        raise Invalid(NOTHING_SHARED)
    if _live(session, tenant_id, provider.id):
        raise Conflict(ALREADY_ENGAGED)
    for check in room_checks:
        check(session, provider.id)
    return _agree(session, tenant_id, provider.id, terms, Engagement(agreed_by=by))


def _agree(session: HouseSession, tenant_id: UUID, provider_id: UUID, terms: Terms, row: Engagement) -> Engagement:
    row.tenant_id, row.provider_id, row.purpose = tenant_id, provider_id, terms.purpose
    row.shares = [share.value for share in Share if share in terms.shares]
    row.since_at, row.invite_id = clock.now(), terms.invite_id
    row.until_at = row.since_at + timedelta(days=terms.days) if terms.days else terms.until_at
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise Conflict(USED) from None
    said = {"provider": str(provider_id), "shares": row.shares, "days": terms.days}
    announce_movement(session, tenant_id)
    _announce(session, row, CHANGED if row.follows_id else BEGAN)
    subject = f"engagement:{row.id}"
    record_event(session, "engagement.agreed", by=row.agreed_by, tenant_id=tenant_id, subject=subject, **said)
    return row


def _announce(session: HouseSession, row: Engagement, act: str) -> None:
    leave_note(session, MOVED, {"engagement_id": str(row.id), "act": act}, tenant_id=row.tenant_id)


def _live(session: HouseSession, tenant_id: UUID, provider_id: UUID) -> list[Engagement]:
    asked = select(Engagement).where(
        Engagement.tenant_id == tenant_id, Engagement.provider_id == provider_id, Engagement.ended_at.is_(None)
    )
    now = clock.now()
    return [row for row in session.scalars(asked) if row.is_live(now)]


def end_agreement(session: HouseSession, tenant_id: UUID, provider_id: UUID | None, *, by: UUID | None) -> None:
    """The provider sees nothing from the next request on; doing so twice changes nothing."""
    hold_tenant(session, tenant_id)
    provider = get_provider(session, provider_id)
    ended = _end(session, tenant_id, provider.id, by=by)
    for row in ended:
        _announce(session, row, ENDED)
    if ended:
        announce_movement(session, tenant_id)


def _end(session: HouseSession, tenant_id: UUID, provider_id: UUID, *, by: UUID | None) -> list[Engagement]:
    rows = _live(session, tenant_id, provider_id)
    for row in rows:
        row.ended_at, row.ended_by = clock.now(), by
        record_event(session, "engagement.ended", by=by, tenant_id=tenant_id, subject=f"engagement:{row.id}")
    session.flush()
    return rows


def change_agreement(
    session: HouseSession, tenant_id: UUID, provider_id: UUID | None, terms: Terms, *, by: UUID
) -> Engagement:
    """End the standing consent and record the new one in its place."""
    if not terms.shares:
        raise Invalid(NOTHING_SHARED)
    hold_tenant(session, tenant_id)
    provider = get_provider(session, provider_id)
    ended = _end(session, tenant_id, provider.id, by=by)
    follows = ended[-1].id if ended else None
    return _agree(session, tenant_id, provider.id, terms, Engagement(agreed_by=by, follows_id=follows))


def demand_factor(session: HouseSession, organisation_id: UUID, *, wanted: bool, by: UUID) -> None:
    """Ask every member for a second factor from their next request on, or no longer. They are told when it begins."""
    organisation = hold_tenant(session, organisation_id)
    if organisation.factor_required == wanted:
        return
    organisation.factor_required = wanted
    tag = "organisation.factor_demanded" if wanted else "organisation.factor_waived"
    record_event(session, tag, by=by, tenant_id=organisation_id, subject=f"organisation:{organisation_id}")
    for member in list_members(session, organisation_id) if wanted else ():
        if member.user_id != by:
            alert_person(
                session, member.user_id, "second-factor-demanded", path="/second-factor", firm=organisation.name
            )
