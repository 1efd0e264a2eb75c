"""Saying how far work is, and what holds. The caller commits."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.deliveries.happenings import Happening
from app.deliveries.models import CalendarFeed, Delivery, DeliveryChange, GateCheck, Reminder, Status
from app.deliveries.queries import find_check, find_delivery, find_feed, find_reachable, find_reminder
from app.deliveries.reminders import due_marks, is_time, remembered
from app.deliveries.values import Progress, Work
from app.deliveries.wording import (
    BAD_DAYS,
    BAD_MONEY,
    CHANGED_MEANWHILE,
    CHECK_CHANGED,
    END_BEFORE_START,
    END_IN_FUTURE,
    END_WITHOUT_START,
    ENDED_YET_OPEN,
    HELD_IN_FUTURE,
    LINE,
    MOST_MONEY,
    NEEDS_REASON,
    START_IN_FUTURE,
    TOO_EARLY,
)
from app.events.operations import record_event
from app.kit.addresses import new_address
from app.kit.db import upsert
from app.kit.errors import Conflict, Invalid
from app.kit.text import Text
from app.notices.operations import tell
from app.reports import wording

OLDEST = timedelta(days=3653)
"""Work that began longer ago than ten years is a typing mistake."""
MOST_DAYS = 10_000
FIELDS = ("status", "started_on", "ended_on", "cost_minor", "staff_days", "kpi_value", "reason", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person says about a piece of work. version: the one they looked at."""

    status: Status
    started_on: date | None = None
    ended_on: date | None = None
    cost_minor: int | None = None
    staff_days: int | None = None
    kpi_value: str = ""
    reason: str = ""
    note: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who acts, when (UTC), and which calendar day that is where the firm is."""

    by: UUID | None
    at: datetime
    today: date


def settled(said: Said, *, today: date) -> Said:
    """With the dates that follow from the state where none were given: begun today, finished today."""
    if said.status == Status.PLANNED:
        return replace(said, started_on=None, ended_on=None)
    if said.status == Status.STARTED and said.started_on is None:
        return replace(said, started_on=today)
    if said.status == Status.DONE and said.ended_on is None:
        return replace(said, started_on=said.started_on or today, ended_on=today)
    return said


def faults_in(said: Said, *, today: date) -> dict[str, Text]:
    """field -> what is wrong with it; empty when it can be kept."""
    faults = {**_faults_in_days(said, today)}
    if said.cost_minor is not None and not 0 <= said.cost_minor <= MOST_MONEY * 100:
        faults["cost_minor"] = BAD_MONEY
    if said.staff_days is not None and not 0 <= said.staff_days <= MOST_DAYS:
        faults["staff_days"] = BAD_DAYS
    if said.status == Status.DROPPED and not said.reason:
        faults["reason"] = NEEDS_REASON
    return faults


def _faults_in_days(said: Said, today: date) -> dict[str, Text]:
    faults: dict[str, Text] = {}
    oldest = today - OLDEST
    for field, day, late in (
        ("started_on", said.started_on, START_IN_FUTURE),
        ("ended_on", said.ended_on, END_IN_FUTURE),
    ):
        if day is not None and day > today:
            faults[field] = late
        elif day is not None and day < oldest:
            faults[field] = TOO_EARLY.format(least=oldest.isoformat())
    if said.ended_on and said.status not in (Status.DONE, Status.DROPPED):
        faults.setdefault("ended_on", ENDED_YET_OPEN)
    elif said.ended_on and not said.started_on and said.status == Status.DONE:
        faults.setdefault("started_on", END_WITHOUT_START)
    elif said.ended_on and said.started_on and said.ended_on < said.started_on:
        faults.setdefault("ended_on", END_BEFORE_START)
    return faults


def record_progress(session: Session, tenant_id: UUID, work: Work, said: Said, *, hand: Hand) -> Delivery:
    """Keep what was said. Invalid when it cannot be; Conflict when somebody else spoke since `said.version`."""
    faults = faults_in(said, today=hand.today)
    if faults:
        raise Invalid(next(iter(faults.values())))
    row = _held(session, tenant_id, work, hand)
    if row.version != said.version:
        raise Conflict(CHANGED_MEANWHILE)
    changes = {
        field: [_plain(getattr(row, field)), _plain(getattr(said, field))]
        for field in FIELDS
        if getattr(row, field) != getattr(said, field)
    }
    if not changes:
        return row
    if work.promise and row.status == Status.PLANNED:
        row.planned_from_on, row.planned_to_on = work.promise.starts_on, work.promise.ends_on
        row.planned_minor = work.promise.minor
    for field in changes:
        setattr(row, field, getattr(said, field))
    row.version, row.changed_at = row.version + 1, hand.at
    session.add(DeliveryChange(delivery_id=row.id, changes=changes, made_by_id=hand.by, created_at=hand.at))
    told = {"status": said.status.value} if "status" in changes else {}
    record_event(session, "delivery.changed", by=hand.by, tenant_id=tenant_id, subject=f"delivery:{row.id}", **told)
    session.flush()
    return row


def _held(session: Session, tenant_id: UUID, work: Work, hand: Hand) -> Delivery:
    """The row, made if need be; of two who want it one waits."""
    upsert(
        session,
        Delivery,
        {
            "tenant_id": tenant_id,
            "initiative_key": work.initiative,
            "site_key": work.site,
            "status": Status.PLANNED.value,
            "currency": "CNY",
            "kpi_value": "",
            "reason": "",
            "note": "",
            "version": 0,
            "created_at": hand.at,
        },
        on=["tenant_id", "initiative_key", "site_key"],
        change=(),
    )
    row = find_delivery(session, tenant_id, work.initiative, work.site, hold=True)
    if row is None:
        raise RuntimeError("a row that was just made is gone")
    return row


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """That an exit criterion holds since a day, or (None) that it does not. version: the one they looked at."""

    initiative: str
    held_on: date | None
    note: str = ""
    version: int = 0


def record_check(session: Session, tenant_id: UUID, holding: Holding, *, hand: Hand) -> GateCheck:
    """Keep whether an exit criterion holds. Invalid for a day to come; Conflict when somebody else spoke since."""
    if holding.held_on is not None and holding.held_on > hand.today:
        raise Invalid(HELD_IN_FUTURE)
    if holding.held_on is not None and holding.held_on < hand.today - OLDEST:
        raise Invalid(TOO_EARLY.format(least=(hand.today - OLDEST).isoformat()))
    fresh = {"tenant_id": tenant_id, "initiative_key": holding.initiative, "note": "", "version": 0}
    upsert(session, GateCheck, {**fresh, "created_at": hand.at}, on=["tenant_id", "initiative_key"], change=())
    row = find_check(session, tenant_id, holding.initiative, hold=True)
    if row is None:
        raise RuntimeError("a row that was just made is gone")
    if row.version != holding.version:
        raise Conflict(CHECK_CHANGED)
    row.held_on, row.note = holding.held_on, holding.note
    row.version, row.changed_at, row.changed_by_id = row.version + 1, hand.at, hand.by
    tag = "gate.confirmed" if holding.held_on else "gate.withdrawn"
    record_event(session, tag, by=hand.by, tenant_id=tenant_id, subject=f"gate:{row.id}")
    session.flush()
    return row


def renew_feed(session: Session, tenant_id: UUID, user_id: UUID, *, at: datetime) -> str:
    """A fresh address for this person's calendar; an older one opens nothing any more. The word is shown once."""
    word, address = new_address(tenant_id)
    row = {"tenant_id": tenant_id, "user_id": user_id, "secret_hash": address.secret_hash, "created_at": at}
    upsert(session, CalendarFeed, row, on=["tenant_id", "user_id"], change=())
    feed = find_feed(session, tenant_id, user_id, hold=True)
    if feed is None:
        raise RuntimeError("a row that was just made is gone")
    feed.secret_hash, feed.created_at = address.secret_hash, at
    record_event(session, "calendar.opened", by=user_id, tenant_id=tenant_id, subject=f"person:{user_id}")
    session.flush()
    return word


