"""The worker: claims due jobs, one at a time in the main thread, and survives being killed at any moment.

Jobs that mostly wait for another process, such as the press, are done beside it, `hands` at once.

A claimed job carries a lease that a heartbeat thread extends. When the worker dies the lease runs out and the job is
claimed again, so handlers must be idempotent. Times: LEASE after a kill until the next attempt, POLL when idle.
"""

import os
import random
import socket
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, delete, or_, select, update
from sqlalchemy.exc import OperationalError

from app.kit import clock, ids, log
from app.kit.db import Database
from app.kit.jobs import Board, Handled, Job, JobRow, enqueue

LEASE = timedelta(seconds=10)
SPARE = 2
"""Hands kept for what is done apart and in a hurry: a payment is not to wait until long reports are drawn."""
BEAT = 2.5
POLL = 0.4
KEEP_DONE = timedelta(days=7)
PURGE = "jobs.purge"
_log = log.get(__name__)


class Worker:
    """Runs the jobs of a board. `around` gives the context a handler runs in (the application's)."""

    def __init__(
        self,
        database: Database,
        board: Board,
        *,
        around: Callable[[], AbstractContextManager[Any]] = nullcontext,
        hands: int = 1,
    ) -> None:
        self.database = database
        self.board = board
        self.around = around
        self.name = f"{socket.gethostname()[:30]}-{os.getpid()}-{ids.new_reference(1)}"
        self._stopping = threading.Event()
        self._hands, self._held = hands, set[UUID]()
        self._slots: dict[str, int] = {}
        board.handle(PURGE, _purge)
        board.repeat(PURGE, timedelta(hours=12))

    def stop(self) -> None:
        """Finish the job in hand, then leave."""
        self._stopping.set()

    def run(self, *, is_wanted: Callable[[], bool] = lambda: True) -> None:
        """Work until stopped, or until `is_wanted` says no."""
        threading.Thread(target=self._beat, daemon=True, name="heartbeat").start()
        with ThreadPoolExecutor(self._hands + SPARE, "hand") as hands:
            while not self._stopping.is_set() and is_wanted():
                try:
                    self._keep_schedule()
                    worked = self._take(hands)
                except OperationalError as error:
                    _log.warning("database unavailable", reason=str(error.orig))
                    worked = False
                    self._stopping.wait(2)
                if not worked:
                    self._stopping.wait(POLL)

    def drain(self, limit: int = 1000) -> int:
        """Run what is due, and what that leaves, until nothing is due; returns how many. For tests and commands."""
        done = 0
        while done < limit and self.work_once():
            done += 1
        return done

    def work_once(self) -> bool:
        """Claim and run one job; False when none is due."""
        job = self._claim()
        if job is not None:
            self._do(job)
        return job is not None

    def _take(self, hands: ThreadPoolExecutor) -> bool:
        """Claim one job and begin it: here, or beside others where it mostly waits for another process."""
        job = self._claim(without=self._waiting())
        if job is None:
            return False
        if job.name in self.board.apart and self._hands > 1:
            self._held.add(job.id)
            hands.submit(self._do_apart, job)
        else:
            self._do(job)
        return True

    def _waiting(self) -> set[str]:
        """Names of jobs that wait for a free hand: what is done apart, and what of it is in a hurry last of all."""
        held = len(self._held)
        if held < self._hands:
            return set()
        return self.board.apart if held >= self._hands + SPARE else self.board.apart - self.board.urgent

    def _do_apart(self, job: Job) -> None:
        try:
            self._do(job)
        except OperationalError as error:  # its lease runs out, and it is claimed again
            _log.warning("database unavailable", reason=str(error.orig))

    def _do(self, job: Job) -> None:
        handled = self.board.handlers.get(job.name)
        log.set_request_id(f"job-{job.id.hex[-12:]}")
        self._held.add(job.id)
        began = time.perf_counter()
        try:
            if handled is not None and job.attempts > handled.attempts:
                raise RuntimeError("every worker that tried this job died")
            if handled is None:
                raise LookupError(f"nobody handles {job.name}")
            with self.around():
                handled.run(job)
        except Exception as error:
            self._give_back(job, handled, error)
        else:
            self._finish(job, handled)
            _log.info("job done", job=job.name, ms=round((time.perf_counter() - began) * 1000))
        finally:
            self._held.discard(job.id)
            log.set_request_id(None)

    def _due(self, now: datetime) -> Any:
        return or_(
            and_(JobRow.state == "waiting", JobRow.run_at <= now),
            and_(JobRow.state == "running", JobRow.lease_until < now),
        )

    def _order(self) -> tuple[Any, ...]:
        first, urgent = (JobRow.name.in_(sorted(names)) for names in (self.board.first, self.board.urgent))
        return case((first, 0), (urgent, 1), else_=2), JobRow.run_at, JobRow.id

    def _claim(self, *, without: Collection[str] = ()) -> Job | None:
        now = clock.now()
        wanted = and_(self._due(now), JobRow.name.not_in(sorted(without))) if without else self._due(now)
        with self.database.reading() as session:  # an idle worker takes no write lock
            if session.scalars(select(JobRow.id).where(wanted).limit(1)).first() is None:
                return None
        with self.database.begin() as session:
            asked = select(JobRow).where(wanted).order_by(*self._order()).limit(1)
            row = session.scalars(asked.with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return None
            row.state, row.worker, row.lease_until = "running", self.name, now + LEASE
            row.attempts += 1
            return Job(row.id, row.name, dict(row.payload), row.tenant_id, row.attempts, self.database)

    def _mine(self, job: Job) -> Any:
        return and_(JobRow.id == job.id, JobRow.worker == self.name, JobRow.attempts == job.attempts)

    def _close(self, job: Job, values: dict[str, Any]) -> None:
        with self.database.begin() as session:
            closed: Any = session.execute(update(JobRow).where(self._mine(job)).values(lease_until=None, **values))
        if closed.rowcount == 0:
            _log.warning("job was taken over by another worker", job=job.name)

    def _finish(self, job: Job, handled: Handled | None) -> None:
        values: dict[str, Any] = {"state": "done", "progress": 100, "finished_at": clock.now(), "error": None}
        if handled is not None and handled.forget:
            values["payload"] = {}
        self._close(job, values)

    def _give_back(self, job: Job, handled: Handled | None, error: Exception) -> None:
        sentence = f"{type(error).__name__}: {error}"[:2000]
        if handled is None or job.attempts >= handled.attempts:
            _log.error("job given up", job=job.name, attempts=job.attempts, exc_info=error)
            values = {"state": "failed", "error": sentence, "finished_at": clock.now()}
            # What may not be kept once done may not be kept once given up either: mails carry links that open things.
            self._close(job, {**values, "payload": {}} if handled is not None and handled.forget else values)
            return
        wait = min(3600.0, 2.0**job.attempts) * random.uniform(0.8, 1.2)  # noqa: S311 (spreads retries, hides nothing)
        _log.warning("job failed, will be retried", job=job.name, attempts=job.attempts, exc_info=error)
        run_at = clock.now() + timedelta(seconds=wait)
        self._close(job, {"state": "waiting", "error": sentence, "run_at": run_at})

    def _beat(self) -> None:
        while not self._stopping.wait(BEAT) or self._held:
            held = sorted(self._held)
            if not held:
                continue
            mine = and_(JobRow.id.in_(held), JobRow.worker == self.name, JobRow.state == "running")
            try:
                with self.database.begin() as session:
                    session.execute(update(JobRow).where(mine).values(lease_until=clock.now() + LEASE))
            except OperationalError as error:
                _log.warning("heartbeat missed", reason=str(error.orig))
            if self._stopping.is_set():
                time.sleep(BEAT)

    def _keep_schedule(self) -> None:
        now = clock.now()
        for name, every in self.board.recurring.items():
            slot = int(now.timestamp() // every.total_seconds())
            if self._slots.get(name) == slot:
                continue
            with self.database.begin() as session:
                enqueue(session, name, dedupe=f"{name}@{slot}")
            self._slots[name] = slot


def _purge(job: Job) -> None:
    """Forget jobs that were done a week ago; failed ones stay for people to look at."""
    with job.database.begin() as session:
        old = clock.now().astimezone(UTC) - KEEP_DONE
        session.execute(delete(JobRow).where(JobRow.state == "done", JobRow.finished_at < old))
