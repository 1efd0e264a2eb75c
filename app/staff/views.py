"""A provider's people: who belongs to it as what, invitations, handing clients over, cover."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.fresh import fresh
from app.accounts.queries import get_person
from app.clients import handing
from app.clients.models import Client
from app.invitations.forms import InviteStaffForm
from app.invitations.limits import address_of, may_mail
from app.invitations.operations import Wish, invite_member, withdraw_invitation
from app.invitations.queries import get_invitation, list_invitations
from app.kit import clock
from app.kit.access import access
from app.kit.db import database
from app.kit.errors import Conflict, Invalid, NotFound, Refused
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.qr import qr_svg
from app.kit.text import Lang
from app.kit.words import canonical
from app.staff import operations
from app.staff.forms import PARTS, CoverForm, MoveForm, NameForm, RolesForm
from app.tenants.access import CHOSEN, MISSING, TOO_LOW, Actor, current_actor, own_provider
from app.tenants.models import Role
from app.tenants.queries import Member, get_member, get_provider, list_members
from app.tenants.wording import ROLE_WORDS

pages = Blueprint("staff", __name__, url_prefix="/provider")


@pages.get("/members")
@access("staff", tenant=own_provider)
def members() -> ResponseReturnValue:
    """Who belongs to the provider, and what is theirs to do."""
    actor, store = current_actor(), database().session
    waiting = list_invitations(store, actor.tenant, at=clock.now()) if actor.may("administer") else ()
    return render_template(
        "staff/members.html",
        people=list_members(store, actor.tenant),
        waiting=waiting,
        provider=get_provider(store, actor.tenant),
        roles=ROLE_WORDS,
        order=operations.ORDER,
    )


@pages.route("/members/<uuid:person_id>", methods=["GET", "POST"])
@access("administer", tenant=own_provider)
@fresh
def member(person_id: UUID) -> ResponseReturnValue:
    """What one person does here, to be changed."""
    actor, store = current_actor(), database().session
    one = get_member(store, actor.tenant, person_id)
    form = RolesForm(data={"roles": [role.value for role in one.roles]})
    if form.validate_on_submit():
        wanted = [Role(role) for role in form.roles.data or ()]
        try:
            operations.change_roles(store, actor.tenant, person_id, wanted, by=actor.user_id)
        except (Conflict, Invalid) as error:
            form.roles.errors = [*form.roles.errors, error.message.get(lang())]
        else:
            flash(_("Saved. It counts from their next page on."), "success")
            return redirect(url_for("staff.members"), 303)
    return make_response(render_template("staff/member.html", form=form, one=one), 422 if form.errors else 200)


@pages.route("/members/<uuid:person_id>/remove", methods=["GET", "POST"])
@access("administer", tenant=own_provider)
@fresh
def remove(person_id: UUID) -> ResponseReturnValue:
    """End somebody's membership, after a page that says what follows."""
    actor, store = current_actor(), database().session
    one, fault = get_member(store, actor.tenant, person_id), ""
    if request.method == "POST":
        try:
            operations.remove_person(store, actor.tenant, person_id, by=actor.user_id)
        except (Conflict, Refused) as error:
            fault = error.message.get(lang())
        else:
            flash(_("%(name)s no longer belongs to the provider.", name=one.name or one.contact), "success")
            return redirect(url_for("staff.members"), 303)
    tended = _tended(actor.tenant, one)
    return make_response(
        render_template("staff/remove.html", one=one, fault=fault, tended=tended), 422 if fault else 200
    )


@pages.route("/leave", methods=["GET", "POST"])
@access("staff", tenant=own_provider)
@fresh
def leave() -> ResponseReturnValue:
    """End one's own membership."""
    actor, store, fault = current_actor(), database().session, ""
    one = get_member(store, actor.tenant, actor.user_id)
    if request.method == "POST":
        try:
            operations.remove_person(store, actor.tenant, actor.user_id, by=actor.user_id)
        except Conflict as error:
            fault = error.message.get(lang())
        else:
            session.pop(CHOSEN, None)
            flash(_("You have left. Nothing of the provider opens for you any more."), "success")
            return redirect(url_for("portfolios.home"), 303)
    page = render_template("staff/remove.html", one=one, fault=fault, tended=_tended(actor.tenant, one), oneself=True)
    return make_response(page, 422 if fault else 200)


