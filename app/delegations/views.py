"""Handing parts of a questionnaire to colleagues without an account: the owner's side."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, format_date
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.exceptions import TooManyRequests

from app.assessments.filling import Draft, Filling
from app.assessments.models import Assessment
from app.assessments.queries import get_assessment, get_filling
from app.delegations.emails import mail_invitation, mail_reminder, speaks, write_letter
from app.delegations.forms import AgainForm, DayForm, HandOutForm, list_choices, read_part
from app.delegations.models import Delegation
from app.delegations.operations import (
    BAD_DAY,
    NOT_OUT,
    Origin,
    Wish,
    add_link,
    ask_again,
    extend_part,
    hand_out,
    note_reminder,
    pass_link_on,
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
from app.kit.web import absolute
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


@pages.get("/delegations/<uuid:delegation_id>/remind")
@pages.get("/delegations/<uuid:delegation_id>/renew")
@pages.get("/delegations/<uuid:delegation_id>/again")
@access("answer", tenant=of_row)
def look(delegation_id: UUID) -> ResponseReturnValue:
    """Back to the list, for whoever reloads what a button answered or switches its language."""
    row = get_delegation(database().session, current_actor().tenant, delegation_id)
    return redirect(url_for("delegations.manage", assessment_id=row.assessment_id))


@pages.post("/delegations/<uuid:delegation_id>/remind")
@access("answer", tenant=of_row)
def remind(delegation_id: UUID) -> ResponseReturnValue:
    """A mail, at most one a day, and in any case the words and a link to pass on."""
    row, origin = _row(delegation_id)
    _must_be_out(row, origin)
    session, me = database().session, current_actor().user_id
    fresh = note_reminder(session, row, by=me)
    word = add_link(session, row) if fresh else pass_link_on(session, row, by=me)
    return _page(origin, _blank(origin), _tell(row, origin.filling, word, again=True, mail=fresh))


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
    extend_part(database().session, origin, row, form.day, by=current_actor().user_id)
    flash(_("Open until %(day)s now.", day=format_date(row.due_on)), "success")
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
        due_on=form.day,
        note=form.note.data or "",
    )
    word = ask_again(database().session, origin, row, wish, by=current_actor().user_id)
    return _page(origin, _blank(origin), _tell(row, origin.filling, word))


@pages.app_context_processor
def show_handed_out() -> dict[str, Any]:
    """For the filling screen, which lies on a floor below: what of this filling is with colleagues."""

    def handed_out(assessment: Assessment | Draft, filling: Filling) -> list[Standing]:
        return [] if filling.instrument.module else _list(assessment, filling)

    return {"handed_out": handed_out, "delegation_states": STATES}


def _list(assessment: Assessment | Draft, filling: Filling) -> list[Standing]:
    rows = list_delegations(database().session, assessment.tenant_id, assessment.id)
    return [stand(row, filling, assessment_state=assessment.state, today=clock.today()) for row in rows]


def _origin(assessment_id: UUID) -> Origin:
    """Posts hold the assessment, so that two of them are counted one after the other."""
    session = database().session
    assessment = get_assessment(session, assessment_id, hold="state" if request.method == "POST" else "")
    return Origin(assessment, get_filling(session, assessment))


def _row(delegation_id: UUID) -> tuple[Delegation, Origin]:
    tenant = current_actor().tenant
    origin = _origin(get_delegation(database().session, tenant, delegation_id).assessment_id)
    return get_delegation(database().session, tenant, delegation_id, hold=True), origin


def _must_be_out(row: Delegation, origin: Origin) -> None:
    if not stand(row, origin.filling, assessment_state=origin.assessment.state, today=clock.today()).is_live:
        raise Conflict(NOT_OUT)


def _wish(form: HandOutForm) -> Wish:
    return Wish(
        excerpt=read_part(form.part.data or ""),
        name=" ".join((form.name.data or "").split()),
        email=(form.email.data or "").strip() or None,
        lang=form.lang.data,
        due_on=form.day,
        note=form.note.data or "",
    )


def _tell(row: Delegation, filling: Filling, word: str, *, again: bool = False, mail: bool = True) -> Mapping[str, Any]:
    """Mail the colleague where there is an address, and give the owner words, link and code to pass on."""
    letter = write_letter(row, filling, asker=current_user.name, link=absolute(url_for("guests.welcome", word=word)))
    mailed = bool(row.email) and mail and _may_mail(row)
    if mailed:
        (mail_reminder if again else mail_invitation)(database().session, row, letter)
    with force_locale(LOCALES[speaks(row.lang)]):
        message = render_template("delegations/message.txt", name=row.name, letter=letter)
        label = _("QR code of the link")
    return {"row": row, "letter": letter, "message": message, "mailed": mailed, "qr": qr_svg(letter.link, label=label)}


def _may_mail(row: Delegation) -> bool:
    try:
        current_app.extensions["throttle"].take(MAILS, str(row.tenant_id))
    except TooManyRequests:
        return False
    return True


def _blank(origin: Origin) -> HandOutForm:
    form = HandOutForm(formdata=None, data={"lang": lang(), "due_on": clock.today() + WEEK})
    form.part.choices = list_choices(origin.filling)
    return form


def _page(origin: Origin, form: HandOutForm, made: Mapping[str, Any] | None) -> ResponseReturnValue:
    page = render_template(
        "delegations/manage.html",
        assessment=origin.assessment,
        form=_blank(origin) if made else form,
        made=made,
        standings=_list(origin.assessment, origin.filling),
        states=STATES,
        first_day=clock.today(),
        default_day=clock.today() + WEEK,
    )
    return make_response(page, 422 if form.errors else 200)
