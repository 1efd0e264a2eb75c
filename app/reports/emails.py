"""Telling whoever had a report issued, when its PDF took so long that they may have gone away."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.notices.operations import tell
from app.notices.queries import find_person_by_id
from app.reports.models import Format, Report, ReportFile

LONG = timedelta(seconds=10)


def tell_drawn(session: Session, report: Report, file: ReportFile, *, at: datetime) -> None:
    """Your report is ready, in the language they read; nothing when it was there at once."""
    if report.issued_by_id is None or file.format != Format.PDF or at - file.created_at < LONG:
        return
    person = find_person_by_id(session, report.issued_by_id)
    if person is not None and person.lang == file.lang:
        tell(session, "report-drawn", to=person, context={}, path=f"/reports/{report.id}", tenant_id=report.tenant_id)
