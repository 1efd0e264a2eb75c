"""What has to end at Stripe when it ended here: orders that nobody wants, organisations that are erased."""

from uuid import UUID

from app.kit import ids, log
from app.kit.db import Database, Scope
from app.kit.errors import Conflict
from app.kit.jobs import Job
from app.orders.models import Order, OrderState
from app.orders.queries import get_order
from app.payments.alone import close_page
from app.payments.duplicates import end_with_refund
from app.payments.faults import GatewayRefused
from app.payments.gateway import gateway
from app.payments.queries import list_customers
from app.subscriptions.entitlements import LIVE

_log = log.get(__name__)


def call_off(job: Job) -> None:
    """`order.withdrawn`: close its payment page, or end the year whose invoice nobody paid."""
    tenant_id, order_id = UUID(job.payload["tenant_id"]), UUID(job.payload["order_id"])
    with job.database.reading(Scope.tenant(tenant_id)) as session:
        order = get_order(session, tenant_id, order_id)
    if order.state != OrderState.WITHDRAWN or not gateway.is_configured:
        return
    if (order.stripe_id or "").startswith("cs_"):
        _close(job.database, order)
    elif (order.stripe_id or "").startswith("sub_"):
        _end_unpaid(job.database, order)


def _close(database: Database, order: Order) -> None:
    if order.page_url is None:
        return
    try:
        close_page(database, order, order.stripe_id or "")
    except Conflict:
        _log.warning("paid and withdrawn at once", order=str(order.id))
    except GatewayRefused:  # over by itself
        _log.info("page was closed already", order=str(order.id))


def _end_unpaid(database: Database, order: Order) -> None:
    found = gateway.get_subscription(order.stripe_id or "")
    sent = gateway.get_invoice(found.latest_invoice_id) if found.latest_invoice_id else None
    if found.status in LIVE and (sent is None or sent.status != "paid"):
        end_with_refund(database, order.tenant_id, found)


def leave_stripe(database: Database, tenant_id: UUID) -> None:
    """Delete the organisation at Stripe before it is erased here: its subscriptions end at once, its name and address
    go. A GatewayFault leaves it for the next round, for afterwards nobody would know what to end."""
    with database.reading(Scope.tenant(tenant_id)) as session:
        known = [row.stripe_id for row in list_customers(session, tenant_id) if row.gone_at is None]
    if not known or not gateway.is_configured:
        return
    for stripe_id in known:
        try:
            gateway.act("customers.delete", stripe_id, {}, key=f"leaving:{ids.new_id()}")
        except GatewayRefused as fault:
            if not fault.is_missing:
                raise
