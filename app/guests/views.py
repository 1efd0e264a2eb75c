"""What a colleague does with the part handed to them: open it, fill it, hand it back."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.assessments.desk import Desk, save_answer, show_question
from app.assessments.forms import read_posted, typed
from app.assessments.operations import AnswerChanged
from app.assessments.queries import get_draft
from app.assessments.wording import say_answer, say_progress
from app.content.answers import AnswerState
from app.delegations.emails import mail_code
from app.delegations.models import Delegation
from app.delegations.operations import hand_back, let_in, make_code, spend_code
from app.delegations.queries import find_asker
from app.delegations.wording import CLOSED, masked, name_part
from app.guests.door import Guest, Shut, enter, hand_key, keeper_of, quiet, status_of
from app.kit.access import access
from app.kit.db import database
from app.kit.errors import Conflict
from app.kit.i18n import lang
from app.kit.throttle import Attempts
from app.kit.web import wants_json
from app.notices.operations import tell

pages = Blueprint("guests", __name__, url_prefix="/d")
CODES = Attempts("delegation-code", "5 per hour")
TRIES = Attempts("delegation-code-try", "30 per hour")


@pages.get("/<word>")
@access("anyone")
def welcome(word: str) -> ResponseReturnValue:
    """On to the questions; before that, what is asked of whom. Looking binds nothing: machines look at links too."""
    guest = enter(word)
    if guest.is_let_in:
        return redirect(guest.desk().address(guest.filling.resume_at))
    if guest.row.binding is not None:
        return _elsewhere(guest)
    asker = find_asker(database().session, guest.row)
    progress = guest.filling.progress
    return quiet(render_template("guests/welcome.html", guest=guest, asker=asker, progress=progress))


@pages.post("/<word>")
@access("anyone")
def begin(word: str) -> ResponseReturnValue:
    """The first browser that begins is the one the part belongs to."""
    guest = enter(word, hold=True)
    if guest.row.binding is not None and not guest.is_let_in:
        return _elsewhere(guest)
    return _in(guest)


@pages.get("/<word>/code")
@pages.get("/<word>/device")
@pages.get("/<word>/admit")
@access("anyone")
def look(word: str) -> ResponseReturnValue:
    """Back to the start, for whoever reloads what a button answered or switches its language."""
    return redirect(url_for("guests.welcome", word=word))


@pages.post("/<word>/code")
@access("anyone")
def send_code(word: str) -> ResponseReturnValue:
    """Mail a code to the colleague's own address, for a browser that is not let in yet."""
    guest = enter(word, hold=True)
    if guest.row.email and guest.row.binding is not None:
        current_app.extensions["throttle"].take(CODES, str(guest.row.id))
        mail_code(database().session, guest.row, make_code(database().session, guest.row))
    return _elsewhere(guest, sent=True)


@pages.post("/<word>/device")
@access("anyone")
def another_device(word: str) -> ResponseReturnValue:
    """Show a code here, to be typed on another device."""
    guest = enter(word, hold=True)
    guest.desk()
    current_app.extensions["throttle"].take(CODES, str(guest.row.id))
    code = make_code(database().session, guest.row)
    return quiet(render_template("guests/device.html", guest=guest, code=code))


@pages.post("/<word>/admit")
@access("anyone")
def admit(word: str) -> ResponseReturnValue:
    """A browser that knows the code is let in beside the first."""
    guest = enter(word, hold=True)
    current_app.extensions["throttle"].take(TRIES, str(guest.row.id))
    code = "".join(request.form.get("code", "")[:20].split())
    if not spend_code(database().session, guest.row, code):
        database().commit()  # a wrong try counts, whatever the answer's status
        return _elsewhere(guest, fault=_("That is not the code, or it is no longer good. Ask for a new one."))
    return _in(guest)


@pages.get("/<word>/questions/<question_id>")
@access("anyone")
def fill(word: str, question_id: str) -> ResponseReturnValue:
    """One question of the part."""
    guest = enter(word)
    if not guest.is_let_in:
        return _elsewhere(guest)
    desk, question = guest.desk().at(question_id)
    return quiet(show_question(desk, question))


