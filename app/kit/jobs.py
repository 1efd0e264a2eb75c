"""The jobs table: work left in the same transaction as the change that asks for it.

`enqueue` adds one job. `leave_note` announces news by name; `subscribe` (in the factory) says which handlers want it.
Handlers take a `Job` and must be idempotent: a killed worker's job is run again. The worker is in `app.kit.worker`.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kit import clock, ids
from app.kit.db import Base, Database, HouseSession, Scope, Stamped, upsert


class JobRow(Stamped, Base):
    """One piece of work: waiting, running, done or failed (given up)."""

    __tablename__ = "jobs"
    __table_args__ = (Index(None, "state", "run_at"), Index(None, "tenant_id", "name"))

    name: Mapped[str] = mapped_column(String(60))
    tenant_id: Mapped[UUID | None]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    dedupe: Mapped[str | None] = mapped_column(String(200), unique=True)
    """At most one job carries this key; it is free again once the job is done and purged."""
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    worker: Mapped[str | None] = mapped_column(String(60))
    progress: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(String(120), default="")
    error: Mapped[str | None] = mapped_column(String(2000))
    finished_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Job:
    """What a handler gets."""

    id: UUID
    name: str
    payload: Mapping[str, Any]
    tenant_id: UUID | None
    attempts: int
    database: Database = field(repr=False)

    def begin(self) -> AbstractContextManager[HouseSession]:
        """A transaction in the scope of the job's tenant."""
        return self.database.begin(Scope.tenant(self.tenant_id) if self.tenant_id is not None else None)

    @property
    def tenant(self) -> UUID:
        """The tenant of a job that has one; RuntimeError for a job of the house."""
        if self.tenant_id is None:
            raise RuntimeError(f"{self.name} was enqueued without a tenant")
        return self.tenant_id

    def tell(self, progress: int, label: str = "") -> None:
        """Publish progress (0..100 and a short key or sentence) at once, in a transaction of its own."""
        with self.database.begin() as session:
            session.execute(update(JobRow).where(JobRow.id == self.id).values(progress=progress, label=label))


@dataclass(frozen=True, slots=True)
class JobState:
    """What a page may show about a job."""

    id: UUID
    name: str
    state: str
    progress: int
    label: str
    attempts: int

    @property
    def is_over(self) -> bool:
        """Done or given up."""
        return self.state in ("done", "failed")


Handler = Callable[[Job], None]


@dataclass(frozen=True, slots=True)
class Handled:
    """A registered handler and how stubborn it is."""

    run: Handler
    attempts: int
    forget: bool


@dataclass(slots=True)
class Board:
    """Which handler does which job, who wants which news, what recurs. Filled by the factory."""

    handlers: dict[str, Handled] = field(default_factory=dict)
    subscribers: dict[str, list[str]] = field(default_factory=dict)
    recurring: dict[str, timedelta] = field(default_factory=dict)
    urgent: set[str] = field(default_factory=set)
    first: set[str] = field(default_factory=set)
    apart: set[str] = field(default_factory=set)

    def handle(self, name: str, run: Handler, *, attempts: int = 8, forget: bool = False) -> None:
        """`run(job)` does jobs called `name`, in the worker's main thread unless they are spread.

        `forget` wipes the payload once done.
        """
        self.handlers[name] = Handled(run, attempts, forget)

    def hurry(self, name: str, *, first: bool = False) -> None:
        """Jobs called `name` go before others that are due: somebody is looking at their progress.

        `first`: before those, too. Codes go stale while thirty plans of one firm are made.
        """
        (self.first if first else self.urgent).add(name)

    def spread(self, name: str) -> None:
        """Jobs called `name` mostly wait for another process: a worker may have several in hand at once."""
        self.apart.add(name)

    def answer(self, note: str, name: str, handler: Handler) -> None:
        """A job of this name does what the news asks for, and nothing else."""
        self.handle(name, handler)
        self.subscribe(note, name)

    def subscribe(self, note: str, job: str) -> None:
        """Every note called `note` (e.g. `assessment.submitted`) becomes a job called `job` with the same payload."""
        if job not in (wanted := self.subscribers.setdefault(note, [])):
            wanted.append(job)

    def repeat(self, name: str, every: timedelta) -> None:
        """Run a job periodically; safe with many workers."""
        self.recurring[name] = every


