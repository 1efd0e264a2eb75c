"""Shaping a plan by hand: a page of its work with what was set, and one act a route."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.queries import names_of
from app.assessments.models import Assessment
from app.assessments.queries import catalogue, get_assessment
from app.kit import clock, ids
from app.kit.db import database
from app.kit.errors import Conflict, NotFound
from app.kit.i18n import lang
from app.planning.edits import one_step_up
from app.planning.values import Edit, OwnWork
from app.reports import wording
from app.roadmaps.edits import end_edit, keep_edit, propose_roadmap, restore_edit
from app.roadmaps.emails import tell_proposed
from app.roadmaps.limits import TOO_OFTEN, is_too_often
from app.roadmaps.models import Roadmap, RoadmapEdit, planned_assessment
from app.roadmaps.operations import request_roadmap
from app.roadmaps.problems import read_problem
from app.roadmaps.queries import find_standing, get_edit, get_roadmap, list_edits
from app.roadmaps.wording import NO_EDIT, NO_PLAN_YET
from app.shapings import showing
from app.shapings.asking import Choices, find_choices, side_of, standing_means, starting_values
from app.shapings.forms import HandForm, OwnForm, PlaceForm, PriceForm
from app.subscriptions.plans import Feature
from app.tenants.access import access, current_actor, row_of
from app.tryouts.queries import plan_of

pages = Blueprint("shapings", __name__)
in_assessment = row_of(Assessment, "assessment_id", opened=planned_assessment)
in_edit = row_of(RoadmapEdit, "edit_id")
in_roadmap = row_of(Roadmap, "roadmap_id")
FORMS: dict[str, type[HandForm]] = {"place": PlaceForm, "cost": PriceForm, "own": OwnForm}


@dataclass(frozen=True, slots=True)
class Bench:
    """The assessment, the plan that stands, and everything ever set by hand."""

    assessment: Assessment
    standing: Roadmap
    rows: list[RoadmapEdit]


@pages.get("/assessments/<uuid:assessment_id>/shape")
@access("read", tenant=in_assessment, plan=Feature.ROADMAP)
def shape(assessment_id: UUID) -> ResponseReturnValue:
    """The plan's work, what was set by hand about it, and the forms of the one that was opened."""
    bench = _bench(assessment_id)
    if bench is None:
        return redirect(url_for("roadmaps.means", assessment_id=assessment_id), 303)
    opened, act = request.args.get("item", "")[:80], request.args.get("do", "")
    choices = _choices(bench, opened)
    if act not in FORMS or not choices.knows(opened, act):
        return _page(bench, choices)
    return _page(bench, choices, act, _form(act, choices, starting_values(bench.standing, bench.rows, act, opened)))


@pages.post("/assessments/<uuid:assessment_id>/shape/<act>")
@access("shape", tenant=in_assessment, plan=Feature.ROADMAP)
def set_by_hand(assessment_id: UUID, act: str) -> ResponseReturnValue:
    """Set one thing: `place`, `cost` or `own`."""
    bench = _bench(assessment_id, hold=True)
    if bench is None:
        raise Conflict(NO_PLAN_YET)
    if act not in FORMS:
        raise NotFound(NO_EDIT)
    choices = _choices(bench, request.form.get("initiative", ""))
    form = _form(act, choices)
    if not choices.knows(form.initiative.data or "", act):
        raise NotFound(NO_EDIT)
    if not form.validate():
        return _page(bench, choices, act, form), 422
    edit = _edit(bench, act, form)
    try:
        keep_edit(database().session, bench.assessment, edit, by=current_actor().user_id, at=clock.now())
    except Conflict as error:
        flash(error.message.get(lang()), "warning")
        return _page(bench, choices, act, form), error.status
    flash(_("Kept. Have the plan worked out when everything is set."), "success")
    return redirect(url_for("shapings.shape", assessment_id=assessment_id), 303)


@pages.post("/shape/<uuid:edit_id>/end")
@access("shape", tenant=in_edit, plan=Feature.ROADMAP)
def end(edit_id: UUID) -> ResponseReturnValue:
    """Take something back."""
    session, actor = database().session, current_actor()
    row = get_edit(session, actor.tenant, edit_id)
    get_assessment(session, row.assessment_id, hold="state")
    session.refresh(row)
    try:
        end_edit(session, row, by=actor.user_id, at=clock.now())
    except Conflict as error:
        flash(error.message.get(lang()), "warning")
    return redirect(url_for("shapings.shape", assessment_id=row.assessment_id), 303)


@pages.post("/shape/<uuid:edit_id>/restore")
@access("shape", tenant=in_edit, plan=Feature.ROADMAP)
def restore(edit_id: UUID) -> ResponseReturnValue:
    """Set again what was taken back or replaced."""
    session, actor = database().session, current_actor()
    row = get_edit(session, actor.tenant, edit_id)
    assessment = get_assessment(session, row.assessment_id, hold="state")
    session.refresh(row)
    try:
        restore_edit(session, assessment, row, by=actor.user_id, at=clock.now())
    except Conflict as error:
        flash(error.message.get(lang()), "warning")
    return redirect(url_for("shapings.shape", assessment_id=row.assessment_id), 303)


