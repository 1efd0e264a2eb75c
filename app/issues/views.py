"""A new issue of a report, and the retraction of a wrong one."""

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from app.assessments.queries import catalogue, get_assessment
from app.issues.forms import IssueForm, RetractForm, WordingForm
from app.issues.words import Script, read_script
from app.kit import clock
from app.kit.access import ToMake
from app.kit.db import database
from app.kit.errors import Conflict, NotFound
from app.kit.i18n import lang
from app.kit.text import Text
from app.kit.words import UncleanText, canonical
from app.reports.emails import tell_members
from app.reports.models import Report
from app.reports.operations import IssuedMeanwhile, Making, reissue_report, request_file, retract_report
from app.reports.queries import NO_REPORT, find_last_issue, get_report
from app.reports.renderers.files import Wanted
from app.reports.renderers.html import render_chapters
from app.roadmaps.queries import find_roadmap
from app.subscriptions.plans import Feature
from app.tenants.access import access, current_actor, row_of
from app.tenants.queries import list_members
from app.wordings.operations import Place, keep_wording
from app.wordings.queries import list_versions

pages = Blueprint("issues", __name__)
here = row_of(Report, "report_id")


@pages.route("/reports/<uuid:report_id>/issue", methods=["GET", "POST"])
@access("read", tenant=here, methods=["GET"], plan=ToMake(Feature.REPORTS))
@access("issue", tenant=here, methods=["POST"], plan=Feature.REPORTS)
def issue(report_id: UUID) -> ResponseReturnValue:
    """The small form before a new issue, and the issuing."""
    report = _numbered(report_id)
    last = find_last_issue(database().session, report.tenant_id, report.assessment_id) or report
    form = IssueForm(data={"after": last.number, "classification": last.classification})
    if form.validate_on_submit() and not _script(report).stale:
        try:
            return redirect(url_for("reports.show", report_id=_issue(report, form).id), 303)
        except IssuedMeanwhile as error:
            flash(error.message.get(lang()), "warning")
            return redirect(url_for("reports.show", report_id=last.id), 303)
    page = render_template("issues/issue.html", report=report, last=last, form=form, script=_script(report))
    return make_response(page, 422 if request.method == "POST" else 200)


@pages.route("/reports/<uuid:report_id>/retract", methods=["GET", "POST"])
@access("read", tenant=here, methods=["GET"])
@access("issue", tenant=here, methods=["POST"])
def retract(report_id: UUID) -> ResponseReturnValue:
    """What a retraction does, its reason, and the retraction."""
    report, form = _retractable(report_id), RetractForm()
    if request.method == "POST" and report.is_retracted:
        return redirect(url_for("reports.show", report_id=report_id), 303)  # the second press of the button
    if form.validate_on_submit():
        _retract(report, canonical(form.reason.data or "", limit=300))
        flash(_("The report is retracted. Shared links and the verification page say so from now on."), "success")
        return redirect(url_for("reports.show", report_id=report_id), 303)
    page = render_template("issues/retract.html", report=report, form=form)
    return make_response(page, 422 if form.errors else 200)


@pages.get("/reports/<uuid:report_id>/wordings")
@access("issue", tenant=here, plan=ToMake(Feature.REPORTS))
def wordings(report_id: UUID) -> ResponseReturnValue:
    """Every sentence that may be worded otherwise, those that were, and those that no longer fit."""
    report = _numbered(report_id)
    return render_template("issues/wordings.html", report=report, script=_script(report))


@pages.get("/reports/<uuid:report_id>/preview")
@access("issue", tenant=here, plan=ToMake(Feature.REPORTS))
def preview(report_id: UUID) -> ResponseReturnValue:
    """The report as it would be issued now."""
    report = _numbered(report_id)
    script = _script(report)
    page = Markup(render_chapters(script.result.document, lang()))  # noqa: S704 - the renderer escapes
    return render_template("issues/preview.html", report=report, script=script, page=page)


