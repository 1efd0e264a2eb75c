"""Issuing and drawing reports in the background."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.assessments.models import AssessmentState
from app.assessments.queries import catalogue, find_latest_submitted, get_assessment
from app.kit import clock, log
from app.kit.db import HouseSession
from app.kit.jobs import Job
from app.kit.paper import PressFailed
from app.kit.scope import Scope
from app.kit.storage import Storage, StorageFull, drawn_key
from app.reports.emails import tell_drawn
from app.reports.models import FileState, Format, ReportFile
from app.reports.operations import issue_report, keep_file, note_failure, renew_result, request_file
from app.reports.queries import dressed, find_drawn, find_file, find_issue, get_report
from app.reports.renderers.files import Kept, Wanted, draw_file, drawing_name
from app.reports.values import ReportDocument
from app.roadmaps.models import Roadmap
from app.roadmaps.operations import renew_roadmap
from app.roadmaps.queries import find_standing, get_roadmap
from app.subscriptions.plans import Feature
from app.subscriptions.queries import allows

_log = log.get(__name__)


def issue_planned_report(job: Job) -> None:
    """Freeze the report of a roadmap that was just planned and have its PDFs drawn; safe to run again.

    Beyond the firm's plan the roadmap stays as it is, and the report follows once it is paid for."""
    with job.database.begin(Scope.tenant(job.tenant)) as session:
        roadmap = get_roadmap(session, job.tenant, UUID(job.payload["roadmap_id"]))
        if allows(session, job.tenant, Feature.REPORTS, roadmap.assessment_id):
            _issue(session, roadmap)


def _issue(session: HouseSession, roadmap: Roadmap) -> None:
    assessment = get_assessment(session, roadmap.assessment_id)
    report = issue_report(session, assessment, roadmap, catalogue=catalogue())
    if roadmap.plan is not None and not roadmap.plan.clashes:
        request_file(session, report, Wanted(lang="zh"))
        request_file(session, report, Wanted(lang="en"))


def issue_opened_report(job: Job) -> None:
    """A firm's plan or pass opened something: the report of that assessment, else of the latest handed in, is issued
    where it has a roadmap and no report yet. However often it is told, once."""
    tenant_id, told = UUID(job.payload["tenant_id"]), job.payload.get("assessment_id")
    with job.database.begin(Scope.tenant(tenant_id)) as session:
        assessment_id = UUID(told) if told else find_latest_submitted(session, tenant_id)
        if assessment_id is None or not allows(session, tenant_id, Feature.REPORTS, assessment_id):
            return
        roadmap = find_standing(session, tenant_id, assessment_id)
        if roadmap is not None and find_issue(session, tenant_id, roadmap.id) is None:
            _issue(session, roadmap)


def renew_reviewed(job: Job) -> None:
    """A review was signed or opened again: show the result so, and plan anew from the answers that now stand."""
    with job.database.begin(Scope.tenant(job.tenant)) as session:
        assessment = get_assessment(session, UUID(job.payload["assessment_id"]), hold="state")
        renew_result(session, assessment, catalogue=catalogue())
        if assessment.state == AssessmentState.SIGNED_OFF:
            renew_roadmap(session, assessment, catalogue=catalogue())


def draw_report(job: Job, storage: Storage) -> None:
    """Draw one file and keep it; running again after a kill draws it again but keeps one file.

    What cannot be drawn is noted on the file, for a page to say why; it is tried again unless it would fail again.
    """
    scope, report_id, wanted = Scope.tenant(job.tenant), UUID(job.payload["report_id"]), _wanted(job.payload)
    with job.database.reading(scope) as session:
        report = get_report(session, job.tenant, report_id)
        file = find_file(session, job.tenant, report_id, wanted)
        if file is None or file.state == FileState.READY:
            return
        document = dressed(session, report)
        logo = document.brand.logo if document.brand else None
        worn = b"" if logo is None or logo.content is None else logo.content
        key = drawn_key(job.tenant, drawing_name(document.model_dump_json(), wanted, worn), wanted.format)
        twin = find_drawn(session, job.tenant, key)
    try:
        kept = _kept(key, twin, storage) or _draw(key, document, wanted, storage)
    except PressFailed as failed:
        _note(job, file, str(failed.why), final=failed.why.is_final)
        if not failed.why.is_final:
            raise
        _log.error("report cannot be drawn", report=str(report_id), why=str(failed.why), detail=str(failed))
        return
    except StorageFull:
        _note(job, file, "space", final=False)
        raise
    with job.database.begin(scope) as session:
        file = find_file(session, job.tenant, report_id, wanted, hold=True)
        if file is None or file.state == FileState.READY:
            return
        keep_file(session, file, kept, at=clock.now())
        tell_drawn(session, get_report(session, job.tenant, report_id), file, at=clock.now())


def _kept(key: str, twin: ReportFile | None, storage: Storage) -> Kept | None:
    """The same drawing, made for another report of the same words."""
    if twin is None or twin.size is None or not storage.has(key):
        return None
    return Kept(key=key, size=twin.size, pages=twin.pages)


def _draw(key: str, document: ReportDocument, wanted: Wanted, storage: Storage) -> Kept:
    drawn = draw_file(document, wanted)
    storage.put(key, drawn.content)
    return Kept(key=key, size=len(drawn.content), pages=drawn.pages)


def _note(job: Job, file: ReportFile, reason: str, *, final: bool) -> None:
    with job.begin() as session:
        wanted = _wanted(job.payload)
        held = find_file(session, job.tenant, file.report_id, wanted, hold=True)
        if held is not None and held.state != FileState.READY:
            note_failure(held, reason, final=final)


def _wanted(payload: Mapping[str, Any]) -> Wanted:
    # Jobs left by a release that drew nothing but whole PDFs name neither format nor edition.
    return Wanted(
        format=Format(payload.get("format", Format.PDF)), lang=payload["lang"], edition=payload.get("edition", "full")
    )
