"""Language, profile, devices, consent, the page after signing up. Sign-in and its relatives are the library's."""

from typing import cast

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user

from app.accounts.forms import AgreeForm, ConsentForm, ProfileForm
from app.accounts.models import CHOICES, SignedSession
from app.accounts.operations import (
    agree_to_rules,
    change_profile,
    choose_consents,
    choose_language,
    end_other_sessions,
    end_session,
)
from app.accounts.queries import list_consents, list_sessions, standing_consents
from app.accounts.security import RULES_DUE
from app.accounts.sessions import key_of
from app.accounts.wording import CONSENT_WORDS
from app.accounts.zones import list_zones
from app.kit.access import access
from app.kit.db import database
from app.kit.i18n import COOKIE, ZONE, is_lang, lang
from app.kit.text import Lang
from app.kit.web import csrf, from_here, safe_next

pages = Blueprint("accounts", __name__)
YEAR = 365 * 24 * 3600


@pages.post("/language")
@csrf.exempt
@access("anyone")
def switch_language() -> ResponseReturnValue:
    """Speak another language from now on; remembered with the person. Needs no token, but refuses other sites."""
    wanted = request.form.get("lang")
    if not is_lang(wanted) or not from_here():
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
    """Password, second factor, and the devices the person is signed in on."""
    codes = len(current_user.mf_recovery_codes or [])
    devices = list_sessions(database().session, current_user)
    return render_template("accounts/security.html", devices=devices, here=_here(), codes=codes)


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
