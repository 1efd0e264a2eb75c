"""Reminders: the right days, each once, at most one message a week, whatever is killed or done twice."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.config import ROOT, Settings
from app.deliveries.happenings import Happening
from app.deliveries.models import Reminder
from app.deliveries.reminders import due_marks, is_time, remembered
from app.deliveries.tasks import EACH
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.jobs import Job, JobRow, board, enqueue
from app.kit.text import Text
from app.notices.models import Notice
from tests.factories.works import Planned, make_planned

Enter = Callable[..., FlaskClient]
TODAY = date(2026, 11, 30)


def happening(kind: str, left: int, **more: object) -> Happening:
    given = {"kind": kind, "name": f"{kind}:x", "on": TODAY + timedelta(days=left), "title": Text(zh="一", en="one")}
    return Happening(**{**given, "note": None, "changed_at": datetime(2026, 1, 1, tzinfo=UTC), **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "left", "count"),
    [
        ("start", 14, 1), ("start", 15, 0), ("start", 0, 1), ("start", -1, 0),
        ("gate", 14, 1), ("gate", -40, 1), ("gate", 15, 0),
        ("duty", 31, 0), ("duty", 30, 1), ("duty", 14, 1), ("duty", 13, 2), ("duty", 0, 2), ("duty", -1, 0),
        ("subsidy", 30, 1), ("subsidy", 7, 2), ("end", 3, 0),
    ],
)  # fmt: skip
def test_what_is_near_is_said(kind: str, left: int, count: int) -> None:
    marks = due_marks((happening(kind, left),), {}, TODAY)
    assert sum(len(mark.names) for mark in marks) == count and len(marks) == bool(count)


def test_a_deadline_is_said_a_month_and_a_week_before_and_never_again() -> None:
    told: dict[str, str] = {}
    said = []
    for day in (TODAY + timedelta(weeks=week) for week in range(20)):
        marks = due_marks((happening("duty", 100),), told, day)
        told = remembered(told, marks, day)
        said += [(TODAY + timedelta(days=100) - day).days for _ in marks]
    assert len(said) == 2 and 23 < said[0] <= 30 and 7 <= said[1] <= 13
    assert not due_marks((happening("duty", 100, is_open=False),), {}, TODAY + timedelta(days=95))


def test_a_week_lies_between_two_messages_and_a_clock_set_back_keeps_quiet() -> None:
    assert is_time(None, TODAY) and is_time(TODAY - timedelta(days=7), TODAY)
    assert not is_time(TODAY - timedelta(days=6), TODAY) and not is_time(TODAY + timedelta(days=30), TODAY)


@pytest.fixture
def planned(app: Flask, database: Database) -> Planned:
    """A plan that begins in ten days."""
    with app.app_context():
        return make_planned(database, start=clock.today() + timedelta(days=10))


@pytest.fixture
def remind(app: Flask, database: Database, run_jobs: Callable[[], int]) -> Callable[[], None]:
    """Let the recurring job come round once more."""

    def come_round() -> None:
        with database.begin() as session:
            enqueue(session, "deliveries.remind_firms")
        run_jobs()

    return come_round


@pytest.mark.database
def test_one_message_a_person_a_week(
    planned: Planned, remind: Callable[[], None], outbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    remind()
    (mail,) = outbox
    body = mail.get_body(("plain",))
    assert mail["To"] == planned.owner.email and body is not None
    assert "To start: " in body.get_content() and planned.root in body.get_content()
    assert "¥" not in body.get_content() and "CNY" not in body.get_content()
    remind()
    now, today = clock.now(), clock.today()
    for days, count in ((1, 1), (6, 1), (300, 2)):
        monkeypatch.setattr(clock, "now", lambda days=days: now + timedelta(days=days))
        monkeypatch.setattr(clock, "today", lambda days=days: today + timedelta(days=days))
        remind()
        assert len(outbox) == count, days


@pytest.mark.database
def test_whoever_switched_it_off_hears_nothing(
    planned: Planned, remind: Callable[[], None], outbox: list[EmailMessage], sign_in: Enter
) -> None:
    browser = sign_in(planned.owner)
    assert "Switch reminders on" in browser.post(planned.root + "/calendar", data={"act": "silence"}).text
    remind()
    assert not outbox
    assert "Switch reminders off" in browser.post(planned.root + "/calendar", data={"act": "remind"}).text


@pytest.mark.database
def test_two_workers_on_one_firm_tell_once(app: Flask, planned: Planned, database: Database) -> None:
    with database.begin() as session:
        job_id = enqueue(session, EACH, {}, tenant_id=planned.tenant_id)
    job, ready = Job(job_id, EACH, {}, planned.tenant_id, 1, database), threading.Barrier(2)

    def work() -> None:
        with app.test_request_context(base_url="http://localhost:8000"):
            ready.wait(20)
            board.handlers[EACH].run(job)

    hands = [threading.Thread(target=work) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert told(database) == (1, 1)


def told(database: Database) -> tuple[int, int]:
    """How many notices and mails there are."""
    with database.reading() as session:
        notices = session.scalar(select(func.count(Notice.id)).where(Notice.name == "plan-digest")) or 0
        mails = session.scalar(select(func.count(JobRow.id)).where(JobRow.name == "mail.deliver")) or 0
    return notices, mails


KILLED = """
import os, signal, sys
from uuid import UUID
from app.config import Settings
from app.factory import create_app
from app.kit import ids
from app.kit.db import db
from app.kit.jobs import Job, board
from app.deliveries import operations, tasks

step, database_url, data_dir, tenant = sys.argv[1:]
app = create_app(Settings(environment="test", database_url=database_url, data_dir=data_dir, log_level="ERROR"))
die = lambda *_a, **_k: os.kill(os.getpid(), signal.SIGKILL)
if step == "tell":
    operations.tell = die
elif step == "commit":
    ours = tasks.remind_person
    tasks.remind_person = lambda *a, **k: (ours(*a, **k), die())
with app.test_request_context(base_url="http://localhost:8000"):
    board.handlers[tasks.EACH].run(Job(ids.new_id(), tasks.EACH, {}, UUID(tenant), 1, db))
die()
"""


@pytest.mark.database
@pytest.mark.parametrize(("step", "left"), [("tell", 0), ("commit", 0), ("after", 1)])
def test_a_killed_worker_loses_nothing_and_sends_nothing_twice(
    planned: Planned, database: Database, settings: Settings, remind: Callable[[], None], step: str, left: int
) -> None:
    command = [sys.executable, "-c", KILLED, step, settings.database, str(settings.data_dir), str(planned.tenant_id)]
    ended = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert told(database) == (left, left)
    remind()
    assert told(database) == (1, 1)
    with database.reading(Scope.tenant(planned.tenant_id)) as session:
        assert session.scalars(select(Reminder)).one().sent_on == clock.today()
