"""Disputed points of a lens: choices differ, the first is the edition's own, and what they change exists."""

from app.content.checks.inspection import NO_OPTION, NO_QUESTION, Inspection, twins
from app.content.lenses import Choice, Lens
from app.content.loader import Placed
from app.kit.text import Text

FEW = Text(
    zh="有争议的一点至少要写两种读法，编号不能重复。",
    en="A disputed point needs two choices or more, each with an id of its own.",
)
FIRST = Text(
    zh="第一种读法就是本版采用的，不能再改分数。",
    en="The first choice is what this edition does; it changes no points or weights.",
)
NO_CAPABILITY = Text(zh="没有能力项“{id}”。", en='There is no capability "{id}".')


def check_parameters(inspection: Inspection) -> None:
    """All disputed points of all lenses."""
    for thing, lens in inspection.lenses:
        for p, parameter in enumerate(lens.parameters):
            ids = [choice.id for choice in parameter.choices]
            if len(ids) < 2 or list(twins(ids)):
                inspection.fault(thing.at("parameters", p), FEW)
            elif parameter.choices[0].changes:
                inspection.fault(thing.at("parameters", p, "choices", 0), FIRST)
            for c, choice in enumerate(parameter.choices):
                _check_choice(inspection, thing, lens, choice, ("parameters", p, "choices", c))


def _check_choice(
    inspection: Inspection, thing: Placed, lens: Lens, choice: Choice, place: tuple[str | int, ...]
) -> None:
    capabilities = {one.id for dimension in lens.dimensions for one in dimension.capabilities}
    for id in sorted(set(choice.weights) - capabilities):
        inspection.fault(thing.at(*place), NO_CAPABILITY, id=id)
    read = {one.question for dimension in lens.dimensions for part in dimension.capabilities for one in part.reads}
    for id, points in choice.points.items():
        if id not in read:
            inspection.fault(thing.at(*place, "points", id), NO_QUESTION, id=id)
            continue
        options = {option.id for one in inspection.meanings(id) for option in one.options}
        for option in sorted(set(points) - options):
            inspection.fault(thing.at(*place, "points", id), NO_OPTION, question=id, id=option)
