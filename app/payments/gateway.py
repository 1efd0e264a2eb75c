"""The only door to Stripe. It takes and gives our own values, and tells what went wrong as one of our faults.

stripe-python costs 160 ms and some memory to import, so it is loaded when Stripe is first spoken to. Nothing here opens
a transaction, and nobody may call it inside one.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from app.kit import clock, ids, log
from app.payments.faults import Forged, GatewayAway, GatewayRefused, GatewayUnfit, NotConfigured
from app.payments.readings import (
    read_customer,
    read_event,
    read_invoice,
    read_payment,
    read_price,
    read_refund,
    read_session,
    read_subscription,
)
from app.payments.values import (
    StripeCustomer,
    StripeEventHead,
    StripeInvoice,
    StripePayment,
    StripePrice,
    StripeRefund,
    StripeSession,
    StripeSubscription,
)

if TYPE_CHECKING:
    from types import ModuleType

    from stripe import StripeClient

API_VERSION = "2026-10-28.endive"
"""The one this code was written for: of our calls, and of the endpoint that Stripe sends its news to."""
CONNECT, READ = 5.0, 20.0
"""Seconds for the connection, and for each piece of an answer."""
RETRIES = 1
"""Only of calls that carry a key of ours: Stripe then does the work once however often it is asked."""
TOLERANCE = 300
"""Seconds that news may be old, or ahead of our clock."""
MARK = "jianyun"
"""In the metadata of what our catalogue keeps."""
MOST = 1000
"""Objects of one listing that are looked at."""
Value = TypeVar("Value")
_log = log.get(__name__)


class Gateway:
    """One account at Stripe."""

    def __init__(self) -> None:
        self._key, self._base = "", ""
        self._client: StripeClient | None = None
        self._portal: str | None = None

    def set_up(self, key: str, base: str) -> None:
        """Use this account from now on; without a key every act raises NotConfigured."""
        self._key, self._base = key, base
        self._client = self._portal = None

    @property
    def is_configured(self) -> bool:
        """Whether there is an account to speak to."""
        return bool(self._key)

    def check(self) -> None:
        """NotConfigured where there is no account: asked before anything is written down."""
        if not self._key:
            raise NotConfigured

    @property
    def _v1(self) -> Any:
        """Stripe's services. Untyped, since our parameters come out of rows; the stand-in checks them by its types."""
        self.check()
        if self._client is None:
            stripe = _library()
            http = stripe.RequestsClient(timeout=(CONNECT, READ))
            self._client = stripe.StripeClient(
                self._key,
                stripe_version=API_VERSION,
                base_addresses={"api": self._base},
                max_network_retries=0,
                http_client=http,
            )
        return self._client.v1

    def act(self, name: str, target: str | None, params: Mapping[str, Any], *, key: str) -> dict[str, Any]:
        """Do something at Stripe, e.g. `checkout.sessions.create`; the same key does it once. The object as it is then.

        `target` is the object that is changed. Only `payments.operations` and the catalogue call this."""
        with _told(name):
            service: Any = self._v1
            for part in name.split("."):
                service = getattr(service, part)
            options = {"idempotency_key": key, "max_network_retries": RETRIES}
            arguments = (target,) if target is not None else ()
            made: dict[str, Any] = service(*arguments, params=dict(params), options=options).to_dict()
        return made

    def _one(self, name: str, read: Callable[[Mapping[str, Any]], Value], ask: Callable[[Any], Any]) -> Value:
        with _told(name):
            found = ask(self._v1).to_dict()
        return read(found)

    def _many(self, name: str, read: Callable[[Mapping[str, Any]], Value], ask: Callable[[Any], Any]) -> list[Value]:
        with _told(name):
            found = [one.to_dict() for one in islice(ask(self._v1).auto_paging_iter(), MOST)]
        return [read(one) for one in found]

    def get_subscription(self, id_: str) -> StripeSubscription:
        """As it is now, whatever its state; GatewayRefused (`is_missing`) for an unknown id, here and below."""
        return self._one("subscription", read_subscription, lambda v1: v1.subscriptions.retrieve(id_))

    def list_subscriptions(self, customer_id: str) -> list[StripeSubscription]:
        """All that a customer ever had, the oldest first."""
        params = {"customer": customer_id, "status": "all", "limit": 100}
        found = self._many("subscriptions", read_subscription, lambda v1: v1.subscriptions.list(params))
        found.reverse()  # Stripe lists the newest first, and of two made in one second knows the order
        return sorted(found, key=lambda one: one.created_at)

    def get_invoice(self, id_: str) -> StripeInvoice:
        """With the end of all its lines, however many."""
        with _told("invoice"):
            found = self._v1.invoices.retrieve(id_).to_dict()
            if found["lines"]["has_more"]:
                lines = self._v1.invoices.line_items.list(id_, {"limit": 100}).auto_paging_iter()
                found["lines"]["data"] = [one.to_dict() for one in islice(lines, MOST)]
        return read_invoice(found)

    def list_invoices(self, customer_id: str) -> list[StripeInvoice]:
        """All of a customer, the newest first. Of more than ten lines the end may be too early: get that one."""
        params = {"customer": customer_id, "limit": 100}
        return self._many("invoices", read_invoice, lambda v1: v1.invoices.list(params))

    def preview_invoice(self, subscription_id: str) -> StripeInvoice:
        """What a subscription will be asked for next, as things stand; it is no invoice yet."""
        params = {"subscription": subscription_id}
        return self._one("preview", read_invoice, lambda v1: v1.invoices.create_preview(params))

    def get_customer(self, id_: str) -> StripeCustomer:
        """Known or deleted."""
        return self._one("customer", read_customer, lambda v1: v1.customers.retrieve(id_))

    def list_customers(self, since: datetime, until: datetime) -> list[StripeCustomer]:
        """Those made in this time, the newest first."""
        created = {"gte": int(since.timestamp()), "lte": int(until.timestamp())}
        params = {"created": created, "limit": 100}
        return self._many("customers", read_customer, lambda v1: v1.customers.list(params))

    def get_session(self, id_: str) -> StripeSession:
        """A visit to Checkout."""
        return self._one("session", read_session, lambda v1: v1.checkout.sessions.retrieve(id_))

    def list_sessions(self, customer_id: str) -> list[StripeSession]:
        """All visits of a customer, the newest first."""
        params = {"customer": customer_id, "limit": 100}
        return self._many("sessions", read_session, lambda v1: v1.checkout.sessions.list(params))

    def get_payment(self, id_: str) -> StripePayment:
        """With what was given back of it."""
        params = {"expand": ["latest_charge"]}
        return self._one("payment", read_payment, lambda v1: v1.payment_intents.retrieve(id_, params))

    def find_payment_of_charge(self, charge_id: str) -> StripePayment | None:
        """The payment a charge belongs to: news of refunds and disputes names charges."""
        with _told("charge"):
            payment = self._v1.charges.retrieve(charge_id).to_dict().get("payment_intent")
        return self.get_payment(payment) if payment else None

    def list_payments_of_invoice(self, invoice_id: str) -> list[StripePayment]:
        """What was paid on an invoice through Stripe."""
        with _told("invoice payments"):
            found = self._v1.invoice_payments.list({"invoice": invoice_id, "limit": 100}).auto_paging_iter()
            payments = [one.to_dict()["payment"].get("payment_intent") for one in found if one.status == "paid"]
        return [self.get_payment(one) for one in payments if one]

    def find_invoice_of_payment(self, payment_id: str) -> str | None:
        """Id of the invoice that was paid by it, if any."""
        params = {"payment": {"type": "payment_intent", "payment_intent": payment_id}, "limit": 1}
        with _told("invoice of payment"):
            found = self._v1.invoice_payments.list(params).to_dict()["data"]
        return str(found[0]["invoice"]) if found else None

    def get_refund(self, id_: str) -> StripeRefund:
        """Money on its way back."""
        return self._one("refund", read_refund, lambda v1: v1.refunds.retrieve(id_))

    def list_refunds(self, payment_id: str) -> list[StripeRefund]:
        """What was given back of a payment, the newest first."""
        params = {"payment_intent": payment_id, "limit": 100}
        return self._many("refunds", read_refund, lambda v1: v1.refunds.list(params))

    def list_prices(self, lookup_keys: list[str]) -> list[StripePrice]:
        """The active prices that carry these keys (ten at most, by Stripe's rule)."""
        params = {"lookup_keys": lookup_keys, "active": True, "limit": 100}
        return self._many("prices", read_price, lambda v1: v1.prices.list(params))

    def give_address(self, customer_id: str, email: str) -> None:
        """Where Stripe writes to a customer; setting it again does no harm."""
        self.act("customers.update", customer_id, {"email": email}, key=f"address:{ids.new_id()}")

    def open_portal(self, params: Mapping[str, Any]) -> str:
        """Stripe's page for cards, invoices and cancelling, for one visit; it may be asked for any number of times."""
        return str(self.act("billing_portal.sessions.create", None, params, key=f"portal:{ids.new_id()}")["url"])

    def portal(self) -> str | None:
        """The configuration of the portal that our catalogue keeps; None before it was synchronised."""
        if self._portal is None:
            found = self.list_raw("billing_portal.configurations", {"active": True, "limit": 100})
            self._portal = next((one["id"] for one in found if one["metadata"].get(MARK) == "portal"), None)
        return self._portal

    def list_raw(self, name: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What the catalogue compares with ours field by field: `products`, `billing_portal.configurations`."""
        with _told(name):
            service: Any = self._v1
            for part in name.split("."):
                service = getattr(service, part)
            found = service.list(dict(params)).auto_paging_iter()
            return [one.to_dict() for one in islice(found, MOST)]

    def list_events(self, since: datetime, types: tuple[str, ...] = ()) -> list[StripeEventHead]:
        """News since then, the oldest first; Stripe keeps thirty days of it."""
        params: dict[str, Any] = {"created": {"gte": int(since.timestamp())}, "limit": 100}
        if types:
            params["types"] = list(types)
        return self._many("events", read_event, lambda v1: v1.events.list(params))[::-1]


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Stripe's errors as ours. Their sentences may quote a person's address, so only their kinds are written down."""
    try:
        yield
    except (GatewayAway, GatewayRefused, GatewayUnfit, NotConfigured):
        raise
    except (KeyError, AttributeError, TypeError) as error:
        raise GatewayUnfit(f"{what}: {type(error).__name__}") from None
    except Exception as error:
        stripe = _library()
        if not isinstance(error, stripe.StripeError):
            raise
        fault = _as_fault(error, away=isinstance(error, (stripe.APIConnectionError, stripe.RateLimitError)))
        _log.warning("stripe", asked=what, said=str(fault))
        raise fault from None


def _as_fault(error: Any, *, away: bool) -> GatewayAway | GatewayRefused:
    status = error.http_status or 0
    detail = f"{type(error).__name__} {status} {error.request_id or ''}".strip()
    # 409: the same key is being worked on by another call just now.
    if away or status >= 500 or status in (0, 409):
        return GatewayAway(detail, answered=status >= 500)
    code, param = error.code or type(error).__name__, getattr(error, "param", None) or ""
    return GatewayRefused(code, param=param, detail=detail, by_bank=status == 402)


def _library() -> "ModuleType":
    """stripe, quiet: its own log quotes what was sent, and it counts our calls for its makers."""
    import stripe

    logging.getLogger("stripe").setLevel(logging.WARNING)
    stripe.enable_telemetry = False
    return stripe


def read_news(body: bytes, signature: str, secret: str, *, at: datetime | None = None) -> StripeEventHead:
    """The head of an event that Stripe sent and signed within five minutes of now; Forged for anything else."""
    at = at or clock.now()
    if not secret:
        raise NotConfigured
    stripe = _library()
    try:
        text = body.decode("utf-8")
        stripe.WebhookSignature.verify_header(text, signature, secret)
        # The first one, as the library reads it: of two the other would be nobody's word.
        signed_at = int(next(part for part in signature.split(",") if part.startswith("t="))[2:])
        head = read_event(json.loads(text))
    except Exception as error:
        # Whatever breaks while a stranger's words are read is the stranger's fault.
        raise Forged(type(error).__name__) from None
    if abs(at.timestamp() - signed_at) > TOLERANCE:
        raise Forged("not of now")
    return head


gateway = Gateway()
"""The account of this house, set up by the factory."""
