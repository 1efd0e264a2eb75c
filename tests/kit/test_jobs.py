"""The jobs table: left in the same transaction, done at least once, whoever is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from app.config import ROOT, Settings
from app.kit import clock, ids
from app.kit.db import Database
from app.kit.jobs import Board, Job, JobRow, enqueue, find_job, find_keyed_job, leave_note
from app.kit.worker import LEASE, Worker

pytestmark = pytest.mark.database


def rows(database: Database) -> list[JobRow]:
    """All jobs, oldest first."""
    with database.reading() as session:
        return list(session.scalars(select(JobRow).order_by(JobRow.id)))


def leave(database: Database, name: str, payload: dict[str, object] | None = None, **more: str) -> UUID:
    """Enqueue one job."""
    with database.begin() as session:
        return enqueue(session, name, payload, **more)  # type: ignore[arg-type]


@pytest.fixture
def board() -> Board:
    """A board of this test alone."""
    return Board()


@pytest.fixture
def worker(database: Database, board: Board) -> Worker:
    """A worker for that board."""
    return Worker(database, board)


def test_a_job_runs_once_with_its_payload(database: Database, board: Board, worker: Worker) -> None:
    seen: list[Job] = []
    board.handle("greet", seen.append)
    leave(database, "greet", {"name": "晓岚"})
    assert worker.drain() == 1
    assert worker.drain() == 0
    assert [job.payload for job in seen] == [{"name": "晓岚"}]
    assert [(row.state, row.progress) for row in rows(database)] == [("done", 100)]


def test_what_somebody_waits_for_goes_first(database: Database, board: Board, worker: Worker) -> None:
    seen: list[str] = []
    for name in ("draw", "plan"):
        board.handle(name, lambda job: seen.append(job.name))
    for name in ("draw", "draw", "plan"):
        leave(database, name)
    board.hurry("plan")
    worker.drain()
    assert seen == ["plan", "draw", "draw"]


def test_messages_go_before_whatever_else_is_in_a_hurry(database: Database, board: Board, worker: Worker) -> None:
    seen: list[str] = []
    for name in ("plan", "code"):
        board.handle(name, lambda job: seen.append(job.name))
    for name in ("plan", "plan", "code"):
        leave(database, name)
    board.hurry("plan")
    board.hurry("code", first=True)
    worker.drain()
    assert seen == ["code", "plan", "plan"]


def test_a_rolled_back_change_leaves_no_job(database: Database, worker: Worker) -> None:
    def fail() -> None:
        with database.begin() as session:
            enqueue(session, "greet")
            raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError):
        fail()
    assert not rows(database)


def test_a_key_admits_one_job(database: Database) -> None:
    first, second = leave(database, "greet", dedupe="greet:1"), leave(database, "greet", dedupe="greet:1")
    assert first == second
    assert len(rows(database)) == 1


def test_a_failing_job_is_retried_later_and_given_up_at_last(database: Database, board: Board, worker: Worker) -> None:
    attempts: list[int] = []

    def stumble(job: Job) -> None:
        attempts.append(job.attempts)
        raise ValueError("not today")

    board.handle("greet", stumble, attempts=3)
    leave(database, "greet")
    assert worker.drain() == 1, "the second attempt waits"
    for hours in (2, 4, 6):
        with time_machine.travel(clock.now() + timedelta(hours=hours)):
            worker.drain()
    assert attempts == [1, 2, 3]
    (row,) = rows(database)
    assert row.state == "failed"
    assert row.error == "ValueError: not today"


def test_a_job_nobody_handles_fails_visibly(database: Database, worker: Worker) -> None:
    leave(database, "sing")
    worker.drain()
    assert [(row.state, row.error) for row in rows(database)] == [("failed", "LookupError: nobody handles sing")]


def test_progress_is_seen_while_the_job_runs(database: Database, board: Board, worker: Worker) -> None:
    tenant = ids.new_id()
    seen = []

    def climb(job: Job) -> None:
        job.tell(40, "drawing")
        with database.reading() as session:
            seen.append(find_job(session, job.id, tenant_id=tenant))

    board.handle("climb", climb)
    with database.begin() as session:
        enqueue(session, "climb", tenant_id=tenant, dedupe="climb:1")
        enqueue(session, "rest", tenant_id=tenant, dedupe="climb:2")
    board.handle("rest", lambda _job: None)
    worker.drain()
    assert [(state.progress, state.label, state.is_over) for state in seen if state] == [(40, "drawing", False)]
    with database.reading() as session:
        mine = find_keyed_job(session, "climb:1", tenant_id=tenant)
        assert mine is not None
        assert mine.is_over and mine.name == "climb"
        stranger = ids.new_id()
        assert find_job(session, mine.id, tenant_id=stranger) is None, "another tenant's job does not exist"
        assert find_keyed_job(session, "climb:1", tenant_id=stranger) is None


def test_secrets_are_wiped_once_done(database: Database, board: Board, worker: Worker) -> None:
    board.handle("post", lambda _job: None, forget=True)
    leave(database, "post", {"link": "secret"})
    worker.drain()
    assert rows(database)[0].payload == {}


def test_news_reaches_every_subscriber(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.kit import jobs

    board = Board()
    board.subscribe("thing.changed", "redraw")
    board.subscribe("thing.changed", "tell")
    board.subscribe("thing.changed", "tell")
    monkeypatch.setattr(jobs, "board", board)
    with database.begin() as session:
        leave_note(session, "thing.changed", {"id": "1"})
    assert sorted(row.name for row in rows(database)) == ["redraw", "tell"]


def test_two_workers_never_take_the_same_job(database: Database, board: Board) -> None:

    done: list[UUID] = []
    board.handle("count", lambda job: done.append(job.id))
    for _ in range(30):
        leave(database, "count")
    crew = [threading.Thread(target=Worker(database, board).drain) for _ in range(3)]
    for hand in crew:
        hand.start()
    for hand in crew:
        hand.join()
    assert len(done) == len(set(done)) == 30


def test_a_lost_lease_is_noticed(database: Database, board: Board, worker: Worker) -> None:
    rival = Worker(database, Board())
    ran = []

    def dawdle(job: Job) -> None:
        ran.append(job.attempts)
        if job.attempts == 1:
            with time_machine.travel(clock.now() + LEASE * 2):
                assert rival._claim() is not None

    board.handle("dawdle", dawdle)
    leave(database, "dawdle")
    worker.drain()
    (row,) = rows(database)
    assert (row.state, row.worker, row.attempts) == ("running", rival.name, 2), "the slow worker may not close it"


SLOW = """
import sys, time
from pathlib import Path
from app.config import read_settings
from app.factory import open_database
from app.kit.jobs import Board
from app.kit.worker import Worker

