"""Submitting, and every page drawn from a frozen document: result, roadmap, report and its PDF."""

from io import BytesIO
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from app.assessments.models import Assessment
from app.assessments.operations import AnswersUnconfirmed
from app.assessments.queries import catalogue, get_assessment, get_filling, list_modules
from app.kit import clock
from app.kit.access import access
from app.kit.db import Scope, database
from app.kit.errors import Conflict, NotFound
from app.kit.i18n import is_lang, lang
from app.kit.storage import stored_files
from app.kit.text import Lang, Text
from app.reports.firststep import find_first_step
from app.reports.models import FileState, Format, Report, ReportFile
from app.reports.operations import publish_result, redraw_file, request_file
from app.reports.pages import Look, Part, draw_page, file_name, worn_look
from app.reports.progress import say_failure, say_progress
from app.reports.queries import (
    NO_REPORT,
    find_file,
    find_issue,
    find_report,
    find_result,
    get_report,
    is_failed,
    list_files,
    list_issues,
)
from app.reports.renderers.blank import Blank, print_or_excuse
from app.reports.renderers.files import FORMATS, Wanted
from app.reports.values import Edition
from app.reports.wording import money
from app.roadmaps.models import Roadmap, RoadmapState
from app.roadmaps.queries import find_planning, find_roadmap, is_being_planned
from app.subscriptions.access import may_use, reads_on
from app.subscriptions.plans import Feature
from app.subscriptions.queries import allows
from app.tenants.access import current_actor, row_of
from app.tenants.models import Share

pages = Blueprint("reports", __name__)
RETRACTED_FILE = Text(
    zh="这一版报告已被企业撤回，文件不再提供。请向企业索取更正后的版本。",
    en="The firm has retracted this issue, so its files are no longer handed out. Ask the firm for a corrected one.",
)
CLASSES = {
    "public": Text(zh="公开", en="Public"),
    "internal": Text(zh="内部资料", en="Internal"),
    "confidential": Text(zh="商业秘密", en="Confidential"),
}
KIND = f"<any({','.join(FORMATS)}):kind>"
"""The part of an address that names the kind of a file."""


def part_for(part: Part) -> Part:
    """What of a report this reader sees: a provider with results only gets the edition without answers."""
    return part if current_actor().sees(Share.ANSWERS) else "share"


@pages.post("/assessments/<uuid:assessment_id>/submit")
@access("submit", tenant=row_of(Assessment, "assessment_id"))
def submit(assessment_id: UUID) -> ResponseReturnValue:
    """Close the filling, score it and show the result at once."""
    assessment = get_assessment(database().session, assessment_id, hold="state")
    if request.form.get("declared") != "yes":
        return redirect(url_for("assessments.review", assessment_id=assessment_id, undeclared=1), 303)
    if assessment.is_open:  # a second press of the button finds the work done
        acting = current_actor().user_id
        try:
            publish_result(database().session, assessment, catalogue=catalogue(), by=acting, at=clock.now())
        except AnswersUnconfirmed as error:
            flash(error.message.get(lang()), "warning")
            return redirect(url_for("assessments.review", assessment_id=assessment_id, _anchor="behalf"), 303)
    return redirect(url_for("reports.result", assessment_id=assessment_id), 303)


@pages.get("/assessments/<uuid:assessment_id>/result")
@access("read", tenant=row_of(Assessment, "assessment_id"))
def result(assessment_id: UUID) -> ResponseReturnValue:
    """Level, profile, what is missing: drawn from the newest document of the newest submission."""
    assessment = get_assessment(database().session, assessment_id)
    report = find_result(database().session, assessment.tenant_id, assessment_id)
    if report is None:
        return redirect(url_for("assessments.review", assessment_id=assessment_id))
    planned = find_roadmap(database().session, assessment.tenant_id, assessment_id, contents=False)
    issued = _shown(planned) if planned else None
    is_newer = issued is not None and not issued.is_retracted and issued.created_at >= report.created_at
    newest = issued if issued is not None and is_newer else report
    page = draw_page(newest, lang(), part_for("result"))
    return render_template(
        "reports/result.html", assessment=assessment, page=page, roadmap=planned, report=issued, shown=newest
    )


