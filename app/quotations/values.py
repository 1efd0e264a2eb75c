"""What is sold and for how much, as values. Amounts are whole CNY fen and never rounded twice. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.kit.text import Text

WHOLE = 100
"""Quantities count hundredths."""
SHARE = 10_000
"""Tax rates count hundredths of a percent."""
UNITS = ("item", "set", "piece", "user", "site", "day", "month", "year")
RATES = (0, 100, 300, 500, 600, 900, 1300)
"""Rates of value-added tax that invoices in China carry, none included."""
MOST_PRICE = 1_000_000_000
MOST_QUANTITY = 10_000_000
MOST_LINES = 60


def half_up(amount: int, parts: int) -> int:
    """amount / parts to the nearest whole, halves up; both not negative."""
    return (2 * amount + parts) // (2 * parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing on offer: quantity in hundredths, price of one unit in fen before tax, rate in hundredths of a percent.

    initiative: of the roadmap, which it carries out; empty for what was added freely.
    """

    name: Text
    unit: str = "item"
    quantity: int = WHOLE
    price: int = 0
    rate: int = 0
    initiative: str = ""

    @property
    def net(self) -> int:
        """Before tax."""
        return half_up(self.quantity * self.price, WHOLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLine:
    """The tax at one rate, on the sum of what carries it."""

    rate: int
    base: int
    tax: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What it all comes to; total = net + tax."""

    net: int
    taxes: tuple[TaxLine, ...]
    tax: int
    total: int


def add_up(lines: Iterable[Line]) -> Sums:
    """Nets are summed, and tax is rounded once for each rate."""
    bases: dict[int, int] = {}
    for one in lines:
        bases[one.rate] = bases.get(one.rate, 0) + one.net
    taxes = tuple(
        TaxLine(rate=rate, base=base, tax=half_up(base * rate, SHARE)) for rate, base in sorted(bases.items())
    )
    net, tax = sum(bases.values()), sum(one.tax for one in taxes)
    return Sums(net=net, taxes=taxes, tax=tax, total=net + tax)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who offers, as it looks on that day. logo: a small PNG in base 64, empty without one."""

    name: str
    contact: str = ""
    footer: Text | None = None
    accent: str = ""
    dark: str = ""
    logo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A quotation as it is handed over; once it has a number, nothing in it changes."""

    number: str
    issuer: Issuer
    firm: str
    lines: tuple[Line, ...]
    issued_on: date
    valid_until: date
    note: str = ""
    prepared_by: str = ""
    replaces: str = ""
    disclosure: Text | None = None

    @property
    def sums(self) -> Sums:
        """What it comes to."""
        return add_up(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """An entry of a price book as somebody wrote it."""

    code: str
    name: Text
    unit: str
    price: int
    rate: int
    initiative: str = ""
    note: str = ""
