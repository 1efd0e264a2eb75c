"""Application files: what they name exists, no policy has two, one file needs no policy."""

from app.content.checks.inspection import NO_QUESTION, Inspection
from app.content.loader import Placed
from app.content.packs import PackRecipe
from app.kit.text import Text

NO_POLICY = Text(zh="没有政策“{id}”。", en='There is no policy "{id}".')
TWO_FILES = Text(zh="政策“{id}”已有材料“{other}”。", en='The policy "{id}" has the file "{other}" already.')
NOT_BACKED = Text(
    zh="要佐证的材料“{id}”没有写明对应哪些题。", en='The paper "{id}" is backed by evidence of no question.'
)
NO_ADDRESS = Text(zh="可信度 A、B、C 的来源要有网址。", en="A source of confidence A, B or C needs an address.")


def check_packs(inspection: Inspection) -> None:
    """Every file an application is made of."""
    taken: dict[str, str] = {}
    for thing in inspection.loaded.things["packs"]:
        if isinstance(thing.record, PackRecipe):
            _check_policies(inspection, thing, thing.record, taken)
            _check_papers(inspection, thing, thing.record)
            if thing.record.source.confidence in ("A", "B", "C") and not thing.record.source.address:
                inspection.fault(thing.at("source"), NO_ADDRESS)


def _check_policies(inspection: Inspection, thing: Placed, recipe: PackRecipe, taken: dict[str, str]) -> None:
    policies = {policy.id for _, policy in inspection.policies}
    for id in recipe.policies:
        if id not in policies:
            inspection.fault(thing.at("policies"), NO_POLICY, id=id)
        elif id in taken:
            inspection.fault(thing.at("policies"), TWO_FILES, id=id, other=taken[id])
        taken[id] = recipe.id


def _check_papers(inspection: Inspection, thing: Placed, recipe: PackRecipe) -> None:
    for index, paper in enumerate(recipe.papers):
        place = thing.at("papers", index)
        if paper.origin == "evidence" and not paper.questions:
            inspection.fault(place, NOT_BACKED, id=paper.id)
        for question in paper.questions:
            if not inspection.meanings(question):
                inspection.fault(place, NO_QUESTION, id=question)
