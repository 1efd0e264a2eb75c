"""The official level a firm wants by a date, as rows of the model: points, scenarios and starred ones of its gate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm

from app.content.lenses import Capability, Requirement
from app.kit.errors import Invalid
from app.kit.text import Text
from app.planning.candidates import World
from app.planning.gaps import StepKey
from app.planning.model import Model, reach

GROUP = "target"
NO_LENS = Text(
    zh="要以达到某一等级为目标，得先用工信部评测指标（miit-2024）算出现在的等级。",
    en="To aim at a level, the present one must be read by the MIIT indicators (miit-2024) first.",
)


@dataclass(frozen=True, slots=True)
class Ask:
    """Steps earned in time must be worth so much together, in whole numbers."""

    worth: Mapping[StepKey, int]
    need: int


def deadline_quarter(world: World) -> int:
    """The last quarter that ends by the day; -1 when none does. Work is only sure to be over when its quarter is."""
    by = world.problem.means.target_by
    return max((span.index for span in world.span if by is None or span.ends_on <= by), default=-1)


def asks(world: World) -> tuple[Ask, ...]:
    """Everything the level and every lower one still ask; empty when no level is wanted. The reported gate counts."""
    means, lens, card = world.problem.means, world.problem.miit_lens, world.problem.miit
    if means.goal != "level" or means.target_level is None:
        return ()
    if lens is None or card is None:
        raise Invalid(NO_LENS)
    out: list[Ask] = []
    for requirement in lens.gates[0].requirements:
        if requirement.level <= means.target_level:
            out.append(_points(world, requirement.score - card.overall.at_least))
            out += _scenarios(world, requirement)
    return tuple(ask for ask in out if ask.need > 0)


def _points(world: World, missing: Fraction) -> Ask:
    scale = lcm(missing.denominator, *(points.denominator for points in world.official.values()))
    return Ask({key: int(points * scale) for key, points in world.official.items() if points}, ceil(missing * scale))


def _scenarios(world: World, requirement: Requirement) -> Iterator[Ask]:
    lens = world.problem.miit_lens
    scenarios = [one for part in lens.dimensions if not part.scored for one in part.capabilities] if lens else []
    starred = [one for one in scenarios if one.starred]
    for wanted, least in ((scenarios, requirement.scenarios), (starred, requirement.starred)):
        held = [one for one in wanted if _level(world, one) >= requirement.level]
        open_: dict[StepKey, int] = {(one.reads[0].question, requirement.level): 1 for one in wanted if one not in held}
        yield Ask(open_, least - len(held))


def _level(world: World, scenario: Capability) -> int:
    """A scenario reads one question, whose ladder is its level."""
    return world.gaps.levels.get(scenario.reads[0].question, 0)


def wanted_steps(world: World) -> frozenset[StepKey]:
    """Steps that help towards the level."""
    return frozenset(key for ask in asks(world) for key in ask.worth)


def require(model: Model) -> None:
    """Add the rows to a model; they share one name, for the level is wanted as a whole."""
    world = model.world
    columns = {id: model.of(id) for id in {at[0] for at in model.x}}
    by = deadline_quarter(world)
    for ask in asks(world):
        terms = {}
        for key, worth in ask.worth.items():
            column = reach(model, columns, key, by)
            if column is not None:
                terms[column] = worth
        model.program.row(terms, ask.need, None, GROUP)
