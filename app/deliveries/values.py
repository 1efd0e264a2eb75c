"""What was said about work and gates, as values."""

from dataclasses import dataclass
from datetime import date, datetime

from app.deliveries.models import Delivery, GateCheck, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """When a plan wants a piece of work done and what it may cost once (minor units, typical)."""

    starts_on: date
    ends_on: date
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What the firm says about one piece of work. minor: paid once so far. version 0: nothing was said yet."""

    initiative: str
    site: str = ""
    status: Status = Status.PLANNED
    started_on: date | None = None
    ended_on: date | None = None
    minor: int | None = None
    currency: str = "CNY"
    staff_days: int | None = None
    kpi_value: str = ""
    reason: str = ""
    note: str = ""
    promise: Promise | None = None
    """What the plan said when the work left `planned`."""
    version: int = 0
    changed_at: datetime | None = None

    @property
    def is_begun(self) -> bool:
        """Whether hands were or are on it."""
        return self.status in (Status.STARTED, Status.PAUSED, Status.DONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Whether an exit criterion holds. held_on None: it does not, or not any more."""

    initiative: str
    held_on: date | None = None
    note: str = ""
    version: int = 0
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Which piece of work, and what the standing plan promises for it (None: it is not in that plan)."""

    initiative: str
    site: str = ""
    promise: Promise | None = None


def progress_of(row: Delivery) -> Progress:
    """One row as a value."""
    promise = None
    if row.planned_from_on is not None and row.planned_to_on is not None:
        minor = row.planned_minor or 0
        promise = Promise(starts_on=row.planned_from_on, ends_on=row.planned_to_on, minor=minor)
    return Progress(
        initiative=row.initiative_key,
        site=row.site_key,
        status=Status(row.status),
        started_on=row.started_on,
        ended_on=row.ended_on,
        minor=row.cost_minor,
        currency=row.currency,
        staff_days=row.staff_days,
        kpi_value=row.kpi_value,
        reason=row.reason,
        note=row.note,
        promise=promise,
        version=row.version,
        changed_at=row.changed_at,
    )


def check_of(row: GateCheck) -> Check:
    """One row as a value."""
    return Check(
        initiative=row.initiative_key,
        held_on=row.held_on,
        note=row.note,
        version=row.version,
        changed_at=row.changed_at,
    )
