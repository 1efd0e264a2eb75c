"""Sums the stand-in does: billing periods, prorations, discounts. All amounts are integers in minor units."""

import calendar
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

from tests.standins.stripe.state import DAY, Store, Thing

DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}
SIGNS = {"cny": "¥", "usd": "$"}


def rounded(amount: Decimal) -> int:
    """To the nearest minor unit, halves away from zero."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def months_on(anchor: int, months: int) -> int:
    """The same day and time of day some months later; the last day where a month is too short."""
    start = datetime.fromtimestamp(anchor, UTC)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return int(start.replace(year=year, month=month + 1, day=day).timestamp())


def period_end(anchor: int, after: int, recurring: Thing) -> int:
    """End of the billing period that holds the moment `after`, for a cycle that began at `anchor`."""
    interval, count = recurring["interval"], recurring["interval_count"]
    if interval in DAYS:
        step = DAYS[interval] * count * DAY
        return anchor + ((after - anchor) // step + 1) * step
    step, turn = MONTHS[interval] * count, 0
    while (end := months_on(anchor, step * turn)) <= after:
        turn += 1
    return end


def share(amount: int, start: int, end: int, at: int) -> int:
    """The part of an amount for `start` to `end` that falls after `at`, by the second."""
    return rounded(Decimal(amount) * (end - at) / (end - start))


def shown(amount: int, currency: str) -> str:
    """An amount as a reader sees it."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{SIGNS.get(currency, currency.upper() + ' ')}{abs(amount) / 100:,.2f}"


def day_of(at: int) -> str:
    """A date as Stripe writes it into descriptions of lines."""
    moment = datetime.fromtimestamp(at, UTC)
    return f"{moment.day:02d} {moment:%b %Y}"


def worth(store: Store, discount: Thing, amount: int) -> int:
    """What a discount takes off an amount."""
    coupon = store.get("coupon", discount["source"]["coupon"])
    if coupon["percent_off"]:
        return rounded(Decimal(amount) * Decimal(str(coupon["percent_off"])) / 100)
    return min(amount, coupon["amount_off"])


def discounted(store: Store, discounts: list[str], amount: int) -> list[tuple[str, int]]:
    """What each discount takes off, one after the other; none takes more than is left."""
    taken = []
    for id_ in discounts:
        found = store.table("discount").get(id_)
        if found is None or amount <= 0 or (found["end"] and found["end"] <= store.now()):
            continue
        off = worth(store, found, amount)
        taken.append((id_, off))
        amount -= off
    return taken
