"""Handing parts of a questionnaire to colleagues without an account: the owner's side."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.exceptions import TooManyRequests

from app.assessments.filling import Filling
from app.assessments.models import Assessment
from app.assessments.queries import get_assessment, get_filling
from app.delegations.emails import Letter, mail_invitation, mail_reminder, speaks, write_letter
from app.delegations.forms import AgainForm, DayForm, HandOutForm, list_choices, read_part
from app.delegations.models import Delegation
from app.delegations.operations import (
    NOT_OUT,
    Origin,
    Wish,
    add_link,
    ask_again,
    extend_part,
    hand_out,
    note_reminder,
    renew_link,
    withdraw_part,
)
from app.delegations.queries import get_delegation, list_delegations
from app.delegations.standing import Standing, stand
from app.delegations.wording import STATES
from app.kit import clock
from app.kit.db import database
from app.kit.errors import Conflict, Invalid
from app.kit.i18n import LOCALES, lang
from app.kit.qr import qr_svg
from app.kit.throttle import Attempts
from app.kit.web import outside_url
from app.tenants.access import access, current_actor, row_of

pages = Blueprint("delegations", __name__)
of_assessment = row_of(Assessment, "assessment_id")
of_row = row_of(Delegation, "delegation_id")
MAILS = Attempts("delegation-mail", "60 per day")
"""Mails one firm may send to people who have no account."""
WEEK = timedelta(days=7)


@pages.route("/assessments/<uuid:assessment_id>/delegations", methods=["GET", "POST"])
@access("answer", tenant=of_assessment)
def manage(assessment_id: UUID) -> ResponseReturnValue:
    """What is with colleagues, and a form to hand out one more part; its link is shown once."""
    origin = _origin(assessment_id)
    form = HandOutForm(data={"lang": lang(), "due_on": clock.today() + WEEK, "part": request.args.get("part", "")})
    form.part.choices = list_choices(origin.filling)
    made = None
    if form.validate_on_submit():
        try:
            row, word = hand_out(database().session, origin, _wish(form), by=current_actor().user_id)
            made = _tell(row, origin.filling, word)
        except (Conflict, Invalid) as error:
            form.part.errors = [*form.part.errors, error.message.get(lang())]
    return _page(origin, form, made)


@pages.post("/delegations/<uuid:delegation_id>/remind")
@access("answer", tenant=of_row)
def remind(delegation_id: UUID) -> ResponseReturnValue:
    """A mail, at most one a day, and in any case the words and a link to pass on."""
    row, origin = _row(delegation_id)
    _must_be_out(row, origin)
    session = database().session
    fresh = note_reminder(session, row, by=current_actor().user_id)
    return _page(origin, _blank(origin), _tell(row, origin.filling, add_link(session, row), again=True, mail=fresh))


@pages.post("/delegations/<uuid:delegation_id>/renew")
@access("answer", tenant=of_row)
def renew(delegation_id: UUID) -> ResponseReturnValue:
    """A new link; who held the old one is out."""
    row, origin = _row(delegation_id)
    _must_be_out(row, origin)
    word = renew_link(database().session, row, by=current_actor().user_id)
    return _page(origin, _blank(origin), _tell(row, origin.filling, word))


@pages.post("/delegations/<uuid:delegation_id>/withdraw")
@access("answer", tenant=of_row)
def withdraw(delegation_id: UUID) -> ResponseReturnValue:
    """Take a part back; its answers stay."""
    row, origin = _row(delegation_id)
    withdraw_part(database().session, row, by=current_actor().user_id)
    flash(_("Taken back. The link opens nothing from now on; answers given so far stay."), "success")
    return redirect(url_for("delegations.manage", assessment_id=origin.assessment.id), 303)


@pages.post("/delegations/<uuid:delegation_id>/extend")
@access("answer", tenant=of_row)
def extend(delegation_id: UUID) -> ResponseReturnValue:
    """Another last day; the links stay good."""
    row, origin = _row(delegation_id)
    form = DayForm()
    if not form.validate_on_submit():
        raise Invalid(BAD_DAY)
    extend_part(database().session, row, form.due_on.data, by=current_actor().user_id)
    flash(_("Open until %(day)s now.", day=_day(row)), "success")
    return redirect(url_for("delegations.manage", assessment_id=origin.assessment.id), 303)


@pages.post("/delegations/<uuid:delegation_id>/again")
@access("answer", tenant=of_row)
def again(delegation_id: UUID) -> ResponseReturnValue:
    """The same part to the same colleague once more."""
    row, origin = _row(delegation_id)
    form = AgainForm()
    if not form.validate_on_submit():
        raise Invalid(BAD_DAY)
    wish = Wish(
        excerpt=row.excerpt,
        name=row.name,
        email=row.email,
        lang=row.lang,
        due_on=form.due_on.data,
        note=form.note.data or "",
    )
    word = ask_again(database().session, origin, row, wish, by=current_actor().user_id)
    return _page(origin, _blank(origin), _tell(row, origin.filling, word))