@pages.route("/reports/<uuid:report_id>/wordings/<place>", methods=["GET", "POST"])
@access("issue", tenant=here, plan=ToMake(Feature.REPORTS))
def wording(report_id: UUID, place: str) -> ResponseReturnValue:
    """One text: what was composed, what stands, every version; and other words for it."""
    report, session = _numbered(report_id), database().session
    assessment = get_assessment(session, report.assessment_id, hold="state" if request.method == "POST" else "")
    script = read_script(session, assessment, catalogue=catalogue())
    edit, composed = script.edits.get(place), script.texts.get(place)
    versions = list_versions(session, report.tenant_id, report.assessment_id, place)
    words = edit.words if edit else composed
    if words is None:
        raise NotFound(NO_REPORT)
    form = WordingForm(data={"after": versions[0].version if versions else 0, "zh": words.zh, "en": words.en})
    fault = _reword(report, form, place, composed) if request.method == "POST" else ""
    if fault is None:
        return redirect(url_for("issues.wordings", report_id=report_id, _anchor=place), 303)
    told = {"report": report, "place": place, "composed": composed, "edit": edit, "versions": versions, "fault": fault}
    names = {one.user_id: one.name for one in list_members(session, report.tenant_id)}
    page = render_template("issues/wording.html", form=form, stale=place in script.stale, names=names, **told)
    return make_response(page, 422 if fault or form.errors else 200)


def _reword(report: Report, form: WordingForm, place: str, composed: Text | None) -> str | None:
    """Keep what was typed, or give the original back; None when done, else what is wrong."""
    restored = "restore" in request.form
    if not restored and (composed is None or not form.validate()):
        return ""
    words = None if restored else Text(zh=_tidy(form.zh.data), en=_tidy(form.en.data))
    where = Place(
        tenant_id=report.tenant_id,
        assessment_id=report.assessment_id,
        key=place,
        original=composed or Text(zh="—", en="—"),
    )
    try:
        after = form.after.data if isinstance(form.after.data, int) else 0
        keep_wording(database().session, where, words, after=after, by=current_actor().user_id)
    except (Conflict, UncleanText) as error:
        return error.message.get(lang())
    flash(_("The original stands again.") if restored else _("Kept. It is in the next issue."), "success")
    return None


def _tidy(raw: str | None) -> str:
    return canonical(" ".join((raw or "").split()), limit=1200)


def _script(report: Report) -> Script:
    session = database().session
    return read_script(session, get_assessment(session, report.assessment_id), catalogue=catalogue())


def _numbered(report_id: UUID) -> Report:
    report = get_report(database().session, current_actor().tenant, report_id)
    if report.number is None:
        raise NotFound(NO_REPORT)
    return report


def _retractable(report_id: UUID) -> Report:
    report = get_report(database().session, current_actor().tenant, report_id)
    if not report.can_be_retracted:
        raise NotFound(NO_REPORT)
    return report


def _issue(report: Report, form: IssueForm) -> Report:
    session, actor = database().session, current_actor()
    assessment = get_assessment(session, report.assessment_id)
    plan = find_roadmap(session, report.tenant_id, report.assessment_id)
    if plan is None:
        raise NotFound(NO_REPORT)
    making = Making(
        catalogue=catalogue(),
        by=actor.user_id,
        status=form.status.data,
        classification=form.classification.data,
    )
    made = reissue_report(session, assessment, plan, making, after=form.after.data or 0)
    tell_members(session, "report-reissued", made, by=actor.user_id)
    request_file(session, made, Wanted(lang=lang()))
    flash(_("Issue %(number)s is issued; its PDF is being drawn.", number=made.number), "success")
    return made


def _retract(report: Report, reason: str) -> None:
    session, actor = database().session, current_actor()
    try:
        retract_report(session, report, reason=reason, by=actor.user_id, at=clock.now())
    except Conflict:
        return  # somebody else was faster: it is retracted
    tell_members(session, "report-retracted", report, by=actor.user_id)
