"""Language, profile, and the page after signing up. Sign-in and its relatives are Flask-Security's views."""

from typing import cast

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts.forms import ProfileForm
from app.accounts.operations import change_profile, choose_language
from app.kit.access import access
from app.kit.db import database
from app.kit.i18n import COOKIE, is_lang
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
    """Name and language of the person."""
    form = ProfileForm(data={"name": current_user.name, "lang": current_user.lang})
    if form.validate_on_submit():
        change_profile(database().session, current_user.id, name=form.name.data or "", lang=form.lang.data)
        flash(_("Saved."), "success")
        return redirect(url_for("accounts.profile"), 303)
    return render_template("accounts/profile.html", form=form), 422 if form.errors else 200
