"""Small random problems, and the best plan found by trying every plan there is."""

from collections.abc import Callable, Mapping
from itertools import product
from operator import le
from typing import Any

from hypothesis import strategies as st

from app.planning.candidates import World
from app.planning.problem import PlanningProblem

from .workshop import PILOT, initiative, lift, means, needs, problem

Worth = Callable[[World, Mapping[str, Any]], tuple[int, ...] | None]
"""Goals of a set of starts in order, larger is better; None when the set may not be a plan at all."""

SPECS = st.lists(
    st.fixed_dictionaries(
        {
            "question": st.sampled_from(["orders", "stock", "machines"]),
            "level": st.integers(1, 4),
            "after": st.integers(0, 2),
            "once": st.sampled_from([0, 300, 800]),
            "yearly": st.sampled_from([0, 400]),
            "weeks": st.sampled_from([4, 13, 26]),
            "days": st.integers(0, 4),
            "risk": st.integers(1, 5),
            "needs": st.integers(-3, 4),
            "pilot": st.booleans(),
        }
    ),
    min_size=1,
    max_size=4,
)
MEANS = st.fixed_dictionaries(
    {
        "budget": st.sampled_from([0, 400, 900, 2000]),
        "staff_days": st.fixed_dictionaries({"owner": st.integers(0, 8)}),
        "horizon": st.integers(1, 4),
        "parallel": st.integers(1, 3),
    }
)


def made(specs: list[dict[str, Any]], limits: dict[str, Any]) -> PlanningProblem:
    made = []
    for index, spec in enumerate(specs):
        more: dict[str, Any] = {"pilot": PILOT} if spec["pilot"] else {}
        if 0 <= spec["needs"] < index:
            more["requires"] = needs(f"i{spec['needs']}")
        target = lift(spec["question"], max(spec["level"], spec["after"] + 1), spec["after"])
        made.append(
            initiative(f"i{index}", target, once=spec["once"], yearly=spec["yearly"], weeks=spec["weeks"],
                       staff_days={"owner": spec["days"]}, risk=spec["risk"], **more)
        )  # fmt: skip
    return problem(*made, means=means(**limits))


def keeps(world: World, chosen: Mapping[str, Any]) -> bool:
    spent: dict[int, int] = {}
    hands = [list(world.staff["owner"])[quarter] for quarter in range(world.horizon)]
    running = [0] * world.horizon
    for id, start in chosen.items():
        if start.last >= world.horizon:
            return False
        for need in world.candidates[id].initiative.requires:
            one = chosen.get(need.initiative or "")
            if not world.is_met(need) and (one is None or one.last >= start.first):
                return False
        for quarter in range(world.horizon):
            year = world.span[quarter].year
            spent[year] = spent.get(year, 0) + start.cash[quarter]
            hands[quarter] -= start.staff.get("owner", (0,) * 99)[quarter]
            running[quarter] += start.weeks[quarter]
    return (
        all(v <= world.budget[y] for y, v in spent.items()) and min(hands) >= 0 and all(map(le, running, world.weeks))
    )


def most(world: World, worth: Worth) -> tuple[int, ...] | None:
    """The best of all plans, with a small pilot if any plan can have one; None when there is no plan."""
    ways = [(None, *one.starts) for one in world.candidates.values()]
    best: dict[bool, tuple[int, ...]] = {}
    for picked in product(*ways):
        chosen = {id: start for id, start in zip(world.candidates, picked, strict=True) if start is not None}
        key = worth(world, chosen) if keeps(world, chosen) else None
        if key is not None:
            cut = any(world.is_small_cut(id, start) for id, start in chosen.items())
            best[cut] = max(best.get(cut, key), key)
    return best.get(True) or best.get(False)
