"""What a set of starts earns, worked out in whole numbers without the solver: it checks the proof and names credits."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.planning.candidates import Start, World
from app.planning.gaps import Step, StepKey
from app.planning.values import Gain

Chosen = Mapping[str, Start]
"""initiative -> the start the plan gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """earned: step -> quarter at whose end it is earned. credited: step -> the first initiative that makes it."""

    earned: Mapping[StepKey, int]
    credited: Mapping[StepKey, str]
    area: int
    """Milli-points x quarters."""


def harvest(world: World, chosen: Chosen) -> Harvest:
    """What a plan earns. Steps come in order, so the step below is known before the one above it."""
    earned: dict[StepKey, int] = {}
    credited: dict[StepKey, str] = {}
    area = 0
    for key, step in world.gaps.steps.items():
        makers = [(chosen[id].last, id) for id in step.by if id in chosen and chosen[id].last < world.horizon]
        if not makers or (step.needs is not None and step.needs not in earned):
            continue
        last, credited[key] = min(makers)
        earned[key] = max(last, earned[step.needs]) if step.needs is not None else last
        area += step.value * (world.horizon - earned[key])
    return Harvest(earned=earned, credited=credited, area=area)


def gains(world: World, result: Harvest, initiative: str) -> tuple[tuple[Gain, ...], tuple[Gain, ...]]:
    """(answers an initiative improves first, answers another one improves already), one gain a question."""
    mine: dict[str, list[Step]] = {}
    shared: dict[str, list[Step]] = {}
    for key in world.gaps.covers.get(initiative, ()):
        step = world.gaps.steps[key]
        if step.points and key in result.earned:
            (mine if result.credited[key] == initiative else shared).setdefault(key[0], []).append(step)
    return (
        tuple(_gain(world, result, id, steps) for id, steps in mine.items()),
        tuple(_gain(world, result, id, steps) for id, steps in shared.items()),
    )


def _gain(world: World, result: Harvest, question: str, steps: list[Step]) -> Gain:
    """Before: what the answer holds when the first of these steps is made."""
    first = min((result.earned[step.key], _place(world, step)) for step in steps)
    earlier = [
        step.fraction
        for key, step in world.gaps.steps.items()
        if key[0] == question and key in result.earned and (result.earned[key], _place(world, step)) < first
    ]
    before = world.gaps.before.get(question, Fraction(0)) + sum(earlier, Fraction(0))
    after = before + sum((step.fraction for step in steps), Fraction(0))
    return Gain(question=question, before=before, after=after, points=sum((step.points for step in steps), Fraction(0)))


def _place(world: World, step: Step) -> int:
    return list(world.gaps.steps).index(step.key)
