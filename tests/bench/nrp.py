"""Public Next Release Problem instances as our selection problem, with their known optima."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data" / "nrp"
OPTIMA = {
    ("nrp1", 30): 1204,
    ("nrp1", 50): 1840,
    ("nrp1", 70): 2507,
    ("nrp3", 30): 7488,
    ("nrp3", 50): 11159,
    ("nrp3", 70): 14196,
}


def _take(numbers: Iterator[int], count: int) -> list[int]:
    return [next(numbers) for _ in range(count)]


def read_instance(path: Path) -> dict[str, Any]:
    """`items` and `goals` of an instance in its original format; no budget yet."""
    numbers = iter(int(word) for word in path.read_text(encoding="ascii").split())
    costs = [cost for _ in range(next(numbers)) for cost in _take(numbers, next(numbers))]
    requires: dict[int, list[str]] = {number: [] for number in range(1, len(costs) + 1)}
    for _ in range(next(numbers)):
        before, after = _take(numbers, 2)
        requires[after].append(f"r{before}")
    goals = []
    for customer in range(1, next(numbers) + 1):
        profit, count = _take(numbers, 2)
        goals.append({"id": f"c{customer}", "value": profit, "needs": [f"r{n}" for n in _take(numbers, count)]})
    items = [{"id": f"r{n}", "cost": cost, "requires": requires[n]} for n, cost in enumerate(costs, start=1)]
    return {"items": items, "goals": goals}


def problem(name: str, percent: int) -> dict[str, Any]:
    """One instance with its budget at this share of the total cost, halves rounded up."""
    instance = read_instance(FOLDER / f"{name}.txt")
    total = sum(item["cost"] for item in instance["items"])
    return {"budget": int(Fraction(total * percent, 100) + Fraction(1, 2)), **instance}
