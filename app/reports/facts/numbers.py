"""Exact fractions as numbers other programs read."""

from fractions import Fraction

from app.kit.plain import DIGITS


def number(value: Fraction | int) -> float:
    """Rounded to six decimals."""
    return round(float(value), DIGITS)


def number_or_none(value: Fraction | None) -> float | None:
    """The same; None stays None."""
    return None if value is None else number(value)
