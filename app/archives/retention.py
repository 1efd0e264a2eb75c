"""What is kept for how long, and what goes when its time is over. The record of acts is not here: it only grows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select

from app.accounts.models import User
from app.events.operations import forget_attempts
from app.events.queries import count_attempts
from app.kit import clock
from app.kit.db import HouseSession
from app.kit.jobs import JobRow
from app.kit.text import Text
from app.notices.models import Notice
from app.notices.operations import purge_notices
from app.tenants.models import Membership


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """For how many days each kind is kept."""

    attempts: int = 200
    notices: int = 400
    failed_jobs: int = 90
    unconfirmed: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of thing: its setting, the field of `Terms`, what it is called, how it is counted and how it goes."""

    setting: str
    field: str
    called: Text
    count: Callable[[HouseSession, datetime], int]
    forget: Callable[[HouseSession, datetime], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """How many of one kind are over their time."""

    rule: Rule
    days: int
    before: datetime
    count: int


def _failed(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return JobRow.state == "failed", func.coalesce(JobRow.finished_at, JobRow.created_at) < before


def _unconfirmed(before: datetime) -> tuple[Any, ...]:
    """People who signed up and never came back: no proof of address or number, no place anywhere."""
    seated = select(Membership.id).where(Membership.user_id == User.id).exists()
    return User.confirmed_at.is_(None), User.phone.is_(None), User.created_at < before, ~seated


def _count(model: Any, where: tuple[Any, ...], session: HouseSession) -> int:
    return session.scalar(select(func.count(model.id)).where(*where)) or 0


RULES = (
    Rule(
        setting="SECURITY_LOG_DAYS",
        field="attempts",
        called=Text(zh="安全日志（登录等尝试）", en="security log (attempts at accounts)"),
        count=lambda session, before: count_attempts(session, before=before),
        forget=lambda session, before: forget_attempts(session, before=before),
    ),
    Rule(
        setting="NOTICE_DAYS",
        field="notices",
        called=Text(zh="站内通知", en="notices in inboxes"),
        count=lambda session, before: _count(Notice, (Notice.created_at < before,), session),
        forget=lambda session, before: purge_notices(session, before=before),
    ),
    Rule(
        setting="FAILED_JOB_DAYS",
        field="failed_jobs",
        called=Text(zh="失败的后台任务", en="background jobs that failed"),
        count=lambda session, before: _count(JobRow, _failed(before), session),
        forget=lambda session, before: session.execute(delete(JobRow).where(*_failed(before))),
    ),
    Rule(
        setting="UNCONFIRMED_DAYS",
        field="unconfirmed",
        called=Text(zh="从未确认邮箱的账号", en="accounts whose address was never confirmed"),
        count=lambda session, before: _count(User, _unconfirmed(before), session),
        forget=lambda session, before: session.execute(delete(User).where(*_unconfirmed(before))),
    ),
)


def list_due(session: HouseSession, terms: Terms) -> Iterator[Due]:
    """What would go now, rule by rule. A platform session."""
    now = clock.now()
    for rule in RULES:
        days: int = getattr(terms, rule.field)
        before = now - timedelta(days=days)
        yield Due(rule=rule, days=days, before=before, count=rule.count(session, before))


def let_go(session: HouseSession, terms: Terms) -> list[Due]:
    """Let everything go that is over its time; returns what went. A platform session."""
    found = list(list_due(session, terms))
    for due in found:
        if due.count:
            due.rule.forget(session, due.before)
    return found
