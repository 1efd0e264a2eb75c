"""Plan and usage of a firm or a provider, and buying. Each page once for both: /firm/… and /provider/…."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, get_timezone
from flask_babel import gettext as _
from flask_security import current_user

from app.accounts.fresh import fresh
from app.assessments.models import Assessment
from app.assessments.queries import instrument_of, list_assessments
from app.kit import clock
from app.kit.access import access
from app.kit.db import Scope, database
from app.kit.errors import Conflict, Invalid, PersonError
from app.kit.i18n import lang
from app.kit.ids import parse_id
from app.kit.web import absolute, safe_next
from app.orders.models import Channel, Order, OrderState
from app.orders.queries import get_order
from app.orders.wording import STATES, TONES
from app.payments.changing import change_seats, pay_by_year, resume_renewal, stop_renewal
from app.payments.gateway import gateway
from app.payments.operations import Asker, Back, open_portal
from app.purchases.banners import KINDS_OF_BANNERS, QUIET_FOR, find_banner
from app.purchases.choosing import Buyer, Chosen, read_choice, way_words
from app.purchases.operations import ask_about, confirm_order, order_chosen
from app.purchases.paying import foresight, payment_page
from app.purchases.queries import currency_of, read_usage
from app.purchases.wording import (
    CHANGED_PRICE,
    COUNTED,
    FREE,
    FREE_PROVIDER,
    INVOICE_STATES,
    LEFT,
    OF_LIMIT,
    OVER,
    UNLIMITED,
    UNREADABLE,
    say_day,
    say_standing,
)
from app.subscriptions.entitlements import Collects, State
from app.subscriptions.plans import Currency, shop
from app.subscriptions.queries import find_pass, list_live_subscriptions, list_subscriptions
from app.subscriptions.showing import price_lines
from app.subscriptions.wording import INTERVAL_WORDS
from app.tenants.access import Actor, current_actor, own_side
from app.tenants.queries import list_members

pages = Blueprint("purchases", __name__, url_prefix="/<any(firm,provider):side>")
KINDS = {"firm": "sme", "provider": "provider"}
WORDS = {"counted": COUNTED, "over": OVER, "of_limit": OF_LIMIT, "unlimited": UNLIMITED, "left": LEFT}


@pages.app_template_global("plan_banner")
def _banner() -> dict[str, Any] | None:
    """What whoever decides about the plan must know on every page, unless put away today."""
    me: Actor | None = g.get("actor")
    if not shop.is_open or me is None or me.place is None or not me.can("buy"):
        return None
    tenant_id, at = me.place.organisation_id, clock.now()
    with database().reading(Scope.tenant(tenant_id)) as session:
        found = find_banner(list_subscriptions(session, tenant_id), at)
    if found is None or request.cookies.get(f"quiet-{found.kind}") == str(tenant_id):
        return None
    row, days = found.row, {name: say_day(day, lang(), get_timezone()) for name, day in found.days.items()}
    told = {"kind": found.kind, "said": found.words.get(lang()).format(**days), "plan": row.plan, "seats": row.seats}
    told |= {"interval": row.interval, "by_transfer": row.collects == Collects.TRANSFER}
    return told | {"side": "provider" if me.provider else "firm"}


@pages.post("/plan/quiet")
@access("buy", tenant=own_side)
def quiet(side: str) -> ResponseReturnValue:
    """Put a banner away for a day, on this device."""
    kind = request.form.get("kind", "")
    answer = redirect(safe_next(request.form.get("next"), url_for("purchases.usage", side=side)), 303)
    if kind in KINDS_OF_BANNERS:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        more = {"secure": secure, "httponly": True, "samesite": "Lax"}
        answer.set_cookie(f"quiet-{kind}", str(current_actor().tenant), max_age=QUIET_FOR, **more)
    return answer


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
        invoice_states=INVOICE_STATES,
        **WORDS,
    )


def _prices() -> dict[str, tuple[str, ...]]:
    currency = currency_of(database().session, current_actor().tenant, lang())
    return {one.id: tuple(price_lines(one, currency, lang()).values()) for one in shop.plans.plans}


def _is_online() -> bool:
    return gateway.is_configured


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
    if is_new:
        confirm_order(session, made, bank=_bank(), path=url_for("orders.show", side=side, order_id=made.id))
    flash(_("Your order is kept."), "success")
    return _go_and_pay(side, made)


@pages.post("/orders/<uuid:order_id>/pay")
@access("buy", tenant=own_side)
def pay(side: str, order_id: UUID) -> ResponseReturnValue:
    """To the page where an open order is paid."""
    return _go_and_pay(side, get_order(database().session, current_actor().tenant, order_id))


def _go_and_pay(side: str, made: Order) -> ResponseReturnValue:
    """Of a transfer the order says where to pay; for the rest Stripe has a page."""
    here = url_for("orders.show", side=side, order_id=made.id)
    if made.channel == Channel.TRANSFER:
        return redirect(here, 303)
    back = Back(done=absolute(url_for("purchases.returned", side=side, order_id=made.id)), left=absolute(here))
    try:
        return _onward(lambda: payment_page(database(), made, asker=_asker(), back=back))
    except PersonError as error:
        flash(error.message.get(lang()), "warning")
        return redirect(here, 303)


def _asker() -> Asker:
    return Asker(by=current_actor().user_id, email=current_user.email or "", lang=lang())


def _onward(ask: Callable[[], str]) -> ResponseReturnValue:
    """A page that leads to another site: a form of ours may not be redirected there. No transaction is held meanwhile.

    Whoever came back by the browser's arrow finds the page before."""
    database().commit()
    address = ask()
    return make_response(render_template("purchases/onward.html", address=address, moves=f"0; url={address}"))


