"""Selection: published optima, brute force, and input that is not well-formed."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.planning import select
from app.planning.selection import SelectionFaults

EXAMPLE: dict[str, Any] = {
    "budget": 100,
    "items": [{"id": "a", "cost": 10, "requires": ["b"]}, {"id": "b", "cost": 80}, {"id": "c", "cost": 10}],
    "goals": [{"id": "g", "value": 50, "needs": ["a", "c"]}, {"id": "h", "value": 5, "needs": ["c"]}],
}


def test_the_example() -> None:
    assert select(EXAMPLE) == {"objective": 55, "optimal": True, "chosen": ["a", "b", "c"], "bound": 55, "cost": 100}
    assert select({**EXAMPLE, "budget": 99})["chosen"] == ["c"]
    assert select({**EXAMPLE, "budget": 0}) == {"objective": 0, "optimal": True, "chosen": [], "bound": 0, "cost": 0}
    assert select({"budget": 0, "items": [], "goals": []})["optimal"]


PROBLEMS = st.integers(1, 6).flatmap(
    lambda size: st.fixed_dictionaries(
        {
            "budget": st.integers(0, 25),
            "costs": st.lists(st.integers(0, 9), min_size=size, max_size=size),
            "pairs": st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=5),
            "goals": st.lists(st.tuples(st.integers(0, 20), st.sets(st.integers(0, size - 1), max_size=3)), max_size=5),
        }
    )
)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(PROBLEMS)
def test_no_choice_is_better(raw: dict[str, Any]) -> None:
    pairs = {(low, high) for low, high in raw["pairs"] if low < high}
    size = len(raw["costs"])
    best = 0
    for count in range(size + 1):
        for chosen in map(set, combinations(range(size), count)):
            closed = all(low in chosen for low, high in pairs if high in chosen)
            if closed and sum(raw["costs"][item] for item in chosen) <= raw["budget"]:
                best = max(best, sum(value for value, wanted in raw["goals"] if wanted <= chosen))
    found = select(
        {
            "budget": raw["budget"],
            "items": [
                {"id": str(item), "cost": cost, "requires": [str(low) for low, high in sorted(pairs) if high == item]}
                for item, cost in enumerate(raw["costs"])
            ],
            "goals": [
                {"id": str(place), "value": value, "needs": [str(item) for item in sorted(wanted)]}
                for place, (value, wanted) in enumerate(raw["goals"])
            ],
        }
    )
    assert found["objective"] == found["bound"] == best and found["optimal"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"budget": True}, "$.budget"),
        ({"budget": -1}, "$.budget"),
        ({"budget": 1.5}, "$.budget"),
        ({"budget": 10**10}, "$.budget"),
        ({"items": {}}, "$.items"),
        ({"items": [{"id": "a", "cost": "1"}]}, "$.items[0].cost"),
        ({"items": [{"id": "", "cost": 1}]}, "$.items[0].id"),
        ({"items": [{"id": "a", "cost": 1}, {"id": "a", "cost": 1}]}, "$.items[1].id"),
        ({"items": [{"id": "a", "cost": 1, "requires": ["x"]}]}, "$.items[0].requires[0]"),
        ({"items": [{"id": "a", "cost": 1, "price": 2}]}, "$.items[0].price"),
        ({"goals": [{"id": "g", "value": 1, "needs": ["x"]}]}, "$.goals[0].needs[0]"),
        ({"goals": [{"id": "g", "needs": []}]}, "$.goals[0].value"),
        ({"goals": ["g"]}, "$.goals[0]"),
        ({"more": 1}, "$.more"),
    ],
)
def test_faults_name_their_place(change: dict[str, Any], path: str) -> None:
    with pytest.raises(SelectionFaults) as caught:
        select({**EXAMPLE, **change})
    assert path in {fault.path for fault in caught.value.faults}


def test_a_cycle_is_a_fault_however_long() -> None:
    size = 3000
    items = [{"id": str(n), "cost": 1, "requires": [str((n + 1) % size)]} for n in range(size)]
    with pytest.raises(SelectionFaults) as caught:
        select({"budget": 5, "items": items, "goals": []})
    assert "0 > 1 > 2" in caught.value.faults[0].message.en
    items[-1]["requires"] = []
    assert select({"budget": 5, "items": items, "goals": [{"id": "g", "value": 1, "needs": ["0"]}]})["objective"] == 0


def test_what_is_not_an_object() -> None:
    with pytest.raises(SelectionFaults):
        select([])  # type: ignore[arg-type]
