"""Working by the plan: board, timeline, list, one initiative, gates, subsidies and duties, calendar."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from app.assessments.models import Assessment
from app.assessments.queries import catalogue, get_assessment
from app.companies.queries import get_company
from app.deliveries.boards import Board, open_board
from app.deliveries.charts import draw_progress
from app.deliveries.dossiers import Dossier, open_dossier
from app.deliveries.footings import find_days, find_footing
from app.deliveries.forms import (
    ConfirmConditionForm,
    MoveWorkForm,
    RecordProgressForm,
    starting_values,
)
from app.deliveries.gates import gates_of, shut_before
from app.deliveries.models import Status
from app.deliveries.offers import standings_of
from app.deliveries.operations import (
    Hand,
    Holding,
    choose_reminders,
    faults_in,
    moved,
    record_check,
    record_progress,
    renew_feed,
    settled,
    withdraw_feed,
)
from app.deliveries.pages import draw_feed, said_value, words
from app.deliveries.pieces import Piece
from app.deliveries.projects import Project, find_project
from app.deliveries.queries import find_feed, find_feed_reader, find_reminder, list_changes
from app.deliveries.wording import NO_CALENDAR, NO_CONDITION, NO_SITE, NO_WORK, STATES
from app.kit import clock
from app.kit.access import access
from app.kit.addresses import read_address
from app.kit.db import HouseSession, Scope, database
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.i18n import lang
from app.kit.web import absolute
from app.roadmaps.models import planned_assessment
from app.subscriptions.plans import Feature
from app.tenants.access import current_actor, row_of

pages = Blueprint("deliveries", __name__)
here = row_of(Assessment, "assessment_id", opened=planned_assessment)
ROOT = "/assessments/<uuid:assessment_id>/progress"
WORK = f"{ROOT}/work/<initiative_key>"


pages.app_context_processor(words)


def _project(assessment: Assessment) -> Project | None:
    return find_project(database().session, assessment.tenant_id, assessment.id, catalogue=catalogue())


def _shown(template: str, assessment: Assessment, **more: Any) -> ResponseReturnValue:
    """A view of the whole plan; without a plan, the way to one."""
    project = _project(assessment)
    if project is None:
        return redirect(url_for("reports.roadmap", assessment_id=assessment.id))
    board = open_board(project, clock.today())
    page: dict[str, Any] = {"assessment": assessment, "project": project, "board": board, "today": clock.today()}
    return render_template(template, **page, **more)


@pages.get(ROOT)
@access("read", tenant=here, plan=Feature.ROADMAP)
def board(assessment_id: UUID) -> ResponseReturnValue:
    """Cards in columns by state."""
    return _shown("deliveries/board.html", get_assessment(database().session, assessment_id))


@pages.get(f"{ROOT}/list")
@access("read", tenant=here, plan=Feature.ROADMAP)
def list_work(assessment_id: UUID) -> ResponseReturnValue:
    """Everything in one table, by state and stage if asked."""
    state, stage = request.args.get("state", ""), request.args.get("stage", "")
    wish = {"state": state if state in list(Status) else "", "stage": stage if stage in ("1", "2", "3") else ""}
    return _shown("deliveries/list_work.html", get_assessment(database().session, assessment_id), wish=wish)


@pages.get(f"{ROOT}/timeline")
@access("read", tenant=here, plan=Feature.ROADMAP)
def timeline(assessment_id: UUID) -> ResponseReturnValue:
    """Plan and actual by quarter."""
    assessment = get_assessment(database().session, assessment_id)
    project = _project(assessment)
    if project is None:
        return redirect(url_for("reports.roadmap", assessment_id=assessment_id))
    today = clock.today()
    view = open_board(project, today)
    wide, narrow = draw_progress(project, view.pieces, lang(), today)
    return render_template(
        "deliveries/timeline.html", assessment=assessment, project=project, board=view, wide=wide, narrow=narrow
    )


@pages.get(f"{ROOT}/support")
@access("read", tenant=here, plan=Feature.ROADMAP)
def support(assessment_id: UUID) -> ResponseReturnValue:
    """Subsidies and duties as of today, condition by condition."""
    assessment = get_assessment(database().session, assessment_id)
    project = _project(assessment)
    if project is None:
        return redirect(url_for("reports.roadmap", assessment_id=assessment_id))
    content, today = catalogue(), clock.today()
    footing = find_footing(database().session, assessment, catalogue=content)
    found = standings_of(project, footing, content.policies, today)
    return render_template(
        "deliveries/support.html", assessment=assessment, project=project, standings=found, today=today
    )


def _opened(assessment: Assessment, key: str) -> tuple[Project, Dossier]:
    project = _project(assessment)
    if project is None:
        raise NotFound(NO_WORK)
    return project, open_dossier(database().session, project, assessment, key, catalogue=catalogue())


@pages.get(WORK)
@access("read", tenant=here, plan=Feature.ROADMAP)
def initiative(assessment_id: UUID, initiative_key: str) -> ResponseReturnValue:
    """One initiative: everything known of it, and how far it is."""
    assessment = get_assessment(database().session, assessment_id)
    project, dossier = _opened(assessment, initiative_key)
    forms = {one.site: _form(one, wish=request.args.get("state", "")) for one in _pieces(project, initiative_key)}
    return _page(assessment, project, dossier, forms)


def _pieces(project: Project, key: str) -> tuple[Piece, ...]:
    return open_board(project, clock.today()).of(key)


def _form(piece: Piece, *, wish: str = "") -> RecordProgressForm:
    """What is kept; a card on its way to another column arrives with that column chosen."""
    values = starting_values(piece.said)
    chosen = {**values, "status": wish} if wish in list(Status) else values
    return RecordProgressForm(formdata=None, data=chosen).tell_apart(piece.site)


def _page(
    assessment: Assessment, project: Project, dossier: Dossier, forms: dict[str, RecordProgressForm], status: int = 200
) -> ResponseReturnValue:
    view = open_board(project, clock.today())
    page = render_template(
        "deliveries/initiative.html",
        assessment=assessment,
        project=project,
        one=dossier,
        board=view,
        pieces=view.of(dossier.key),
        forms=forms,
        changes=list_changes(database().session, assessment.tenant_id, dossier.key),
        field_names={name: field.label.text for name, field in RecordProgressForm(formdata=None)._fields.items()},
        said_value=said_value,
        moment=format_datetime,
    )
    return page, status


def _piece(view: Board, key: str, site: str) -> Piece:
    found = next((one for one in view.of(key) if one.site == site), None)
    if found is None:
        raise NotFound(NO_SITE)
    return found


def _hand() -> Hand:
    return Hand(by=current_actor().user_id, at=clock.now(), today=clock.today())


@pages.post(WORK)
@access("plan", tenant=here, plan=Feature.ROADMAP)
def record(assessment_id: UUID, initiative_key: str) -> ResponseReturnValue:
    """Keep how far a piece of work is; what cannot be kept comes back as it was typed."""
    assessment = get_assessment(database().session, assessment_id)
    project, dossier = _opened(assessment, initiative_key)
    form, view = RecordProgressForm(), open_board(project, clock.today())
    piece = _piece(view, initiative_key, form.site.data or "")
    status = 422
    if form.validate_on_submit():
        status = _keep(form, piece)
        if status == 303:
            _warn_of_gates(project, piece, form.said().status)
            return redirect(url_for(".initiative", assessment_id=assessment_id, initiative_key=initiative_key), 303)
    forms = {one.site: _form(one) for one in view.of(initiative_key)}
    form.tell_apart(piece.site)
    return _page(assessment, project, dossier, {**forms, piece.site: form}, status)


def _keep(form: RecordProgressForm, piece: Piece) -> int:
    """303 when it is kept; else the status to answer with, and the reasons are on the form."""
    hand = _hand()
    said = settled(form.said(), today=hand.today)
    faults = faults_in(said, today=hand.today)
    for name, why in faults.items():
        form[name].errors = [*form[name].errors, why.get(lang())]
    if faults:
        return 422
    try:
        record_progress(database().session, current_actor().tenant, piece.work, said, hand=hand)
    except Conflict as error:
        form.status.errors = [*form.status.errors, error.message.get(lang())]
        form.version.show(piece.said.version)
        return 409
    flash(_("Saved."), "success")
    return 303


def _warn_of_gates(project: Project, piece: Piece, status: Status) -> None:
    """Beginning before a gate was passed is allowed and said aloud."""
    shut = shut_before(gates_of(project), piece.stage)
    if shut and status in (Status.STARTED, Status.DONE):
        numbers = ", ".join(str(gate.stage) for gate in shut)
        flash(_("The gate of stage %(number)s has not been passed yet. The work counts all the same; "
                "better to confirm the gate first.", number=numbers), "warning")  # fmt: skip


@pages.post(f"{WORK}/move")
@access("plan", tenant=here, plan=Feature.ROADMAP)
def move(assessment_id: UUID, initiative_key: str) -> ResponseReturnValue:
    """Put a card into another column; what that leaves open is asked on the initiative's own page."""
    assessment = get_assessment(database().session, assessment_id)
    project, form = _project(assessment), MoveWorkForm()
    if project is None or not form.validate_on_submit():
        raise NotFound(NO_WORK)
    piece, status = _piece(open_board(project, clock.today()), initiative_key, form.site.data or ""), form.column
    page = url_for(".initiative", assessment_id=assessment_id, initiative_key=initiative_key, _anchor="state")
    if status == Status.DROPPED:
        return redirect(page.replace("#", f"?state={status.value}#"), 303)
    if form.version.data != piece.said.version:
        flash(_("Somebody moved this card in the meantime; it was left where they put it."), "warning")
        return redirect(url_for(".board", assessment_id=assessment_id), 303)
    _put(project, piece, status)
    if status == Status.DONE:
        return redirect(page, 303)
    return redirect(url_for(".board", assessment_id=assessment_id, _anchor=piece.anchor), 303)


