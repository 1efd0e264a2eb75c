"""What changed from one plan to another: work that came, went or moved, and what that does to cost and score."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.planning.values import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """moved: initiative -> (quarter before, quarter after). cost: CNY fen, typical, more (+) or less (-)."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    moved: Mapping[str, tuple[int, int]]
    cost: int
    score_after: Fraction
    levels_after: tuple[int, int]

    @property
    def is_none(self) -> bool:
        """Whether the plan is the same work in the same quarters."""
        return not (self.came or self.went or self.moved)


def difference(before: Plan, after: Plan) -> PlanChange:
    """From `before` to `after`."""
    old = {item.initiative: item.first_quarter for item in before.items}
    new = {item.initiative: item.first_quarter for item in after.items}
    return PlanChange(
        came=tuple(id for id in new if id not in old),
        went=tuple(id for id in old if id not in new),
        moved={id: (old[id], new[id]) for id in new if id in old and old[id] != new[id]},
        cost=after.cost.typical - before.cost.typical,
        score_after=after.score_after - before.score_after,
        levels_after=(before.level_after, after.level_after),
    )
