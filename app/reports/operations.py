"""Publishing a result, issuing a report, and the files drawn from it. The caller commits."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.assessments.models import Assessment
from app.assessments.operations import submit_assessment
from app.assessments.queries import answered_modules, get_assessment, get_filling, hold_state, list_modules
from app.benchmarks.operations import keep_standing
from app.brands.operations import wear_brand
from app.companies.queries import get_company
from app.content.catalogue import MAIN, Catalogue
from app.events.operations import record_event
from app.evidence.counting import back_part, back_sheet
from app.evidence.queries import count_evidence
from app.kit import clock, jobs
from app.kit.db import HouseSession
from app.kit.errors import Conflict
from app.kit.ids import new_id
from app.kit.text import LANGS, Text
from app.reports.cases import ReportCase
from app.reports.comparison import Compared, assemble_comparison, says_the_same
from app.reports.document import assemble, content_hash, said
from app.reports.gathering import gather_case
from app.reports.models import FileState, Report, ReportFile, ReportState
from app.reports.pins import versions_of
from app.reports.queries import (
    drawing_of,
    find_comparison,
    find_file,
    find_issue,
    find_last_issue,
    hold_report,
    is_failed,
    list_issues,
)
from app.reports.renderers.files import Kept, Wanted
from app.reports.rewording import Edit, reword
from app.reports.values import Classification, Issue, IssueStatus, ReportDocument
from app.results.operations import keep_scorecards
from app.results.submissions import Submission
from app.reviews.operations import await_review
from app.roadmaps.models import Roadmap
from app.roadmaps.queries import find_roadmap
from app.verifications.models import Standing
from app.verifications.operations import change_standing, enter_verification
from app.wordings.queries import list_wordings

STILL_OPEN = Text(
    zh="问卷正在修改，还没有重新提交，没有签发新版。请先提交问卷。",
    en="The questionnaire is being changed and not submitted again yet, so nothing was issued. Submit it first.",
)
ISSUED_MEANWHILE = Text(
    zh="第 {number} 版刚刚已经签发，没有再重复签发。请看完这一版再决定。",
    en="Issue {number} was issued a moment ago, so nothing more was issued. Look at it first.",
)
NO_ISSUE = Text(zh="结果页不编号，不需要撤回。", en="A result page has no number and nothing to retract.")
RETRACTED_ALREADY = Text(
    zh="这一版已经撤回了，没有再改动。", en="This issue was retracted already; nothing was changed."
)


class IssuedMeanwhile(Conflict):
    """Somebody was faster."""


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
    flaws = len(filling.contradictions) + sum(len(one.contradictions) for one in list_modules(filling))
    await_review(session, assessment, contradictions=flaws, at=at)
    record_event(
        session, "assessment.submitted", by=by, tenant_id=assessment.tenant_id, subject=f"assessment:{assessment.id}"
    )
    return _freeze(session, assessment, None, _new_issue(), Making(catalogue=catalogue, by=by))


def renew_result(session: HouseSession, assessment: Assessment, *, catalogue: Catalogue) -> Report:
    """The result as it reads after a review was signed, or opened again; what was there before stays on record."""
    _hold(session, assessment)
    return _freeze(session, assessment, None, _new_issue(), Making(catalogue=catalogue, by=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a document is frozen with beside the answers: the content, who asks, and the kind of issue."""

    catalogue: Catalogue
    by: UUID | None
    status: IssueStatus = "final"
    classification: Classification = "internal"


def issue_report(session: HouseSession, assessment: Assessment, roadmap: Roadmap, *, catalogue: Catalogue) -> Report:
    """The report of one roadmap; issuing it again gives the one that is there, whatever became of it."""
    _hold(session, assessment)
    last = find_last_issue(session, assessment.tenant_id, assessment.id)
    found = find_issue(session, roadmap.tenant_id, roadmap.id)
    if found is not None and (found is last or not _stands(session, roadmap)):
        return found
    report = _freeze_issue(session, assessment, roadmap, Making(catalogue=catalogue, by=roadmap.asked_by_id))
    record_event(session, "report.issued", by=None, tenant_id=report.tenant_id, subject=f"report:{report.id}")
    return report


def _hold(session: HouseSession, assessment: Assessment) -> None:
    """Issues of one assessment are made one after the other."""
    session.refresh(assessment, ["state"], with_for_update=True)


def _stands(session: HouseSession, roadmap: Roadmap) -> bool:
    standing = find_roadmap(session, roadmap.tenant_id, roadmap.assessment_id, contents=False)
    return standing is not None and standing.id == roadmap.id


