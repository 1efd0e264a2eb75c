"""What Stripe says, in our own words: frozen, with aware times, upper-case currencies and ids instead of objects."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kit.money import Money
from app.subscriptions.entitlements import Collects, State

OURS = "jianyun_"
"""How ids of products and lookup keys of prices begin that this house made."""


def product_id(item: str) -> str:
    """Stripe's id of what we sell: jianyun_standard."""
    return OURS + item


def lookup_key(item: str, interval: str, currency: str) -> str:
    """By which a price is found: jianyun_standard_year_cny. It names the price asked of new customers only."""
    return f"{OURS}{item}_{interval}_{currency.lower()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """What we write on every object we make: whose it is, for which order, by which of our calls."""

    tenant_id: UUID | None = None
    order_id: UUID | None = None
    call_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeSubscription(Tagged):
    """A subscription as it stands at this reading."""

    id: str
    customer_id: str
    status: State
    item_id: str
    price_id: str
    lookup_key: str | None
    """None once a newer price took the key: go by `product_id`."""
    product_id: str
    unit_amount: Money | None
    quantity: int
    currency: str
    interval: str
    collects: Collects
    period_start_at: datetime
    period_end_at: datetime
    """Of the item: the subscription itself has no period since API version 2025-03-31."""
    trial_end_at: datetime | None
    cancel_at: datetime | None
    """Set by a date or by the end of the period, whichever of Stripe's two fields says so."""
    ends_with_period: bool
    """Whether it was the field about the end of the period that said so."""
    ended_at: datetime | None
    latest_invoice_id: str | None
    created_at: datetime

    @property
    def plan(self) -> str | None:
        """Which of our plans it is for; None for something made by hand in the dashboard."""
        return self.product_id.removeprefix(OURS) if self.product_id.startswith(OURS) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeInvoice(Tagged):
    """An invoice as it stands at this reading."""

    id: str
    number: str | None
    """None while it is a draft."""
    customer_id: str | None
    subscription_id: str | None
    status: str
    """draft, open, paid, uncollectible or void."""
    subtotal: Money
    """Before coupons."""
    total: Money
    amount_due: Money
    amount_paid: Money
    currency: str
    hosted_url: str | None
    pdf_url: str | None
    period_start_at: datetime
    period_end_at: datetime
    lines_end_at: datetime | None
    """Latest end of what its lines are for: until then it was paid, once it is."""
    due_at: datetime | None
    paid_at: datetime | None
    collects: Collects
    attempt_count: int
    next_attempt_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeSession(Tagged):
    """A visit to Checkout."""

    id: str
    mode: str
    """payment or subscription."""
    status: str
    """open, complete or expired."""
    payment_status: str
    """paid, unpaid or no_payment_required."""
    url: str | None
    """Where it is paid, while it is open."""
    customer_id: str | None
    subscription_id: str | None
    invoice_id: str | None
    payment_id: str | None
    subtotal: Money | None
    """Before coupons: what an order must match."""
    total: Money | None
    expires_at: datetime
    created_at: datetime

    @property
    def is_paid(self) -> bool:
        """Whether nothing is owed on it."""
        return self.status == "complete" and self.payment_status in ("paid", "no_payment_required")


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeCustomer(Tagged):
    """Whom Stripe knows; a deleted one has its id left and nothing else."""

    id: str
    deleted: bool
    currency: str | None = None
    """What it pays in, once it has paid: Stripe takes no other after that."""
    has_address: bool = False
    """Whether Stripe can mail to it: without that no invoice is sent."""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StripePayment(Tagged):
    """A payment and what was given back of it."""

    id: str
    customer_id: str | None
    status: str
    """succeeded once it is paid."""
    amount: Money
    received: Money
    refunded: Money
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeRefund(Tagged):
    """Money on its way back."""

    id: str
    payment_id: str | None
    amount: Money
    status: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StripeEventHead:
    """What happened to which object; nothing of the object's content is kept."""

    id: str
    type: str
    created_at: datetime
    object_id: str
    """Empty where the object has none, as an invoice that is yet to come."""
    object_type: str
    customer_id: str | None
    api_version: str | None
    livemode: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StripePrice:
    """One price of the catalogue at Stripe."""

    id: str
    product_id: str
    lookup_key: str | None
    amount: Money
    interval: str
    """month, year or once."""
    active: bool
