"""Language, profile, devices, passkeys, consent, the page after signing up. The rest of signing in is the library's."""

from typing import cast
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user

from app.accounts import entering, passkeys
from app.accounts.forms import AgreeForm, ConsentForm, PasskeyForm, ProfileForm
from app.accounts.fresh import fresh
from app.accounts.models import CHOICES, SignedSession
from app.accounts.operations import (
    add_passkey,
    agree_to_rules,
    change_profile,
    choose_consents,
    choose_language,
    end_other_sessions,
    end_session,
    name_passkey,
    remove_passkey,
)
from app.accounts.queries import get_passkey, list_consents, list_passkeys, list_sessions, standing_consents
from app.accounts.security import RULES_DUE
from app.accounts.sessions import key_of
from app.accounts.strength import OWN, PASSKEY, note_proof, proofs_of
from app.accounts.wording import CONSENT_WORDS
from app.accounts.zones import list_zones
from app.kit.access import access
from app.kit.db import database
from app.kit.errors import Conflict, Invalid
from app.kit.i18n import COOKIE, ZONE, is_lang, lang
from app.kit.text import Lang
from app.kit.web import csrf, safe_next

pages = Blueprint("accounts", __name__)
YEAR = 365 * 24 * 3600


CHANGES_FACTORS = frozenset(
    {
        "accounts.new_passkey",
        "accounts.passkey",
        "security.two_factor_setup",
        "security.two_factor_setup_validate",
        "security.mf_recovery_codes",
    }
)


@pages.before_app_request
def prove_first() -> ResponseReturnValue | None:
    """Whoever owns a second factor brings it before one is added, changed or removed."""
    if request.endpoint not in CHANGES_FACTORS or not entering.owes_proof():
        return None
    target = request.full_path.rstrip("?") if request.method == "GET" else url_for("accounts.security")
    return redirect(url_for("accounts.second_factor", next=target), 303)


