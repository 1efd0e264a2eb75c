"""A firm's invitations, and the page an invitation opens."""

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts.fresh import fresh
from app.accounts.models import User
from app.accounts.queries import get_person
from app.invitations.forms import InviteForm
from app.invitations.limits import address_of, may_mail
from app.invitations.models import Invitation
from app.invitations.operations import Wish, accept_invitation, invite_member, is_for, withdraw_invitation
from app.invitations.queries import NO_INVITATION, find_open_invitation, get_invitation, list_invitations
from app.kit import clock
from app.kit.access import access as open_access
from app.kit.addresses import read_address
from app.kit.db import Scope, database
from app.kit.errors import Conflict, NotFound, Refused
from app.kit.i18n import lang
from app.kit.phones import mask_number
from app.kit.qr import qr_svg
from app.kit.web import out_of_sight
from app.tenants.access import CHOSEN, access, current_actor, row_of
from app.tenants.models import Organisation, Role
from app.tenants.wording import ROLE_WORDS

pages = Blueprint("invitations", __name__)


@pages.route("/firm/invitations", methods=["GET", "POST"])
@access("manage")
@fresh
def manage() -> ResponseReturnValue:
    """Who is invited so far, and a form for one more; its link is shown once."""
    actor, form, made, mailed = current_actor(), InviteForm(lang=lang()), "", True
    if form.validate_on_submit():
        mailed = may_mail(form.known, actor.tenant)
        role, speak = Role(form.role.data), form.lang.data
        wish = Wish(contact=form.known, role=role, lang=speak, write=address_of, mails=mailed)
        asker = get_person(database().session, actor.user_id)
        try:
            made = invite_member(database().session, actor.tenant, wish, by=asker, at=clock.now())
            form = InviteForm(formdata=None, lang=lang())
        except Conflict as error:
            form.contact.errors = [*form.contact.errors, error.message.get(lang())]
    waiting = list_invitations(database().session, actor.tenant, at=clock.now())
    code = qr_svg(made, label=_("QR code of the link")) if made else ""
    shown = {"form": form, "waiting": waiting, "made": made, "qr": code, "roles": ROLE_WORDS, "mailed": mailed}
    return make_response(render_template("invitations/manage.html", **shown), 422 if form.errors else 200)


@pages.post("/invitations/<uuid:invitation_id>/withdraw")
@access("manage", tenant=row_of(Invitation, "invitation_id"))
def withdraw(invitation_id: UUID) -> ResponseReturnValue:
    """Take an invitation back."""
    actor = current_actor()
    row = get_invitation(database().session, actor.tenant, invitation_id)
    withdraw_invitation(database().session, row, by=actor.user_id)
    flash(_("Withdrawn. The link opens nothing any more."), "success")
    return redirect(url_for("invitations.manage"), 303)


@pages.get("/i/<word>")
@open_access("anyone")
def show(word: str) -> ResponseReturnValue:
    """Which firm invites whom as what, for whoever holds the link."""
    row = _find(word)
    if row is None:
        return out_of_sight(render_template("shares/closed.html", why=NO_INVITATION.get(lang())), 404)
    firm = database().session.get_one(Organisation, row.tenant_id)
    mine = is_for(row, _person()) if current_user.is_authenticated else None
    role = ROLE_WORDS[Role(row.role)].get(lang())
    hint = _masked(row.contact)
    return out_of_sight(
        render_template("invitations/show.html", firm=firm.name, role=role, hint=hint, mine=mine, word=word)
    )


@pages.post("/i/<word>")
@open_access("person")
def accept(word: str) -> ResponseReturnValue:
    """Take the place that is offered."""
    row = _find(word)
    if row is None:
        raise NotFound(NO_INVITATION)
    try:
        firm = accept_invitation(database().session, row, by=_person())
    except Refused:
        return redirect(url_for("invitations.show", word=word), 303)
    except Conflict as error:
        flash(error.message.get(lang()), "error")
        return redirect(url_for("invitations.show", word=word), 303)
    session[CHOSEN] = str(firm.id)
    flash(_("You belong to %(firm)s now.", firm=firm.name), "success")
    return redirect(url_for("portfolios.home"), 303)


def _person() -> User:
    return get_person(database().session, current_user.id)


def _find(word: str) -> Invitation | None:
    """The invitation while it stands; why another does not is nobody's business."""
    address = read_address(word)
    if address is None:
        return None
    database().session.open_scope(Scope.tenant(address.tenant_id))
    return find_open_invitation(database().session, address.tenant_id, address.secret_hash, at=clock.now())


def _masked(contact: str) -> str:
    """Enough for the right person to recognise it, too little for anybody else to write to."""
    name, at, host = contact.partition("@")
    return f"{name[:2]}…{at}{host}" if at else mask_number(contact)
