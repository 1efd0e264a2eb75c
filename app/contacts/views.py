"""Sign-in and sign-up by phone in one, and changing the number or address of an account."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user
from flask_security.proxies import _security
from flask_security.utils import login_user

from app.accounts.fresh import fresh_on
from app.accounts.models import User
from app.accounts.watching import note_passed
from app.contacts import asking
from app.contacts.forms import CodeForm, MailForm, NumberForm, WelcomeForm
from app.contacts.models import Purpose
from app.contacts.operations import Outcome, Wish, change_contact, sign_up_by_phone, spend_code
from app.contacts.queries import find_holder
from app.contacts.wording import CLOSED, DEAD, WRONG
from app.kit import clock
from app.kit.access import access
from app.kit.db import database
from app.kit.errors import Conflict
from app.kit.i18n import lang
from app.kit.phones import mask_number
from app.kit.web import safe_next

pages = Blueprint("contacts", __name__)


@pages.before_app_request
def without_password() -> ResponseReturnValue | None:
    """Whoever has no password proves by a code that it is them."""
    if request.endpoint == "security.verify" and current_user.is_authenticated and not current_user.password:
        return redirect(url_for("contacts.again", next=safe_next(request.args.get("next"), "/profile")), 303)
    return None


@pages.route("/sign-in/phone", methods=["GET", "POST"])
@access("anyone")
def enter() -> ResponseReturnValue:
    """Ask for a number and send it a code: the same for a new one, a known one and a closed one."""
    if not current_app.config["SETTINGS"].has_sms:
        abort(404)
    target = safe_next(request.values.get("next"), "/home")
    if current_user.is_authenticated:
        return redirect(target, 303)
    form = NumberForm()
    if form.validate_on_submit():
        asking.ask_for_code(Wish(purpose=Purpose.ENTER, contact=form.e164), target)
        return redirect(url_for("contacts.code"), 303)
    return render_template("contacts/enter.html", form=form, target=target), 422 if form.errors else 200


@pages.route("/code", methods=["GET", "POST"])
@access("anyone")
def code() -> ResponseReturnValue:
    """Take the code this browser waits for, and go on with what it was for."""
    waiting = asking.pending()
    if waiting is None:
        return redirect(url_for("contacts.ways" if current_user.is_authenticated else "contacts.enter"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        outcome = asking.try_pending(waiting, form.digits)
        if outcome == Outcome.GOOD and spend_code(database().session, waiting.code_id):
            asking.forget_pending()
            return _go_on(waiting)
        form.code.errors = [(WRONG if outcome == Outcome.WRONG else DEAD).get(lang())]
    shown = waiting.wish.contact if "@" in waiting.wish.contact else mask_number(waiting.wish.contact)
    page = render_template("contacts/code.html", form=form, shown=shown, purpose=waiting.wish.purpose)
    return page, 422 if form.errors else 200


@pages.post("/code/again")
@access("anyone")
def resend() -> ResponseReturnValue:
    """Another code to the same number or address; the one before stays good until it runs out."""
    waiting = asking.pending()
    if waiting is None:
        return redirect(url_for("contacts.enter"), 303)
    asking.ask_for_code(waiting.wish, waiting.target)
    flash(_("Another code is on its way."), "success")
    return redirect(url_for("contacts.code"), 303)


def _go_on(waiting: asking.Pending) -> ResponseReturnValue:
    if waiting.wish.purpose == Purpose.AGAIN:
        session["fs_paa"] = clock.now().timestamp()
        note_passed()
        return redirect(waiting.target, 303)
    if waiting.wish.purpose == Purpose.ENTER:
        person = find_holder(database().session, waiting.wish.contact)
        if person is not None:
            return _let_in(person, waiting.target)
        asking.note_proven(waiting.wish.contact, waiting.target)
        return redirect(url_for("contacts.welcome"), 303)
    try:
        person = database().session.get_one(User, current_user.id)
        change_contact(database().session, person, waiting.wish)
        login_user(person, authn_via=["code"])
        flash(_("Saved. A notice about it is on its way to you."), "success")
    except Conflict as error:
        flash(error.message.get(lang()), "error")
    return redirect(url_for("contacts.ways"), 303)


def _let_in(person: User, target: str) -> ResponseReturnValue:
    if not person.active:
        flash(CLOSED.get(lang()), "error")
        return redirect(url_for("contacts.enter"), 303)
    second = _security.two_factor_plugins.tf_enter(person, False, "sms", next_loc=target)
    if second is not None:
        return second
    login_user(person, authn_via=["sms"])
    return redirect(target, 303)


@pages.route("/sign-in/phone/name", methods=["GET", "POST"])
@access("anyone")
def welcome() -> ResponseReturnValue:
    """A number nobody has signed in with: a name and consent, and there is an account."""
    known = asking.proven()
    if known is None or current_user.is_authenticated:
        return redirect(url_for("contacts.enter"), 303)
    form = WelcomeForm()
    if form.validate_on_submit():
        person = sign_up_by_phone(database().session, known[0], name=form.name.data or "", lang=lang())
        asking.forget_proven()
        return _let_in(person, known[1])
    return render_template("contacts/welcome.html", form=form), 422 if form.errors else 200


@pages.route("/again", methods=["GET", "POST"])
@access("person")
def again() -> ResponseReturnValue:
    """Prove by a code that it is still the person: for those without a password."""
    target = safe_next(request.values.get("next"), "/profile")
    contact = current_user.phone or current_user.email
    if request.method == "POST":
        asking.ask_for_code(Wish(purpose=Purpose.AGAIN, contact=contact, user_id=current_user.id), target)
        return redirect(url_for("contacts.code"), 303)
    shown = mask_number(contact) if current_user.phone else contact
    return render_template("contacts/again.html", shown=shown, target=target)


@pages.route("/profile/contacts", methods=["GET"])
@access("person")
def ways() -> ResponseReturnValue:
    """The person's number and address."""
    return render_template("contacts/ways.html", number=NumberForm(formdata=None), mail=MailForm(formdata=None))


@pages.post("/profile/contacts/phone")
@access("person")
@fresh_on("contacts.ways")
def change_phone() -> ResponseReturnValue:
    """Send a code to the new number."""
    return _change(NumberForm(), Purpose.PHONE)


@pages.post("/profile/contacts/mail")
@access("person")
@fresh_on("contacts.ways")
def change_mail() -> ResponseReturnValue:
    """Send a code to the new address."""
    return _change(MailForm(), Purpose.MAIL)


def _change(form: NumberForm | MailForm, purpose: Purpose) -> ResponseReturnValue:
    if not form.validate_on_submit():
        number, mail = NumberForm(formdata=None), MailForm(formdata=None)
        shown = {"number": form, "mail": mail} if purpose == Purpose.PHONE else {"number": number, "mail": form}
        return render_template("contacts/ways.html", **shown), 422
    contact = form.e164 if isinstance(form, NumberForm) else form.address
    asking.ask_for_code(Wish(purpose=purpose, contact=contact, user_id=current_user.id), url_for("contacts.ways"))
    return redirect(url_for("contacts.code"), 303)
