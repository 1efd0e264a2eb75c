"""Inviting somebody into a firm, taking it back, accepting. The caller commits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete

from app.accounts.emails import alert_person
from app.accounts.models import User
from app.events.operations import record_event
from app.invitations.emails import mail_invitation
from app.invitations.models import Invitation
from app.invitations.queries import list_invitations
from app.kit.addresses import new_address
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Refused
from app.kit.text import Lang, Text
from app.subscriptions.plans import Limit
from app.subscriptions.queries import limit_of
from app.tenants.changes import hold_tenant
from app.tenants.models import Kind, Organisation, Role
from app.tenants.operations import admit_member
from app.tenants.queries import list_members
from app.tenants.wording import MEMBERS_PAGE

OPEN_FOR = timedelta(days=14)
MOST = 20
"""Invitations of one firm that may stand at once."""
TOO_MANY = Text(
    zh="还没被接受的邀请已有 {most} 份，没有新增。请先收回用不着的。",
    en="{most} invitations are waiting already; withdraw those no longer needed first.",
)
IS_MEMBER = {
    Kind.SME: Text(zh="这位已经是企业的成员。", en="They belong to the firm already."),
    Kind.PROVIDER: Text(zh="这位已经是机构的成员。", en="They belong to the provider already."),
}
NO_SEAT = Text(
    zh="席位已满：{seats} 个席位都有人用或已发出邀请，没有新增。请先移除成员、收回邀请，或联系我们增加席位。",
    en="All {seats} seats are taken by members and invitations; nobody was added. Remove a member, withdraw an"
    " invitation, or ask us for more seats.",
)
PLAN_FULL = Text(
    zh="当前套餐包含 {seats} 个成员，已满（含未接受的邀请），没有新增；已有成员不受影响。请先移除成员、收回邀请，"
    "或由负责人升级套餐。",
    en="The plan holds {seats} people, counting invitations that wait, and they are all taken; nobody was added and"
    " nobody loses a place. Remove a member, withdraw an invitation, or have whoever is in charge change the plan.",
)
SOMEBODY_ELSE = Text(
    zh="这份邀请是发给另一个邮箱或手机号的。请用那个邮箱或手机号的账号登录后再打开。",
    en="This invitation is for another address or number. Sign in with the account that has it, then open it again.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Whom to invite, as what, in which language they are written to, and how a word becomes an address of ours."""

    contact: str
    role: Role
    lang: Lang
    write: Callable[[str], str]
    mails: bool = True
    """Whether a mail goes out; else whoever invites passes the link on."""


def invite_member(session: HouseSession, tenant_id: UUID, wish: Wish, *, by: User, at: datetime) -> str:
    """The address of a new invitation, which is shown this once.

    One that stands for the same person is replaced. Conflict for a member, or when too many stand.
    """
    firm = hold_tenant(session, tenant_id)
    if any(wish.contact in _contacts(session, one.user_id) for one in list_members(session, tenant_id)):
        raise Conflict(IS_MEMBER[Kind(firm.kind)])
    old = (Invitation.tenant_id == tenant_id, Invitation.contact == wish.contact)
    session.execute(delete(Invitation).where(*old))
    session.execute(delete(Invitation).where(Invitation.tenant_id == tenant_id, Invitation.expires_at <= at))
    standing = len(list_invitations(session, tenant_id, at=at))
    if standing >= MOST:
        raise Conflict(TOO_MANY.format(most=str(MOST)))
    _check_seats(session, firm, standing)
    word, address = new_address(tenant_id)
    row = Invitation(
        contact=wish.contact,
        role=wish.role,
        secret_hash=address.secret_hash,
        expires_at=at + OPEN_FOR,
        invited_by_id=by.id,
    )
    session.add(row)
    session.flush()
    subject = f"invitation:{row.id}"
    record_event(session, "member.invited", by=by.id, tenant_id=tenant_id, subject=subject, role=wish.role)
    link = wish.write(word)
    if wish.mails:
        words = {"firm": firm.name, "asker": by.name, "link": link, "until": row.expires_at}
        mail_invitation(session, row, wish.lang, words)
    return link


def _check_seats(session: HouseSession, organisation: Organisation, standing: int) -> None:
    """Conflict when one more would not find a seat; the organisation is held, so of two that ask one waits."""
    by_hand = organisation.seats
    seats = by_hand if by_hand is not None else limit_of(session, organisation.id, Limit.SEATS)
    if seats is not None and len(list_members(session, organisation.id)) + standing >= seats:
        raise Conflict((NO_SEAT if by_hand is not None else PLAN_FULL).format(seats=str(seats)))


def drop_invitations_to(session: HouseSession, tenant_id: UUID, person: User) -> None:
    """Nothing leads this person back in."""
    theirs = (Invitation.tenant_id == tenant_id, Invitation.contact.in_(_contacts_of(person)))
    session.execute(delete(Invitation).where(*theirs))


def drop_invitations_by(session: HouseSession, tenant_id: UUID, user_id: UUID) -> None:
    """Those somebody made go with their right to make them: one might lead to a second address of their own."""
    session.execute(delete(Invitation).where(Invitation.tenant_id == tenant_id, Invitation.invited_by_id == user_id))


def withdraw_invitation(session: HouseSession, row: Invitation, *, by: UUID) -> None:
    """From now on its link opens nothing."""
    subject = f"invitation:{row.id}"
    record_event(session, "member.invitation_withdrawn", by=by, tenant_id=row.tenant_id, subject=subject)
    session.delete(row)


def is_for(row: Invitation, person: User) -> bool:
    """Whether this person has proved to have the address or number an invitation is bound to."""
    return row.contact in _contacts_of(person)


def accept_invitation(session: HouseSession, row: Invitation, *, by: User) -> Organisation:
    """The person belongs to the firm; the invitation is used up. Refused for anybody else."""
    if not is_for(row, by):
        raise Refused(SOMEBODY_ELSE)
    firm = hold_tenant(session, row.tenant_id)
    used = session.execute(delete(Invitation).where(Invitation.tenant_id == firm.id, Invitation.id == row.id))
    # Another one, to the person's other address, would outlive the membership.
    drop_invitations_to(session, firm.id, by)
    members = {one.user_id for one in list_members(session, firm.id)}
    if used.rowcount and by.id not in members:  # type: ignore[attr-defined]
        _check_seats(session, firm, 0)  # there may be fewer than when it was sent
        admit_member(session, firm, user_id=by.id, role=Role(row.role), by=by.id)
        if row.invited_by_id in members:
            words = {"firm": firm.name, "member": by.name or row.contact}
            alert_person(session, row.invited_by_id, "member-joined", path=MEMBERS_PAGE[Kind(firm.kind)], **words)
    return firm


def _contacts(session: HouseSession, user_id: UUID) -> set[str]:
    return _contacts_of(session.get_one(User, user_id))


def _contacts_of(person: User) -> set[str]:
    mail = person.email.casefold() if person.email and person.confirmed_at else None
    return {known for known in (mail, person.phone) if known}
