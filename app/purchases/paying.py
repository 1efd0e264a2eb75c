"""What pages need of the payment service: the page where an order is paid, and what is asked for next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from app.kit import clock
from app.kit.db import Database
from app.kit.money import Money
from app.orders.models import Channel, Order
from app.payments.faults import GatewayFault
from app.payments.gateway import gateway
from app.payments.operations import Asker, Back, begin_checkout, send_annual_invoice

KEPT = timedelta(minutes=10)


def payment_page(database: Database, order: Order, *, asker: Asker, back: Back) -> str:
    """The address where this order is paid. The caller holds no transaction; a GatewayFault leaves the order alone."""
    if order.channel == Channel.INVOICE:
        return send_annual_invoice(database, order.tenant_id, order.id, asker=asker) or back.left
    return begin_checkout(database, order.tenant_id, order.id, asker=asker, back=back)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """What a subscription will be asked for next."""

    total: Money
    read_at: datetime


class Foresight:
    """Next invoices as they were last read from Stripe, for ten minutes, in this process."""

    def __init__(self) -> None:
        self._known: dict[str, Upcoming] = {}
        self._lock = Lock()

    def look(self, tenant_id: UUID, subscription_id: str) -> Upcoming | None:
        """The next invoice; None when it cannot be read at the moment."""
        key, now = f"{tenant_id} {subscription_id}", clock.now()
        with self._lock:
            known = self._known.get(key)
        if known is not None and known.read_at > now - KEPT:
            return known
        try:
            read = gateway.preview_invoice(subscription_id)
        except GatewayFault:
            return None
        found = Upcoming(total=read.amount_due, read_at=now)
        with self._lock:
            if len(self._known) > 1000:
                self._known.clear()
            self._known[key] = found
        return found

    def forget(self, tenant_id: UUID) -> None:
        """Something was changed: what is kept of this organisation holds no more."""
        with self._lock:
            self._known = {key: one for key, one in self._known.items() if not key.startswith(str(tenant_id))}


foresight = Foresight()