@pages.post("/language")
@csrf.exempt
@access("anyone")
def switch_language() -> ResponseReturnValue:
    """Speak another language from now on; remembered with the person. Needs no token."""
    wanted = request.form.get("lang")
    if not is_lang(wanted):
        abort(400)
    if current_user.is_authenticated:
        choose_language(database().session, current_user.id, cast(Lang, wanted))
    response = redirect(safe_next(request.form.get("next")), 303)
    response.set_cookie(COOKIE, str(wanted), max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


@pages.get("/sign-up/sent")
@access("anyone")
def signed_up() -> str:
    """What to do next after signing up; the same words whether the address was new or known."""
    return render_template("accounts/signed_up.html")


@pages.route("/profile", methods=["GET", "POST"])
@access("person")
def profile() -> ResponseReturnValue:
    """Name, language and time zone of the person."""
    kept = {"name": current_user.name, "lang": current_user.lang, "zone": current_user.zone or ZONE}
    form = ProfileForm(data=kept)
    form.zone.choices = list_zones(lang())
    if form.validate_on_submit():
        wanted = {"name": form.name.data or "", "lang": form.lang.data, "zone": form.zone.data}
        change_profile(database().session, current_user.id, **wanted)
        flash(_("Saved."), "success")
        return redirect(url_for("accounts.profile"), 303)
    return render_template("accounts/profile.html", form=form), 422 if form.errors else 200


@pages.get("/profile/security")
@access("person")
def security() -> str:
    """Password, second factor, passkeys, and the devices the person is signed in on."""
    waiting = session.get(entering.AFTER) if proofs_of(current_user.id) & OWN else None
    return render_template(
        "accounts/security.html",
        devices=list_sessions(database().session, current_user),
        passkeys=list_passkeys(database().session, current_user.id),
        here=_here(),
        codes=len(current_user.mf_recovery_codes or []),
        waiting=waiting,
    )


@pages.route("/profile/passkeys/new", methods=["GET", "POST"])
@access("person")
@fresh
def new_passkey() -> ResponseReturnValue:
    """Let an authenticator make a passkey, and keep its public half under a name."""
    form, fault = PasskeyForm(), ""
    if form.validate_on_submit():
        try:
            made = passkeys.read_new(current_user, request.form.get("credential", ""))
            add_passkey(database().session, current_user.id, made, name=(form.name.data or "").strip())
        except (Invalid, Conflict) as error:
            fault = error.message.get(lang())
        else:
            note_proof(current_user.id, PASSKEY)
            flash(_("The passkey is kept. From now on it signs you in without a password."), "success")
            return redirect(url_for("accounts.security"), 303)
    options = passkeys.ask_for_new(current_user)
    page = render_template("accounts/new_passkey.html", form=form, options=options, fault=fault)
    return page, 422 if fault or form.errors else 200


@pages.route("/profile/passkeys/<uuid:passkey_id>", methods=["GET", "POST"])
@access("person")
@fresh
def passkey(passkey_id: UUID) -> ResponseReturnValue:
    """Call a passkey something else, or remove it."""
    row = get_passkey(database().session, current_user.id, passkey_id)
    form = PasskeyForm(data={"name": row.name})
    if request.method == "POST" and request.form.get("act") == "remove":
        remove_passkey(database().session, current_user.id, passkey_id)
        flash(
            _("The passkey is removed. Delete it on the device too, or it will go on being offered there."), "success"
        )
        return redirect(url_for("accounts.security"), 303)
    if form.validate_on_submit():
        name_passkey(database().session, current_user.id, passkey_id, (form.name.data or "").strip())
        flash(_("Saved."), "success")
        return redirect(url_for("accounts.security"), 303)
    return render_template("accounts/passkey.html", form=form, row=row), 422 if form.errors else 200


@pages.post("/sign-in/passkey/options")
@access("anyone")
def passkey_options() -> ResponseReturnValue:
    """What to ask the device for (JSON): whichever passkey it offers, or one of the person who is half signed in."""
    purpose, person = entering.purpose_of_passkey()
    return passkeys.ask_for_known(purpose, person), {"Content-Type": "application/json"}


@pages.route("/sign-in/passkey", methods=["GET", "POST"])
@access("anyone")
def enter_by_passkey() -> ResponseReturnValue:
    """Sign in by passkey alone, bring it as the second factor, or show that it is still oneself."""
    target, fault = safe_next(request.values.get("next"), "/home"), ""
    if request.method == "POST":
        try:
            entering.enter(request.form.get("credential", ""))
            return redirect(target, 303)
        except Invalid as error:
            fault = error.message.get(lang())
    page = render_template("accounts/enter_by_passkey.html", target=target, fault=fault)
    return page, 422 if fault else 200


@pages.route("/second-factor", methods=["GET", "POST"])
@access("person")
def second_factor() -> ResponseReturnValue:
    """Bring a second factor for an organisation that asks for it, or set one up first."""
    target, fault = safe_next(request.values.get("next"), "/home"), False
    if proofs_of(current_user.id) & OWN:
        session.pop(entering.AFTER, None)
        return redirect(target, 303)
    session[entering.AFTER] = target
    if request.method == "POST":
        if entering.take_code(request.form.get("code", "")):
            return redirect(target, 303)
        fault = True
    owned = list_passkeys(database().session, current_user.id)
    page = render_template("accounts/second_factor.html", target=target, fault=fault, passkeys=owned)
    return page, 422 if fault else 200


@pages.post("/profile/devices")
@access("person")
def end_devices() -> ResponseReturnValue:
    """Sign out one other device, or all others."""
    which = request.form.get("which", "")
    if which == "others":
        gone = end_other_sessions(database().session, current_user, keep=_here())
        flash(ngettext("%(num)s device was signed out.", "%(num)s devices were signed out.", gone), "success")
    elif which != _here() and len(which) == SignedSession.id.type.length:
        end_session(database().session, current_user, which)
        flash(_("That device is signed out."), "success")
    return redirect(url_for("accounts.security"), 303)


@pages.route("/profile/privacy", methods=["GET", "POST"])
@access("person")
def privacy() -> ResponseReturnValue:
    """What the person agrees to, and the ways to take their data along or to leave."""
    standing = standing_consents(database().session, current_user.id)
    # An empty form means "none of them", not "as before".
    given = request.form if request.method == "POST" else None
    form = ConsentForm(formdata=given, data={purpose.value: purpose in standing for purpose in CHOICES})
    if form.validate_on_submit():
        wanted = {purpose: bool(form[purpose.value].data) for purpose in CHOICES}
        choose_consents(database().session, current_user.id, wanted, standing=standing)
        flash(_("Saved."), "success")
        return redirect(url_for("accounts.privacy"), 303)
    consents = list_consents(database().session, current_user.id)
    return render_template("accounts/privacy.html", form=form, consents=consents, words=CONSENT_WORDS)


@pages.route("/agree", methods=["GET", "POST"])
@access("person")
def agree() -> ResponseReturnValue:
    """Ask for agreement to the edition in force, then go on to where the person was going."""
    form, target = AgreeForm(), safe_next(request.args.get("next"), url_for("portfolios.home"))
    if form.validate_on_submit():
        agree_to_rules(database().session, current_user.id)
        session.pop(RULES_DUE, None)
        return redirect(target, 303)
    return render_template("accounts/agree.html", form=form, target=target), 422 if form.errors else 200


def _here() -> str:
    """The key of this browser's own session."""
    return key_of(session.sid)  # type: ignore[attr-defined]