board = Board()


def enqueue(  # noqa: PLR0913 (what, for whom, once or not, when)
    session: Session,
    name: str,
    payload: Mapping[str, Any] | None = None,
    *,
    tenant_id: UUID | None = None,
    dedupe: str | None = None,
    run_at: datetime | None = None,
) -> UUID:
    """Leave a job in the caller's transaction; returns its id. With `dedupe`, the job that already has the key wins.

    `run_at`: not before that moment; at once without it.
    """
    job_id = ids.new_id()
    row = {
        "id": job_id,
        "name": name,
        "payload": dict(payload or {}),
        "tenant_id": tenant_id,
        "dedupe": dedupe,
        "run_at": run_at or clock.now(),
    }
    if dedupe is None:
        session.add(JobRow(**row))
        return job_id
    upsert(session, JobRow, {**row, **_FRESH}, on=["dedupe"], change=())
    return session.scalars(select(JobRow.id).where(JobRow.dedupe == dedupe)).one()


def enqueue_for(session: Session, name: str, payload: Mapping[str, Any], *, tenant_id: UUID, at: datetime) -> UUID:
    """Leave a job that is due later, in the caller's transaction. Its handler looks whether it is still wanted."""
    job_id = enqueue(session, name, payload, tenant_id=tenant_id)
    session.flush()
    session.execute(update(JobRow).where(JobRow.id == job_id).values(run_at=at))
    return job_id


def enqueue_once(session: Session, name: str, *, run_at: datetime | None = None) -> None:
    """Leave a job without a payload, unless one waits that begins only after this transaction: the last thing in it.

    For work that is found in a table: whoever runs sees everything committed before it was claimed."""
    at = run_at or clock.now()
    waiting = select(JobRow.id).where(JobRow.name == name, JobRow.state == "waiting", JobRow.run_at <= at).limit(1)
    session.flush()
    # Shared: others may rely on the same job, but no worker can claim it before this commits.
    if session.scalars(waiting.with_for_update(read=True, skip_locked=True)).first() is None:
        enqueue(session, name, run_at=at)


_FRESH = {"state": "waiting", "attempts": 0, "progress": 0, "label": ""}


def leave_note(session: Session, note: str, payload: Mapping[str, Any], *, tenant_id: UUID | None = None) -> None:
    """News for upper floors, in the caller's transaction: one job per subscriber."""
    for name in board.subscribers.get(note, ()):
        enqueue(session, name, payload, tenant_id=tenant_id)


def find_job(session: Session, job_id: UUID, *, tenant_id: UUID | None) -> JobState | None:
    """The state of one job of this tenant, for a page that shows progress."""
    asked = select(JobRow).where(JobRow.id == job_id, JobRow.tenant_id == tenant_id)
    row = session.scalars(asked).one_or_none()
    return _state(row) if row is not None else None


def find_keyed_job(session: Session, dedupe: str, *, tenant_id: UUID | None) -> JobState | None:
    """The job of this tenant that carries a dedupe key, until it is purged."""
    row = session.scalars(select(JobRow).where(JobRow.dedupe == dedupe, JobRow.tenant_id == tenant_id)).one_or_none()
    return _state(row) if row is not None else None


def is_pending(session: Session, name: str, payload: Mapping[str, Any], *, tenant_id: UUID | None) -> bool:
    """Whether a job of this tenant with this very payload is still to be done, or being done."""
    alive = select(JobRow.payload).where(
        JobRow.name == name, JobRow.tenant_id == tenant_id, JobRow.state.in_(("waiting", "running"))
    )
    return dict(payload) in session.scalars(alive).all()


def is_told(session: Session, name: str, part: Mapping[str, Any], *, tenant_id: UUID | None) -> bool:
    """As `is_pending`, for a payload of which only this part is known."""
    alive = select(JobRow.payload).where(
        JobRow.name == name, JobRow.tenant_id == tenant_id, JobRow.state.in_(("waiting", "running"))
    )
    return any(dict(part).items() <= payload.items() for payload in session.scalars(alive))


def _state(row: JobRow) -> JobState:
    return JobState(row.id, row.name, row.state, row.progress, row.label, row.attempts)
