"""A new issue of a report, and the retraction of a wrong one."""

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.assessments.queries import catalogue, get_assessment
from app.issues.forms import IssueForm, RetractForm
from app.kit import clock
from app.kit.db import database
from app.kit.errors import Conflict, NotFound
from app.kit.i18n import lang
from app.kit.words import canonical
from app.reports.emails import tell_members
from app.reports.models import Report
from app.reports.operations import IssuedMeanwhile, Making, reissue_report, request_file, retract_report
from app.reports.queries import NO_REPORT, find_last_issue, get_report
from app.reports.renderers.files import Wanted
from app.roadmaps.queries import find_roadmap
from app.tenants.access import access, current_actor, row_of

pages = Blueprint("issues", __name__)
here = row_of(Report, "report_id")


@pages.route("/reports/<uuid:report_id>/issue", methods=["GET", "POST"])
@access("read", tenant=here, methods=["GET"])
@access("issue", tenant=here, methods=["POST"])
def issue(report_id: UUID) -> ResponseReturnValue:
    """The small form before a new issue, and the issuing."""
    report = _numbered(report_id)
    last = find_last_issue(database().session, report.tenant_id, report.assessment_id) or report
    form = IssueForm(data={"after": last.number, "classification": last.classification})
    if form.validate_on_submit():
        try:
            return redirect(url_for("reports.show", report_id=_issue(report, form).id), 303)
        except IssuedMeanwhile as error:
            flash(error.message.get(lang()), "warning")
            return redirect(url_for("reports.show", report_id=last.id), 303)
    page = render_template("issues/issue.html", report=report, last=last, form=form)
    return make_response(page, 422 if form.errors else 200)


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