def reissue_report(
    session: HouseSession, assessment: Assessment, roadmap: Roadmap, making: Making, *, after: int
) -> Report:
    """The next issue, from the answers and the plan of today. The caller tells people.

    after: number of the newest issue the person saw. IssuedMeanwhile when there is a newer one, Conflict while answers
    are being changed.
    """
    _hold(session, assessment)
    if assessment.is_open:
        raise Conflict(STILL_OPEN)
    last = find_last_issue(session, assessment.tenant_id, assessment.id)
    if last is not None and last.number != after:
        raise IssuedMeanwhile(ISSUED_MEANWHILE.format(number=last.number or 0))
    report = _freeze_issue(session, assessment, roadmap, making)
    told = {"number": report.number, "replaces": last.number if last else None, "status": making.status}
    subject = f"report:{report.id}"
    record_event(session, "report.reissued", by=making.by, tenant_id=report.tenant_id, subject=subject, **told)
    return report


def retract_report(session: HouseSession, report: Report, *, reason: str, by: UUID, at: datetime) -> None:
    """Nobody is to go by this issue any more. Conflict when it was retracted already; a result has nothing to retract.

    The caller tells people.
    """
    if not report.can_be_retracted:
        raise Conflict(NO_ISSUE)
    get_assessment(session, report.assessment_id, hold="state")
    session.refresh(report)
    if report.is_retracted:
        raise Conflict(RETRACTED_ALREADY)
    report.state, report.retracted_at, report.retracted_by_id = ReportState.RETRACTED, at, by
    report.retract_reason = reason
    change_standing(session, [report.code], Standing.RETRACTED, on=clock.today())
    subject = f"report:{report.id}"
    record_event(session, "report.retracted", by=by, tenant_id=report.tenant_id, subject=subject, number=report.number)


def _freeze_issue(session: HouseSession, assessment: Assessment, roadmap: Roadmap, making: Making) -> Report:
    last = find_last_issue(session, assessment.tenant_id, assessment.id)
    issue = Issue(
        number=(last.number or 0) + 1 if last else 1,
        status=making.status,
        classification=making.classification,
        issued_on=clock.today(),
        replaces=last.code if last else None,
        reference=str(new_id()),
    )
    report = _freeze(session, assessment, roadmap, issue, making)
    _supersede(session, report)
    return report


def _supersede(session: HouseSession, report: Report) -> None:
    """A final issue takes the place of all before it; a draft takes that of drafts only."""
    issues = list_issues(session, report.tenant_id, report.assessment_id, hold=True)
    older = [one for one in issues if one.state == ReportState.ISSUED and one.id != report.id]
    _outdo(session, [one for one in older if one.draft or not report.draft])


def _outdo(session: HouseSession, outdone: list[Report]) -> None:
    for one in outdone:
        one.state, one.superseded_at = ReportState.SUPERSEDED, clock.now()
    change_standing(session, [one.code for one in outdone], Standing.SUPERSEDED, on=clock.today())


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
    _outdo(session, [found] if found is not None else [])
    session.flush()
    record_event(session, "report.issued", by=by, tenant_id=report.tenant_id, subject=f"report:{report.id}")
    for lang in LANGS:
        request_file(session, report, Wanted(lang=lang))
    return report


def edits_of(session: HouseSession, assessment: Assessment) -> tuple[Edit, ...]:
    """What people would rather say than the composed sentences."""
    rows = list_wordings(session, assessment.tenant_id, assessment.id)
    return tuple(
        Edit(
            place=row.place,
            original=Text(zh=row.original_zh, en=row.original_en),
            words=Text(zh=row.zh or row.original_zh, en=row.en or row.original_en),
        )
        for row in rows
    )


def _freeze(
    session: HouseSession, assessment: Assessment, roadmap: Roadmap | None, issue: Issue, making: Making
) -> Report:
    as_of = roadmap.as_of if roadmap else clock.today()
    gathered = gather_case(session, assessment, roadmap=roadmap, catalogue=making.catalogue, as_of=as_of)
    brand = wear_brand(session, assessment.tenant_id, by=making.by, at=clock.now())
    case = replace(gathered, issue=issue, brand=brand)
    worded = reword(assemble(case), edits_of(session, assessment) if roadmap else ())
    report = _keep(session, worded.document, case, assessment=assessment, by=making.by)
    report.left_out = len(worded.stale)
    report.roadmap_id = roadmap.id if roadmap else None
    report.number, report.draft = issue.number, issue.status == "draft"
    report.classification = issue.classification
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
