"""The brand of a provider: set by its administrators, with a preview; and the colours as a style sheet."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.fresh import fresh, fresh_on
from app.brands.forms import BrandForm
from app.brands.models import Brand
from app.brands.operations import WORDS, Look, drop_brand, drop_brand_logo, keep_brand, keep_brand_logo
from app.brands.queries import NO_LOGO, find_brand, get_logo, may_hide_us
from app.brands.receiving import MOST, receive_logo
from app.brands.values import our_accent, our_dark, screen_css
from app.brands.wording import NO_FILE
from app.kit import clock
from app.kit.access import access
from app.kit.db import database
from app.kit.errors import Invalid, NotFound, PersonError
from app.kit.i18n import lang
from app.kit.intake.apart import take_in_logo_apart
from app.kit.shades import read_colour
from app.kit.throttle import Attempts
from app.subscriptions.plans import Feature
from app.tenants.access import current_actor, own_provider
from app.tenants.queries import get_provider

pages = Blueprint("brands", __name__)
UPLOADS = Attempts("brand-logo", "30 per 10 minutes")


@pages.get("/provider/brand")
@access("brand", tenant=own_provider, plan=Feature.BRAND)
@fresh
def show() -> ResponseReturnValue:
    """What is set, how it looks, and the way to change it."""
    return _page(BrandForm(data=_kept(_brand())))


@pages.post("/provider/brand")
@access("brand", tenant=own_provider, plan=Feature.BRAND)
@fresh
def save() -> ResponseReturnValue:
    """Keep colours and words; what cannot be read is refused with a shade that can."""
    actor, form = current_actor(), BrandForm()
    _take_proposal(form)
    if not form.validate():
        return _page(form, status=422)
    hides_us = bool(form.hides_us.data) and may_hide_us(database().session, actor.tenant)
    words = {name: str(form[name].data or "") for name in WORDS}
    keep_brand(database().session, actor.tenant, Look(words, hides_us), by=actor.user_id, at=clock.now())
    flash(_("Saved. Reports issued from now on carry it; earlier ones stay as they were."), "success")
    return redirect(url_for("brands.show"), 303)


@pages.post("/provider/brand/logo")
@access("brand", tenant=own_provider, plan=Feature.BRAND)
@fresh_on("brands.show")
def put_logo() -> ResponseReturnValue:
    """Keep a logo: read apart, written anew."""
    actor = current_actor()
    current_app.extensions["throttle"].take(UPLOADS, str(actor.user_id))
    try:
        sent = request.files.get("logo")
        if sent is None or not sent.filename:
            raise Invalid(NO_FILE)
        scanner = current_app.extensions["scanner"]
        clean = receive_logo(sent.read(MOST + 1), scanner=scanner, take_in=take_in_logo_apart)
    except PersonError as error:
        return _page(BrandForm(formdata=None, data=_kept(_brand())), error.message.get(lang()), error.status)
    keep_brand_logo(database().session, actor.tenant, clean, by=actor.user_id, at=clock.now())
    flash(_("The logo is kept."), "success")
    return redirect(url_for("brands.show"), 303)


@pages.get("/provider/brand/logo")
@access("brand", tenant=own_provider, plan=Feature.BRAND)
def logo() -> ResponseReturnValue:
    """The provider's own logo as it is kept."""
    brand = _brand()
    if brand is None:
        raise NotFound(NO_LOGO)
    found = get_logo(database().session, brand.tenant_id, brand.logo_hash)
    return Response(found.content, mimetype="image/png")


@pages.post("/provider/brand/logo/remove")
@access("brand", tenant=own_provider, plan=Feature.BRAND)
@fresh_on("brands.show")
def remove_logo() -> ResponseReturnValue:
    """Let the name stand in place of the logo."""
    actor = current_actor()
    drop_brand_logo(database().session, actor.tenant, by=actor.user_id, at=clock.now())
    flash(_("The logo is gone; the name stands in its place."), "success")
    return redirect(url_for("brands.show"), 303)


@pages.get("/provider/brand/reset")
@access("brand", tenant=own_provider, plan=Feature.BRAND)
@fresh
def ask_reset() -> ResponseReturnValue:
    """Ask before everything is taken back, where there are no scripts."""
    return render_template("brands/reset.html")


@pages.post("/provider/brand/reset")
@access("brand", tenant=own_provider, plan=Feature.BRAND)
@fresh
def reset() -> ResponseReturnValue:
    """Back to the look of the house."""
    actor = current_actor()
    drop_brand(database().session, actor.tenant, by=actor.user_id)
    flash(_("Back to our standard look. Reports issued before keep the look they have."), "success")
    return redirect(url_for("brands.show"), 303)


@pages.get("/brands/colours/<string(length=6):accent>-<string(length=6):dark>.css")
@access("anyone")
def colours(accent: str, dark: str) -> ResponseReturnValue:
    """What two colours make of the page inside `.branded`: says nothing about whose they are."""
    shades = read_colour(accent), read_colour(dark)
    if shades[0] is None or shades[1] is None:
        raise NotFound(NO_LOGO)
    answer = Response(screen_css(shades[0], shades[1]), mimetype="text/css")
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Vary"] = "Accept-Encoding"
    return answer


def _brand() -> Brand | None:
    return find_brand(database().session, current_actor().tenant)


def _kept(brand: Brand | None) -> dict[str, Any]:
    if brand is None:
        return {"accent": our_accent(), "dark": our_dark()}
    return {name: getattr(brand, name) for name in ("hides_us", *WORDS)}


def _take_proposal(form: BrandForm) -> None:
    """A press of "use this shade" puts it in the place of what was typed."""
    name, _colon, shade = request.form.get("instead", "").partition(":")
    if name in ("accent", "dark"):
        form[name].data = shade


def _page(form: BrandForm, fault: str = "", status: int = 200) -> ResponseReturnValue:
    tenant = current_actor().tenant
    shown = [read_colour(form.accent.data or "") or our_accent(), read_colour(form.dark.data or "") or our_dark()]
    page = render_template(
        "brands/show.html",
        form=form,
        fault=fault,
        brand=_brand(),
        provider=get_provider(database().session, tenant),
        may_hide=may_hide_us(database().session, tenant),
        shown=[shade[1:] for shade in shown],
        most=MOST // (1024 * 1024),
    )
    return make_response(page, status)
