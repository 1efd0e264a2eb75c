"""Whose a customer of Stripe's is. What an object says of itself only tells where to look: our own row decides."""

from uuid import UUID

from app.kit.db import Database, Scope
from app.payments.faults import GatewayRefused
from app.payments.fetching import Readings, read_more
from app.payments.gateway import gateway
from app.payments.ledger import About
from app.payments.queries import find_tenant_of, is_customer
from app.subscriptions.queries import list_live_subscriptions

MOST = 10_000
_seen: dict[str, UUID] = {}
"""Where a customer was found last; the row is looked up there each time."""


def find_owner(database: Database, found: Readings) -> UUID | None:
    """The organisation that this customer is; None for a stranger."""
    customer_id = found.customer_id
    if customer_id is None:
        return None
    for tenant_id in dict.fromkeys([_seen.get(customer_id), *found.tagged]):
        if tenant_id is not None and _is_it(database, tenant_id, customer_id):
            return _remember(customer_id, tenant_id)
    if found.customer is None and not found.is_gone:
        _ask_customer(found, customer_id)
        return find_owner(database, found) if found.customer is not None or found.is_gone else None
    if not found.is_gone:
        return None
    # A deleted customer has lost its marks. Where row-level security hides all but one organisation from us, the daily
    # comparison, which goes through them one by one, finds it.
    with database.reading(Scope.platform("finding whose deleted customer this was")) as session:
        return find_tenant_of(session, customer_id)


def _ask_customer(found: Readings, customer_id: str) -> None:
    try:
        found.customer = gateway.get_customer(customer_id)
    except GatewayRefused as fault:
        if not fault.is_missing:
            raise
        found.missing.add(customer_id)


def _is_it(database: Database, tenant_id: UUID, customer_id: str) -> bool:
    with database.reading(Scope.tenant(tenant_id)) as session:
        return is_customer(session, tenant_id, customer_id)


def _remember(customer_id: str, tenant_id: UUID) -> UUID:
    if len(_seen) >= MOST:
        _seen.clear()
    _seen[customer_id] = tenant_id
    return tenant_id


def read_left_behind(database: Database, tenant_id: UUID, found: Readings) -> None:
    """A customer that was deleted took its subscriptions along: those we still hold for live are read, too."""
    if not found.is_gone:
        return
    with database.reading(Scope.tenant(tenant_id)) as session:
        live = [one.stripe_id for one in list_live_subscriptions(session, tenant_id) if one.stripe_id is not None]
    read_more(found, [(About.SUBSCRIPTION, id_) for id_ in live])