@pages.get("/orders/<uuid:order_id>/returned")
@access("bought", tenant=own_side, writes=True)
def returned(side: str, order_id: UUID) -> ResponseReturnValue:
    """Back from Stripe. The address proves nothing: the order says whether it was paid, once Stripe has said so."""
    session, tenant_id = database().session, current_actor().tenant
    made = get_order(session, tenant_id, order_id)
    if made.state != OrderState.OPEN:
        return redirect(url_for("orders.show", side=side, order_id=order_id), 303)
    ask_about(session, made, at=clock.now())
    return render_template("purchases/returned.html", side=side, order=made)


@pages.post("/plan/portal")
@access("buy", tenant=own_side)
def portal(side: str) -> ResponseReturnValue:
    """To Stripe's page for cards, invoices and cancelling."""
    here = url_for("purchases.usage", side=side)
    foresight.forget(tenant := current_actor().tenant)
    try:
        return _onward(lambda: open_portal(database(), tenant, asker=_asker(), back=absolute(here)))
    except PersonError as error:
        flash(error.message.get(lang()), "warning")
        return redirect(here, 303)


@pages.route("/plan/seats", methods=["GET", "POST"])
@access("buy", tenant=own_side)
@fresh
def seats(side: str) -> ResponseReturnValue:
    """Pay for more or fewer seats."""
    actor, now = current_actor(), clock.now()
    found = read_usage(database().session, actor.tenant, at=now)
    held = next((one for one in found.live if one.stripe_id and shop.plans.plan(one.plan).per_seat), None)
    if held is None:
        return redirect(url_for("purchases.usage", side=side), 303)
    taken = next(one.used for one in found.counted if one.name == "seats")
    raw = request.form.get("seats", "")
    if request.method == "GET":
        return render_template("purchases/seats.html", side=side, held=held, taken=taken, wanted=held.seats, fault="")
    wanted = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 6 else 0
    fault = _change(lambda: change_seats(database(), actor.tenant, wanted, in_use=taken, by=actor.user_id))
    if fault:
        page = render_template("purchases/seats.html", side=side, held=held, taken=taken, wanted=raw, fault=fault)
        return make_response(page, 422)
    flash(_("Changed. It counts within a minute."), "success")
    return redirect(url_for("purchases.usage", side=side), 303)


