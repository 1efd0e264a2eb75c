"""The price list, for everybody."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_security import current_user

from app.kit.access import access
from app.kit.db import database
from app.kit.i18n import lang
from app.subscriptions.plans import SPOKEN, shop
from app.subscriptions.showing import show_prices
from app.subscriptions.wording import QUESTIONS, WITH_STRIPE, WITHOUT_STRIPE
from app.tenants.models import Kind, Role
from app.tenants.queries import list_seats

SIDES = {Kind.SME: "firm", Kind.PROVIDER: "provider"}
pages = Blueprint("subscriptions", __name__)
pages.add_app_template_global(lambda: shop.is_open, "sells")


@pages.get("/plans")
@access("anyone")
def prices() -> ResponseReturnValue:
    """What each plan opens and costs, in the currency of the page's language; or that nothing costs anything here."""
    spoken, settings = lang(), current_app.config["SETTINGS"]
    asked = WITH_STRIPE if settings.stripe_key else WITHOUT_STRIPE
    shown = {kind: show_prices(shop.plans, kind, SPOKEN[spoken], spoken) for kind in ("sme", "provider")}
    return render_template(
        "subscriptions/prices.html",
        lists=shown,
        questions=(*asked, *QUESTIONS),
        takes_cards=bool(settings.stripe_key),
        contact=settings.operator_contact,
        buys=_buys(),
    )


def _buys() -> set[str]:
    """For which side whoever reads may buy: a firm's owner for the firm, an administrator for the provider."""
    if not current_user.is_authenticated:
        return set()
    seats = list_seats(database().session, current_user.id)
    return {SIDES[seat.kind] for seat in seats if seat.roles & {Role.OWNER, Role.PROVIDER_ADMIN}}
