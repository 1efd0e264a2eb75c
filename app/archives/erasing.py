"""Leaving: asked for, thought over for seven days, undone or carried out. The caller commits."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.emails import alert_person
from app.accounts.models import SignedSession, User
from app.archives.models import Archive
from app.archives.operations import MINE, key_of, person_folder
from app.archives.queries import list_sole_firms
from app.events.operations import record_event
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid
from app.kit.jobs import JobRow
from app.kit.mail import JOB as MAIL_JOB
from app.kit.sms import JOB as SMS_JOB
from app.kit.storage import Storage, erase_files
from app.kit.text import Text
from app.reports.queries import list_codes
from app.tenants.models import Kind, Organisation
from app.tenants.queries import list_members
from app.tenants.wording import MEMBERS_PAGE
from app.verifications.models import Standing
from app.verifications.operations import change_standing

TIME_TO_THINK = timedelta(days=7)
STILL_NEEDED = Text(
    zh="这些企业或机构只有您一位负责人：{firms}。请先转交或删除，再注销账号。",
    en="You alone are in charge of: {firms}. Hand each over or delete it first, then close the account.",
)
OTHER_NAME = Text(
    zh="输入的名称不一致，没有删除任何内容。请照着写一遍。",
    en="That is not its name, and nothing was deleted. Type it exactly as it is shown.",
)


def close_account(session: Session, user_id: UUID) -> datetime:
    """Mark the account for erasure in seven days; Conflict while a firm would be left without an owner."""
    person = session.scalars(select(User).where(User.id == user_id).with_for_update()).one()
    if firms := list_sole_firms(session, user_id):
        raise Conflict(STILL_NEEDED.format(firms=Text(zh="、".join(firms), en=", ".join(firms))))
    if person.closing_at is None:
        person.closing_at = clock.now() + TIME_TO_THINK
        record_event(session, "account.closing", by=user_id)
        alert_person(session, user_id, "account-closing", path=MINE)
    return person.closing_at


def reopen_account(session: Session, user_id: UUID) -> None:
    """Keep the account after all."""
    person = session.scalars(select(User).where(User.id == user_id).with_for_update()).one()
    if person.closing_at is not None:
        person.closing_at = None
        record_event(session, "account.kept", by=user_id)


def close_firm(session: HouseSession, tenant_id: UUID, *, typed: str, by: UUID) -> datetime:
    """Mark a firm or provider for erasure in seven days and tell every member; Invalid unless its name was typed."""
    firm = _hold(session, tenant_id)
    if " ".join(typed.split()) != " ".join(firm.name.split()):
        raise Invalid(OTHER_NAME)
    if firm.closing_at is None:
        firm.closing_at = clock.now() + TIME_TO_THINK
        record_event(session, "tenant.closing", by=by, tenant_id=tenant_id, subject=f"organisation:{tenant_id}")
        for member in list_members(session, tenant_id):
            alert_person(session, member.user_id, "firm-closing", path=MEMBERS_PAGE[Kind(firm.kind)], firm=firm.name)
    return firm.closing_at


def reopen_firm(session: HouseSession, tenant_id: UUID, *, by: UUID) -> None:
    """Keep the firm or provider after all, and say so to everybody who was told otherwise."""
    firm = _hold(session, tenant_id)
    if firm.closing_at is not None:
        firm.closing_at = None
        record_event(session, "tenant.kept", by=by, tenant_id=tenant_id, subject=f"organisation:{tenant_id}")
        for member in list_members(session, tenant_id):
            alert_person(session, member.user_id, "firm-kept", path="/home", firm=firm.name)


def _hold(session: Session, tenant_id: UUID) -> Organisation:
    held = select(Organisation).where(Organisation.id == tenant_id).with_for_update()
    return session.scalars(held.execution_options(populate_existing=True)).one()


def erase_firm(session: HouseSession, tenant_id: UUID, storage: Storage) -> bool:
    """Delete every file, job and row of a firm or provider whose time has come; False when somebody has kept it.

    Rows go by the database's own cascade from the organisation. The record of acts stays, in ids only.
    """
    held = select(Organisation).where(Organisation.id == tenant_id).with_for_update()
    firm = session.scalars(held).one_or_none()
    if firm is None or firm.closing_at is None or firm.closing_at > clock.now():
        return False
    erase_files(storage, tenant_id)
    change_standing(session, list_codes(session, tenant_id), Standing.WITHDRAWN, on=clock.today())
    record_event(session, "tenant.erased", by=None, tenant_id=tenant_id, subject=f"organisation:{tenant_id}")
    session.flush()
    session.expunge_all()
    session.execute(delete(JobRow).where(JobRow.tenant_id == tenant_id))
    session.execute(delete(Organisation).where(Organisation.id == tenant_id))
    return True


def erase_person(session: HouseSession, user_id: UUID, storage: Storage, *, whatever: bool = False) -> bool:
    """Delete a person whose time has come; False when they stayed, or a firm came to need them in the meantime
    (`whatever`: even then).

    What they wrote in firms stays with the firms, without saying who wrote it.
    """
    person = session.scalars(select(User).where(User.id == user_id).with_for_update()).one_or_none()
    if person is None or person.closing_at is None or person.closing_at > clock.now():
        return False
    if not whatever and list_sole_firms(session, user_id):
        person.closing_at = None
        record_event(session, "account.kept", by=None, subject=f"person:{user_id}")
        return False
    for archive in session.scalars(select(Archive).where(Archive.user_id == user_id)):
        storage.delete(key_of(archive))
    storage.delete_folder(person_folder(user_id))
    _forget_messages(session, person)
    session.execute(delete(SignedSession).where(SignedSession.person == person.fs_uniquifier))
    record_event(session, "account.erased", by=None, subject=f"person:{user_id}")
    session.flush()
    session.expunge_all()
    session.execute(delete(User).where(User.id == user_id))
    return True


def _forget_messages(session: Session, person: User) -> None:
    """Mails and short messages to them that could not be delivered yet carry their address or number."""
    contacts = {contact.casefold() for contact in (person.email, person.phone) if contact}
    for job in session.scalars(select(JobRow).where(JobRow.name.in_((MAIL_JOB, SMS_JOB)), JobRow.state != "done")):
        to = job.payload.get("to") or job.payload.get("sms", {}).get("to") or ""
        if to.casefold() in contacts:
            session.delete(job)
