"""Until when a subscription opens anything, and what several of them open together. Values in, values out.

This is the one definition of "active": pages, jobs, counts and the account manager's list all go by `access_until`,
whose answer is kept with the row. The periods of grace follow measured recoveries of failed payments (median 14 days).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.subscriptions.plans import Feature, Limit, Plan


class State(StrEnum):
    """Where a subscription stands, in Stripe's words; a bank transfer makes it active until its period ends."""

    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    UNPAID = "unpaid"
    PAUSED = "paused"
    INCOMPLETE = "incomplete"
    INCOMPLETE_EXPIRED = "incomplete_expired"
    CANCELED = "canceled"


class Collects(StrEnum):
    """How it is paid for."""

    CARD = "charge_automatically"
    INVOICE = "send_invoice"
    TRANSFER = "transfer"


LIVE = frozenset({State.TRIALING, State.ACTIVE, State.PAST_DUE, State.UNPAID, State.PAUSED, State.INCOMPLETE})
"""States from which a subscription may still charge: a second one beside it would charge twice."""
SLACK = timedelta(days=3)
"""A renewal may reach us late: Stripe tries to deliver its news for three days."""
GRACE = timedelta(days=21)
"""From the first failed payment, never counted anew: retries take a median of 14 days."""
PREPAID_GRACE = timedelta(days=14)
"""After a prepaid year: invoices and bank transfers take their time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What the time a subscription opens depends on."""

    state: State
    collects: Collects
    period_end_at: datetime | None = None
    paid_until_at: datetime | None = None
    """End of the last period that was paid, of what is paid by invoice or transfer."""
    trial_end_at: datetime | None = None
    past_due_since_at: datetime | None = None
    cancel_at: datetime | None = None


def access_until(term: Term) -> datetime | None:
    """The moment its access ends if nothing else happens; None when it opens nothing."""
    until = _unbounded(term)
    if until is None or term.cancel_at is None:
        return until
    return min(until, term.cancel_at)


def _unbounded(term: Term) -> datetime | None:
    if term.state == State.TRIALING:
        return _later(term.trial_end_at, SLACK)
    if term.state == State.ACTIVE and term.collects == Collects.CARD:
        return _later(term.period_end_at, SLACK)
    if term.state == State.ACTIVE:  # an invoice that was only sent has opened nothing yet
        return _later(term.paid_until_at, PREPAID_GRACE)
    if term.state == State.PAST_DUE and (term.collects == Collects.CARD or term.paid_until_at is not None):
        return _later(term.past_due_since_at, GRACE)
    return None


def _later(moment: datetime | None, by: timedelta) -> datetime | None:
    return moment + by if moment is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """One plan an organisation holds, with the seats it pays for."""

    plan: Plan
    until: datetime
    seats: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlements:
    """What an organisation may do by what it bought."""

    plan: Plan
    """The plan it is called by: of several the one that lasts longest."""
    features: frozenset[Feature]
    limits: dict[Limit, int]
    """What is not named is not limited."""
    until: datetime | None = None
    """When it ends unless it goes on; None on the free plan."""

    def opens(self, feature: Feature) -> bool:
        """Whether this may be used."""
        return feature in self.features

    def limit(self, limit: Limit) -> int | None:
        """How many; None for any number."""
        return self.limits.get(limit)


def add_up(free: Plan, bought: Iterable[Bought]) -> Entitlements:
    """What the plans open together: every feature of any, of every limit the widest."""
    held = sorted(bought, key=lambda one: one.until, reverse=True)
    if not held:
        return Entitlements(plan=free, features=free.features, limits=dict(free.limits))
    features = frozenset().union(*(one.plan.features for one in held))
    return Entitlements(plan=held[0].plan, features=features, limits=_widest(held), until=held[0].until)


def _widest(held: list[Bought]) -> dict[Limit, int]:
    limits: dict[Limit, int] = {}
    for limit in Limit:
        counts = [_count(one, limit) for one in held]
        known = [count for count in counts if count is not None]
        if len(known) == len(counts):
            limits[limit] = max(known)
    return limits


def _count(bought: Bought, limit: Limit) -> int | None:
    if limit == Limit.SEATS and bought.plan.per_seat:
        return bought.seats
    return bought.plan.limits.get(limit)


EVERYTHING = frozenset(Feature)
