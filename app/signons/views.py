"""A provider's own sign-on: set by its administrators, used by its people."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts.fresh import fresh
from app.accounts.queries import names_of
from app.accounts.strength import by_organisation, proofs_of
from app.kit import log
from app.kit.access import access
from app.kit.db import Scope, database
from app.kit.errors import Conflict, Refused
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.oidc import Client, SignOnFault, discover
from app.kit.seal import seal
from app.kit.text import Text
from app.kit.throttle import Attempts, network_of
from app.kit.web import absolute, safe_next
from app.signons import operations, starting
from app.signons.forms import SignOnForm
from app.signons.models import SignOn
from app.signons.queries import find_sign_on, list_links
from app.signons.wording import FAULTS, NO_SIGN_ON
from app.tenants.access import current_actor, own_provider
from app.tenants.models import Organisation
from app.tenants.queries import find_provider_by_code, get_organisation, get_provider, list_seats

pages = Blueprint("signons", __name__)
TRIES = Attempts("sign-on-address", "60 per 5 minutes")
_log = log.get(__name__)


@pages.route("/provider/sign-on", methods=["GET", "POST"])
@access("administer", tenant=own_provider)
@fresh
def settings() -> ResponseReturnValue:
    """What is set; set it, take it back, demand it, or forget an identity."""
    actor, act = current_actor(), request.form.get("act", "")
    if request.method == "GET" or act == "save":
        return _save(SignOnForm(data=_kept(find_sign_on(database().session, actor.tenant))))
    store, by = database().session, actor.user_id
    if act == "unlink":
        operations.unlink_person(store, actor.tenant, parse_id(request.form.get("person")), by=by)
    elif act == "remove":
        operations.drop_sign_on(store, actor.tenant, by=by)
    elif act == "waive" or (act == "demand" and _has_come_through()):
        operations.demand_sign_on(store, actor.tenant, wanted=act == "demand", by=by)
    else:
        return _page(SignOnForm(formdata=None, data=_kept(find_sign_on(store, actor.tenant))), "", 422)
    flash(_("Saved."), "success")
    return redirect(url_for("signons.settings"), 303)


def _save(form: SignOnForm) -> ResponseReturnValue:
    if not form.validate_on_submit():
        return _page(form, "", 422 if form.errors else 200)
    settings_ = current_app.config["SETTINGS"]
    typed = {"issuer": (form.issuer.data or "").strip(), "client_id": (form.client_id.data or "").strip()}
    try:
        discover(Client(**typed, secret="", back="", loopback=settings_.sign_on_loopback))
    except SignOnFault as fault:
        _log.warning("sign-on not kept", reason=fault.reason, detail=fault.detail)
        return _page(form, FAULTS[fault.reason].get(lang()), 422)
    sealed = seal(form.secret.data, secret_key=settings_.secret_key) if form.secret.data else None
    terms = operations.Terms(**typed, secret_sealed=sealed, domains=form.domain_list())
    actor = current_actor()
    operations.keep_sign_on(database().session, actor.tenant, terms, by=actor.user_id)
    flash(_("Saved. Now try it yourself with the button below."), "success")
    return redirect(url_for("signons.settings"), 303)


def _has_come_through() -> bool:
    actor = current_actor()
    return by_organisation(actor.tenant) in proofs_of(actor.user_id)


def _kept(row: SignOn | None) -> dict[str, Any]:
    return {"issuer": row.issuer, "client_id": row.client_id, "domains": "\n".join(row.domains)} if row else {}


def _page(form: SignOnForm, fault: str, status: int) -> ResponseReturnValue:
    store, tenant = database().session, current_actor().tenant
    links = list_links(store, tenant)
    page = render_template(
        "signons/settings.html",
        form=form,
        fault=fault,
        row=find_sign_on(store, tenant),
        provider=get_organisation(store, tenant),
        links=links,
        names=names_of(store, {link.user_id for link in links}),
        tried=_has_come_through(),
        back=absolute(starting.BACK),
    )
    return page, status


@pages.get("/sign-in/organisation")
@access("anyone")
def start() -> ResponseReturnValue:
    """Ask for the provider's code, or show whose sign-on it leads to."""
    target = safe_next(request.args.get("next"), "/home")
    code, fault = request.args.get("code", "") or _own_code(), ""
    found = _find(code) if code else None
    if code and found is None:
        fault = NO_SIGN_ON.get(lang())
    shown = {"target": target, "code": code[:12], "fault": fault}
    page = render_template("signons/start.html", provider=found[0] if found else None, **shown)
    return page, 422 if fault else 200


@pages.get("/sign-in/organisation/<string(maxlength=12):code>/go")
@access("anyone")
def go(code: str) -> ResponseReturnValue:
    """Off to the provider's own sign-on."""
    current_app.extensions["throttle"].take(TRIES, network_of(request.remote_addr))
    found = _find(code)
    if found is None:
        return _failed(NO_SIGN_ON)
    try:
        return redirect(starting.send_off(found[1], safe_next(request.args.get("next"), "/home")))
    except SignOnFault as fault:
        return _say(fault)


@pages.get(starting.BACK)
@access("anyone", writes=True)
def back() -> ResponseReturnValue:
    """What the provider's sign-on says of the person: let them in, or say what to do."""
    current_app.extensions["throttle"].take(TRIES, network_of(request.remote_addr))
    store = database().session
    try:
        kept = starting.take_waiting()
        provider = get_provider(store, starting.provider_of(kept))
        store.open_scope(Scope.tenant(provider.id))
        sign_on = find_sign_on(store, provider.id)
        if sign_on is None:
            return _failed(NO_SIGN_ON)
        person = operations.recognise(store, provider, sign_on, starting.read_claims(sign_on, kept), lang=lang())
        starting.enter(person, provider.id)
    except SignOnFault as fault:
        return _say(fault)
    except (Refused, Conflict) as refusal:
        return _failed(refusal.message)
    return redirect(safe_next(kept["next"], "/home"), 303)


def _find(code: str) -> tuple[Organisation, SignOn] | None:
    store = database().session
    provider = find_provider_by_code(store, code)
    if provider is None:
        return None
    store.open_scope(Scope.tenant(provider.id))
    sign_on = find_sign_on(store, provider.id)
    return (provider, sign_on) if sign_on is not None else None


def _own_code() -> str:
    """Of the provider that demands its sign-on of whoever is signed in."""
    if not current_user.is_authenticated:
        return ""
    store = database().session
    wanted = next((seat for seat in list_seats(store, current_user.id) if seat.sign_on_required), None)
    return (get_organisation(store, wanted.organisation_id).code or "") if wanted else ""


def _say(fault: SignOnFault) -> ResponseReturnValue:
    _log.warning("sign-on failed", reason=fault.reason, detail=fault.detail)
    return _failed(FAULTS[fault.reason])


def _failed(sentence: Text) -> ResponseReturnValue:
    database().rollback()
    page = render_template("signons/failed.html", sentence=sentence.get(lang()), language_back=url_for("signons.start"))
    return page, 400
