"""Plan and usage of a firm or a provider, and buying. Each page once for both: /firm/… and /provider/…."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, get_timezone
from flask_babel import gettext as _

from app.accounts.fresh import fresh
from app.assessments.models import Assessment
from app.assessments.queries import instrument_of, list_assessments
from app.kit import clock
from app.kit.access import access
from app.kit.db import database
from app.kit.errors import Conflict, Invalid
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.orders.models import Channel
from app.orders.wording import STATES, TONES
from app.purchases.choosing import Buyer, Chosen, read_choice, way_words
from app.purchases.operations import confirm_order, order_chosen
from app.purchases.queries import currency_of, read_usage
from app.purchases.wording import (
    CHANGED_PRICE,
    COUNTED,
    FREE,
    FREE_PROVIDER,
    LEFT,
    OF_LIMIT,
    OVER,
    UNLIMITED,
    say_standing,
)
from app.subscriptions.plans import Currency, shop
from app.subscriptions.queries import find_pass, list_live_subscriptions
from app.subscriptions.showing import price_lines
from app.subscriptions.wording import INTERVAL_WORDS
from app.tenants.access import current_actor, own_side
from app.tenants.queries import list_members

pages = Blueprint("purchases", __name__, url_prefix="/<any(firm,provider):side>")
KINDS = {"firm": "sme", "provider": "provider"}
WORDS = {"counted": COUNTED, "over": OVER, "of_limit": OF_LIMIT, "unlimited": UNLIMITED, "left": LEFT}


@pages.get("/plan")
@access("bought", tenant=own_side)
def usage(side: str) -> ResponseReturnValue:
    """What is bought, until when, how much of it is used, and everything that was ordered."""
    actor, now = current_actor(), clock.now()
    found = read_usage(database().session, actor.tenant, at=now)
    said = [(one, say_standing(one, lang(), at=now, zone=get_timezone())) for one in found.live]
    return render_template(
        "purchases/usage.html",
        side=side,
        usage=found,
        standings=said,
        free=FREE if side == "firm" else FREE_PROVIDER,
        plans=shop.plans,
        prices=_prices(),
        online=_is_online(),
        states=STATES,
        tones=TONES,
        intervals=INTERVAL_WORDS,
        **WORDS,
    )


def _prices() -> dict[str, tuple[str, ...]]:
    currency = currency_of(database().session, current_actor().tenant, lang())
    return {one.id: tuple(price_lines(one, currency, lang()).values()) for one in shop.plans.plans}


def _is_online() -> bool:
    return bool(current_app.config["SETTINGS"].stripe_key)


@pages.route("/plan/buy", methods=["GET"])
@access("buy", tenant=own_side)
def choose(side: str) -> ResponseReturnValue:
    """What is sold, and what the choice comes to before anything is ordered."""
    return _choosing(side, _chosen(side))


@pages.post("/plan/buy")
@access("buy", tenant=own_side)
@fresh
def order(side: str) -> ResponseReturnValue:
    """Order what is shown: to the payment page, or to the order with the bank account."""
    actor, chosen, session = current_actor(), _chosen(side), database().session
    try:
        if request.form.get("total") != str(chosen.total.minor):
            raise Conflict(CHANGED_PRICE)
        made, is_new = order_chosen(session, actor.tenant, chosen, by=actor.user_id, at=clock.now())
    except (Conflict, Invalid) as error:
        database().rollback()
        return _choosing(side, chosen, fault=error.message.get(lang()), status=error.status)
    path = url_for("orders.show", side=side, order_id=made.id)
    if is_new:
        confirm_order(session, made, bank=_bank(), path=path)
    flash(_("Your order is kept."), "success")
    return redirect(path, 303)


def _bank() -> dict[str, str]:
    settings = current_app.config["SETTINGS"]
    known = {"payee": settings.bank_payee, "bank": settings.bank_name, "account": settings.bank_account}
    return known if settings.takes_transfers else {"payee": "", "bank": "", "account": ""}


def _chosen(side: str) -> Chosen:
    actor, session = current_actor(), database().session
    currency = currency_of(session, actor.tenant, lang())
    seats = len(list_members(session, actor.tenant)) if side == "provider" else 1
    buyer = Buyer(kind=KINDS[side], currency=currency, online=_is_online(), seats=seats)
    chosen = read_choice(request.args, shop.plans, buyer)
    if chosen.item.id != "report" or chosen.assessment_id is not None:
        return chosen
    newest = next((parse_id(one) for one, _title in _buyable(actor.tenant)), None)
    return replace(chosen, assessment_id=newest)


def _choosing(side: str, chosen: Chosen, fault: str = "", status: int = 200) -> ResponseReturnValue:
    session, tenant_id = database().session, current_actor().tenant
    ways = [(one.value, way_words(one, chosen.interval).get(lang())) for one in chosen.channels]
    page = render_template(
        "purchases/choose.html",
        side=side,
        chosen=chosen,
        ways=ways,
        fault=fault,
        online=_is_online(),
        held=list_live_subscriptions(session, tenant_id) if chosen.is_plan else [],
        assessments=_buyable(tenant_id) if chosen.item.id == "report" else [],
        offered=[(one.id, one.title.get(lang())) for one in chosen.items],
        spans=_spans(chosen),
        intervals=INTERVAL_WORDS,
        by_transfer=chosen.channel == Channel.TRANSFER,
    )
    return make_response(page, status)


def _spans(chosen: Chosen) -> list[tuple[str, str]]:
    """Intervals with their prices."""
    currency: Currency = "USD" if chosen.total.currency == "USD" else "CNY"
    lines = price_lines(shop.plans.plan(chosen.item.id), currency, lang()) if chosen.is_plan else {}
    return [(one, lines[one]) for one in chosen.intervals if one in lines]


def _buyable(tenant_id: UUID) -> list[tuple[str, str]]:
    """Ids of the assessments that nothing has opened yet, with what to call them."""
    session = database().session
    found = [one for one in list_assessments(session, tenant_id) if find_pass(session, tenant_id, one.id) is None]
    return [(str(one.id), _called(one)) for one in found]


def _called(one: Assessment) -> str:
    title, day = instrument_of(one).title.get(lang()), format_date(one.submitted_at or one.created_at)
    return _("%(title)s, submitted %(day)s", title=title, day=day) if one.submitted_at else title
