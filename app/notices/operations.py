"""Telling people, and the ways out they chose. The caller commits; whatever leaves the house leaves as a job."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.brands.values import Livery
from app.events.operations import record_event
from app.kit import clock
from app.kit.jobs import enqueue
from app.kit.mail import send_mail
from app.kit.scope import scope_of
from app.kit.sms import Sms, send_sms
from app.kit.text import Lang
from app.kit.web import absolute
from app.notices.emails import Told, mail_notice, word_notice
from app.notices.models import GroupRobot, Notice
from app.notices.queries import count_since, count_unread, find_robot

GROUP_JOB = "group.post"
CHANNELS = ("mail", "sms", "group")
SMS_A_DAY = 20
"""Short messages to one person within 24 hours, twice as many when it is about safety: each costs the house money."""
ALWAYS = frozenset(
    {"password-changed", "contact-changed", "second-factor-on", "second-factor-off", "account-closing", "firm-closing"}
)
"""Notices about safety: they go to every address and number, whatever was chosen."""


def channels_of(person: User, name: str) -> set[str]:
    """The ways by which this notice leaves; empty means the inbox alone."""
    if name in ALWAYS:
        wanted = {"mail", "sms"}
    elif person.channels is None:
        wanted = {"mail" if person.email else "sms", "group"}
    else:
        wanted = set(person.channels)
    has = {"mail": bool(person.email), "sms": bool(person.phone), "group": True}
    return {channel for channel in wanted if has[channel]}


def tell(  # noqa: PLR0913 (what, to whom, about which firm, leading where)
    session: Session,
    name: str,
    *,
    to: User,
    context: Mapping[str, Any],
    path: str,
    tenant_id: UUID | None,
    wears: Livery | None = None,
) -> Notice:
    """Put a notice into a person's inbox and leave the jobs that carry it out by their channels.

    `name` is a folder of `templates/emails` with subject.txt and short.txt (body.txt and body.html if the mail says
    more); `context` is what these need, a `Text` where it depends on the language; `path` is a page of ours; `wears` is
    the look of the report it is about, whose name the mail then carries.
    """
    told = Told(name=name, context=context, link=absolute(path), wears=wears)
    texts = word_notice(told)
    channels = channels_of(to, name)
    if "sms" in channels and not _may_text(session, to.id, SMS_A_DAY * (2 if name in ALWAYS else 1)):
        channels.discard("sms")
    notice = Notice(user_id=to.id, firm_id=tenant_id, name=name, texts=texts, path=path)
    session.add(notice)
    session.execute(update(User).where(User.id == to.id).values(unread=User.unread + 1))
    lang: Lang = "zh" if to.lang == "zh" else "en"
    if "mail" in channels:
        send_mail(session, mail_notice(told, texts, to=str(to.email), lang=lang, person=to.name))
    if "sms" in channels:
        subject, short = texts[lang]
        params = {"subject": subject, "short": short, "link": told.link}
        text = f"{short} {told.link}"
        send_sms(session, Sms(to=str(to.phone), text=text, template=name, lang=lang, params=params))
    if "group" in channels and tenant_id is not None:
        post_to_group(session, "\n".join((*texts[lang], told.link)), tenant_id=tenant_id)
    return notice


def _may_text(session: Session, user_id: UUID, most: int) -> bool:
    return count_since(session, user_id, since=clock.now() - timedelta(days=1)) < most


def post_to_group(session: Session, text: str, *, tenant_id: UUID, again: bool = False) -> None:
    """One post, however many members are told the same within the hour; `again` posts it anyway."""
    scope = scope_of(session)
    if scope is not None and scope.tenant_id == tenant_id and find_robot(session, tenant_id) is None:
        return
    mark = hashlib.sha256(f"{tenant_id} {clock.now():%Y%m%d%H} {text}".encode()).hexdigest()[:32]
    dedupe = None if again else f"group:{mark}"
    enqueue(session, GROUP_JOB, {"text": text}, tenant_id=tenant_id, dedupe=dedupe)


def read_notices(
    session: Session, user_id: UUID, firms: Collection[UUID], *, at: datetime, notice_id: UUID | None = None
) -> None:
    """Mark one notice, or all of them, as read; and set the count right."""
    unread = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    session.execute((unread.where(Notice.id == notice_id) if notice_id else unread).values(read_at=at))
    left = count_unread(session, user_id, firms)
    session.execute(update(User).where(User.id == user_id).values(unread=left))


def choose_channels(session: Session, user_id: UUID, channels: Collection[str]) -> None:
    """Remember by which ways a person wants notices; none of them means the inbox alone."""
    person = session.get_one(User, user_id)
    person.channels = [channel for channel in CHANNELS if channel in channels]
    record_event(session, "person.channels_chosen", by=user_id, channels=person.channels)


def keep_robot(session: Session, tenant_id: UUID, *, sealed_key: str, tail: str, by: UUID) -> GroupRobot:
    """Set or replace the firm's group robot."""
    robot = find_robot(session, tenant_id, hold=True)
    if robot is None:
        robot = GroupRobot(sealed_key=sealed_key, tail=tail)
        session.add(robot)
    robot.sealed_key, robot.tail = sealed_key, tail
    robot.posted_at = robot.failed_at = robot.fault = None
    session.flush()
    record_event(session, "robot.set", by=by, tenant_id=tenant_id, subject=f"robot:{robot.id}")
    return robot


def drop_robot(session: Session, tenant_id: UUID, *, by: UUID) -> None:
    """Forget the firm's group robot; doing so twice changes nothing."""
    robot = find_robot(session, tenant_id, hold=True)
    if robot is not None:
        session.delete(robot)
        record_event(session, "robot.dropped", by=by, tenant_id=tenant_id, subject=f"robot:{robot.id}")


def note_post(session: Session, robot: GroupRobot, fault: int | None, *, at: datetime) -> None:
    """Remember how the last post went, for the owner to see."""
    robot.fault = fault
    if fault is None:
        robot.posted_at, robot.failed_at = at, None
    else:
        robot.failed_at = at


def purge_notices(session: Session, *, before: datetime) -> None:
    """Forget what people were told long ago."""
    session.execute(delete(Notice).where(Notice.created_at < before))
