"""Reminders of what ends, and news of what was paid."""

from uuid import UUID

from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import NotFound
from app.kit.jobs import Job
from app.orders.models import OrderState
from app.orders.operations import PAID
from app.orders.queries import get_order
from app.payments.gateway import gateway
from app.payments.handling import refresh
from app.payments.ledger import About
from app.purchases.operations import ASK
from app.purchases.queries import list_organisation_ids
from app.purchases.telling import due_news, news_of_payment, tell_deciders
from app.subscriptions.operations import CHANGED, ENDING
from app.subscriptions.plans import shop
from app.tenants.queries import get_organisation


def go_round(job: Job) -> None:
    """Everybody whose plan ends soon, or was cancelled; running again tells nobody twice."""
    if not shop.is_open:
        return
    with job.database.reading() as session:
        known = list_organisation_ids(session)
    for tenant_id in known:
        _remind(job.database, tenant_id)


def look_at_one(job: Job) -> None:
    """One organisation whose plan has just changed: {tenant_id}."""
    if shop.is_open:
        _remind(job.database, UUID(job.payload["tenant_id"]))


def _remind(database: Database, tenant_id: UUID) -> None:
    now, scope = clock.now(), Scope.tenant(tenant_id)
    with database.reading(scope) as session:
        due = list(due_news(session, get_organisation(session, tenant_id), now))
    for news in due:
        with database.begin(scope) as session:
            tell_deciders(session, tenant_id, news)


def tell_of_payment(job: Job) -> None:
    """`order.paid`: {tenant_id, order_id}."""
    tenant_id = UUID(job.payload["tenant_id"])
    with job.database.begin(Scope.tenant(tenant_id)) as session:
        try:
            order = get_order(session, tenant_id, UUID(job.payload["order_id"]))
        except NotFound:
            return
        news = news_of_payment(session, get_organisation(session, tenant_id), order)
        tell_deciders(session, tenant_id, news)


def ask_stripe(job: Job) -> None:
    """An order somebody waits for, whose news may be late: {tenant_id, order_id}."""
    tenant_id, scope = UUID(job.payload["tenant_id"]), Scope.tenant(UUID(job.payload["tenant_id"]))
    with job.database.reading(scope) as session:
        try:
            order = get_order(session, tenant_id, UUID(job.payload["order_id"]))
        except NotFound:
            return
    if gateway.is_configured and order.state == OrderState.OPEN and (order.stripe_id or "").startswith("cs_"):
        refresh(job.database, tenant_id, [(About.SESSION, str(order.stripe_id))])


JOBS = {
    "purchases.round": go_round,
    "purchases.look": look_at_one,
    "purchases.tell_paid": tell_of_payment,
    ASK: ask_stripe,
}
WANTED = ((CHANGED, "purchases.look"), (ENDING, "purchases.look"), (PAID, "purchases.tell_paid"))
"""Which news becomes which job."""
