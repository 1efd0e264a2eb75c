"""Trying other means, and what becomes of it: the change against the plan that stands, adoption, history."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from app.assessments.models import Assessment
from app.assessments.queries import catalogue, get_assessment
from app.kit import clock
from app.kit.access import ToMake
from app.kit.db import database
from app.kit.errors import Conflict
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.planning.difference import PlanChange
from app.planning.values import Means
from app.reports import wording
from app.reports.progress import say_progress
from app.roadmaps.limits import TOO_OFTEN, is_too_often
from app.roadmaps.means import LONGEST, renewed
from app.roadmaps.models import Roadmap, RoadmapState, planned_assessment
from app.roadmaps.operations import TRYOUTS, adopt_roadmap, request_roadmap
from app.roadmaps.queries import find_planning, find_standing, find_version, get_roadmap, is_being_planned, own_titles
from app.subscriptions.plans import Feature
from app.tenants.access import access, current_actor, row_of
from app.tryouts import showing, telling
from app.tryouts.drawing import Drawn, draw_pair, marked
from app.tryouts.forms import TryMeansForm, starting_values
from app.tryouts.queries import find_pair, find_work, list_history, plan_of, proposer
from app.tryouts.wishes import Work, quarter_starts, read_wishes, respect_work, with_wishes

pages = Blueprint("tryouts", __name__)
in_assessment = row_of(Assessment, "assessment_id", opened=planned_assessment)
in_roadmap = row_of(Roadmap, "roadmap_id")


@dataclass(frozen=True, slots=True)
class Trial:
    """What one page of sliders is about. base: the version they begin with; means: those to try, wishes included."""

    assessment: Assessment
    standing: Roadmap
    base: Roadmap
    means: Means
    work: Work
    form: TryMeansForm


@pages.route("/assessments/<uuid:assessment_id>/tryouts", methods=["GET", "POST"])
@access("read", tenant=in_assessment, methods=["GET"], plan=ToMake(Feature.ROADMAP))
@access("plan", tenant=in_assessment, methods=["POST"], plan=Feature.ROADMAP)
def try_means(assessment_id: UUID) -> ResponseReturnValue:
    """Sliders and wishes, beginning with the plan that stands; sending them asks for a try-out."""
    hold: Literal["", "state"] = "state" if request.method == "POST" else ""  # two presses ask one after the other
    assessment = get_assessment(database().session, assessment_id, hold=hold)
    standing = find_standing(database().session, assessment.tenant_id, assessment_id)
    if standing is None:
        return redirect(url_for("roadmaps.means", assessment_id=assessment_id), 303)
    trial = _trial(assessment, standing, _base(assessment, standing))
    if not trial.form.validate_on_submit():
        return _page(trial), 422 if trial.form.errors else 200
    if is_too_often(current_app.extensions["throttle"], assessment.tenant_id):
        return _page(trial, TOO_OFTEN.get(lang())), 429
    wanted, by = trial.form.means(trial.means), current_actor().user_id
    asked = request_roadmap(database().session, assessment, wanted, catalogue=catalogue(), by=by)
    return redirect(url_for("tryouts.show", roadmap_id=asked.id), 303)


@pages.get("/tryouts/<uuid:roadmap_id>")
@access("read", tenant=in_roadmap, plan=Feature.ROADMAP)
def show(roadmap_id: UUID) -> ResponseReturnValue:
    """A try-out: its progress, then the change against the plan that stands, and the sliders to go on from it."""
    tried = get_roadmap(database().session, current_actor().tenant, roadmap_id)
    assessment = get_assessment(database().session, tried.assessment_id)
    standing = find_standing(database().session, tried.tenant_id, assessment.id)
    if not tried.draft or standing is None:
        return redirect(url_for("reports.roadmap", assessment_id=assessment.id))
    if tried.state == RoadmapState.PLANNING and is_being_planned(database().session, tried):
        return _waiting(assessment, standing, tried)
    return _page(_trial(assessment, standing, tried))


@pages.post("/tryouts/<uuid:roadmap_id>/adopt")
@access("plan", tenant=in_roadmap, plan=Feature.ROADMAP)
def adopt(roadmap_id: UUID) -> ResponseReturnValue:
    """Make it the plan that stands; who saw another one standing is shown the difference first."""
    session, actor = database().session, current_actor()
    tried = get_roadmap(session, actor.tenant, roadmap_id)
    get_assessment(session, tried.assessment_id, hold="state")  # of two people one comes second
    session.refresh(tried)
    instead_of = _number(request.form.get("instead_of", ""))
    try:
        adopt_roadmap(session, tried, instead_of=instead_of, by=actor.user_id, at=clock.now())
    except Conflict as error:
        flash(error.message.get(lang()), "warning")
        back = url_for("tryouts.show", roadmap_id=roadmap_id)
        return redirect(back if tried.draft else url_for("tryouts.history", assessment_id=tried.assessment_id), 303)
    flash(_("Version %(number)s is the plan that stands now.", number=tried.number), "success")
    return redirect(url_for("reports.roadmap", assessment_id=tried.assessment_id), 303)


@pages.get("/assessments/<uuid:assessment_id>/plans")
@access("read", tenant=in_assessment, plan=Feature.ROADMAP)
def history(assessment_id: UUID) -> ResponseReturnValue:
    """Every version: who asked, when, with which means, what changed, which one stands."""
    assessment = get_assessment(database().session, assessment_id)
    standing = find_standing(database().session, assessment.tenant_id, assessment_id)
    before, titles = _number(request.args.get("before", "")), _titles(assessment)
    versions, older = list_history(
        database().session, assessment.tenant_id, assessment_id, titles=titles, before=before
    )
    if not versions and before is None:
        return redirect(url_for("roadmaps.means", assessment_id=assessment_id))
    page = {"versions": versions, "older": older, "standing": standing, "kept": TRYOUTS}
    return render_template("tryouts/history.html", assessment=assessment, **page)


@pages.get("/assessments/<uuid:assessment_id>/plans/compare")
@access("read", tenant=in_assessment, plan=Feature.ROADMAP)
def compare(assessment_id: UUID) -> ResponseReturnValue:
    """Two versions beside each other."""
    assessment = get_assessment(database().session, assessment_id)
    asked = (request.args.get("one", ""), request.args.get("other", ""))
    offered, pair = find_pair(database().session, assessment.tenant_id, assessment_id, asked)
    if pair is None:
        return redirect(url_for("tryouts.history", assessment_id=assessment_id))
    titles = _titles(assessment)
    sides = showing.sides(*(plan_of(version) for version in pair))
    return render_template(
        "tryouts/compare.html",
        assessment=assessment,
        offered=offered,
        pair=pair,
        sides=sides,
        drawn=_drawn(pair, sides.change, titles),
        titles=titles,
        month=wording.month,
    )


def _drawn(pair: tuple[Roadmap, Roadmap], change: PlanChange, titles: telling.Titles) -> tuple[Markup, Markup]:
    one, other = (Drawn(plan_of(row), row.means, marked(plan_of(row), change, titles)) for row in pair)
    alts = tuple(_("Timeline of version %(number)s", number=row.number) for row in pair)
    return draw_pair(one, other, lang(), (alts[0], alts[1]))


def _number(raw: str) -> int | None:
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 7 else None


def _titles(assessment: Assessment) -> telling.Titles:
    own = own_titles(database().session, assessment.tenant_id, assessment.id)
    return {**showing.titles_of(catalogue().initiatives_for(assessment.company.industry_key)), **own}


def _trial(assessment: Assessment, standing: Roadmap, base: Roadmap) -> Trial:
    """Means to try from today on, true to the work that has begun; with the wishes of the form, where one was sent."""
    means, work = renewed(base.means, clock.today()), find_work(database().session, assessment.tenant_id)
    if request.method == "POST":
        means = with_wishes(means, read_wishes(request.form, _titles(assessment)), work)
    elif not base.draft:
        means = respect_work(means, work)
    form = TryMeansForm(data=starting_values(means))
    form.offer_years(means.start)
    return Trial(assessment, standing, base, means, work, form)


def _base(assessment: Assessment, standing: Roadmap) -> Roadmap:
    """The version the sliders begin with: one of this assessment that was named, else the one that stands."""
    named = parse_id(request.values.get("from"))
    found = find_version(database().session, assessment.tenant_id, named) if named else None
    return found if found is not None and found.assessment_id == assessment.id else standing


def _waiting(assessment: Assessment, standing: Roadmap, tried: Roadmap) -> str:
    job = find_planning(database().session, tried)
    return render_template(
        "tryouts/waiting.html",
        assessment=assessment,
        job=job,
        doing=say_progress(job),
        told=telling.say_means(standing.means, tried.means, _titles(assessment)),
    )


def _page(trial: Trial, note: str = "") -> str:
    """Sliders and wishes; above them what the try-out brings, once it is planned."""
    base, stands, titles = trial.base, plan_of(trial.standing), _titles(trial.assessment)
    shown = base.plan if base.plan is not None and base.can_stand else stands
    by_hand = telling.say_shaping(base.plan, base.means, titles) if base.plan is not None else ()
    return render_template(
        "tryouts/try.html",
        trial=trial,
        assessment=trial.assessment,
        form=trial.form,
        tracks=trial.form.tracks(),
        rows=showing.choices(shown, trial.means, titles),
        quarters=[telling.quarter(day) for day in quarter_starts(trial.means.start, LONGEST)],
        result=showing.result_of(stands, base.plan, trial.work, by_hand) if base.draft else None,
        proposer=proposer(database().session, base),
        titles=titles,
        month=wording.month,
        fixed=telling.FIXED,
        note=note,
    )