log = Path(sys.argv[1])

def slow(job):
    with log.open("a") as file:
        file.write(f"began {job.attempts}\\n")
    if job.attempts == 1:
        time.sleep(60)
    with log.open("a") as file:
        file.write("finished\\n")

board = Board()
board.handle("slow", slow)
Worker(open_database(read_settings()), board).run()
"""


@pytest.fixture
def start_worker(settings: Settings, tmp_path: Path) -> "Callable[[], subprocess.Popen[bytes]]":
    """Call for a worker process that handles "slow" jobs and writes into tmp_path/log."""
    variables = {"DATABASE_URL": settings.database, "DATA_DIR": str(settings.data_dir), "PYTHONPATH": str(ROOT)}

    def start() -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-c", SLOW, str(tmp_path / "log")]
        return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **variables})

    return start


def wait_for(log: Path, text: str, seconds: float) -> float:
    """Seconds until the log holds the text."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if log.exists() and text in log.read_text():
            return time.monotonic() - began
        time.sleep(0.05)
    raise AssertionError(f"{text!r} not seen within {seconds} s")


def test_a_killed_workers_job_is_done_by_the_next(
    database: Database, start_worker: "Callable[[], subprocess.Popen[bytes]]", tmp_path: Path
) -> None:
    log = tmp_path / "log"
    leave(database, "slow")
    first = start_worker()
    wait_for(log, "began 1", 30)
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    second = start_worker()
    try:
        assert wait_for(log, "finished", 30) < 20
    finally:
        second.terminate()
        assert second.wait(20) is not None
    assert log.read_text().splitlines() == ["began 1", "began 2", "finished"]


def test_spread_jobs_are_done_side_by_side_and_others_go_on(database: Database, board: Board) -> None:
    meeting, seen = threading.Barrier(2, timeout=20), list[str]()

    def meet(job: Job) -> None:
        meeting.wait()  # passes when two are in hand at once
        seen.append(job.name)

    board.handle("draw", meet)
    board.spread("draw")
    board.handle("greet", lambda job: seen.append(job.name))
    for name in ("draw", "draw", "draw", "draw", "greet"):
        leave(database, name)
    worker = Worker(database, board, hands=2)

    def wanted() -> bool:
        return len(seen) < 5

    worker.run(is_wanted=wanted)
    worker.stop()
    assert sorted(seen) == ["draw"] * 4 + ["greet"]
    assert {row.state for row in rows(database) if row.name in ("draw", "greet")} == {"done"}