@pages.get("/assessments/<uuid:assessment_id>/roadmap")
@access("read", tenant=row_of(Assessment, "assessment_id"))
def roadmap(assessment_id: UUID) -> ResponseReturnValue:
    """The roadmap that stands, its progress while it is planned, or the way to the first one."""
    assessment = get_assessment(database().session, assessment_id)
    paid = may_use(database(), assessment.tenant_id, Feature.ROADMAP)
    plan = find_roadmap(database().session, assessment.tenant_id, assessment_id, contents=not paid)
    if plan is None:
        return redirect(url_for("roadmaps.means", assessment_id=assessment_id))
    beyond = not paid and _is_beyond(assessment, plan)
    report = None if beyond else _shown(plan)
    if report is None:
        issues = not beyond and allows(database().session, assessment.tenant_id, Feature.REPORTS, assessment_id)
        waits = issues or plan.state != RoadmapState.READY
        return _planning(assessment, plan) if waits else _first_step(assessment, plan)
    page = draw_page(report, lang(), part_for("roadmap"))
    day = format_date(plan.planned_at) if plan.planned_at else ""
    return render_template(
        "reports/roadmap.html", assessment=assessment, roadmap=plan, report=report, page=page, day=day
    )


def _planning(assessment: Assessment, plan: Roadmap) -> str:
    job = find_planning(database().session, plan)
    waits = {"job": job, "failed": not is_being_planned(database().session, plan), "doing": say_progress(job)}
    return render_template("reports/planning.html", assessment=assessment, roadmap=plan, **waits)


def _is_beyond(assessment: Assessment, plan: Roadmap) -> bool:
    """Whether neither a pass nor a time that was paid for opens more of the roadmap than its first step."""
    moment = min(plan.created_at, assessment.submitted_at or plan.created_at)
    return not reads_on(database(), assessment.tenant_id, Feature.ROADMAP, assessment.id, moment)


def _first_step(assessment: Assessment, plan: Roadmap) -> str:
    step = find_first_step(database().session, assessment, plan, catalogue=catalogue())
    return render_template("reports/first_step.html", assessment=assessment, step=step, money=money)


@pages.get("/reports/<uuid:report_id>")
@access("read", tenant=row_of(Report, "report_id"), plan=Feature.REPORTS)
def show(report_id: UUID) -> ResponseReturnValue:
    """The whole report as a page for phone and desk."""
    report = get_report(database().session, current_actor().tenant, report_id)
    assessment = get_assessment(database().session, report.assessment_id)
    wanted = Wanted(lang=lang(), edition=edition_for(None))
    file = find_file(database().session, report.tenant_id, report.id, wanted)
    page = draw_page(report, lang(), part_for("all"))
    return render_template(
        "reports/show.html",
        report=report,
        assessment=assessment,
        page=page,
        file=file,
        speak=lang(),
        formats=FORMATS,
        sees_answers=wanted.edition == "full",
        made=[one for one in list_files(database().session, report.tenant_id, report.id) if _is_for(one, wanted)],
        **_told_of_issues(report),
    )


def _is_for(file: ReportFile, wanted: Wanted) -> bool:
    """Whether a drawn file may be offered to this reader."""
    return file.state == FileState.READY and (file.edition == "share" or wanted.edition == "full")


def _told_of_issues(report: Report) -> dict[str, Any]:
    """The issues there are, and whether this reader may issue and retract: only with a sight of the answers."""
    actor = current_actor()
    return {
        "issues": list_issues(database().session, report.tenant_id, report.assessment_id),
        "classes": {name: text.get(lang()) for name, text in CLASSES.items()},
        "manages": actor.may("issue") and actor.sees(Share.ANSWERS),
    }


def _shown(plan: Roadmap) -> Report | None:
    """The report to go by, else the newest one there is, which then says that it was retracted."""
    session = database().session
    return find_report(session, plan.tenant_id, plan.id) or find_issue(session, plan.tenant_id, plan.id)