@pages.route("/name", methods=["GET", "POST"])
@access("administer", tenant=own_provider)
@fresh
def rename() -> ResponseReturnValue:
    """Call the provider something else."""
    actor, store = current_actor(), database().session
    form = NameForm(data={"name": get_provider(store, actor.tenant).name})
    if form.validate_on_submit():
        try:
            operations.rename_provider(store, actor.tenant, form.name.data or "", by=actor.user_id)
        except Invalid as error:
            form.name.errors = [*form.name.errors, error.message.get(lang())]
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("staff.members"), 303)
    return make_response(render_template("staff/name.html", form=form), 422 if form.errors else 200)


# -- invitations ------------------------------------------------------------------------------------------------------


@pages.route("/invitations", methods=["GET", "POST"])
@access("administer", tenant=own_provider)
@fresh
def invite() -> ResponseReturnValue:
    """A form for one more colleague; the link is shown once."""
    actor, store, form = current_actor(), database().session, InviteStaffForm(lang=lang())
    made, mailed = "", True
    if form.validate_on_submit():
        mailed = may_mail(form.known, actor.tenant)
        role, speak = Role(form.role.data), cast(Lang, form.lang.data)
        wish = Wish(contact=form.known, role=role, lang=speak, write=address_of, mails=mailed)
        try:
            made = invite_member(store, actor.tenant, wish, by=get_person(store, actor.user_id), at=clock.now())
            form = InviteStaffForm(formdata=None, lang=lang())
        except Conflict as error:
            form.contact.errors = [*form.contact.errors, error.message.get(lang())]
    code = qr_svg(made, label=_("QR code of the link")) if made else ""
    shown = {"form": form, "made": made, "qr": code, "mailed": mailed, "name": get_provider(store, actor.tenant).name}
    return make_response(render_template("staff/invite.html", **shown), 422 if form.errors else 200)


@pages.post("/invitations/<uuid:invitation_id>/withdraw")
@access("administer", tenant=own_provider)
def withdraw(invitation_id: UUID) -> ResponseReturnValue:
    """Take an invitation back."""
    actor = current_actor()
    row = get_invitation(database().session, actor.tenant, invitation_id)
    withdraw_invitation(database().session, row, by=actor.user_id)
    flash(_("Withdrawn. The link opens nothing any more."), "success")
    return redirect(url_for("staff.members"), 303)


# -- who looks after which clients ------------------------------------------------------------------------------------


@pages.route("/handover", methods=["GET", "POST"])
@access("tend", tenant=own_provider)
def hand_over() -> ResponseReturnValue:
    """Move clients from one colleague, or from nobody, to another."""
    actor, store = current_actor(), database().session
    part = next((role for role, _words in PARTS if role == request.values.get("part")), PARTS[0][0])
    giver = _giver(actor)
    people, rows = list_members(store, actor.tenant), handing.list_tended(store, actor.tenant, part, giver)
    form = _move_form(rows, [one for one in people if part in one.roles and one.user_id != giver])
    if form.validate_on_submit():
        chosen = frozenset(row.id for row in rows if str(row.id) in (form.clients.data or ()))
        to = parse_id(form.to.data) or actor.user_id
        move = handing.Move(part=part, client_ids=chosen, to=to, note=_clean(form.note.data))
        count = handing.move_clients(store, actor.tenant, move, by=actor.user_id)
        said = ngettext(
            "%(num)s firm was handed over. Both sides are told.",
            "%(num)s firms were handed over. Both sides are told.",
            count,
        )
        flash(said, "success")
        return redirect(url_for("staff.hand_over", part=part.value, giver=giver or "nobody"), 303)
    shown = {"form": form, "people": people, "part": part, "giver": giver, "parts": PARTS, "rows": rows}
    return make_response(render_template("staff/hand_over.html", **shown), 422 if form.errors else 200)


