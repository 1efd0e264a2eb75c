"""Disputed points of a published rule: the same lens read the way another publication reads it."""

from collections.abc import Mapping

from app.content.lenses import Capability, Choice, Lens
from app.kit.errors import NotFound
from app.kit.text import Text
from app.kit.words import shown

NO_CHOICE = Text(
    zh="评分规则“{lens}”没有“{parameter}: {choice}”这种读法。",
    en='The lens "{lens}" has no reading "{parameter}: {choice}".',
)


def read_as(lens: Lens, chosen: Mapping[str, str]) -> Lens:
    """The lens with other choices (parameter id -> choice id); what is not named stays as the edition has it."""
    for parameter, choice in chosen.items():
        lens = _changed(lens, _find(lens, parameter, choice))
    return lens


def _find(lens: Lens, parameter: str, choice: str) -> Choice:
    for one in lens.parameters:
        for offered in one.choices:
            if (one.id, offered.id) == (parameter, choice):
                return offered
    raise NotFound(NO_CHOICE.format(lens=lens.id, parameter=shown(parameter), choice=shown(choice)))


def _changed(lens: Lens, choice: Choice) -> Lens:
    if not choice.changes:
        return lens
    dimensions = tuple(
        one.model_copy(update={"capabilities": tuple(_reworked(part, choice) for part in one.capabilities)})
        for one in lens.dimensions
    )
    return lens.model_copy(update={"dimensions": dimensions})


def _reworked(capability: Capability, choice: Choice) -> Capability:
    reads = tuple(
        read.model_copy(update={"points": choice.points[read.question]}) if read.question in choice.points else read
        for read in capability.reads
    )
    weight = choice.weights.get(capability.id, capability.weight)
    return capability.model_copy(update={"reads": reads, "weight": weight})
