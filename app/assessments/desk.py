"""The filling screen: one question drawn, one answer saved, for whoever fills and wherever their pages are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.assessments.filling import Draft, Filling, Kept, raw_of
from app.assessments.models import Assessment
from app.assessments.operations import NO_QUESTION, AnswerChanged, Given, record_answer
from app.assessments.posing import Posed, list_parts, neighbours, pose
from app.assessments.queries import get_assessment, get_draft, get_filling, list_modules
from app.assessments.wording import ANSWER_STATES, say_answer, say_progress
from app.content.answers import AnswerState
from app.content.schema import Question
from app.kit import clock
from app.kit.db import database
from app.kit.errors import Invalid, NotFound
from app.kit.i18n import lang
from app.kit.web import wants_json

if TYPE_CHECKING:
    from app.assessments.forms import Posted


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who fills what, and where the pages of it are. `base` begins every address of this filling."""

    draft: Assessment | Draft
    filling: Filling
    page: str
    base: str
    question_url: Callable[[str], str]
    end_url: str
    by: UUID | None = None
    named: str = ""
    """The name answers are kept under where `by` is nobody with an account, or an adviser."""
    proxy: bool = False
    """Whether an adviser fills on the firm's behalf."""
    remembers: bool = False
    """Whether undo and history have addresses here: those of the questions, plus `/undo` and `/history`."""
    shown: Mapping[str, Any] = field(default_factory=dict)
    """What the page of this kind of desk needs besides."""

    def address(self, question: Question | None) -> str:
        """Of a question; without one, of the page at the end."""
        return self.question_url(question.id) if question is not None else self.end_url

    def having(self, row: Kept | None) -> "Desk":
        """With one more or one changed answer."""
        return replace(self, filling=self.filling.having(row)) if row else self

    def at(self, question_id: str) -> tuple["Desk", Question]:
        """A question, and the desk at the filling it belongs to: the trade's own, or an optional module's."""
        for question in self.filling.instrument.questions:
            if question.id == question_id and self.filling.shows(question):
                return self, question
        for module in list_modules(self.filling) if self.filling.excerpt is None else ():
            for question in module.instrument.questions:
                if question.id == question_id:
                    return replace(self, filling=module), question
        raise NotFound(NO_QUESTION)


DeskOf = Callable[[Assessment | Draft, Filling], Desk]


def resume_filling(assessment_id: UUID, desk_of: DeskOf) -> ResponseReturnValue:
    """To the question where the work was left off, or to the result once the answers are closed."""
    session = database().session
    assessment = get_assessment(session, assessment_id)
    if not assessment.is_open:
        return redirect(url_for("reports.result", assessment_id=assessment_id))
    filling = get_filling(session, assessment)
    return redirect(desk_of(assessment, filling).address(filling.resume_at))


def open_question(assessment_id: UUID, question_id: str, desk_of: DeskOf) -> ResponseReturnValue:
    """One question, or the page at the end once the answers are closed."""
    session = database().session
    assessment = get_assessment(session, assessment_id)
    desk, question = desk_of(assessment, get_filling(session, assessment)).at(question_id)
    if not assessment.is_open:
        return redirect(desk.end_url)
    return show_question(desk, question)


def read_desk(assessment_id: UUID, desk_of: DeskOf) -> Desk:
    """The desk as saving needs it, read ahead of the transaction that writes."""
    with database().ahead() as session:
        return desk_of(*get_draft(session, assessment_id))


def show_question(
    desk: Desk, question: Question, changed: Mapping[str, Posed] | None = None, status: int = 200
) -> ResponseReturnValue:
    """The page of one question, or only its inner part for our script; a question not asked leads to the next."""
    if question.id not in desk.filling.states:  # another answer or the profile has made it needless
        _before, after = neighbours(desk.filling, question)
        return redirect(desk.address(after))
    fragment = request.headers.get("X-Fragment") == "fill"
    template = "assessments/_frame.html" if fragment else desk.page
    address = desk.address(question)
    posed = pose(question, desk.filling, address, changed)
    if desk.remembers:
        posed = [replace(one, history_url=f"{address}/history") for one in posed]
    page = make_response(render_template(template, posed=posed, words=_words(), **_shown(desk, question)), status)
    if fragment:
        page.headers["X-Fragment"] = "fill"
    return page


def save_answer(desk: Desk, question: Question, posted: "Posted", reread: Callable[[], Desk]) -> ResponseReturnValue:
    """Keep one answer and commit: a fetch gets JSON, a plain form moves on. `reread` after somebody else was faster."""
    if posted.fault:
        return _refuse(desk, question, posted)
    try:
        row = record_answer(database().session, draft_of(desk), desk.filling, _given(desk, question, posted))
    except Invalid as error:
        return _refuse(desk, question, posted, error.message.get(lang()))
    except AnswerChanged:
        database().rollback()
        return _clash(reread().at(question.id)[0], question, posted)
    database().commit()  # writers queue, so the answer is put together when it is the next one's turn
    return show_saved(desk.having(row), question, row)


