"""Saying what the firm can put in, and asking for the plan."""

from typing import Literal
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.assessments.models import Assessment
from app.assessments.queries import catalogue, get_assessment
from app.companies.queries import get_company
from app.kit import clock
from app.kit.access import access
from app.kit.db import database
from app.kit.i18n import lang
from app.planning.values import Means
from app.roadmaps.forms import PlanRoadmapForm, starting_values
from app.roadmaps.limits import TOO_OFTEN, is_too_often
from app.roadmaps.means import renewed, suggested_means
from app.roadmaps.operations import request_roadmap
from app.roadmaps.problems import find_official
from app.roadmaps.queries import find_roadmap, find_standing
from app.subscriptions.plans import Feature
from app.subscriptions.queries import require
from app.tenants.access import current_actor, row_of

pages = Blueprint("roadmaps", __name__)


def _form(assessment: Assessment, before: Means) -> PlanRoadmapForm:
    form = PlanRoadmapForm(data=starting_values(before))
    speak = lang()
    content = catalogue()
    instrument = content.instrument(assessment.instrument_key, assessment.instrument_edition)
    form.offer(
        pains=[(pain.id, pain.title.get(speak)) for pain in content.lens_for(instrument).pains],
        initiatives=[
            *((one.id, one.title.get(speak)) for one in content.initiatives_for(assessment.company.industry_key)),
            *((one.initiative, one.own.title.get(speak)) for one in before.edits if one.own),
        ],
        levels=_levels_above(assessment),
    )
    form.offer_years(before.start)
    return form


def _levels_above(assessment: Assessment) -> list[tuple[int, str]]:
    """Official levels the firm does not hold yet; none where no official lens reads its questionnaire."""
    official, held = find_official(database().session, assessment, catalogue=catalogue())
    if official is None:
        return []
    asked = {one.level for one in official.gates[0].requirements}
    return [(one.level, one.title.get(lang())) for one in official.levels if one.level in asked and one.level > held]


def _means_before(assessment: Assessment) -> Means:
    today = clock.today()
    known = find_roadmap(database().session, assessment.tenant_id, assessment.id)
    if known is not None:  # what was stated last year is offered for the years that begin now
        return renewed(known.means, today)
    return suggested_means(get_company(database().session, assessment.tenant_id), start=today)


@pages.route("/assessments/<uuid:assessment_id>/means", methods=["GET", "POST"])
@access("read", tenant=row_of(Assessment, "assessment_id"), methods=["GET"])
@access("plan", tenant=row_of(Assessment, "assessment_id"), methods=["POST"])
def means(assessment_id: UUID) -> ResponseReturnValue:
    """The form of money, hands and wishes; sending it asks for a plan."""
    hold: Literal["", "state"] = "state" if request.method == "POST" else ""  # two presses ask one after the other
    assessment = get_assessment(database().session, assessment_id, hold=hold)
    if assessment.submitted_at is None:
        flash(_("Submit the answers first; the roadmap is worked out from them."), "warning")
        return redirect(url_for("assessments.review", assessment_id=assessment_id), 303)
    if find_standing(database().session, assessment.tenant_id, assessment_id) is not None:  # the first is everybody's
        require(database().session, assessment.tenant_id, Feature.ROADMAP, assessment_id)
    before = _means_before(assessment)
    form, often = _form(assessment, before), False
    if form.validate_on_submit():
        often = is_too_often(current_app.extensions["throttle"], assessment.tenant_id)
        if not often:
            return _ask(assessment, form.means(start=before.start, locks=before.locks, edits=before.edits))
    status = 429 if often else 422 if form.errors else 200
    note = TOO_OFTEN.get(lang()) if often else ""
    standing = find_standing(database().session, assessment.tenant_id, assessment_id)
    page = {"form": form, "assessment": assessment, "standing": standing, "note": note}
    return render_template("roadmaps/means.html", **page), status


def _ask(assessment: Assessment, wanted: Means) -> ResponseReturnValue:
    """To the plan, or to the comparison when one stands already."""
    asked = request_roadmap(database().session, assessment, wanted, catalogue=catalogue(), by=current_actor().user_id)
    if asked.draft:
        return redirect(url_for("tryouts.show", roadmap_id=asked.id), 303)
    return redirect(url_for("reports.roadmap", assessment_id=assessment.id), 303)
