"""Issuing and drawing reports in the background."""

from uuid import UUID

from app.assessments.queries import catalogue, get_assessment
from app.kit import clock
from app.kit.jobs import Job
from app.kit.scope import Scope
from app.kit.storage import Storage, new_key
from app.reports.emails import tell_drawn
from app.reports.models import FileState
from app.reports.operations import issue_report, keep_file, request_file
from app.reports.queries import find_file, get_report
from app.reports.values import ReportDocument
from app.roadmaps.queries import get_roadmap


def issue_planned_report(job: Job) -> None:
    """Freeze the report of a roadmap that was just planned and have its PDFs drawn; safe to run again."""
    with job.database.begin(Scope.tenant(job.tenant)) as session:
        roadmap = get_roadmap(session, job.tenant, UUID(job.payload["roadmap_id"]))
        assessment = get_assessment(session, roadmap.assessment_id)
        report = issue_report(session, assessment, roadmap, catalogue=catalogue())
        if roadmap.plan is not None and not roadmap.plan.clashes:
            request_file(session, report, "zh")
            request_file(session, report, "en")


def draw_report(job: Job, storage: Storage) -> None:
    """Draw one PDF and keep it; running again after a kill draws it again but keeps one file."""
    from app.reports.renderers.pdf import print_apart

    scope, report_id, lang = Scope.tenant(job.tenant), UUID(job.payload["report_id"]), job.payload["lang"]
    with job.database.reading(scope) as session:
        report = get_report(session, job.tenant, report_id)
        file = find_file(session, job.tenant, report_id, lang)
        if file is None or file.state == FileState.READY:
            return
    drawn = print_apart(ReportDocument.model_validate_json(report.document), lang)
    key = new_key(job.tenant, "pdf")
    storage.put(key, drawn.content)
    with job.database.begin(scope) as session:
        file = find_file(session, job.tenant, report_id, lang, hold=True)
        if file is None or file.state == FileState.READY:
            storage.delete(key)
            return
        keep_file(session, file, drawn, storage_key=key, at=clock.now())
        tell_drawn(session, report, file, at=clock.now())
