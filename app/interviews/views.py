"""Asking at the client's, a question a screen: answers on the firm's behalf, private notes, also without a line."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.assessments.behalf import standing_of
from app.assessments.desk import Desk, answer_state, open_question, read_desk, resume_filling, save_answer
from app.assessments.filling import Draft, Filling
from app.assessments.forms import read_posted
from app.assessments.models import Assessment
from app.assessments.operations import check_sender
from app.assessments.posing import Posed
from app.content.schema import Question
from app.interviews.operations import MOST, NoteChanged, Place, keep_note
from app.interviews.prompts import prompts_for
from app.interviews.queries import find_note
from app.kit import clock
from app.kit.access import access
from app.kit.db import Scope, database
from app.kit.i18n import lang
from app.kit.text import Text
from app.kit.web import wants_json
from app.tenants.access import Actor, current_actor, row_of
from app.tenants.queries import Seat

pages = Blueprint("interviews", __name__, url_prefix="/assessments/<uuid:assessment_id>/interview")
here = row_of(Assessment, "assessment_id")


@dataclass(frozen=True, slots=True)
class Interview:
    """What the page shows beside a question: hints for whoever asks, and the private note."""

    assessment_id: UUID
    seat: Seat

    def prompts(self, question: Question) -> tuple[Text, ...]:
        """Hints for whoever asks."""
        return prompts_for(question)

    def note(self, question: Question) -> Posed:
        """The note as a form: raw is its text."""
        with database().reading(Scope.tenant(self.seat.organisation_id)) as session:
            row = find_note(session, self.seat.organisation_id, self.assessment_id, question.id)
        url = url_for("interviews.note", assessment_id=self.assessment_id, question_id=question.id)
        back = url_for("interviews.fill", assessment_id=self.assessment_id, question_id=question.id)
        return Posed(raw=row.note if row else "", version=row.version if row else 0, url=url, history_url=back)


@pages.get("")
@access("interview", tenant=here)
def begin(assessment_id: UUID) -> ResponseReturnValue:
    """The first question that is still open."""
    standing_of(current_actor())
    return resume_filling(assessment_id, _desk)


@pages.get("/questions/<question_id>")
@access("interview", tenant=here)
def fill(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """One question, as it is asked aloud."""
    standing_of(current_actor())
    return open_question(assessment_id, question_id, _desk)


@pages.post("/questions/<question_id>")
@access("interview", tenant=here)
def save(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """Keep one answer on the firm's behalf, under the name of whoever asked and their organisation."""
    standing_of(current_actor())
    check_sender(request.headers.get("X-Person"), current_actor().user_id)
    desk, question = _read_desk(assessment_id).at(question_id)
    posted = read_posted(question, request.form, lang())
    return save_answer(desk, question, posted, reread=lambda: _read_desk(assessment_id))


@pages.post("/questions/<question_id>/note")
@access("interview", tenant=here)
def note(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """Keep the private note: a row of the provider, written in the provider's own scope."""
    actor = current_actor()
    standing_of(actor)
    check_sender(request.headers.get("X-Person"), actor.user_id)
    desk, question = _read_desk(assessment_id).at(question_id)
    place = Place(
        provider_id=_seat(actor).organisation_id,
        firm_id=actor.tenant,
        assessment_id=assessment_id,
        question=question.id,
    )
    text, read = request.form.get("private", "")[:MOST].replace("\r\n", "\n").strip(), request.form.get("version", "")
    try:
        with database().begin(Scope.tenant(place.provider_id)) as session:
            version = int(read) if read.isascii() and read.isdecimal() and len(read) < 7 else 0
            kept = keep_note(session, place, text, version=version, by=(actor.user_id, clock.now()))
    except NoteChanged as error:
        if wants_json():
            return jsonify(version=error.version, theirs=error.theirs, mine=text), 409
        flash(error.message.get(lang()), "warning")
        return redirect(desk.address(question), 303)
    if wants_json():
        return jsonify(answer_state(desk, question) | {"version": kept, "said": _("Note saved.")})
    flash(_("Note saved."), "success")
    return redirect(desk.address(question), 303)


def _seat(actor: Actor) -> Seat:
    """Where the adviser works: in the provider the firm agreed to."""
    assert actor.seat is not None  # noqa: S101 (the route names a tenant)
    return actor.seat


def _read_desk(assessment_id: UUID) -> Desk:
    return read_desk(assessment_id, _desk)


def _desk(draft: Assessment | Draft, filling: Filling) -> Desk:
    actor = current_actor()
    standing = standing_of(actor)
    end = url_for("assessments.review", assessment_id=draft.id)
    return Desk(
        draft=draft,
        filling=filling,
        page="interviews/fill.html",
        base=f"{url_for('interviews.begin', assessment_id=draft.id)}/",
        question_url=lambda id: url_for("interviews.fill", assessment_id=draft.id, question_id=id),
        end_url=end,
        by=standing.by,
        named=standing.named,
        proxy=standing.proxy,
        shown={"interview": Interview(draft.id, _seat(actor)), "end_label": _("Check the answers")},
    )
