"""Issuing and drawing reports in the background."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.assessments.queries import catalogue, get_assessment
from app.kit import clock
from app.kit.jobs import Job
from app.kit.scope import Scope
from app.kit.storage import Storage, new_key
from app.reports.emails import tell_drawn
from app.reports.models import FileState, Format
from app.reports.operations import issue_report, keep_file, request_file
from app.reports.queries import dressed, find_file, get_report
from app.reports.renderers.files import Wanted, draw_file
from app.roadmaps.queries import get_roadmap


def issue_planned_report(job: Job) -> None:
    """Freeze the report of a roadmap that was just planned and have its PDFs drawn; safe to run again."""
    with job.database.begin(Scope.tenant(job.tenant)) as session:
        roadmap = get_roadmap(session, job.tenant, UUID(job.payload["roadmap_id"]))
        assessment = get_assessment(session, roadmap.assessment_id)
        report = issue_report(session, assessment, roadmap, catalogue=catalogue())
        if roadmap.plan is not None and not roadmap.plan.clashes:
            request_file(session, report, Wanted(lang="zh"))
            request_file(session, report, Wanted(lang="en"))


def draw_report(job: Job, storage: Storage) -> None:
    """Draw one file and keep it; running again after a kill draws it again but keeps one file."""
    scope, report_id = Scope.tenant(job.tenant), UUID(job.payload["report_id"])
    wanted = _wanted(job.payload)
    with job.database.reading(scope) as session:
        report = get_report(session, job.tenant, report_id)
        file = find_file(session, job.tenant, report_id, wanted)
        if file is None or file.state == FileState.READY:
            return
        document = dressed(session, report)
    drawn = draw_file(document, wanted)
    key = new_key(job.tenant, wanted.format)
    storage.put(key, drawn.content)
    with job.database.begin(scope) as session:
        file = find_file(session, job.tenant, report_id, wanted, hold=True)
        if file is None or file.state == FileState.READY:
            storage.delete(key)
            return
        keep_file(session, file, drawn, storage_key=key, at=clock.now())
        tell_drawn(session, report, file, at=clock.now())


def _wanted(payload: Mapping[str, Any]) -> Wanted:
    # Jobs left by a release that drew nothing but whole PDFs name neither format nor edition.
    return Wanted(
        format=Format(payload.get("format", Format.PDF)), lang=payload["lang"], edition=payload.get("edition", "full")
    )
