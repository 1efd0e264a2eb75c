"""One payment page at a time: what would be paid twice is closed before another page opens, under the tenant's lock.

Two people may press at once. Whoever is written down last wins: the other's page, if it still comes to be, is closed
before anybody sees it. What is paid all the same is found and given back by `duplicates`.
"""

from datetime import UTC, datetime
from typing import Any

from app.kit.db import Database, HouseSession
from app.kit.errors import Conflict
from app.orders.models import Order, OrderState
from app.orders.operations import HAS_ONE, NOT_OPEN
from app.orders.queries import get_order, list_orders
from app.payments import outbox
from app.payments.acts import Act, order_of
from app.payments.faults import GatewayRefused
from app.payments.gateway import gateway
from app.payments.models import CallState
from app.payments.queries import list_open_calls
from app.payments.values import StripeSession
from app.payments.wording import ELSEWHERE, JUST_PAID
from app.subscriptions.queries import list_live_subscriptions

PAGES = 5
"""Pages of other orders that are closed for one that opens."""


class _Rival(Exception):
    """Another order's page is open."""

    def __init__(self, session_id: str) -> None:
        super().__init__(session_id)
        self.session_id = session_id


class _Opened(Exception):
    """Somebody else opened a page for the same order meanwhile."""

    def __init__(self, session_id: str) -> None:
        super().__init__(session_id)
        self.session_id = session_id


def send_alone(database: Database, order: Order, wanted: outbox.Wanted) -> Any:
    """Ask Stripe for a page or an invoice to pay this order, and see that it is the only one of its kind."""

    def check(session: HouseSession) -> None:
        held = _check_alone(session, order)
        until = wanted.params.get("expires_at")
        if until is not None:  # a page outlives no order
            held.expires_at = max(held.expires_at, datetime.fromtimestamp(until, UTC))

    for _ in range(PAGES):
        try:
            return outbox.send(database, order.tenant_id, wanted, check=check)
        except _Opened as page:
            return gateway.get_session(page.session_id)
        except _Rival as rival:
            close_page(database, order, rival.session_id)
        except outbox.Overtaken as lost:
            _undo(database, order, lost.made)
            raise Conflict(ELSEWHERE) from None
    raise Conflict(ELSEWHERE)


def _check_alone(session: HouseSession, order: Order) -> Order:
    """The order, held. Conflict when there is something already, _Opened with the page another one opened for it,
    _Rival with the page to close first."""
    held = get_order(session, order.tenant_id, order.id, hold=True)
    if held.state != OrderState.OPEN:
        raise Conflict(NOT_OPEN)
    if held.page_url not in (None, order.page_url) and (held.stripe_id or "").startswith("cs_"):
        raise _Opened(held.stripe_id or "")
    if order.interval != "once" and list_live_subscriptions(session, order.tenant_id):
        raise Conflict(HAS_ONE)
    others = {one.id: one for one in list_orders(session, order.tenant_id) if _excludes(order, one)}
    for one in others.values():
        if one.page_url is not None and one.stripe_id is not None and one.stripe_id.startswith("cs_"):
            raise _Rival(one.stripe_id)
    for call in list_open_calls(session, order.tenant_id):
        if call.act in (Act.CHECKOUT, Act.YEARLY) and order_of(call) in others:
            call.close(CallState.DROPPED, at=None)
    return held


def _excludes(order: Order, other: Order) -> bool:
    """Whether paying both would be paying twice."""
    if other.id == order.id or other.state != OrderState.OPEN:
        return False
    both_renew = order.interval != "once" and other.interval != "once"
    return both_renew or (order.assessment_id is not None and order.assessment_id == other.assessment_id)


def close_page(database: Database, order: Order, session_id: str) -> None:
    """Close a payment page; Conflict when it was paid just now."""
    wanted = outbox.Wanted(act=Act.EXPIRE, subject=f"session:{session_id}", target=session_id, params={})
    try:
        outbox.send(database, order.tenant_id, wanted)
    except GatewayRefused:
        if gateway.get_session(session_id).status == "complete":
            raise Conflict(JUST_PAID) from None
        raise


def _undo(database: Database, order: Order, made: Any) -> None:
    if isinstance(made, StripeSession):
        close_page(database, order, made.id)
        return
    params = {"prorate": False, "invoice_now": False}
    wanted = outbox.Wanted(act=Act.END, subject=f"subscription:{made.id}", target=made.id, params=params)
    outbox.send(database, order.tenant_id, wanted)