def draft_of(desk: Desk) -> Draft:
    """The assessment as saving needs it."""
    if isinstance(desk.draft, Draft):
        return desk.draft
    return Draft._make(getattr(desk.draft, name) for name in Draft._fields)


def _given(desk: Desk, question: Question, posted: "Posted") -> Given:
    return Given(
        question=question,
        raw=posted.raw,
        note=posted.note,
        site=posted.site,
        version=posted.version,
        by=desk.by,
        named=desk.named,
        proxy=desk.proxy,
        at=clock.now(),
    )


def _hints(filling: Filling, question: Question) -> list[str]:
    return [one.message.get(lang()) for one in filling.contradictions if question.id in one.questions]


def _said(filling: Filling) -> str:
    latest = max((row.answered_at for row in filling.seen.values()), default=None)
    return _("Saved %(time)s", time=f"{latest.astimezone(clock.HOUSE_ZONE):%H:%M}") if latest else ""


def _shown(desk: Desk, question: Question) -> dict[str, Any]:
    filling = desk.filling
    before, after = neighbours(filling, question)
    parts = list_parts(filling, question)
    return {
        **desk.shown,
        "proxy": desk.proxy,
        "assessment": desk.draft,
        "filling": filling,
        "question": question,
        "section": next(part.section for part in parts if part.here),
        "parts": parts,
        "states": filling.states,
        "hints": _hints(filling, question),
        "number": list(filling.states).index(question.id) + 1,
        "total": len(filling.asked),
        "question_url": desk.question_url,
        "previous_url": desk.address(before) if before else None,
        "next_url": desk.address(after) if after else None,
        "end_url": desk.end_url,
        "progress_text": say_progress(filling.progress),
        "saved_text": _said(filling),
    }


def _words() -> dict[str, Any]:
    return {
        "typing": _("Not saved yet…"),
        "partial": _("Not saved: some numbers are still missing"),
        "saving": _("Saving…"),
        "retrying": _("No connection. Waiting on this device: {n}"),
        "fragile": _("No connection. Keep this page open, this browser keeps nothing. Waiting: {n}"),
        "signIn": _("Not saved; please sign in again"),
        "factor": _("Not saved yet; a second factor is asked for"),
        "other": _("Not saved: somebody else is signed in in this browser"),
        "conflict": _("Not saved: this answer was changed elsewhere"),
        "refused": _("Not saved; please look at the entry"),
        "unreachable": _("No connection. This page opens once it is back; answers waiting here: {n}"),
        "undone": _("Undone"),
        "stale": _("Changed elsewhere just now; this is the newest"),
        "states": {state: str(name) for state, name in ANSWER_STATES.items()},
    }


def answer_state(desk: Desk, question: Question) -> dict[str, Any]:
    """What our script shows after something was saved, but for its version and the sentence about it."""
    filling, progress = desk.filling, desk.filling.progress
    return {
        "base": desk.base,
        "question": question.id,
        "progress": {"answered": progress.answered, "asked": progress.asked, "text": say_progress(progress)},
        "states": filling.states,
        "contradictions": _hints(filling, question),
    }


def show_saved(desk: Desk, question: Question, row: Kept | None, said: str = "") -> ResponseReturnValue:
    """After a save: the new state for scripts, the way on for plain forms."""
    filling = desk.filling
    if wants_json():
        return jsonify(answer_state(desk, question) | {"version": row.version if row else 0, "said": _said(filling)})
    go = request.form.get("go", "stay")
    if "clear" in request.form or go == "stay" or said:
        flash(said or _said(filling) or _("Nothing to save"), "success")
        return redirect(desk.address(question), 303)
    _before, after = neighbours(filling, question)
    return redirect(desk.address(after if go == "next" else None), 303)


def _refuse(desk: Desk, question: Question, posted: "Posted", why: str = "") -> ResponseReturnValue:
    fault = why or posted.fault or ""
    if wants_json():
        return jsonify(error={"status": 422, "message": fault}), 422
    shown = _typed(posted, desk.address(question), fault=fault)
    return show_question(desk, question, {posted.site: shown}, 422)


def _clash(desk: Desk, question: Question, posted: "Posted") -> ResponseReturnValue:
    row = desk.filling.rows.get((question.id, posted.site))
    raw = {"state": row.state} if row and row.state != AnswerState.ANSWERED else raw_of(row)
    theirs = _with_note(say_answer(question, raw, lang()), row.note if row else "")
    mine = _with_note(say_answer(question, posted.raw, lang()), posted.note)
    version = row.version if row else 0
    if theirs == mine:  # two windows said the same at once
        return show_saved(desk, question, row)
    if wants_json():
        return jsonify(version=version, theirs=theirs, mine=mine), 409
    url = desk.address(question)
    shown = _typed(posted, url, version=version, theirs=theirs, mine=mine)
    return show_question(desk, question, {posted.site: shown}, 409)


def _with_note(answer: str, note: str) -> str:
    return _("%(answer)s. Note: %(note)s", answer=answer, note=note) if note else answer


def _typed(posted: "Posted", url: str, **more: Any) -> Posed:
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
