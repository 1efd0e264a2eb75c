"""A firm's people and what providers may see: members, handing over, switching firms, consent."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.fresh import fresh, fresh_on
from app.accounts.strength import OWN, proofs_of
from app.kit.access import access
from app.kit.db import database
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.words import canonical
from app.tenants import changes, grants
from app.tenants.access import CHOSEN, MISSING, current_actor, own_provider, row_of
from app.tenants.forms import AgreeForm
from app.tenants.models import Handover, Role
from app.tenants.queries import (
    find_handover,
    get_handover,
    get_member,
    get_organisation,
    get_provider,
    list_agreements,
    list_grants,
    list_members,
    search_providers,
)
from app.tenants.wording import ROLE_WORDS, SHARE_WORDS

pages = Blueprint("tenants", __name__)
here = row_of(Handover, "handover_id")


@pages.get("/firm/members")
@access("belong")
def members() -> str:
    """Who belongs to the firm, in which role, and what an owner can change about it."""
    actor = current_actor()
    people = list_members(database().session, actor.tenant)
    offer = find_handover(database().session, actor.tenant)
    names = {one.user_id: one.name or one.contact for one in people}
    return render_template("tenants/members.html", people=people, offer=offer, names=names, roles=ROLE_WORDS)


@pages.post("/firm/members/role")
@access("manage")
@fresh_on("tenants.members")
def set_role() -> ResponseReturnValue:
    """Make a member a contributor or a viewer."""
    actor, wanted = current_actor(), request.form.get("role")
    if wanted not in (Role.CONTRIBUTOR, Role.VIEWER):
        raise NotFound(MISSING)
    who = parse_id(request.form.get("person"))
    member = changes.change_role(database().session, actor.tenant, who, Role(wanted), by=actor.user_id)
    name, role = member.name or member.contact, ROLE_WORDS[Role(wanted)].get(lang())
    flash(_("%(name)s: %(role)s from now on.", name=name, role=role), "success")
    return redirect(url_for("tenants.members"), 303)


@pages.post("/firm/members/remove")
@access("manage")
@fresh_on("tenants.members")
def remove() -> ResponseReturnValue:
    """End somebody's membership."""
    actor, who = current_actor(), parse_id(request.form.get("person"))
    member = changes.remove_member(database().session, actor.tenant, who, by=actor.user_id)
    flash(_("%(name)s no longer belongs to the firm.", name=member.name or member.contact), "success")
    return redirect(url_for("tenants.members"), 303)


@pages.post("/firm/leave")
@access("belong")
def leave() -> ResponseReturnValue:
    """End one's own membership; the last owner cannot."""
    actor = current_actor()
    changes.remove_member(database().session, actor.tenant, actor.user_id, by=actor.user_id)
    session.pop(CHOSEN, None)
    flash(_("You have left the firm."), "success")
    return redirect(url_for("portfolios.home"), 303)


@pages.post("/firm/switch")
@access("person")
def switch() -> ResponseReturnValue:
    """Work in another of one's firms or providers from now on."""
    wanted, actor = parse_id(request.form.get("firm")), current_actor()
    if wanted not in {seat.organisation_id for seat in (*actor.seats, *actor.shut)}:
        raise NotFound(MISSING)
    session[CHOSEN] = str(wanted)
    return redirect(url_for("portfolios.home"), 303)


@pages.route("/firm/handover", methods=["GET", "POST"])
@access("manage")
@fresh
def hand_over() -> ResponseReturnValue:
    """Offer the firm to another member."""
    actor, fault = current_actor(), ""
    if request.method == "POST":
        try:
            changes.offer_handover(
                database().session, actor.tenant, parse_id(request.form.get("person")), by=actor.user_id
            )
        except (Conflict, Invalid, NotFound) as error:
            fault = error.message.get(lang())
        else:
            flash(_("The offer is on its way. Until it is accepted nothing changes."), "success")
            return redirect(url_for("tenants.members"), 303)
    others = [one for one in list_members(database().session, actor.tenant) if one.user_id != actor.user_id]
    page = render_template("tenants/hand_over.html", others=others, fault=fault, roles=ROLE_WORDS)
    return page, 422 if fault else 200


@pages.post("/firm/handover/withdraw")
@access("manage")
def withdraw_handover() -> ResponseReturnValue:
    """Take the offer back."""
    actor = current_actor()
    changes.drop_handover(database().session, actor.tenant, by=actor.user_id)
    flash(_("The offer is withdrawn. You are still the owner."), "success")
    return redirect(url_for("tenants.members"), 303)


@pages.route("/handovers/<uuid:handover_id>", methods=["GET", "POST"])
@access("belong", tenant=here)
@fresh
def answer_handover(handover_id: UUID) -> ResponseReturnValue:
    """Accept or decline an offer made to oneself."""
    actor = current_actor()
    offer = get_handover(database().session, actor.tenant, handover_id)
    if offer.to_user_id != actor.user_id:
        return redirect(url_for("tenants.members"))
    if request.method == "GET":
        giver = get_member(database().session, actor.tenant, offer.from_user_id)
        return render_template("tenants/answer_handover.html", offer=offer, giver=giver.name or giver.contact)
    if request.form.get("answer") == "accept":
        firm = changes.accept_handover(database().session, actor.tenant, by=actor.user_id)
        session[CHOSEN] = str(firm.id)
        flash(_("%(firm)s is yours now.", firm=firm.name), "success")
    else:
        changes.drop_handover(database().session, actor.tenant, by=actor.user_id)
        flash(_("You have declined. Nothing has changed."), "success")
    return redirect(url_for("tenants.members"), 303)