def withdraw_feed(session: Session, tenant_id: UUID, user_id: UUID) -> None:
    """The address opens nothing from now on; saying so twice changes nothing."""
    feed = find_feed(session, tenant_id, user_id)
    if feed is not None:
        session.delete(feed)
        record_event(session, "calendar.withdrawn", by=user_id, tenant_id=tenant_id, subject=f"person:{user_id}")
        session.flush()


def held_reminder(session: Session, tenant_id: UUID, user_id: UUID, *, at: datetime) -> Reminder:
    """The row of one person's reminders, made if need be; of two who want it one waits."""
    row = {"tenant_id": tenant_id, "user_id": user_id, "is_off": False, "told": {}, "created_at": at}
    upsert(session, Reminder, row, on=["tenant_id", "user_id"], change=())
    found = find_reminder(session, tenant_id, user_id, hold=True)
    if found is None:
        raise RuntimeError("a row that was just made is gone")
    return found


def choose_reminders(session: Session, tenant_id: UUID, user_id: UUID, *, wanted: bool, at: datetime) -> None:
    """Whether this person wants to be reminded of this firm's dates."""
    row = held_reminder(session, tenant_id, user_id, at=at)
    if row.is_off == wanted:
        row.is_off = not wanted
        record_event(session, "calendar.reminders_chosen", by=user_id, tenant_id=tenant_id, wanted=wanted)
        session.flush()


def moved(progress: Progress, status: Status, *, today: date) -> Said:
    """What moving a card says: the new column, and the dates that go with it."""
    is_over = status in (Status.DONE, Status.DROPPED)
    said = Said(
        status=status,
        started_on=progress.started_on,
        ended_on=progress.ended_on if is_over else None,
        cost_minor=progress.minor,
        staff_days=progress.staff_days,
        kpi_value=progress.kpi_value,
        reason=progress.reason,
        note=progress.note,
        version=progress.version,
    )
    return settled(said, today=today)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """The days of one firm's plan, and the page that shows them."""

    tenant_id: UUID
    firm: str
    path: str
    days: tuple[Happening, ...]


def remind_person(session: Session, news: News, user_id: UUID, *, hand: Hand) -> bool:
    """Tell one person what is near and was not said yet; False when there is nothing, or it is not time."""
    row = held_reminder(session, news.tenant_id, user_id, at=hand.at)
    marks = due_marks(news.days, row.told, hand.today)
    person = find_reachable(session, news.tenant_id, user_id)
    if row.is_off or person is None or not marks or not is_time(row.sent_on, hand.today):
        return False
    row.told, row.sent_on = remembered(row.told, marks, hand.today), hand.today
    lines = [LINE.format(day=wording.day(mark.happening.on), title=mark.happening.title) for mark in marks]
    context = {
        "firm": news.firm,
        "count": len(lines),
        "first": lines[0],
        "lines": Text(zh="\n".join(line.zh for line in lines), en="\n".join(line.en for line in lines)),
    }
    tell(session, "plan-digest", to=person, context=context, path=news.path, tenant_id=news.tenant_id)
    session.flush()
    return True
