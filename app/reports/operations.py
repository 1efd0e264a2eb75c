"""Publishing a result, issuing a report, and the files drawn from it. The caller commits."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.assessments.models import Assessment
from app.assessments.operations import submit_assessment
from app.assessments.queries import answered_modules, get_filling, hold_state
from app.benchmarks.operations import keep_standing
from app.brands.operations import wear_brand
from app.companies.queries import get_company
from app.content.catalogue import MAIN, Catalogue
from app.events.operations import record_event
from app.evidence.counting import back_part, back_sheet
from app.evidence.queries import count_evidence
from app.kit import clock, jobs
from app.kit.db import HouseSession
from app.kit.ids import new_id
from app.kit.text import LANGS
from app.reports.cases import ReportCase
from app.reports.comparison import Compared, assemble_comparison, says_the_same
from app.reports.document import assemble, content_hash, said
from app.reports.gathering import gather_case
from app.reports.models import FileState, Report, ReportFile
from app.reports.pins import versions_of
from app.reports.queries import drawing_of, find_comparison, find_file, find_report, hold_report, is_failed
from app.reports.renderers.files import Kept, Wanted
from app.reports.values import Issue, ReportDocument
from app.results.operations import keep_scorecards
from app.results.submissions import Submission
from app.roadmaps.models import Roadmap
from app.verifications.operations import enter_verification


def publish_result(
    session: HouseSession, assessment: Assessment, *, catalogue: Catalogue, by: UUID | None, at: datetime
) -> Report:
    """Submit (the answers were declared true), score, compare and freeze the result, all or nothing."""
    submit_assessment(session, assessment, by=by, at=at, declared=True)
    filling = get_filling(session, assessment)
    counts = count_evidence(session, assessment.tenant_id, assessment.id)
    given = Submission(
        assessment_id=assessment.id,
        sheet=back_sheet(filling.sheet, counts),
        modules=tuple(back_part(one, counts) for one in answered_modules(filling)),
        company=get_company(session, assessment.tenant_id),
        as_of=clock.today(),
        at=at,
    )
    cards = keep_scorecards(session, given, catalogue=catalogue)
    keep_standing(session, given, cards[MAIN], catalogue=catalogue)
    session.flush()
    record_event(
        session, "assessment.submitted", by=by, tenant_id=assessment.tenant_id, subject=f"assessment:{assessment.id}"
    )
    return _freeze(session, assessment, None, catalogue=catalogue, by=by)


def issue_report(session: HouseSession, assessment: Assessment, roadmap: Roadmap, *, catalogue: Catalogue) -> Report:
    """The report of one roadmap; issuing it again gives the one that is there."""
    found = find_report(session, roadmap.tenant_id, roadmap.id)
    if found is not None:
        return found
    report = _freeze(session, assessment, roadmap, catalogue=catalogue, by=roadmap.asked_by_id)
    record_event(session, "report.issued", by=None, tenant_id=report.tenant_id, subject=f"report:{report.id}")
    return report


def issue_comparison(
    session: HouseSession, later: Assessment, earlier_id: UUID, compared: Compared, *, by: UUID | None
) -> Report:
    """Keep a comparison and have its PDFs drawn; while it would say nothing new, the one issued before is that one."""
    hold_state(session, later.id)
    found = find_comparison(session, later.tenant_id, later.id, earlier_id)
    if found is not None and says_the_same(ReportDocument.model_validate_json(found.document), compared):
        return found
    brand = wear_brand(session, later.tenant_id, by=by, at=clock.now())
    issued = replace(compared, case=replace(compared.case, issue=_new_issue(), brand=brand))
    report = _keep(session, assemble_comparison(issued), issued.case, assessment=later, by=by)
    report.earlier_id = earlier_id
    session.flush()
    record_event(session, "report.issued", by=by, tenant_id=report.tenant_id, subject=f"report:{report.id}")
    for lang in LANGS:
        request_file(session, report, Wanted(lang=lang))
    return report


def _freeze(
    session: HouseSession, assessment: Assessment, roadmap: Roadmap | None, *, catalogue: Catalogue, by: UUID | None
) -> Report:
    as_of = roadmap.as_of if roadmap else clock.today()
    gathered = gather_case(session, assessment, roadmap=roadmap, catalogue=catalogue, as_of=as_of)
    case = replace(gathered, issue=_new_issue(), brand=wear_brand(session, assessment.tenant_id, by=by, at=clock.now()))
    report = _keep(session, assemble(case), case, assessment=assessment, by=by)
    report.roadmap_id = roadmap.id if roadmap else None
    session.flush()
    return report


def _new_issue() -> Issue:
    return Issue(issued_on=clock.today(), reference=str(new_id()))


def _keep(
    session: HouseSession, document: ReportDocument, case: ReportCase, *, assessment: Assessment, by: UUID | None
) -> Report:
    """The row of an issued document, and its entry in the public register."""
    report = Report(
        assessment_id=assessment.id,
        kind=document.kind,
        code=document.code,
        document=document.model_dump_json(),
        as_of=document.as_of,
        issued_by_id=by,
    )
    session.add(report)
    enter_verification(
        session,
        document.code,
        content_hash=content_hash(said(document)),
        versions=versions_of(case),
        on=document.issue.issued_on if document.issue else document.as_of,
    )
    return report


def request_file(session: HouseSession, report: Report, wanted: Wanted) -> ReportFile:
    """A drawing of a report: the one that is there, else a new one for the worker to make."""
    hold_report(session, report.tenant_id, report.id)
    file = find_file(session, report.tenant_id, report.id, wanted)
    if file is not None and not is_failed(session, file):
        return file
    if file is None:
        file = ReportFile(report_id=report.id, lang=wanted.lang, format=str(wanted.format), edition=wanted.edition)
        session.add(file)
    file.state, file.reason = FileState.DRAWING, None
    session.flush()
    jobs.enqueue(session, "draw_report", drawing_of(file), tenant_id=report.tenant_id)
    return file


def redraw_file(session: HouseSession, report: Report, wanted: Wanted) -> ReportFile:
    """A file that was drawn and is gone from storage is drawn anew; asking twice leaves one job."""
    hold_report(session, report.tenant_id, report.id)
    file = find_file(session, report.tenant_id, report.id, wanted)
    if file is not None and file.state == FileState.READY:
        file.state, file.storage_key = FileState.DRAWING, None
        session.flush()
        jobs.enqueue(session, "draw_report", drawing_of(file), tenant_id=report.tenant_id)
        record_event(session, "report.redrawn", by=None, tenant_id=report.tenant_id, subject=f"report:{report.id}")
        return file
    return request_file(session, report, wanted)


def keep_file(session: HouseSession, file: ReportFile, kept: Kept, *, at: datetime) -> None:
    """The drawing is done."""
    file.state, file.reason = FileState.READY, None
    file.storage_key, file.size, file.pages, file.drawn_at = kept.key, kept.size, kept.pages, at


def note_failure(file: ReportFile, reason: str, *, final: bool) -> None:
    """The drawing failed; with `final` nobody will try again by themselves."""
    file.reason = reason
    file.state = FileState.FAILED if final else FileState.DRAWING