@pages.post("/<word>/questions/<question_id>")
@access("anyone")
def save(word: str, question_id: str) -> ResponseReturnValue:
    """Keep one answer under the colleague's name, as the owner's are kept under theirs."""
    guest = enter(word, hold=True)  # nobody takes the part back between this look and the saving
    desk, question = guest.desk().at(question_id)

    def reread() -> Desk:
        return enter(word, hold=True).desk()

    try:
        return quiet(save_answer(desk, question, read_posted(question, request.form, lang()), reread))
    except AnswerChanged:
        raise
    except Conflict as error:  # submitted a moment ago
        raise Shut("submitted", guest.row) from error


@pages.route("/<word>/end", methods=["GET"])
@access("anyone")
def finish(word: str) -> ResponseReturnValue:
    """What is still open, and the button that hands the part back."""
    guest = enter(word)
    if not guest.is_let_in:
        return _elsewhere(guest)
    desk, filling = guest.desk(), guest.filling
    return quiet(
        render_template(
            "guests/finish.html",
            **desk.shown,
            gaps=[one for one in filling.asked if filling.states[one.id] == AnswerState.UNANSWERED],
            hints=[one.message.get(lang()) for one in filling.contradictions],
            question_url=desk.question_url,
            filling=filling,
            progress_text=say_progress(filling.progress),
        )
    )


@pages.post("/<word>/end")
@access("anyone")
def give_back(word: str) -> ResponseReturnValue:
    """The colleague is done: the link ends, and whoever asked is told."""
    guest = enter(word, hold=True)
    guest.desk()
    session = database().session
    hand_back(session, guest.row)
    owner = find_asker(session, guest.row)
    if owner is not None:
        done, path = guest.filling.progress, url_for("delegations.manage", assessment_id=guest.row.assessment_id)
        words = {"colleague": guest.row.name, "part": name_part(guest.filling, guest.row.excerpt)}
        words |= {"answered": done.answered, "asked": done.asked}
        tell(session, "section-handed-back", to=owner, context=words, path=path, tenant_id=guest.row.tenant_id)
    return quiet(render_template("guests/thanks.html"))


@pages.errorhandler(Shut)
def shut(door: Shut) -> ResponseReturnValue:
    """Why the part cannot be filled from here; what was typed is shown again, for it was not accepted."""
    why, row = CLOSED[door.why], door.row
    if wants_json():
        return quiet({"error": {"status": 410, "message": why.get(lang())}, "closed": door.why}, 410)
    said = _said(row) if request.endpoint == "guests.save" else []
    keeper = keeper_of(row) if row else ""
    page = render_template("guests/closed.html", door=door.why, why=why, said=said, outbox_owner=keeper, silent=True)
    return quiet(page, status_of(door.why))


def _in(guest: Guest) -> ResponseReturnValue:
    key = let_in(database().session, guest.row)
    answer = redirect(url_for("guests.welcome", word=guest.word), 303)
    return hand_key(quiet(answer), guest.row, key)


def _elsewhere(guest: Guest, *, sent: bool = False, fault: str = "") -> ResponseReturnValue:
    email = masked(guest.row.email) if guest.row.email else ""
    shown = {"guest": guest, "outbox_owner": keeper_of(guest.row), "email": email, "sent": sent, "fault": fault}
    page = render_template("guests/elsewhere.html", **shown)
    return quiet(page, 200 if sent else 422 if fault else 403)


def _said(row: Delegation | None) -> list[tuple[str, str]]:
    """What the refused form held: the question, if it is one of ours, and the words that were typed or chosen."""
    question_id = (request.view_args or {}).get("question_id", "")
    found = get_draft(database().session, row.assessment_id)[1].instrument.questions if row is not None else ()
    question = next((one for one in found if one.id == question_id), None)
    note = request.form.get("note", "")[:2000]
    if question is None:
        return [("", value[:4000]) for value in (request.form.get("value", ""), note) if value]
    raw = read_posted(question, request.form, lang())
    answer = say_answer(question, raw.raw, lang()) if raw.fault is None else str(typed(question, request.form))
    return [(question.text.get(lang()), answer), *([(_("Note"), note)] if note else [])]
