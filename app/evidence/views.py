"""Files behind an answer: adding, looking at, fetching and removing them."""

from uuid import UUID

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.assessments.filling import Draft, Filling
from app.assessments.models import OPEN_STATES, Assessment
from app.assessments.queries import get_assessment, get_draft, get_filling
from app.content.schema import Question
from app.evidence.models import Evidence
from app.evidence.operations import Offer, expect_content, keep_evidence, remove_evidence, store_content
from app.evidence.queries import count_evidence, get_evidence, get_question, list_evidence
from app.evidence.receiving import Limits, Received, receive_file
from app.evidence.shelf import Backing, Shelf, group_files, is_school, lay_out, measure_backing
from app.evidence.wording import FROZEN, NO_FILE, NO_SITE, UNDECLARED
from app.kit import clock
from app.kit.db import Scope, database
from app.kit.errors import Conflict, Invalid, NotFound, PersonError
from app.kit.i18n import lang
from app.kit.intake.apart import take_in_apart
from app.kit.intake.values import Kind as FileKind
from app.kit.storage import stored_files
from app.kit.throttle import Attempts
from app.kit.web import wants_json
from app.tenants.access import MISSING, Actor, access, current_actor, row_of
from app.tenants.models import Kind, Role
from app.tenants.queries import is_shared

