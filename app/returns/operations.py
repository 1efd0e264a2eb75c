"""Planning a return, calling it off, reminding people of it. The caller commits."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.assessments.models import Assessment
from app.assessments.queries import list_assessments
from app.events.operations import record_event
from app.kit.clock import HOUSE_ZONE
from app.kit.errors import Invalid
from app.kit.jobs import enqueue
from app.kit.text import Text
from app.notices.operations import tell
from app.returns.models import PlannedReturn
from app.returns.queries import find_return, list_fillers

CHOICES = (3, 6, 12)
"""Months after a submission."""
AHEAD = timedelta(days=7)
MORNING = time(9, tzinfo=HOUSE_ZONE)
JOB = "returns.remind"
UNOFFERED = Text(zh="请从给出的几个间隔里选一个。", en="Please choose one of the intervals offered.")
TOO_EARLY = Text(zh="提交评估之后，才能安排下一次。", en="Submit the assessment first; then plan the next one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who plans, and when."""

    by: UUID | None
    at: datetime


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the month's last."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)


def plan_return(session: Session, assessment: Assessment, months: int, *, reminded: bool, hand: Hand) -> PlannedReturn:
    """Mean to come back so many months after a submission; the reminder waits in the jobs table until its day."""
    if months not in CHOICES:
        raise Invalid(UNOFFERED)
    if assessment.submitted_at is None:
        raise Invalid(TOO_EARLY)
    due_on = months_after(assessment.submitted_at.astimezone(HOUSE_ZONE).date(), months)
    row = find_return(session, assessment.tenant_id, hold=True)
    if row is None:
        row = PlannedReturn(assessment_id=assessment.id, months=months, due_on=due_on)
        session.add(row)
    row.assessment_id, row.months, row.due_on, row.is_off = assessment.id, months, due_on, not reminded
    row.told_on, row.chosen_by_id = None, hand.by
    session.flush()
    if reminded:
        told = {"due_on": due_on.isoformat()}
        moment = max(datetime.combine(due_on - AHEAD, MORNING), hand.at)
        enqueue(session, JOB, told, tenant_id=assessment.tenant_id, run_at=moment)
    subject = f"assessment:{assessment.id}"
    record_event(session, "return.planned", by=hand.by, tenant_id=assessment.tenant_id, subject=subject)
    return row


def remind_return(session: Session, tenant_id: UUID, *, due_on: date, today: date, path: str) -> int:
    """Tell those who can fill that the day is near; how many were told.

    Nobody is told of a day that was changed or switched off, twice, or once the next assessment was begun.
    """
    row = find_return(session, tenant_id, hold=True)
    if row is None or row.is_off or row.told_on is not None or row.due_on != due_on:
        return 0
    if list_assessments(session, tenant_id)[0].id != row.assessment_id:
        return 0
    row.told_on = today
    people = list_fillers(session, tenant_id)
    for person in people:
        context = {"day": f"{due_on:%Y-%m-%d}", "months": row.months}
        tell(session, "return-near", to=person, context=context, path=path, tenant_id=tenant_id)
    return len(people)
