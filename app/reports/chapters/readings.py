"""What a further lens says of the same answers: its standing, each part, and what its next level still asks."""

from app.kit.text import Text
from app.reports import wording
from app.reports.brief import Brief
from app.reports.cases import Reading
from app.reports.chapters.dimensions import points_of
from app.reports.chapters.miit import missing_text
from app.reports.values import Block, Bullets, Callout, Chapter, Column, Heading, Paragraph, Row, Table
from app.scoring.values import DimensionScore, GateResult

PREFIX = "reading-"


def reading(brief: Brief, one: Reading, number: str) -> Chapter:
    """A short chapter; the lens's own notice, if it has one, comes first."""
    blocks: list[Block] = []
    if one.lens.notice:
        blocks.append(Callout(tone="warn", title=brief.say("others.notice"), texts=(one.lens.notice,)))
    blocks += [
        Paragraph(text=_lead(brief, one), tone="lead", why=brief.why(reading=one)),
        Paragraph(text=one.lens.about),
        _parts(brief, one),
        *_gates(brief, one),
    ]
    return Chapter(id=f"{PREFIX}{one.lens.id}", number=number, title=one.lens.title, blocks=tuple(blocks))


def _lead(brief: Brief, one: Reading) -> Text:
    mark, gate = one.card.overall, one.card.gates[0]
    if mark.score is None:
        return brief.say("others.none")
    level = brief.level_name(gate.level, one)
    if mark.at_least == mark.at_most and gate.level == gate.level_at_most:
        return brief.say("others.lead", score=wording.decimal(mark.score), max=wording.decimal(mark.max), level=level)
    return brief.say(
        "others.lead_range",
        low=wording.decimal(mark.at_least),
        high=wording.decimal(mark.at_most),
        level=level,
        most=brief.level_name(gate.level_at_most, one),
    )


def _parts(brief: Brief, one: Reading) -> Table:
    """Each capability with its level or its points, and the answer behind it, under its dimension."""
    rows: list[Row] = []
    for part in one.card.dimensions:
        rows += [Row(cells=(part.title,), strong=True), *_part(brief, one, part)]
    return Table(
        id=f"{PREFIX}{one.lens.id}-parts",
        fold=True,
        caption=brief.say("others.table"),
        columns=(
            Column(title=brief.say("others.column_what"), width=30),
            Column(title=brief.say("others.column_standing"), width=14),
            Column(title=brief.say("miit.column_answer"), width=56),
        ),
        rows=tuple(rows),
    )


def _part(brief: Brief, one: Reading, part: DimensionScore) -> list[Row]:
    points = one.lens.combine == "points" and part.scored
    top = max((rung.level for rung in one.lens.levels), default=4)
    rows = []
    for capability in part.capabilities:
        mark = capability.mark
        if points or mark.score is None:
            standing = wording.NONE if mark.score is None else points_of(mark.at_least, mark.max)
        else:
            standing = wording.plain("●" * mark.level + "○" * max(top - mark.level, 0))
        title = brief.say("miit.star", name=capability.title) if capability.starred else capability.title
        answers = wording.joined(brief.answer(id) for id in capability.questions)
        rows.append(Row(cells=(title, standing, answers)))
    return rows


def _gates(brief: Brief, one: Reading) -> list[Block]:
    asked = [gate for gate in one.card.gates if gate.next_level is not None and gate.missing]
    if not asked:
        return []
    heading = Heading(id=f"{PREFIX}{one.lens.id}-gates", text=brief.say("miit.gates"), level=3)
    return [heading, *(block for gate in asked for block in _gate(brief, one, gate))]


def _gate(brief: Brief, one: Reading, gate: GateResult) -> list[Block]:
    level, following = brief.level_name(gate.level, one), brief.level_name(gate.next_level or 0, one)
    text = brief.say("miit.gate", gate=gate.title, level=level, next=following)
    return [Paragraph(text=text), Bullets(items=tuple(missing_text(brief, missing) for missing in gate.missing))]
