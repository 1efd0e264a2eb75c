"""Telling whoever had a report issued, when its PDF took so long that they may have gone away."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.notices.operations import tell
from app.notices.queries import find_person_by_id
from app.reports.models import Format, Report, ReportFile
from app.reports.queries import brand_of

LONG = timedelta(seconds=10)


def tell_drawn(session: Session, report: Report, file: ReportFile, *, at: datetime) -> None:
    """Your report is ready, in the language they read; nothing when it was there at once."""
    if report.issued_by_id is None or file.format != Format.PDF or at - file.created_at < LONG:
        return
    person = find_person_by_id(session, report.issued_by_id)
    if person is not None and person.lang == file.lang:
        told: dict[str, Any] = {"to": person, "context": {}, "wears": brand_of(report), "tenant_id": report.tenant_id}
        tell(session, "report-drawn", path=f"/reports/{report.id}", **told)
