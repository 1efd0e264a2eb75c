"""The page of one order: where it stands, how to pay it, taking it back."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kit import clock
from app.kit.access import access
from app.kit.db import database
from app.kit.errors import Conflict
from app.kit.i18n import lang
from app.orders.models import Channel, Order, OrderState
from app.orders.operations import withdraw_order
from app.orders.queries import get_order
from app.orders.wording import CHANNELS, STATES, TONES, say_item
from app.subscriptions.entitlements import State
from app.subscriptions.queries import list_subscriptions
from app.subscriptions.wording import say_price
from app.tenants.access import current_actor, own_side

pages = Blueprint("orders", __name__)
pages.add_app_template_filter(lambda order: say_item(order, lang()), "said_order")
pages.add_app_template_filter(lambda money: say_price(money, lang()), "price")


def _state(order: Order) -> OrderState:
    """Where it stands now; an open order whose time is up has expired, whether or not a job came by."""
    state = OrderState(order.state)
    return OrderState.EXPIRED if state == OrderState.OPEN and order.expires_at <= clock.now() else state


pages.add_app_template_global(_state, "order_state")


@pages.get("/<any(firm,provider):side>/orders/<uuid:order_id>")
@access("bought", tenant=own_side)
def show(side: str, order_id: UUID) -> ResponseReturnValue:
    """One order."""
    session, tenant_id = database().session, current_actor().tenant
    order = get_order(session, tenant_id, order_id)
    held = next((one for one in list_subscriptions(session, tenant_id) if one.order_id == order.id), None)
    return render_template(
        "orders/show.html",
        side=side,
        order=order,
        state=_state(order),
        states=STATES,
        tones=TONES,
        channels=CHANNELS,
        by_transfer=order.channel == Channel.TRANSFER,
        trial_until=held.trial_end_at if held is not None and held.state == State.TRIALING else None,
        bank=current_app.config["SETTINGS"],
    )


@pages.post("/<any(firm,provider):side>/orders/<uuid:order_id>/withdraw")
@access("buy", tenant=own_side)
def withdraw(side: str, order_id: UUID) -> ResponseReturnValue:
    """It is not wanted any more."""
    actor = current_actor()
    try:
        withdraw_order(database().session, actor.tenant, order_id, by=actor.user_id)
    except Conflict as error:
        flash(error.message.get(lang()), "warning")
    else:
        flash(_("Withdrawn. Nothing is to be paid for it."), "success")
    return redirect(url_for("orders.show", side=side, order_id=order_id), 303)
