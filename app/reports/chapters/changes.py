"""The last chapter of a full report: what has moved since the round before."""

from app.reports import wording
from app.reports.brief import Brief
from app.reports.chapters import moves
from app.reports.comparing import Comparison
from app.reports.values import Block, Chapter, Heading, Paragraph, Spread


def changes(brief: Brief, found: Comparison, number: str) -> Chapter:
    """Movement by dimension, the answers behind it, business figures."""
    say = brief.say
    blocks: list[Block] = [
        Paragraph(text=moves.verdict(brief, found)),
        *moves.cautions(brief, found),
        Spread(left=moves.radar(brief, found).model_copy(update={"id": "radar-then"}),
               right=moves.dimension_table(brief, found)),
        Heading(id="changed", text=say("since.changed"), level=3),
        moves.answers_table(brief, found),
    ]  # fmt: skip
    if found.figures:
        blocks.append(Heading(id="baseline-moved", text=say("since.baseline"), level=3))
        blocks += moves.baseline_blocks(brief, found.figures)
    lead = say("since.chapter_lead", before=wording.day(found.before.on))
    return Chapter(id="changes", number=number, title=say("since.chapter"), lead=lead, blocks=tuple(blocks))