@pages.post("/assessments/<uuid:assessment_id>/shaped")
@access("shape", tenant=in_assessment, plan=Feature.ROADMAP)
def work_out(assessment_id: UUID) -> ResponseReturnValue:
    """Have the plan worked out around what is set: a try-out, until somebody of the firm adopts it."""
    bench = _bench(assessment_id, hold=True)
    if bench is None:
        raise Conflict(NO_PLAN_YET)
    if is_too_often(current_app.extensions["throttle"], bench.assessment.tenant_id):
        flash(TOO_OFTEN.get(lang()), "warning")
        return _page(bench, _choices(bench, "")), 429
    session = database().session
    means = standing_means(session, bench.standing, bench.rows)
    asked = request_roadmap(session, bench.assessment, means, catalogue=catalogue(), by=current_actor().user_id)
    return redirect(url_for("tryouts.show", roadmap_id=asked.id), 303)


@pages.post("/tryouts/<uuid:roadmap_id>/propose")
@access("shape", tenant=in_roadmap, plan=Feature.ROADMAP)
def propose(roadmap_id: UUID) -> ResponseReturnValue:
    """Ask the firm to adopt a try-out: its owners are told, once."""
    session, actor = database().session, current_actor()
    roadmap = get_roadmap(session, actor.tenant, roadmap_id)
    get_assessment(session, roadmap.assessment_id, hold="state")
    session.refresh(roadmap)
    try:
        if propose_roadmap(session, roadmap, by=actor.user_id, at=clock.now()):
            tell_proposed(session, roadmap, side=side_of(actor))
        flash(
            _("The firm's owners have been told. The plan that stands changes when one of them adopts this."), "success"
        )
    except Conflict as error:
        flash(error.message.get(lang()), "warning")
    return redirect(url_for("tryouts.show", roadmap_id=roadmap_id), 303)


def _bench(assessment_id: UUID, *, hold: bool = False) -> Bench | None:
    session = database().session
    assessment = get_assessment(session, assessment_id, hold="state" if hold else "")
    standing = find_standing(session, assessment.tenant_id, assessment_id)
    if standing is None:
        return None
    return Bench(assessment, standing, list_edits(session, assessment.tenant_id, assessment_id))


def _edit(bench: Bench, act: str, form: Any) -> Edit:
    actor = current_actor()
    said: dict[str, Any] = {
        "id": "",
        "kind": act,
        "initiative": form.initiative.data or f"own-{ids.new_id().hex[-10:]}",
        "side": side_of(actor),
        "reason": form.reason.data,
        "on": clock.today(),
    }
    if act == "place":
        now = showing.quarter_now(bench.standing, said["initiative"], clock.today())
        earliest, latest = form.window(clock.today(), now)
        return Edit(**said, earliest=earliest, latest=latest)
    own = _own(bench, form) if act == "own" else None
    return Edit(**said, once=form.once, yearly=form.a_year, own=own)


def _own(bench: Bench, form: Any) -> OwnWork:
    problem = read_problem(database().session, bench.standing, catalogue=catalogue())
    return OwnWork(
        title=form.title,
        what=form.text,
        weeks=form.weeks.data,
        staff_days=form.days,
        requires=tuple(id for id in form.requires.data or () if id != form.initiative.data),
        capabilities=tuple(form.capabilities.data or ()),
        lifts=one_step_up(problem, form.capabilities.data or ()),
        kpi=wording.plain(form.kpi.data),
        exit_criterion=wording.plain(form.exit_criterion.data),
    )


def _choices(bench: Bench, opened: str) -> Choices:
    return find_choices(database().session, bench.standing, bench.rows, opened)


def _form(act: str, choices: Choices, values: dict[str, Any] | None = None) -> HandForm:
    """A form with its choices: as it was sent, or with values to begin with."""
    form = FORMS[act]() if values is None else FORMS[act](formdata=None, data=values)
    if isinstance(form, PlaceForm):
        form.offer(stages=choices.stages, quarters=choices.quarters)
    elif isinstance(form, OwnForm):
        form.offer(works=choices.works, capabilities=choices.capabilities)
    return form


def _page(bench: Bench, choices: Choices, act: str = "", form: HandForm | None = None) -> str:
    people = {id for row in bench.rows for id in (row.made_by_id, row.ended_by_id) if id}
    named = names_of(database().session, people)
    told = tuple(showing.tell(row, bench.standing, choices.titles, named) for row in bench.rows)
    live = {str(row.id) for row in bench.rows if row.ended_at is None}
    return render_template(
        "shapings/shape.html",
        assessment=bench.assessment,
        standing=bench.standing,
        lines=showing.lines(plan_of(bench.standing), told, bench.rows, choices.titles),
        past=[one for one in reversed(told) if one.ended_at],
        pending=live != {one.id for one in bench.standing.means.edits},
        titles=choices.titles,
        act=act,
        form=form,
    )