@pages.route("/covers", methods=["GET", "POST"])
@access("tend", tenant=own_provider)
def covers() -> ResponseReturnValue:
    """Who stands in for whom, and a form for more."""
    actor, store = current_actor(), database().session
    people = list_members(store, actor.tenant)
    form = _cover_form(actor, people)
    if form.validate_on_submit():
        try:
            handing.keep_cover(store, actor.tenant, _leave(form), by=actor.user_id)
        except Invalid as error:
            form.to_on.errors = [*form.to_on.errors, error.message.get(lang())]
        else:
            flash(_("Arranged. On those days their clients count as the other's, too."), "success")
            return redirect(url_for("staff.covers"), 303)
    rows = handing.list_covers(store, actor.tenant, on=clock.today())
    names = {one.user_id: one.name or one.contact for one in people}
    page = render_template("staff/covers.html", form=form, rows=rows, names=names, today=clock.today())
    return make_response(page, 422 if form.errors else 200)


@pages.post("/covers/<uuid:cover_id>/drop")
@access("tend", tenant=own_provider)
def drop_cover(cover_id: UUID) -> ResponseReturnValue:
    """Take cover back."""
    actor, store = current_actor(), database().session
    row = handing.get_cover(store, actor.tenant, cover_id)
    if actor.user_id not in (row.user_id, row.covering_id) and not actor.may("administer"):
        raise Refused(TOO_LOW)
    handing.drop_cover(store, row, by=actor.user_id)
    flash(_("Taken back."), "success")
    return redirect(url_for("staff.covers"), 303)


def _tended(tenant_id: UUID, one: Member) -> int:
    """How many clients wait for somebody else once this person is gone."""
    store = database().session
    found = {row.id for part, _words in PARTS for row in handing.list_tended(store, tenant_id, part, one.user_id)}
    return len(found)


def _giver(actor: Actor) -> UUID | None:
    """Whose clients are to move; None: those nobody looks after. Only administrators move those of others."""
    asked = request.values.get("giver", "")
    if not actor.may("administer"):
        return actor.user_id
    if asked in ("", "nobody"):
        return None
    who = parse_id(asked)
    if who is None:
        raise NotFound(MISSING)
    return get_member(database().session, actor.tenant, who).user_id


def _move_form(rows: Sequence[Client], takers: list[Member]) -> MoveForm:
    form = MoveForm()
    form.clients.choices = [(str(row.id), row.name) for row in rows]
    form.to.choices = [(str(one.user_id), one.name or one.contact) for one in takers]
    return form


def _cover_form(actor: Actor, people: tuple[Member, ...]) -> CoverForm:
    """Administrators arrange it for anybody, others for themselves."""
    form = CoverForm(data={"covering": "", "away": str(actor.user_id)} if request.method == "GET" else None)
    known = [(str(one.user_id), one.name or one.contact) for one in people]
    anybody = actor.may("administer")
    form.away.choices = [choice for choice in known if anybody or choice[0] == str(actor.user_id)]
    form.covering.choices = [("", _("Choose one.")), *known]
    return form


def _leave(form: CoverForm) -> handing.Leave:
    away, covering = (parse_id(field.data) for field in (form.away, form.covering))
    if away is None or covering is None or form.from_on.data is None or form.to_on.data is None:
        raise Invalid(handing.NOT_ONESELF)
    days = {"from_on": form.from_on.data, "to_on": form.to_on.data}
    return handing.Leave(user_id=away, covering_id=covering, **days, note=_clean(form.note.data))


def _clean(text: str | None) -> str:
    return canonical((text or "")[:200].replace("\x00", ""), limit=600)[:200]
