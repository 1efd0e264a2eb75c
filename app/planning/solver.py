"""Integer programs in whole numbers: what a solver is given and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Terms = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """low <= sum of coefficient x column <= high (None: open). `group` names the constraint it belongs to."""

    terms: Terms
    low: int | None
    high: int | None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop without proof. work: the solver's own count, the same on every machine; seconds: the last resort."""

    work: float = 20.0
    seconds: float = 60.0


@dataclass(slots=True)
class Program:
    """Columns 0..upper, whole or continuous, and rows over them."""

    upper: list[int] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def column(self, *, whole: bool = True, upper: int = 1) -> int:
        """A new column; its number."""
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.upper) - 1

    def row(self, terms: Terms, low: int | None, high: int | None, group: str = "") -> None:
        """A new row."""
        self.rows.append(Row(terms, low, high, group))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the solver knows. values are rounded; empty when no solution is known."""

    status: Literal["optimal", "feasible", "infeasible"]
    value: int
    bound: int
    values: tuple[int, ...]
