"""Filling an assessment: start, answer, check. Works by plain forms; scripts send the same fields one by one."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _
from flask_security import current_user

from app.assessments.behalf import Standing, fills_for_firm, list_waiting, read_seen, standing_of
from app.assessments.desk import Desk, open_question, read_desk, resume_filling, save_answer
from app.assessments.emails import mail_place
from app.assessments.filling import Draft, Filling
from app.assessments.forms import read_posted
from app.assessments.models import Assessment
from app.assessments.operations import UNDECLARED, check_sender, confirm_answers, import_answers, start_assessment
from app.assessments.past import restore_answer, show_history, undo_answer
from app.assessments.posing import list_parts
from app.assessments.queries import (
    carry_forward,
    catalogue,
    find_open,
    get_assessment,
    get_draft,
    get_filling,
    list_modules,
)
from app.assessments.wording import say_progress
from app.companies.queries import find_company
from app.content.answers import AnswerState
from app.content.schema import Question, Section
from app.kit import clock
from app.kit.db import database
from app.kit.i18n import lang
from app.kit.qr import qr_svg
from app.kit.throttle import Attempts
from app.kit.web import absolute
from app.tenants.access import access, current_actor, row_of

pages = Blueprint("assessments", __name__, url_prefix="/assessments")
here = row_of(Assessment, "assessment_id")
OWN_MAILS = Attempts("mail-own-link", "10 per hour")


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
            for carried in carry_forward(session, draft, instrument):
                import_answers(session, draft, carried, by=actor.user_id, at=clock.now())
    return redirect(url_for("assessments.resume", assessment_id=draft.id), 303)


@pages.get("/<uuid:assessment_id>")
@access("read", tenant=here)
def resume(assessment_id: UUID) -> ResponseReturnValue:
    """The place where the person left off."""
    return resume_filling(assessment_id, _desk)


@pages.get("/<uuid:assessment_id>/questions/<question_id>")
@access("read", tenant=here)
def fill(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """One question."""
    return open_question(assessment_id, question_id, _desk)


@pages.post("/<uuid:assessment_id>/questions/<question_id>")
@access("fill", tenant=here)
def save(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """Keep one answer: a fetch gets JSON, a plain form moves on. An adviser's is kept as given on the firm's behalf."""
    standing_of(current_actor())
    check_sender(request.headers.get("X-Person"), current_actor().user_id)
    desk, question = _read_desk(assessment_id).at(question_id)
    return save_answer(
        desk, question, read_posted(question, request.form, lang()), reread=lambda: _read_desk(assessment_id)
    )


@pages.post("/<uuid:assessment_id>/questions/<question_id>/undo")
@access("answer", tenant=here)
def undo(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """Go one answer back; pressing again goes further back."""
    check_sender(request.headers.get("X-Person"), current_actor().user_id)
    desk, question = _read_desk(assessment_id).at(question_id)
    return undo_answer(desk, question, request.form.get("site", "")[:80], request.form.get("version", ""))


@pages.get("/<uuid:assessment_id>/questions/<question_id>/history")
@access("history", tenant=here)
def history(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """Every answer that ever stood to a question: who, when, what."""
    session = database().session
    assessment = get_assessment(session, assessment_id)
    desk, question = _desk(assessment, get_filling(session, assessment)).at(question_id)
    put = assessment.is_open and question.id in desk.filling.states
    return show_history(desk, question, back=desk.address(question if put else None))


@pages.post("/<uuid:assessment_id>/questions/<question_id>/history")
@access("answer", tenant=here)
def restore(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """Bring an earlier answer back; what stood until now stays in the history."""
    desk, question = _read_desk(assessment_id).at(question_id)
    return restore_answer(desk, question, request.form.get("site", "")[:80], request.form.get("wanted", ""))


@pages.get("/<uuid:assessment_id>/review")
@access("read", tenant=here)
def review(assessment_id: UUID) -> ResponseReturnValue:
    """What is missing or does not fit, and the declaration."""
    session = database().session
    assessment = get_assessment(session, assessment_id)
    filling = get_filling(session, assessment)
    states, parts, gaps = filling.states, (filling, *list_modules(filling)), _gaps(filling)
    waiting = list_waiting(parts, lang()) if assessment.is_open else []
    return render_template(
        "assessments/review.html",
        assessment=assessment,
        filling=filling,
        company=filling.company,
        progress_text=say_progress(filling.progress),
        gaps=gaps,
        open_count=sum(len(questions) for _section, questions in gaps),
        waiting=waiting,
        unconfirmed=[one for part in parts for one in part.unconfirmed],
        unknown=[one for one in filling.asked if states[one.id] == AnswerState.DONT_KNOW],
        modules=[(one, say_progress(one.progress)) for one in parts[1:]],
        hints=[hint for part in parts for hint in part.contradictions],
        asked_ids={one.id: one for part in parts for one in part.asked},
        submitted=format_datetime(assessment.submitted_at) if assessment.submitted_at else "",
        fault=UNDECLARED.get(lang()) if "undeclared" in request.args else "",
    )


@pages.post("/<uuid:assessment_id>/confirm")
@access("answer", tenant=here)
def confirm(assessment_id: UUID) -> ResponseReturnValue:
    """Make answers given on the firm's behalf its own: one, or all that the page showed."""
    session, one = database().session, request.form.get("one")
    get_assessment(session, assessment_id, hold="state")
    seen = read_seen([one] if one else request.form.getlist("seen"))
    count = confirm_answers(
        session, get_draft(session, assessment_id), seen, by=current_actor().user_id, at=clock.now()
    )
    if count:
        flash(ngettext("%(num)s answer confirmed.", "%(num)s answers confirmed.", count), "success")
    else:
        flash(_("Nothing was confirmed: these answers have changed meanwhile. This is how they stand now."), "warning")
    return redirect(url_for("assessments.review", assessment_id=assessment_id), 303)


