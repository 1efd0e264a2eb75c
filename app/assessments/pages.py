"""One question as page, fragment or JSON: what views of filling answer with."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from app.assessments.filling import Draft, Filling, Kept
from app.assessments.history import Version
from app.assessments.models import Assessment
from app.assessments.operations import NO_QUESTION
from app.assessments.posing import Posed, list_parts, neighbours, pose
from app.assessments.queries import list_modules
from app.assessments.wording import ANSWER_STATES, say_answer, say_progress
from app.content.schema import Question
from app.kit import clock
from app.kit.errors import NotFound
from app.kit.i18n import lang
from app.kit.web import wants_json


def place_question(filling: Filling, question_id: str) -> tuple[Filling, Question]:
    """A question and the filling it belongs to: the trade's own questionnaire, or an optional module."""
    for question in filling.instrument.questions:
        if question.id == question_id:
            return filling, question
    for module in list_modules(filling):
        for question in module.instrument.questions:
            if question.id == question_id:
                return module, question
    raise NotFound(NO_QUESTION)


def address_of(assessment: Assessment | Draft, question: Question | None) -> str:
    """Where a question is answered; without one, the page that checks all."""
    if question is None:
        return url_for("assessments.review", assessment_id=assessment.id)
    return url_for("assessments.fill", assessment_id=assessment.id, question_id=question.id)


def say_hints(filling: Filling, question: Question) -> list[str]:
    """The contradictions a question takes part in."""
    return [one.message.get(lang()) for one in filling.contradictions if question.id in one.questions]


def say_saved(filling: Filling) -> str:
    """When something was saved last, by our clock and never by the device's."""
    latest = max((row.answered_at for row in filling.rows.values()), default=None)
    return _("Saved %(time)s", time=f"{latest.astimezone(clock.HOUSE_ZONE):%H:%M}") if latest else ""


def show_question(
    assessment: Assessment | Draft,
    filling: Filling,
    question: Question,
    changed: Mapping[str, Posed] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """One question: a whole page, or its frame alone for scripts."""
    if question.id not in filling.states:  # another answer or the profile has made it needless
        _before, after = neighbours(filling, question)
        return redirect(address_of(assessment, after))
    fragment = request.headers.get("X-Fragment") == "fill"
    template = "assessments/_frame.html" if fragment else "assessments/fill.html"
    shown = _shown(assessment, filling, question)
    address = address_of(assessment, question)
    posed = [replace(one, history_url=f"{address}/history") for one in pose(question, filling, address, changed)]
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
        "hints": say_hints(filling, question),
        "number": list(filling.states).index(question.id) + 1,
        "total": len(filling.asked),
        "previous_url": address_of(assessment, before) if before else None,
        "next_url": address_of(assessment, after) if after else None,
        "review_url": address_of(assessment, None),
        "progress_text": say_progress(filling.progress),
        "saved_text": say_saved(filling),
    }


def _words() -> dict[str, Any]:
    return {
        "typing": _("Not saved yet…"),
        "partial": _("Not saved: some numbers are still missing"),
        "saving": _("Saving…"),
        "retrying": _("No connection. Waiting on this device: {n}"),
        "fragile": _("No connection. Keep this page open, this browser keeps nothing. Waiting: {n}"),
        "signIn": _("Not saved; please sign in again"),
        "other": _("Not saved: somebody else is signed in in this browser"),
        "conflict": _("Not saved: this answer was changed elsewhere"),
        "refused": _("Not saved; please look at the entry"),
        "unreachable": _("No connection. This page opens once it is back; answers waiting here: {n}"),
        "undone": _("Undone"),
        "stale": _("Changed elsewhere just now; this is the newest"),
        "states": {state: str(name) for state, name in ANSWER_STATES.items()},
    }


def show_saved(
    draft: Draft, filling: Filling, question: Question, row: Kept | None, said: str = ""
) -> ResponseReturnValue:
    """After a save: the new state for scripts, the way on for plain forms."""
    if wants_json():
        progress = filling.progress
        return jsonify(
            version=row.version if row else 0,
            said=say_saved(filling),
            base=f"{url_for('assessments.resume', assessment_id=draft.id)}/",
            question=question.id,
            progress={"answered": progress.answered, "asked": progress.asked, "text": say_progress(progress)},
            states=filling.states,
            contradictions=say_hints(filling, question),
        )
    go = request.form.get("go", "stay")
    if "clear" in request.form or go == "stay" or said:
        flash(said or say_saved(filling) or _("Nothing to save"), "success")
        return redirect(address_of(draft, question), 303)
    _before, after = neighbours(filling, question)
    return redirect(address_of(draft, after if go == "next" else None), 303)


def show_history(
    assessment: Assessment, filling: Filling, question: Question, versions: Sequence[Version]
) -> ResponseReturnValue:
    """Every answer that ever stood, newest first, by site."""
    names = {"": ""} if question.per == "firm" else filling.site_names(question)
    sites = [
        (site, name, [_entry(question, one) for one in reversed(versions) if one.site_key == site])
        for site, name in names.items()
    ]
    return render_template(
        "assessments/history.html",
        assessment=assessment,
        question=question,
        sites=sites,
        back=address_of(assessment, question if assessment.is_open and question.id in filling.states else None),
    )


def _entry(question: Question, one: Version) -> dict[str, Any]:
    return {
        "version": one.version,
        "who": one.who,
        "when": format_datetime(one.answered_at, "medium"),
        "answer": say_answer(question, one.raw, lang()),
        "note": one.note,
        "prefilled": one.prefilled,
        "restored": one.restored_from is not None,
    }


def with_note(answer: str, note: str) -> str:
    """An answer and its note in one line."""
    return _("%(answer)s. Note: %(note)s", answer=answer, note=note) if note else answer
