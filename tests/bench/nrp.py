"""Public Next Release Problem instances as our selection problem, with their known optima."""

import random
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


# Shapes of the classic set (Bagnall, Rayward-Smith and Whittley 2001), from memory: items, costs and most children by
# level of the requirement tree, customers, and how many requests each of them makes.
SHAPES = {
    "like nrp2": ((20, 40, 80, 160, 320), ((1, 5), (2, 7), (3, 10), (4, 15), (5, 20)), (8, 6, 4, 2, 0), 500, 5),
    "like nrp4": ((250, 500, 750, 1000, 750), ((1, 5), (2, 7), (3, 10), (4, 15), (5, 20)), (8, 6, 4, 2, 0), 750, 5),
    "like nrp5": ((500, 500, 500), ((1, 3), (2, 2), (3, 5)), (4, 4, 0), 1000, 1),
}


def unseen(shape: str, percent: int, seed: int) -> dict[str, Any]:
    """An instance nobody has published, of a published shape."""
    draw = random.Random(f"{shape} {seed}")
    sizes, costs, children, customers, requests = SHAPES[shape]
    items: list[dict[str, Any]] = []
    levels: list[list[str]] = []
    for size, (least, most) in zip(sizes, costs, strict=True):
        level = [f"r{len(items) + number}" for number in range(1, size + 1)]
        items += [{"id": id, "cost": draw.randint(least, most), "requires": []} for id in level]
        levels.append(level)
    by_id = {item["id"]: item for item in items}
    for level, below, most in zip(levels, levels[1:], children, strict=False):
        for id in level:
            for child in draw.sample(below, min(draw.randint(0, most), len(below))):
                by_id[child]["requires"].append(id)
    ids = [item["id"] for item in items]
    goals = [
        {"id": f"c{number}", "value": draw.randint(10, 50), "needs": draw.sample(ids, draw.randint(1, requests))}
        for number in range(1, customers + 1)
    ]
    total = sum(item["cost"] for item in items)
    return {"budget": total * percent // 100, "items": items, "goals": goals}


def problem(name: str, percent: int) -> dict[str, Any]:
    """One instance with its budget at this share of the total cost, halves rounded up."""
    instance = read_instance(FOLDER / f"{name}.txt")
    total = sum(item["cost"] for item in instance["items"])
    return {"budget": int(Fraction(total * percent, 100) + Fraction(1, 2)), **instance}