pages = Blueprint("evidence", __name__)
of_assessment = row_of(Assessment, "assessment_id")
of_file = row_of(Evidence, "evidence_id")
UPLOADS = Attempts("evidence-upload", "90 per 10 minutes")
APART = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""The policy of files of strangers, should anything ever draw them as a page."""


@pages.get("/assessments/<uuid:assessment_id>/questions/<question_id>/evidence")
@access("evidence", tenant=of_assessment)
def add(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """The files of one question on a page of their own, with a form for one more."""
    _check_shared()
    assessment = get_assessment(database().session, assessment_id)
    filling, question = get_question(get_filling(database().session, assessment), question_id)
    if not assessment.is_open:
        return redirect(url_for("evidence.index", assessment_id=assessment_id))
    return _page(assessment, filling, question)


@pages.post("/assessments/<uuid:assessment_id>/questions/<question_id>/evidence")
@access("answer", tenant=of_assessment)
def keep(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """Keep one file: a fetch gets the shelf anew, a plain form goes back to the question."""
    with database().ahead() as session:
        draft, whole = get_draft(session, assessment_id)
    filling, question = get_question(whole, question_id)
    current_app.extensions["throttle"].take(UPLOADS, str(current_actor().user_id))
    try:
        row = _keep(draft, filling, question)
    except PersonError as error:
        if wants_json():
            raise
        database().rollback()
        return _page(draft, filling, question, error.message.get(lang()), error.status)
    said = _("Kept: %(name)s", name=row.name)
    if wants_json():
        return jsonify(shelf=_drawn(draft, filling, question), said=said), 201
    flash(said, "success")
    return redirect(url_for("assessments.fill", assessment_id=assessment_id, question_id=question_id), 303)


@pages.get("/assessments/<uuid:assessment_id>/evidence")
@access("evidence", tenant=of_assessment)
def index(assessment_id: UUID) -> ResponseReturnValue:
    """Every file of an assessment by question."""
    _check_shared()
    session = database().session
    assessment = get_assessment(session, assessment_id)
    filling = get_filling(session, assessment)
    files = list_evidence(session, assessment.tenant_id, assessment_id)
    return render_template(
        "evidence/index.html",
        assessment=assessment,
        groups=group_files(filling, files),
        backing=measure_backing(filling, count_evidence(session, assessment.tenant_id, assessment_id)),
    )


@pages.get("/evidence/<uuid:evidence_id>")
@access("evidence", tenant=of_file)
def fetch(evidence_id: UUID) -> ResponseReturnValue:
    """The file, to be saved, never to be opened as a page of ours."""
    _check_shared()
    row = get_evidence(database().session, current_actor().tenant, evidence_id)
    return _send(row, thumb=False)


@pages.get("/evidence/<uuid:evidence_id>/thumb")
@access("evidence", tenant=of_file)
def thumb(evidence_id: UUID) -> ResponseReturnValue:
    """A picture made small."""
    _check_shared()
    row = get_evidence(database().session, current_actor().tenant, evidence_id)
    if not row.is_picture:
        raise NotFound(MISSING)
    return _send(row, thumb=True)


@pages.get("/evidence/<uuid:evidence_id>/remove")
@access("answer", tenant=of_file)
def ask_removal(evidence_id: UUID) -> ResponseReturnValue:
    """Ask before a file is removed, where there are no scripts."""
    row = get_evidence(database().session, current_actor().tenant, evidence_id)
    return render_template("evidence/remove.html", file=row, back=_question_url(row))


@pages.post("/evidence/<uuid:evidence_id>/remove")
@access("answer", tenant=of_file)
def remove(evidence_id: UUID) -> ResponseReturnValue:
    """Remove a file for good."""
    session, actor = database().session, current_actor()
    row = get_evidence(session, actor.tenant, evidence_id)
    remove_evidence(session, row, by=actor.user_id, is_owner=actor.role is Role.OWNER)
    said = _("Removed: %(name)s", name=row.name)
    if wants_json():
        draft, whole = get_draft(session, row.assessment_id)
        return jsonify(shelf=_drawn(draft, *get_question(whole, row.question_key)), said=said)
    flash(said, "success")
    return redirect(_question_url(row), 303)


@pages.app_template_global("evidence_shelf")
def evidence_shelf(assessment: Assessment | Draft, question: Question, filling: Filling) -> Shelf | None:
    """What the filling page shows of evidence; None for whoever may not see it, such as a colleague with a link."""
    actor: Actor | None = g.get("actor")
    if actor is None or actor.tenant_id != assessment.tenant_id or not _may_see(actor):
        return None
    files = list_evidence(database().session, assessment.tenant_id, assessment.id, question.id)
    return lay_out(assessment, question, filling, files, actor=actor)


@pages.app_template_global("evidence_backing")
def evidence_backing(assessment: Assessment) -> Backing | None:
    """How many answers carry files; None for whoever may not know."""
    if not _may_see(current_actor()):
        return None
    session = database().session
    counts = count_evidence(session, assessment.tenant_id, assessment.id)
    return measure_backing(get_filling(session, assessment), counts)


def _keep(draft: Draft, filling: Filling, question: Question) -> Evidence:
    """Everything slow happens outside the transaction that writes."""
    if draft.state not in OPEN_STATES:
        raise Conflict(FROZEN)
    site = request.form.get("site", "")[:80]
    if site not in ({""} if question.per == "firm" else set(filling.site_names(question))):
        raise Invalid(NO_SITE)
    declared = request.form.get("no_children") == "yes"
    if is_school(draft) and not declared:
        raise Invalid(UNDECLARED)
    offer = Offer(
        question_key=question.id,
        site_key=site,
        received=_receive(),
        declared_clear=declared,
        by=current_actor().user_id,
        at=clock.now(),
    )
    session = database().session
    expect_content(session, draft.tenant_id, offer)
    database().commit()
    store_content(stored_files(), draft.tenant_id, offer)
    row = keep_evidence(session, stored_files(), draft, offer, limits=_limits())
    database().commit()
    return row


def _receive() -> Received:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid(NO_FILE)
    most = _limits().file
    scanner = current_app.extensions["scanner"]
    return receive_file(sent.filename, sent.read(most + 1), most=most, scanner=scanner, take_in=take_in_apart)


def _limits() -> Limits:
    settings = current_app.config["SETTINGS"]
    return Limits(file=settings.evidence_file, per_answer=settings.evidence_per_answer, total=settings.evidence_total)


def _may_see(actor: Actor) -> bool:
    """Members may; a provider only where the firm agreed to share evidence with it."""
    if actor.may("evidence") and any(seat.organisation_id == actor.tenant_id for seat in actor.seats):
        return True
    if actor.tenant_id is None or not actor.may("evidence"):
        return False
    for seat in (one for one in actor.seats if one.kind == Kind.PROVIDER):
        with database().reading(Scope.provider(seat.organisation_id)) as reading:
            if is_shared(reading, seat.organisation_id, actor.tenant_id, "evidence"):
                return True
    return False


def _check_shared() -> None:
    if not _may_see(current_actor()):
        raise NotFound(MISSING)


def _question_url(row: Evidence) -> str:
    return url_for("assessments.fill", assessment_id=row.assessment_id, question_id=row.question_key)


def _drawn(draft: Assessment | Draft, filling: Filling, question: Question) -> str:
    shelf = evidence_shelf(draft, question, filling)
    return render_template("evidence/_shelf.html", shelf=shelf, fault="")


def _page(
    draft: Assessment | Draft, filling: Filling, question: Question, fault: str = "", status: int = 200
) -> ResponseReturnValue:
    shelf = evidence_shelf(draft, question, filling)
    page = render_template("evidence/add.html", assessment=draft, question=question, shelf=shelf, fault=fault)
    return make_response(page, status)


def _send(row: Evidence, *, thumb: bool) -> ResponseReturnValue:
    answer = send_file(
        stored_files().open(row.thumb_key if thumb else row.key),
        mimetype="image/jpeg" if thumb else FileKind(row.kind).mime,
        as_attachment=not thumb,
        download_name=None if thumb else row.name,
        etag=False,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = APART
    return answer
