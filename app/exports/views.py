"""Downloads of the roadmap for other tools."""

import io
from typing import Literal
from uuid import UUID

from flask import Blueprint, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from app.assessments.models import Assessment
from app.assessments.queries import catalogue, get_assessment
from app.deliveries.pieces import pieces_of
from app.deliveries.projects import Project, find_project
from app.exports.roadmaps import TITLE, roadmap_sheets, work_sheet
from app.kit import clock
from app.kit.access import access
from app.kit.db import database
from app.kit.filenames import safe_name
from app.kit.i18n import lang
from app.kit.xlsx import WORKBOOK, write_csv, write_workbook
from app.roadmaps.models import planned_assessment
from app.subscriptions.plans import Feature
from app.tenants.access import row_of

pages = Blueprint("exports", __name__)


@pages.get("/assessments/<uuid:assessment_id>/roadmap.<any(xlsx,csv):form>")
@access("read", tenant=row_of(Assessment, "assessment_id", opened=planned_assessment), plan=Feature.ROADMAP)
def roadmap(assessment_id: UUID, form: Literal["xlsx", "csv"]) -> ResponseReturnValue:
    """The standing plan with its progress; without a plan, the way to one."""
    assessment = get_assessment(database().session, assessment_id)
    project = find_project(database().session, assessment.tenant_id, assessment.id, catalogue=catalogue())
    if project is None:
        return redirect(url_for("reports.roadmap", assessment_id=assessment_id))
    name = safe_name(f"{project.company.name[:60]} {TITLE.get(lang())} {clock.today():%Y-%m-%d}.{form}")
    kind = WORKBOOK if form == "xlsx" else "text/csv; charset=utf-8"
    answer = send_file(io.BytesIO(_drawn(project, form)), mimetype=kind, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _drawn(project: Project, form: Literal["xlsx", "csv"]) -> bytes:
    pieces = pieces_of(project, clock.today())
    if form == "csv":
        return write_csv(work_sheet(project, pieces, lang()))
    return write_workbook(roadmap_sheets(project, pieces, lang()), title=TITLE.get(lang()), at=clock.now())
