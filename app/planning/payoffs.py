"""What an initiative brings in: from the firm's own figures where it gave them, else the typical range."""

from collections.abc import Mapping
from fractions import Fraction

from app.content.firm import BaselineValue
from app.content.library import Initiative, Payoff
from app.planning.values import MoneyRange, PayoffEstimate

Baseline = Mapping[str, BaselineValue]
STOCKS = frozenset({"stock-value"})


def estimates(initiative: Initiative, baseline: Baseline) -> tuple[PayoffEstimate, ...]:
    """Every pay-off of an initiative. Yuan only where the firm gave the figures behind them."""
    return tuple(_estimate(payoff, baseline) for payoff in initiative.payoffs)


def _estimate(payoff: Payoff, baseline: Baseline) -> PayoffEstimate:
    given = baseline.get(payoff.baseline) if payoff.baseline else None
    low, high = _reachable(payoff, given)
    base = _yearly_fen(payoff.yuan_per_unit, baseline) if payoff.yuan_per_unit and given is not None else None
    yuan = None
    if base is not None and given is not None:
        yuan = (_money(payoff, low, given, base), _money(payoff, high, given, base))
    return PayoffEstimate(
        metric=payoff.metric,
        low=low,
        high=high,
        unit=payoff.unit,
        direction=payoff.direction,
        from_baseline=given is not None,
        yuan_low=yuan[0] if yuan else None,
        yuan_high=yuan[1] if yuan else None,
        basis=payoff.basis,
    )


def _reachable(payoff: Payoff, given: BaselineValue | None) -> tuple[Fraction, Fraction]:
    """The range of change, cut where the firm already stands near the best ever seen."""
    low, high = Fraction(payoff.low), Fraction(payoff.high)
    if payoff.ceiling is None or given is None:
        return low, high
    room = max(Fraction(payoff.ceiling) - Fraction(given.value), Fraction(0))
    return min(low, room), min(high, room)


def _yearly_fen(figure: str, baseline: Baseline) -> Fraction | None:
    """A baseline figure as CNY fen a year: monthly ones times twelve, the value of an order times the year's orders.

    None for a stock: money freed once is no yearly saving and must not shorten a payback.
    """
    given = baseline.get(figure)
    if given is None or figure in STOCKS:
        return None
    fen = Fraction(given.value) * 100
    if figure == "order-value":
        orders = baseline.get("orders-month")
        return None if orders is None else fen * Fraction(orders.value) * 12
    return fen * 12 if figure.endswith("-month") else fen


def _money(payoff: Payoff, change: Fraction, given: BaselineValue, base: Fraction) -> int:
    """CNY fen a year for a change: percent of the figure itself, percent of a share, points, or days."""
    if payoff.unit == "days":
        return int(change * base)
    share = change / 100
    if payoff.unit == "percent" and payoff.baseline != payoff.yuan_per_unit:
        share *= Fraction(given.value) / 100
    return int(share * base)


def payback_months(once: MoneyRange, yearly: MoneyRange, payoffs: tuple[PayoffEstimate, ...]) -> tuple[int, int] | None:
    """Months until savings repay the typical price, (best, worst); None unless the low saving covers running cost."""
    counted = [one for one in payoffs if one.yuan_low is not None and one.yuan_high is not None]
    low = sum(one.yuan_low or 0 for one in counted) - yearly.typical
    high = sum(one.yuan_high or 0 for one in counted) - yearly.typical
    if not counted or low <= 0 or high <= 0:
        return None
    return -(-once.typical * 12 // high), -(-once.typical * 12 // low)
