"""Filling an assessment: start, answer, check. Works by plain forms; scripts send the same fields one by one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from app.assessments.filling import Draft, Filling, Kept, raw_of
from app.assessments.forms import Posted, read_posted
from app.assessments.models import Assessment
from app.assessments.operations import (
    NO_QUESTION,
    UNDECLARED,
    AnswerChanged,
    Given,
    import_answers,
    record_answer,
    start_assessment,
)
from app.assessments.posing import Posed, list_parts, neighbours, pose
from app.assessments.queries import (
    carry_forward,
    catalogue,
    find_open,
    get_assessment,
    get_draft,
    get_filling,
    list_modules,
)
from app.assessments.wording import ANSWER_STATES, say_answer, say_progress
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
    return redirect(_address(assessment, filling.resume_at))


@pages.get("/<uuid:assessment_id>/questions/<question_id>")
@access("read", tenant=here)
def fill(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """One question."""
    session = database().session
    assessment = get_assessment(session, assessment_id)
    filling, question = _place(get_filling(session, assessment), question_id)
    if not assessment.is_open:
        return redirect(url_for("assessments.review", assessment_id=assessment_id))
    return _page(assessment, filling, question)


@pages.post("/<uuid:assessment_id>/questions/<question_id>")
@access("answer", tenant=here)
def save(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """Keep one answer: a fetch gets JSON, a plain form moves on."""
    draft, whole = _read_draft(assessment_id)
    filling, question = _place(whole, question_id)
    posted = read_posted(question, request.form, lang())
    if posted.fault:
        return _refuse(draft, filling, question, posted)
    try:
        row = record_answer(database().session, draft, filling, _given(question, posted))
    except Invalid as error:
        return _refuse(draft, filling, question, posted, error.message.get(lang()))
    except AnswerChanged:
        database().rollback()
        return _clash(draft, _place(_read_draft(assessment_id)[1], question_id)[0], question, posted)
    database().commit()  # writers queue, so the answer is put together when it is the next one's turn
    return _saved(draft, filling.having(row) if row else filling, question, row)


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


def _place(filling: Filling, question_id: str) -> tuple[Filling, Question]:
    """A question and the filling it belongs to: the trade's own questionnaire, or an optional module."""
    for question in filling.instrument.questions:
        if question.id == question_id:
            return filling, question
    for module in list_modules(filling):
        for question in module.instrument.questions:
            if question.id == question_id:
                return module, question
    raise NotFound(NO_QUESTION)


def _address(assessment: Assessment | Draft, question: Question | None) -> str:
    if question is None:
        return url_for("assessments.review", assessment_id=assessment.id)
    return url_for("assessments.fill", assessment_id=assessment.id, question_id=question.id)


def _hints(filling: Filling, question: Question) -> list[str]:
    return [one.message.get(lang()) for one in filling.contradictions if question.id in one.questions]


def _said(filling: Filling) -> str:
    latest = max((row.answered_at for row in filling.rows.values()), default=None)
    return _("Saved %(time)s", time=f"{latest.astimezone(clock.HOUSE_ZONE):%H:%M}") if latest else ""


def _page(
    assessment: Assessment | Draft,
    filling: Filling,
    question: Question,
    changed: Mapping[str, Posed] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    if question.id not in filling.states:  # another answer or the profile has made it needless
        _before, after = neighbours(filling, question)
        return redirect(_address(assessment, after))
    fragment = request.headers.get("X-Fragment") == "fill"
    template = "assessments/_frame.html" if fragment else "assessments/fill.html"
    shown = _shown(assessment, filling, question)
    posed = pose(question, filling, _address(assessment, question), changed)
    page = make_response(render_template(template, posed=posed, words=_words(), **shown), status)
    if fragment:
        page.headers["X-Fragment"] = "fill"
    return page


def _shown(assessment: Assessment | Draft, filling: Filling, question: Question) -> dict[str, Any]:
    before, after = neighbours(filling, question)
    parts = list_parts(filling, question)
    return {
        "assessment": assessment,
        "filling": filling,
        "question": question,
        "section": next(part.section for part in parts if part.here),
        "parts": parts,
        "states": filling.states,
        "hints": _hints(filling, question),
        "number": list(filling.states).index(question.id) + 1,
        "total": len(filling.asked),
        "previous_url": _address(assessment, before) if before else None,
        "next_url": _address(assessment, after) if after else None,
        "review_url": _address(assessment, None),
        "progress_text": say_progress(filling.progress),
        "saved_text": _said(filling),
    }


def _words() -> dict[str, Any]:
    return {
        "typing": _("Not saved yet…"),
        "partial": _("Not saved: some numbers are still missing"),
        "saving": _("Saving…"),
        "retrying": _("Not saved; trying again. Your answer is kept on this device"),
        "signIn": _("Not saved; please sign in again"),
        "conflict": _("Not saved: somebody else changed this answer"),
        "refused": _("Not saved; please look at the entry"),
        "offline": _("No connection. Your answers are kept on this device"),
        "states": {state: str(name) for state, name in ANSWER_STATES.items()},
    }


def _saved(draft: Draft, filling: Filling, question: Question, row: Kept | None) -> ResponseReturnValue:
    if wants_json():
        progress = filling.progress
        return jsonify(
            version=row.version if row else 0,
            said=_said(filling),
            base=f"{url_for('assessments.resume', assessment_id=draft.id)}/",
            question=question.id,
            progress={"answered": progress.answered, "asked": progress.asked, "text": say_progress(progress)},
            states=filling.states,
            contradictions=_hints(filling, question),
        )
    go = request.form.get("go", "stay")
    if "clear" in request.form or go == "stay":
        flash(_said(filling) or _("Nothing to save"), "success")
        return redirect(_address(draft, question), 303)
    _before, after = neighbours(filling, question)
    return redirect(_address(draft, after if go == "next" else None), 303)


def _refuse(draft: Draft, filling: Filling, question: Question, posted: Posted, why: str = "") -> ResponseReturnValue:
    fault = why or posted.fault or ""
    if wants_json():
        return jsonify(error={"status": 422, "message": fault}), 422
    shown = _typed(posted, _address(draft, question), fault=fault)
    return _page(draft, filling, question, {posted.site: shown}, 422)


def _clash(draft: Draft, filling: Filling, question: Question, posted: Posted) -> ResponseReturnValue:
    row = filling.rows.get((question.id, posted.site))
    raw = {"state": row.state} if row and row.state != AnswerState.ANSWERED else raw_of(row)
    theirs = _with_note(say_answer(question, raw, lang()), row.note if row else "")
    mine = _with_note(say_answer(question, posted.raw, lang()), posted.note)
    version = row.version if row else 0
    if wants_json():
        return jsonify(version=version, theirs=theirs, mine=mine), 409
    url = _address(draft, question)
    shown = _typed(posted, url, version=version, theirs=theirs, mine=mine)
    return _page(draft, filling, question, {posted.site: shown}, 409)


def _with_note(answer: str, note: str) -> str:
    return _("%(answer)s. Note: %(note)s", answer=answer, note=note) if note else answer


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
