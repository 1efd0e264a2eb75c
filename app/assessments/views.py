"""Filling an assessment: start, answer, check. Works by plain forms; scripts send the same fields one by one."""

from typing import Any
from uuid import UUID

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from app.assessments.filling import Draft, Filling, raw_of
from app.assessments.forms import Posted, read_posted
from app.assessments.history import undo_target
from app.assessments.models import Assessment
from app.assessments.operations import (
    NO_VERSION,
    UNDECLARED,
    AnswerChanged,
    Given,
    check_sender,
    import_answers,
    record_answer,
    start_assessment,
)
from app.assessments.pages import (
    address_of,
    place_question,
    show_history,
    show_question,
    show_saved,
    with_note,
)
from app.assessments.posing import Posed, list_parts
from app.assessments.queries import (
    carry_forward,
    catalogue,
    find_open,
    get_assessment,
    get_draft,
    get_filling,
    list_modules,
    list_versions,
)
from app.assessments.wording import say_answer, say_progress
from app.companies.queries import find_company
from app.content.answers import AnswerState
from app.content.schema import Question
from app.kit import clock
from app.kit.db import database
from app.kit.errors import Invalid, NotFound
from app.kit.i18n import lang
from app.kit.web import wants_json
from app.tenants.access import access, current_actor, row_of

pages = Blueprint("assessments", __name__, url_prefix="/assessments")
here = row_of(Assessment, "assessment_id")


@pages.post("/")
@access("answer")
def start() -> ResponseReturnValue:
    """Open a draft, or go on with the one that is open."""
    session, actor = database().session, current_actor()
    assert actor.tenant_id is not None  # noqa: S101
    company = find_company(session, actor.tenant_id, hold=True)  # two presses open one draft
    if company is None:
        return redirect(url_for("companies.create"), 303)
    draft = find_open(session, actor.tenant_id)
    if draft is None:
        instrument = catalogue().instrument(company.industry_key)
        draft = start_assessment(session, company, instrument, by=actor.user_id)
        if "reuse" in request.form:
            sheet = carry_forward(session, draft, instrument)
            import_answers(session, draft, sheet, by=actor.user_id, at=clock.now())
    return redirect(url_for("assessments.resume", assessment_id=draft.id), 303)


@pages.get("/<uuid:assessment_id>")
@access("read", tenant=here)
def resume(assessment_id: UUID) -> ResponseReturnValue:
    """The place where the person left off."""
    session = database().session
    assessment = get_assessment(session, assessment_id)
    if not assessment.is_open:
        return redirect(url_for("reports.result", assessment_id=assessment_id))
    filling = get_filling(session, assessment)
    return redirect(address_of(assessment, filling.resume_at))