def _gaps(filling: Filling) -> list[tuple[Section, list[Question]]]:
    parts = list_parts(filling, filling.asked[0])
    state = filling.states.get
    gaps = [
        (part.section, [one for one in part.questions if state(one.id) == AnswerState.UNANSWERED]) for part in parts
    ]
    return [gap for gap in gaps if gap[1]]


@pages.route("/<uuid:assessment_id>/elsewhere", methods=["GET", "POST"])
@access("answer", tenant=here)
def elsewhere(assessment_id: UUID) -> ResponseReturnValue:
    """Continue on another device: a code to scan and a link that leads back here after signing in; by mail on wish."""
    session = database().session
    assessment = get_assessment(session, assessment_id)
    filling = get_filling(session, assessment)
    desk, question = _desk(assessment, filling).at(request.args.get("at") or filling.resume_at.id)
    link = absolute(desk.address(question))
    if request.method == "POST" and current_user.email:
        current_app.extensions["throttle"].take(OWN_MAILS, str(current_user.id))
        mail_place(session, current_user, firm=desk.filling.company.name, link=link)
        flash(_("A mail with the link is on its way to %(email)s.", email=current_user.email), "success")
        return redirect(request.full_path, 303)
    code = qr_svg(link, label=_("QR code of the link"))
    return render_template("assessments/elsewhere.html", link=link, code=code, back_url=desk.address(question))


def _read_desk(assessment_id: UUID) -> Desk:
    return read_desk(assessment_id, _desk)


def _desk(draft: Assessment | Draft, filling: Filling) -> Desk:
    actor = current_actor()
    standing = standing_of(actor) if fills_for_firm(actor) else Standing(actor.user_id)
    return Desk(
        draft=draft,
        filling=filling,
        page="assessments/fill.html",
        base=f"{url_for('assessments.resume', assessment_id=draft.id)}/",
        question_url=lambda question_id: url_for("assessments.fill", assessment_id=draft.id, question_id=question_id),
        end_url=url_for("assessments.review", assessment_id=draft.id),
        by=standing.by,
        named=standing.named,
        proxy=standing.proxy,
        shown=_beside(draft.id) if actor.may("answer") else {"end_label": _("Check the answers")},
        remembers=not standing.proxy,
    )


def _beside(assessment_id: UUID) -> dict[str, str]:
    return {
        "hand_out_url": url_for("delegations.manage", assessment_id=assessment_id),
        "elsewhere_url": url_for("assessments.elsewhere", assessment_id=assessment_id),
    }
