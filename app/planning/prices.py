"""What an initiative costs this firm: scaled by size, rounded up to 100 yuan, spread over quarters. All CNY fen."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, localcontext

from app.content.firm import Company, Inventory
from app.content.library import Initiative, Money, Scaling
from app.planning.values import MoneyRange

UNIT = 100_00
"""Plans count in steps of 100 yuan: typical figures are estimates, and small integers keep the proof exact."""
NOTHING = MoneyRange(low=0, typical=0, high=0)


@dataclass(frozen=True, slots=True)
class Price:
    """One-off and yearly running cost; `pilot_share` of the one-off belongs to the pilot (None: no pilot)."""

    once: MoneyRange
    yearly: MoneyRange
    pilot_share: Decimal | None

    def pilot(self, once: int) -> int:
        """What the pilot costs of a one-off amount."""
        return once if self.pilot_share is None else min(once, _up(Decimal(once) * self.pilot_share))


def _up(fen: Decimal) -> int:
    return int((fen / UNIT).to_integral_value(ROUND_CEILING)) * UNIT


def rounded_up(money: MoneyRange) -> MoneyRange:
    """A range in the steps plans count in."""
    low, typical, high = (_up(Decimal(fen)) for fen in (money.low, money.typical, money.high))
    return MoneyRange(low=low, typical=typical, high=high)


def _size(scaling: Scaling, company: Company, inventory: Inventory) -> int | None:
    if scaling.by == "headcount":
        return company.headcount
    if scaling.by == "sites":
        return max(len(company.sites), 1)
    return inventory.machines or None


def _decimal(value: object) -> Decimal:
    numerator, denominator = value.as_integer_ratio()  # type: ignore[attr-defined]
    return Decimal(numerator) / Decimal(denominator)


def _factor(initiative: Initiative, company: Company, inventory: Inventory) -> Decimal:
    factor = Decimal(1)
    for scaling in initiative.cost.scaling:
        size = _size(scaling, company, inventory)
        if size is None or not scaling.reference:
            continue
        grown = (Decimal(size) / _decimal(scaling.reference)) ** _decimal(scaling.exponent)
        factor *= min(max(grown, _decimal(scaling.floor)), _decimal(scaling.ceiling))
    return factor


def _scaled(money: Money, factor: Decimal) -> MoneyRange:
    low, typical, high = (_up(yuan * 100 * factor) for yuan in (money.low, money.typical, money.high))
    return MoneyRange(low=low, typical=typical, high=high)


def price(initiative: Initiative, company: Company, inventory: Inventory) -> Price:
    """An initiative's price for a firm of this size. An unknown size counts as the reference size."""
    with localcontext() as context:
        # A fixed precision makes roots come out the same on every machine; rounding the last digits keeps exact ones.
        context.prec = 28
        factor = _factor(initiative, company, inventory).quantize(Decimal("1e-12"))
        share = None if initiative.pilot is None else _decimal(initiative.pilot.cost_share)
        return Price(_scaled(initiative.cost.once, factor), _scaled(initiative.cost.yearly, factor), share)


def parts(total: int, count: int, unit: int = 1) -> list[int]:
    """Split a total over quarters in whole units, larger parts first; the parts add up to it exactly."""
    whole, rest = divmod(-(-total // unit), count)
    out = [(whole + (index < rest)) * unit for index in range(count)]
    out[-1] += total - sum(out)
    return out


def cash(price: Price, first: int, last: int, horizon: int, of: Callable[[MoneyRange], int]) -> tuple[int, ...]:
    """Money per quarter: the pilot's share first, the rest evenly while it runs, then running cost to the horizon."""
    out = [0] * horizon
    once, count = of(price.once), last - first + 1
    if price.pilot_share is not None and count > 1:
        pilot = price.pilot(once)
        spread = [pilot, *parts(once - pilot, count - 1, UNIT)]
    else:
        spread = parts(once, count, UNIT)
    for offset, amount in enumerate(spread):
        if first + offset < horizon:
            out[first + offset] = amount
    quarterly = _up(Decimal(of(price.yearly)) / 4)
    for quarter in range(last + 1, horizon):
        out[quarter] = quarterly
    return tuple(out)


def total(ranges: list[MoneyRange]) -> MoneyRange:
    """The sum of ranges."""
    return MoneyRange(
        low=sum(one.low for one in ranges),
        typical=sum(one.typical for one in ranges),
        high=sum(one.high for one in ranges),
    )
