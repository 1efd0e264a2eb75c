"""Telling whoever had a report issued when its PDF took long, and the firm what became of an issue."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.notices.operations import tell
from app.notices.queries import find_person_by_id
from app.reports.models import Format, Report, ReportFile
from app.reports.queries import brand_of
from app.tenants.queries import list_members

LONG = timedelta(seconds=10)


def tell_members(session: Session, name: str, report: Report, *, by: UUID) -> None:
    """The firm's people, without whoever did it, hear of a new issue or a retraction."""
    context = {"number": report.number, "draft": report.draft, "reason": report.retract_reason or ""}
    about: dict[str, Any] = {"path": f"/reports/{report.id}", "tenant_id": report.tenant_id, "wears": brand_of(report)}
    for member in list_members(session, report.tenant_id):
        person = find_person_by_id(session, member.user_id) if member.user_id != by else None
        if person is not None:
            tell(session, name, to=person, context=context, **about)


def tell_drawn(session: Session, report: Report, file: ReportFile, *, at: datetime) -> None:
    """Your report is ready, in the language they read; nothing when it was there at once, or was retracted since."""
    if report.is_retracted:
        return
    if report.issued_by_id is None or file.format != Format.PDF or at - file.created_at < LONG:
        return
    person = find_person_by_id(session, report.issued_by_id)
    if person is not None and person.lang == file.lang:
        told: dict[str, Any] = {"to": person, "context": {}, "wears": brand_of(report), "tenant_id": report.tenant_id}
        tell(session, "report-drawn", path=f"/reports/{report.id}", **told)
