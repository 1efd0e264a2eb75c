"""The edition of a report for people outside: what it leads to, without what the firm answered. Pure."""

from collections.abc import Iterable

from app.reports import handmade, rewording
from app.reports.outcome import DimensionData, ItemData, LensData, Outcome
from app.reports.values import Block, Callout, Chapter, Heading, Points, ReportDocument, Spread, Table, Unit

CHAPTERS = ("basis", "summary", "profile", "review", "roadmap", "cash", "policies", "delivered", "next", "limits")
"""What others are shown: no chapter that lists answers one by one."""
OWN_FIGURES = ("review-findings-head", "review-findings", "figures", "figures-table", "actuals", "inside-table")
"""Headings and tables of own figures, and of capabilities: often one answer alone, so answers too."""


def share_edition(document: ReportDocument) -> ReportDocument:
    """The chapters others may see; strengths and gaps by name and points, without the answers they quote."""
    shown = tuple(one for one in document.chapters if one.id in CHAPTERS)
    note = _of_edits(shown)
    kept = tuple(_chapter(one, note) for one in shown)
    outcome = _outcome(document.outcome) if document.outcome else None
    return document.model_copy(update={"chapters": kept, "edition": "share", "outcome": outcome, "data": None})


def _outcome(outcome: Outcome) -> Outcome:
    """Levels, dimensions, the plan and its money; nothing that says how one question was answered, no own figure."""
    standing, plan = outcome.standing, outcome.roadmap
    return outcome.model_copy(
        update={
            "lenses": tuple(_lens(one) for one in outcome.lenses),
            "standing": standing.model_copy(update={"figures": ()}) if standing else None,
            "gaps": (),
            "roadmap": plan.model_copy(update={"rejected": (), "items": tuple(_item(one) for one in plan.items)})
            if plan
            else None,
            "passport": outcome.passport.model_copy(update={"findings": ()}) if outcome.passport else None,
            "offers": tuple(one for one in outcome.offers if one.status != "not_eligible"),
        }
    )


def _lens(lens: LensData) -> LensData:
    dimensions = tuple(_dimension(one) for one in lens.dimensions if one.scored)
    gates = tuple(one.model_copy(update={"missing": ()}) for one in lens.gates)
    return lens.model_copy(update={"dimensions": dimensions, "gates": gates})


def _dimension(dimension: DimensionData) -> DimensionData:
    return dimension.model_copy(update={"capabilities": ()})


def _item(item: ItemData) -> ItemData:
    return item.model_copy(
        update={"points": None, "gains": (), "payoffs": (), "payback_months": None, "sites": (), "edits": None}
    )


def _of_edits(shown: Iterable[Chapter]) -> tuple[Callout, ...]:
    """What says that sentences were worded by hand, naming only chapters that are shown; nothing when all is elsewhere.

    Without it the mark behind a sentence would say nothing to a reader outside.
    """
    chapters = tuple(shown)
    boxes = (block for chapter in chapters for block in chapter.blocks if isinstance(block, Callout))
    told = next((box for box in boxes if box.title == rewording.TITLE), None)
    titles = {chapter.title for chapter in chapters}
    named = tuple(text for text in told.texts[1:] if text in titles) if told else ()
    return (told.model_copy(update={"texts": (told.texts[0], *named)}),) if told and named else ()


def _chapter(chapter: Chapter, note: tuple[Callout, ...]) -> Chapter:
    blocks = tuple(one for block in chapter.blocks if (one := _block(block)) is not None)
    if chapter.id == "limits":  # its boxes name what was not known, left open or contradicted
        blocks = (*(one for one in blocks if not isinstance(one, Callout)), *note)
    if chapter.id == "review":  # the reviewer's own words may quote answers
        blocks = tuple(one for one in blocks if not isinstance(one, Callout))
    return chapter.model_copy(update={"blocks": blocks})


def _block(block: Block) -> Block | None:
    if isinstance(block, Callout) and block.title == handmade.TITLE:  # reasons are between the firm and its adviser
        return None
    if isinstance(block, Points) and block.tone in ("good", "warn"):
        return block.model_copy(
            update={"items": tuple(one.model_copy(update={"text": None}) for one in block.items if one.figure)}
        )
    if isinstance(block, Heading | Table) and block.id in OWN_FIGURES:
        return None
    if isinstance(block, Spread):
        halves = {"left": _block(block.left) or block.left, "right": _block(block.right) or block.right}
        return block.model_copy(update=halves)
    if isinstance(block, Unit):
        kept = tuple(one for part in block.blocks if (one := _block(part)) is not None)
        return block.model_copy(update={"blocks": kept}) if kept else None
    return block