@pages.route("/firm/second-factor", methods=["GET", "POST"])
@access("manage")
@fresh
def firm_factor() -> ResponseReturnValue:
    """Whether members of the firm need a second factor."""
    return _factor("tenants.firm_factor", url_for("tenants.members"))


@pages.route("/provider/second-factor", methods=["GET", "POST"])
@access("administer", tenant=own_provider)
@fresh
def provider_factor() -> ResponseReturnValue:
    """Whether members of the provider need a second factor."""
    return _factor("tenants.provider_factor", url_for("portfolios.home"))


def _factor(here_: str, back: str) -> ResponseReturnValue:
    actor, status = current_actor(), 200
    ready = bool(proofs_of(actor.user_id) & OWN)
    wanted = request.form.get("wanted")
    if wanted == "yes" and not ready:
        status = 422  # or the next page would shut whoever pressed the button out
    elif wanted in ("yes", "no"):
        changes.demand_factor(database().session, actor.tenant, wanted=wanted == "yes", by=actor.user_id)
        flash(_("Saved. It holds from everybody's next page on."), "success")
        return redirect(url_for(here_), 303)
    organisation = get_organisation(database().session, actor.tenant)
    page = render_template(
        "tenants/factor.html", organisation=organisation, ready=ready, here=here_, back=back, failed=status == 422
    )
    return page, status


@pages.get("/firm/providers")
@access("belong")
def providers() -> str:
    """Which providers may see the firm, which could, and a way to find others."""
    wanted = request.args.get("q", "")[:120].strip()
    found = search_providers(database().session, wanted) if "q" in request.args else ()
    agreed = list_agreements(database().session, current_actor().tenant)
    told = {
        "live": {one.engagement.provider_id for one in agreed if one.is_live},
        "grants": list_grants(database().session, current_actor().tenant),
    }
    return render_template(
        "tenants/providers.html", agreed=agreed, found=found, wanted=wanted, shares=SHARE_WORDS, **told
    )


@pages.post("/firm/grants/<uuid:grant_id>/end")
@access("manage")
def end_grant(grant_id: UUID) -> ResponseReturnValue:
    """Shut the operator's staff out before their time is over."""
    actor = current_actor()
    grants.end_grant(database().session, actor.tenant, grant_id, by=actor.user_id)
    flash(_("Ended. Platform staff see nothing of your firm any more."), "success")
    return redirect(url_for("tenants.providers"), 303)


@pages.route("/firm/providers/agree", methods=["GET", "POST"])
@access("manage")
@fresh
def agree() -> ResponseReturnValue:
    """Let a provider see the firm, or change what it may see."""
    actor, store = current_actor(), database().session
    if "provider" not in request.values:
        return redirect(url_for("tenants.providers", q=""))
    provider = get_provider(store, parse_id(request.values.get("provider")))
    agreed = list_agreements(store, actor.tenant)
    standing = next((a.engagement for a in agreed if a.is_live and a.engagement.provider_id == provider.id), None)
    kept = {"purpose": standing.purpose, "shares": standing.shares} if standing else {"shares": ["results"]}
    form, status = AgreeForm(data=kept), 422
    if form.validate_on_submit():
        settle = changes.change_agreement if standing else changes.agree_to_provider
        try:
            settle(store, actor.tenant, provider.id, _terms(form), by=actor.user_id)
        except Conflict as error:  # it has no room for another firm, say: what was typed stays in the form
            database().rollback()
            form.purpose.errors, status = [*form.purpose.errors, error.message.get(lang())], error.status
        else:
            flash(_("Recorded. You can change or withdraw it here at any time."), "success")
            return redirect(url_for("tenants.providers"), 303)
    page = render_template("tenants/agree.html", form=form, provider=provider, standing=standing)
    return page, status if form.errors else 200


def _terms(form: AgreeForm) -> changes.Terms:
    # Composing accents can only make this longer than the form allowed, and then its end is no loss.
    purpose = canonical((form.purpose.data or "")[:200], limit=600)[:200]
    days = int(form.days.data) if form.days.data else None
    return changes.Terms(purpose=purpose, shares=form.shares.data or (), days=days)


@pages.post("/firm/providers/withdraw")
@access("manage")
def withdraw() -> ResponseReturnValue:
    """Shut a provider out. No password is asked for: taking consent back must be as easy as giving it, and it opens
    nothing to anybody."""
    actor = current_actor()
    changes.end_agreement(database().session, actor.tenant, parse_id(request.form.get("provider")), by=actor.user_id)
    flash(_("Withdrawn. That provider sees nothing of your firm any more."), "success")
    return redirect(url_for("tenants.providers"), 303)