def _keep_retracted(report: Report) -> None:
    """Files of a retracted report go to the firm's own people only."""
    if report.is_retracted and current_actor().shares is not None:
        raise Conflict(RETRACTED_FILE)


def edition_for(asked: str | None) -> Edition:
    """The edition of a file this reader may have: what was asked for, the share edition for who sees no answers."""
    return "share" if asked == "share" or not current_actor().sees(Share.ANSWERS) else "full"


@pages.post(f"/reports/<uuid:report_id>/{KIND}")
@access("draw", tenant=row_of(Report, "report_id"), plan=Feature.REPORTS)
def draw(report_id: UUID, kind: str) -> ResponseReturnValue:
    """Ask for a file in the language that was asked for, else the reader's."""
    report = get_report(database().session, current_actor().tenant, report_id)
    _keep_retracted(report)
    asked = request.form.get("speak")
    speak = cast(Lang, asked) if is_lang(asked) else lang()
    wanted = Wanted(format=Format(kind), lang=speak, edition=edition_for(request.form.get("edition")))
    request_file(database().session, report, wanted)
    return redirect(_address(report, wanted), 303)


@pages.get(f"/reports/<uuid:report_id>/{KIND}/<any(zh,en):speak>")
@access("read", tenant=row_of(Report, "report_id"), plan=Feature.REPORTS)
def file(report_id: UUID, kind: str, speak: Lang) -> ResponseReturnValue:
    """A file once it is drawn; until then a page that waits for it."""
    report = get_report(database().session, current_actor().tenant, report_id)
    _keep_retracted(report)
    wanted = Wanted(format=Format(kind), lang=speak, edition=edition_for(request.args.get("edition")))
    if report.is_retracted and "anyway" not in request.args:
        return render_template("reports/retracted_file.html", report=report, anyway=_address(report, wanted, anyway=1))
    kept = find_file(database().session, report.tenant_id, report_id, wanted)
    if kept is None:
        raise NotFound(NO_REPORT)
    if kept.state != FileState.READY or kept.storage_key is None:
        failed = is_failed(database().session, kept)
        why = say_failure(kept.reason) if failed or kept.reason else ""
        return render_template("reports/drawing.html", report=report, failed=failed, wanted=wanted, gone=False, why=why)
    try:
        content = stored_files().open(kept.storage_key)
    except FileNotFoundError:
        return _draw_again(report, wanted)
    name, mime = file_name(report, wanted), FORMATS[wanted.format].mime
    answer = send_file(content, mimetype=mime, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _address(report: Report, wanted: Wanted, **more: int) -> str:
    edition = None if wanted.edition == "full" else wanted.edition
    named: dict[str, Any] = {"kind": wanted.format, "speak": wanted.lang, "edition": edition, **more}
    return url_for("reports.file", report_id=report.id, **named)


@pages.get("/assessments/<uuid:assessment_id>/blank/<any(zh,en):speak>")
@access("read", tenant=row_of(Assessment, "assessment_id"))
def blank(assessment_id: UUID, speak: Lang) -> ResponseReturnValue:
    """The questionnaire on paper, with the firm's own sites: as PDF, nothing answered."""
    assessment = get_assessment(database().session, assessment_id)
    filling = get_filling(database().session, assessment)
    modules = tuple(one.instrument for one in list_modules(filling))
    company = filling.company
    printed = print_or_excuse(
        Blank(instrument=filling.instrument, modules=modules, firm=company.name, sites=company.sites), speak
    )
    name = f"{filling.instrument.title.get(speak)} {filling.instrument.version}.pdf"
    answer = send_file(BytesIO(printed.content), mimetype="application/pdf", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _draw_again(report: Report, wanted: Wanted) -> ResponseReturnValue:
    """The file is gone from storage: say so and have it drawn anew, in a transaction of its own."""
    with database().begin(Scope.tenant(report.tenant_id)) as session:
        redraw_file(session, report, wanted)
    return render_template("reports/drawing.html", report=report, failed=False, wanted=wanted, gone=True, why="")


@pages.app_template_global("worn_look")
def look_of(report: Report) -> Look | None:
    """The look a report was issued with, for pages that show it."""
    return worn_look(database().session, report)