def _put(project: Project, piece: Piece, status: Status) -> None:
    hand = _hand()
    said = moved(piece.said, status, today=hand.today)
    record_progress(database().session, current_actor().tenant, piece.work, said, hand=hand)
    _warn_of_gates(project, piece, status)
    if status == Status.DONE:
        flash(_("Finished. What did it cost, and what did you measure?"), "success")
    else:
        flash(_("Moved to “%(column)s”.", column=STATES[status.value].get(lang())), "success")


@pages.route(f"{ROOT}/gates", methods=["GET", "POST"])
@access("read", tenant=here, methods=["GET"], plan=Feature.ROADMAP)
@access("plan", tenant=here, methods=["POST"], plan=Feature.ROADMAP)
def gates(assessment_id: UUID) -> ResponseReturnValue:
    """Checklists between the stages; each condition is confirmed with its day and how one knows."""
    assessment = get_assessment(database().session, assessment_id)
    project = _project(assessment)
    if project is None:
        return redirect(url_for("reports.roadmap", assessment_id=assessment_id))
    form, fault, status = ConfirmConditionForm(), "", 200
    if request.method == "POST":
        fault, status = _confirm(project, form)
        if status == 303:
            return redirect(url_for(".gates", assessment_id=assessment_id, _anchor=f"c-{form.key.data}"), 303)
    page = {"assessment": assessment, "project": project, "gates": gates_of(project), "today": clock.today()}
    typed = {"key": form.key.data, "note": form.note.data, "held_on": form.held_on.data, "fault": fault}
    return render_template("deliveries/gates.html", **page, typed=typed), status