def _change(act: Callable[[], object]) -> str:
    """Why something could not be changed at Stripe; empty when it was. No transaction is held meanwhile."""
    database().commit()
    foresight.forget(current_actor().tenant)
    try:
        act()
    except PersonError as error:
        return error.message.get(lang())
    return ""


@pages.route("/plan/cancel", methods=["GET", "POST"])
@access("buy", tenant=own_side)
@fresh
def cancel(side: str) -> ResponseReturnValue:
    """Let a plan end with the time that is paid, after a page that says what stays."""
    actor, here = current_actor(), url_for("purchases.usage", side=side)
    if request.method == "GET":
        found = read_usage(database().session, actor.tenant, at=clock.now())
        held = next((one for one in found.live if one.stripe_id and one.period_end_at and not one.cancel_at), None)
        if held is None:
            return redirect(here, 303)
        return render_template("purchases/cancel.html", side=side, held=held, plans=shop.plans)
    fault = _change(lambda: stop_renewal(database(), actor.tenant, by=actor.user_id))
    said = fault or _("Cancelled. Everything stays open for the time that is paid, and nothing is charged after it.")
    flash(said, "warning" if fault else "success")
    return redirect(here, 303)


@pages.route("/plan/yearly", methods=["GET", "POST"])
@access("buy", tenant=own_side)
@fresh
def yearly(side: str) -> ResponseReturnValue:
    """From the month to the year, after a page that says what it costs."""
    actor, here = current_actor(), url_for("purchases.usage", side=side)
    if request.method == "GET":
        found = read_usage(database().session, actor.tenant, at=clock.now())
        held = next(
            (one for one in found.live if one.state == State.ACTIVE and one.interval == "month" and one.stripe_id), None
        )
        year = shop.plans.price(held.plan, "year", _spoken(held.currency)) if held is not None else None
        if held is None or year is None:
            return redirect(here, 303)
        return render_template("purchases/yearly.html", side=side, held=held, plans=shop.plans, total=year * held.seats)
    fault = _change(lambda: pay_by_year(database(), actor.tenant, by=actor.user_id))
    flash(fault or _("Changed. It counts within a minute."), "warning" if fault else "success")
    return redirect(here, 303)


def _spoken(currency: str) -> Currency:
    return "USD" if currency == "USD" else "CNY"


@pages.post("/plan/resume")
@access("buy", tenant=own_side)
def resume(side: str) -> ResponseReturnValue:
    """Go on after all."""
    actor = current_actor()
    fault = _change(lambda: resume_renewal(database(), actor.tenant, by=actor.user_id))
    flash(fault or _("The plan goes on. It counts within a minute."), "warning" if fault else "success")
    return redirect(url_for("purchases.usage", side=side), 303)


@pages.get("/plan/next")
@access("bought", tenant=own_side)
def upcoming(side: str) -> ResponseReturnValue:
    """What will be asked for next, read from Stripe beside the page about the plan, which never waits for it."""
    tenant = current_actor().tenant
    live = list_live_subscriptions(database().session, tenant)
    held = next((one for one in live if one.stripe_id and not one.cancel_at), None)
    database().rollback()
    found = foresight.look(tenant, str(held.stripe_id)) if held is not None else None
    return render_template("purchases/upcoming.html", side=side, found=found, held=held, unreadable=UNREADABLE)


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
        trial_days=0 if list_subscriptions(session, tenant_id) else chosen.trial_days,
        assessments=_buyable(tenant_id) if chosen.item.id == "report" else [],
        offered=[(one.id, one.title.get(lang())) for one in chosen.items],
        spans=_spans(chosen),
        intervals=INTERVAL_WORDS,
        by_transfer=chosen.channel == Channel.TRANSFER,
    )
    return make_response(page, status)


def _spans(chosen: Chosen) -> list[tuple[str, str]]:
    """Intervals with their prices."""
    currency = _spoken(chosen.total.currency)
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
