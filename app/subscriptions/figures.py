"""What the house lives on: who pays, by the same moment that opens their pages. A session of the platform."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.subscriptions.entitlements import State
from app.subscriptions.models import Subscription
from app.subscriptions.plans import Currency, Interval, shop

MONTHS: dict[str, int] = {"month": 1, "year": 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Organisations whose plan is open now, and what they pay a month."""

    active: int
    trialing: int
    past_due: int
    monthly: dict[str, int]
    """By currency in minor units, before coupons; a year counts a twelfth, a trial nothing."""

    @property
    def open(self) -> int:
        """Everybody a plan is open to."""
        return self.active + self.trialing + self.past_due


def count_figures(session: Session, at: datetime) -> Figures:
    """Of subscriptions that are open at this moment; nothing else is counted as active anywhere."""
    states: Counter[str] = Counter()
    twelfths: Counter[str] = Counter()
    for row in session.scalars(select(Subscription).where(Subscription.open_until_at > at)):
        states[row.state] += 1
        if row.state != State.TRIALING:
            twelfths[row.currency] += _yearly(row)
    counted = {
        name: states.pop(state, 0) for name, state in (("trialing", State.TRIALING), ("past_due", State.PAST_DUE))
    }
    monthly = {currency: round(amount / 12) for currency, amount in sorted(twelfths.items())}
    return Figures(active=states.total(), monthly=monthly, **counted)


def _yearly(row: Subscription) -> int:
    unit = row.unit_minor
    if unit is None:
        price = shop.plans.price(row.plan, _interval(row), _currency(row))
        unit = price.minor if price is not None else 0
    return unit * row.seats * 12 // MONTHS.get(row.interval, 12)


def _interval(row: Subscription) -> Interval:
    return "month" if row.interval == "month" else "year"


def _currency(row: Subscription) -> Currency:
    return "USD" if row.currency == "USD" else "CNY"