def _confirm(project: Project, form: ConfirmConditionForm) -> tuple[str, int]:
    """(what is wrong, the status); 303 when it is kept."""
    keys = {one.key for gate in gates_of(project) for one in gate.conditions}
    if form.key.data not in keys:
        raise NotFound(NO_CONDITION)
    takes_back = "take-back" in request.form
    if not form.validate_on_submit() and not takes_back:
        return " ".join(str(one) for errors in form.errors.values() for one in errors), 422
    day = None if takes_back else form.held_on.data
    holding = Holding(initiative=form.key.data, held_on=day, note=form.note.data or "", version=form.version.data or 0)
    try:
        record_check(database().session, current_actor().tenant, holding, hand=_hand())
    except (Invalid, Conflict) as error:
        return error.message.get(lang()), error.status
    flash(_("Taken back.") if takes_back else _("Confirmed."), "success")
    return "", 303


@pages.route(f"{ROOT}/calendar", methods=["GET", "POST"])
@access("subscribe", tenant=here, plan=Feature.ROADMAP)
def calendar(assessment_id: UUID) -> ResponseReturnValue:
    """One's own address of the firm's calendar, and whether reminders are wanted. Viewers have both."""
    session, actor, today = database().session, current_actor(), clock.today()
    assessment = get_assessment(session, assessment_id)
    word = _choose(session, actor.tenant, request.form.get("act", "")) if request.method == "POST" else ""
    project, days = find_days(session, actor.tenant, catalogue=catalogue(), today=today)
    reminder = find_reminder(session, actor.tenant, actor.user_id)
    return render_template(
        "deliveries/calendar.html",
        assessment=assessment,
        firm=get_company(session, actor.tenant).name,
        project=project,
        feed=find_feed(session, actor.tenant, actor.user_id),
        address=absolute(url_for(".feed", word=word)) if word else "",
        reminded=reminder is None or not reminder.is_off,
        coming=[one for one in days if one.is_open and one.on >= today][:8],
    )


def _choose(session: HouseSession, tenant_id: UUID, act: str) -> str:
    """What a button of the calendar page asks for; the word of a fresh address, else nothing."""
    user_id, now = current_actor().user_id, clock.now()
    if act == "renew":
        return renew_feed(session, tenant_id, user_id, at=now)
    if act == "withdraw":
        withdraw_feed(session, tenant_id, user_id)
        flash(_("The address opens nothing from now on."), "success")
    elif act in ("remind", "silence"):
        choose_reminders(session, tenant_id, user_id, wanted=act == "remind", at=now)
    return ""


@pages.get(f"{ROOT}/dates.ics")
@access("read", tenant=here, plan=Feature.ROADMAP)
def download(assessment_id: UUID) -> ResponseReturnValue:
    """The same dates once, as a file."""
    assessment = get_assessment(database().session, assessment_id)
    answer = draw_feed(database().session, assessment.tenant_id, lang())
    answer.headers["Content-Disposition"] = 'attachment; filename="jianyun-roadmap.ics"'
    answer.headers["Cache-Control"] = "private, no-store"  # taken once, unlike the address that programs ask again
    return answer


@pages.get("/c/<word>.ics")
@access("anyone")
def feed(word: str) -> ResponseReturnValue:
    """The calendar behind a secret address, in its owner's language; no session, no cookie."""
    address = read_address(word)
    if address is None:
        raise NotFound(NO_CALENDAR)
    session = database().session
    session.open_scope(Scope.tenant(address.tenant_id))
    reader = find_feed_reader(session, address.tenant_id, address.secret_hash)
    if reader is None:
        raise NotFound(NO_CALENDAR)
    return draw_feed(session, address.tenant_id, "en" if reader.lang == "en" else "zh")
