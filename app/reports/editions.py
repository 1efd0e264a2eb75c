"""The edition of a report for people outside: what it leads to, without what the firm answered. Pure."""

from app.reports.values import Block, Chapter, Heading, Points, ReportDocument, Spread, Table, Unit

CHAPTERS = ("summary", "profile", "roadmap", "cash", "policies", "limits")
"""What others are shown: no chapter that lists answers one by one."""
OWN_FIGURES = ("figures", "figures-table")
"""Heading and table of the firm's own figures, which are answers too."""


def share_edition(document: ReportDocument) -> ReportDocument:
    """The chapters others may see; strengths and gaps by name and points, without the answers they quote."""
    kept = tuple(_chapter(one) for one in document.chapters if one.id in CHAPTERS)
    return document.model_copy(update={"chapters": kept, "edition": "share"})


def _chapter(chapter: Chapter) -> Chapter:
    blocks = tuple(one for block in chapter.blocks if (one := _block(block)) is not None)
    return chapter.model_copy(update={"blocks": blocks})


def _block(block: Block) -> Block | None:
    if isinstance(block, Points) and block.tone in ("good", "warn"):
        return block.model_copy(update={"items": tuple(one.model_copy(update={"text": None}) for one in block.items)})
    if isinstance(block, Heading | Table) and block.id in OWN_FIGURES:
        return None
    if isinstance(block, Spread):
        halves = {"left": _block(block.left) or block.left, "right": _block(block.right) or block.right}
        return block.model_copy(update=halves)
    if isinstance(block, Unit):
        kept = tuple(one for part in block.blocks if (one := _block(part)) is not None)
        return block.model_copy(update={"blocks": kept}) if kept else None
    return block