@pages.get("/<uuid:assessment_id>/questions/<question_id>")
@access("read", tenant=here)
def fill(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """One question."""
    session = database().session
    assessment = get_assessment(session, assessment_id)
    filling, question = place_question(get_filling(session, assessment), question_id)
    if not assessment.is_open:
        return redirect(url_for("assessments.review", assessment_id=assessment_id))
    return show_question(assessment, filling, question)


@pages.post("/<uuid:assessment_id>/questions/<question_id>")
@access("answer", tenant=here)
def save(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """Keep one answer: a fetch gets JSON, a plain form moves on."""
    check_sender(request.headers.get("X-Person"), current_actor().user_id)
    draft, whole = _read_draft(assessment_id)
    filling, question = place_question(whole, question_id)
    posted = read_posted(question, request.form, lang())
    if posted.fault:
        return _refuse(draft, filling, question, posted)
    try:
        row = record_answer(database().session, draft, filling, _given(question, posted))
    except Invalid as error:
        return _refuse(draft, filling, question, posted, error.message.get(lang()))
    except AnswerChanged:
        database().rollback()
        return _clash(draft, place_question(_read_draft(assessment_id)[1], question_id)[0], question, posted)
    database().commit()  # writers queue, so the answer is put together when it is the next one's turn
    return show_saved(draft, filling.having(row) if row else filling, question, row)


@pages.post("/<uuid:assessment_id>/questions/<question_id>/undo")
@access("answer", tenant=here)
def undo(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """Go one answer back; pressing again goes further back."""
    versions = list_versions(database().session, assessment_id, question_id, _site())
    target = undo_target(versions)
    if target is None:
        draft, whole = _read_draft(assessment_id)
        filling, question = place_question(whole, question_id)
        return show_saved(draft, filling, question, filling.rows.get((question_id, _site())), _("Nothing to undo"))
    return _bring_back(assessment_id, question_id, target)


@pages.get("/<uuid:assessment_id>/questions/<question_id>/history")
@access("history", tenant=here)
def history(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """Every answer that ever stood to a question: who, when, what."""
    session = database().session
    assessment = get_assessment(session, assessment_id)
    filling, question = place_question(get_filling(session, assessment), question_id)
    return show_history(assessment, filling, question, list_versions(session, assessment_id, question_id))


@pages.post("/<uuid:assessment_id>/questions/<question_id>/history")
@access("answer", tenant=here)
def restore(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """Bring an earlier answer back; what stood until now stays in the history."""
    wanted = request.form.get("wanted", "")
    return _bring_back(assessment_id, question_id, int(wanted) if wanted.isdecimal() and len(wanted) < 9 else -1)


@pages.get("/<uuid:assessment_id>/review")
@access("read", tenant=here)
def review(assessment_id: UUID) -> ResponseReturnValue:
    """What is missing or does not fit, and the declaration."""
    session = database().session
    assessment = get_assessment(session, assessment_id)
    filling = get_filling(session, assessment)
    states, modules = filling.states, list_modules(filling)
    gaps = [
        (part.section, [one for one in part.questions if states.get(one.id) == AnswerState.UNANSWERED])
        for part in list_parts(filling, filling.asked[0])
    ]
    return render_template(
        "assessments/review.html",
        assessment=assessment,
        filling=filling,
        company=filling.company,
        progress_text=say_progress(filling.progress),
        gaps=[gap for gap in gaps if gap[1]],
        open_count=sum(len(questions) for _section, questions in gaps),
        unknown=[one for one in filling.asked if states[one.id] == AnswerState.DONT_KNOW],
        modules=[(one, say_progress(one.progress)) for one in modules],
        hints=[hint for part in (filling, *modules) for hint in part.contradictions],
        asked_ids={one.id: one for part in (filling, *modules) for one in part.asked},
        submitted=format_datetime(assessment.submitted_at) if assessment.submitted_at else "",
        fault=UNDECLARED.get(lang()) if "undeclared" in request.args else "",
    )


def _read_draft(assessment_id: UUID) -> tuple[Draft, Filling]:
    with database().ahead() as session:
        return get_draft(session, assessment_id)


def _site() -> str:
    return request.form.get("site", "")[:80]


def _bring_back(assessment_id: UUID, question_id: str, wanted: int) -> ResponseReturnValue:
    """Answer again what was answered in a version; 0 is the blank before all of them."""
    check_sender(request.headers.get("X-Person"), current_actor().user_id)
    session, site = database().session, _site()
    draft, whole = _read_draft(assessment_id)
    filling, question = place_question(whole, question_id)
    row = filling.rows.get((question_id, site))
    seen = request.form.get("version", "")
    if seen and seen != str(row.version if row else 0):
        raise AnswerChanged(row)
    known = {one.version: one for one in list_versions(session, assessment_id, question_id, site)}
    if wanted and wanted not in known:
        raise NotFound(NO_VERSION)
    given = Given(
        question=question,
        raw=known[wanted].raw if wanted else None,
        note=known[wanted].note if wanted else "",
        site=site,
        version=row.version if row else 0,
        by=current_actor().user_id,
        at=clock.now(),
        restored_from=wanted,
    )
    kept = record_answer(session, draft, filling, given)
    database().commit()
    return show_saved(
        draft, filling.having(kept) if kept else filling, question, kept, _("The earlier answer stands again.")
    )


def _given(question: Question, posted: Posted) -> Given:
    return Given(
        question=question,
        raw=posted.raw,
        note=posted.note,
        site=posted.site,
        version=posted.version,
        by=current_actor().user_id,
        at=clock.now(),
    )


def _refuse(draft: Draft, filling: Filling, question: Question, posted: Posted, why: str = "") -> ResponseReturnValue:
    fault = why or posted.fault or ""
    if wants_json():
        return jsonify(error={"status": 422, "message": fault}), 422
    shown = _typed(posted, address_of(draft, question), fault=fault)
    return show_question(draft, filling, question, {posted.site: shown}, 422)


def _clash(draft: Draft, filling: Filling, question: Question, posted: Posted) -> ResponseReturnValue:
    row = filling.rows.get((question.id, posted.site))
    raw = {"state": row.state} if row and row.state != AnswerState.ANSWERED else raw_of(row)
    theirs = with_note(say_answer(question, raw, lang()), row.note if row else "")
    mine = with_note(say_answer(question, posted.raw, lang()), posted.note)
    version = row.version if row else 0
    if theirs == mine:  # two windows said the same at once
        return show_saved(draft, filling, question, row)
    if wants_json():
        return jsonify(version=version, theirs=theirs, mine=mine), 409
    url = address_of(draft, question)
    shown = _typed(posted, url, version=version, theirs=theirs, mine=mine)
    return show_question(draft, filling, question, {posted.site: shown}, 409)


def _typed(posted: Posted, url: str, **more: Any) -> Posed:
    stated = isinstance(posted.raw, dict) and "state" in posted.raw
    values: dict[str, Any] = {
        "site": posted.site,
        "raw": None if stated else posted.raw,
        "state": posted.raw["state"] if stated else AnswerState.ANSWERED,
        "note": posted.note,
        "version": posted.version,
        "url": url,
    }
    return Posed(**{**values, **more})
