"""Coming back: every round a firm has made, when the next is due, and what moved between two of them."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from app.assessments.models import Assessment
from app.assessments.queries import catalogue, get_assessment, instrument_of
from app.content.catalogue import MAIN
from app.deliveries.queries import list_progress
from app.kit.db import database
from app.kit.errors import NotFound
from app.kit.i18n import lang
from app.reports.comparing import Comparison, compare_sides
from app.reports.comparison import Compared
from app.reports.delivered import Delivered, find_delivered
from app.reports.gathering import gather_case
from app.reports.moved import signed, span_of, tell_changes
from app.reports.operations import issue_comparison
from app.reports.sides import get_side, list_rounds
from app.results.queries import list_scorecards
from app.returns.operations import CHOICES
from app.returns.queries import find_return
from app.roadmaps.queries import find_plan_before
from app.rounds.noting import join_notes
from app.rounds.telling import draw_course, draw_movement
from app.scoring.explaining import NO_PART
from app.subscriptions.plans import Feature
from app.tenants.access import access, current_actor, row_of

pages = Blueprint("rounds", __name__)


@pages.get("/rounds")
@access("read")
def course() -> ResponseReturnValue:
    """Every submitted assessment, the score over time, and the next time."""
    session, tenant = database().session, current_actor().tenant
    rounds = list_rounds(session, tenant)
    stops = [_stop(number, one) for number, one in enumerate(rounds)]
    charts = draw_course(
        [(one["mark"], f"{one['name']}\n{one['day']}") for one in stops], title=_("Score of each round")
    )
    return render_template(
        "rounds/course.html",
        stops=stops,
        charts=charts if len(stops) > 1 else None,
        choices=CHOICES,
        planned=find_return(session, tenant),
        span_of=span_of,
    )


def _stop(number: int, one: Assessment) -> dict[str, Any]:
    card = list_scorecards(database().session, one.tenant_id, one.id)[MAIN]
    lens = catalogue().lens_for(instrument_of(one), MAIN, card.lens_edition)
    level = next((rung.title for rung in lens.levels if rung.level == card.card.level), lens.title)
    name, day = f"T{number}", format_date(one.submitted_at)
    return {
        "id": one.id,
        "name": name,
        "day": day,
        "when": f"{name} · {day}",
        "mark": card.card.overall,
        "level": level,
    }


@pages.get("/assessments/<uuid:assessment_id>/since/<uuid:earlier_id>")
@access("read", tenant=row_of(Assessment, "assessment_id"), plan=Feature.REASSESSMENT)
def compare(assessment_id: UUID, earlier_id: UUID) -> ResponseReturnValue:
    """What moved from an earlier assessment to a later one."""
    session = database().session
    tenant = get_assessment(session, assessment_id).tenant_id
    before, after = get_side(session, tenant, earlier_id), get_side(session, tenant, assessment_id)
    if assessment_id == earlier_id:
        return redirect(url_for("rounds.course"))
    if before.at > after.at:
        return redirect(url_for("rounds.compare", assessment_id=earlier_id, earlier_id=assessment_id))
    found = compare_sides(before, after, catalogue())
    names = (_("Now"), _("Then"))
    return render_template(
        "rounds/compare.html",
        found=found,
        ids=(earlier_id, assessment_id),
        behind=tell_changes(found),
        charts=draw_movement(found.main, lang(), names=names, title=_("Movement by dimension")),
        delivered=_delivered(found, tenant, earlier_id),
        span_of=span_of,
        signed=signed,
    )


@pages.post("/assessments/<uuid:assessment_id>/since/<uuid:earlier_id>/report")
@access("report", tenant=row_of(Assessment, "assessment_id"), plan=Feature.REPORTS)
def issue(assessment_id: UUID, earlier_id: UUID) -> ResponseReturnValue:
    """Freeze the comparison as a report with its PDFs; pressing again gives the same one while nothing has moved."""
    session = database().session
    later = get_assessment(session, assessment_id)
    found = _found(later.tenant_id, earlier_id, assessment_id)
    numbers = {one.id: f"T{number}" for number, one in enumerate(list_rounds(session, later.tenant_id))}
    compared = Compared(
        case=gather_case(session, later, roadmap=None, catalogue=catalogue(), as_of=found.after.on),
        found=found,
        delivered=_delivered(found, later.tenant_id, earlier_id),
        names=(numbers[earlier_id], numbers[assessment_id]),
    )
    report = issue_comparison(session, later, earlier_id, compared, by=current_actor().user_id)
    return redirect(url_for("reports.show", report_id=report.id), 303)


def _found(tenant: UUID, earlier_id: UUID, later_id: UUID) -> Comparison:
    """Both sides, the earlier first. NotFound when they are one, or the other way round."""
    before, after = (get_side(database().session, tenant, id) for id in (earlier_id, later_id))
    if before.at >= after.at:
        raise NotFound(NO_PART)
    return compare_sides(before, after, catalogue())


def _delivered(found: Comparison, tenant: UUID, earlier_id: UUID) -> Delivered | None:
    """The last plan made before the later assessment, and what became of it."""
    roadmap = find_plan_before(database().session, tenant, earlier_id, at=found.after.at)
    if roadmap is None or roadmap.plan is None:
        return None
    noted = join_notes(list_progress(database().session, tenant))
    return find_delivered(roadmap.plan, found.after, catalogue(), noted)
