"""Reads across a firm and its assessments."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.assessments.filling import Progress
from app.assessments.models import Assessment, AssessmentState
from app.assessments.queries import count_proxied, get_assessment, get_filling, instrument_of, list_assessments
from app.companies.models import Company
from app.companies.queries import get_company_row, list_equipment, list_workloads
from app.kit.db import HouseSession
from app.kit.errors import NotFound
from app.kit.text import Text
from app.returns.models import PlannedReturn
from app.returns.queries import find_return


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The filling that is going on."""

    id: UUID
    title: Text
    progress: Progress
    asked: bool
    """Whether an adviser asked for changes."""
    last_at: datetime | None
    proxied: int
    """Answers an adviser gave that wait for the firm's word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An assessment that is closed."""

    id: UUID
    title: Text
    state: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmPage:
    """Everything the home page says of one firm."""

    company: Company
    current: Open | None
    past: tuple[Past, ...]
    systems: int
    machines: int
    planned: PlannedReturn | None
    """When the firm means to look again."""


def find_firm_page(session: HouseSession, tenant_id: UUID) -> FirmPage | None:
    """One firm with its assessments, newest first; None before its profile was filled in."""
    try:
        company = get_company_row(session, tenant_id)
    except NotFound:
        return None
    assessments = list_assessments(session, tenant_id)
    open_one = next((one for one in assessments if one.is_open), None)
    return FirmPage(
        company=company,
        current=_open(session, open_one) if open_one else None,
        past=tuple(_past(one) for one in assessments if not one.is_open),
        systems=len(list_workloads(session, company.id)),
        machines=sum(group.total for group in list_equipment(session, company.id)),
        planned=find_return(session, tenant_id),
    )


def _open(session: HouseSession, one: Assessment) -> Open:
    filling = get_filling(session, get_assessment(session, one.id))
    return Open(
        id=one.id,
        title=filling.instrument.title,
        progress=filling.progress,
        asked=one.state == AssessmentState.CHANGES_REQUESTED,
        last_at=max((row.answered_at for row in filling.rows.values()), default=None),
        proxied=count_proxied(filling),
    )


def _past(one: Assessment) -> Past:
    title = instrument_of(one).title
    return Past(id=one.id, title=title, state=one.state, at=one.submitted_at or one.created_at)
