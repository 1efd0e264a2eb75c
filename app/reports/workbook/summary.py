"""The second sheet: the figures that matter, then what the summary says."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.kit.text import Lang, Text
from app.kit.xlsx import Cell, Shaped, Sheet
from app.reports.outcome import LensData, Outcome, RoadmapData
from app.reports.values import Block, Callout, Facts, Headline, Paragraph, Points, ReportDocument, Spread, Unit
from app.reports.workbook.fields import Field, table, yuan

NAME = Text(zh="摘要", en="Summary")
CHAPTER = "summary"
SCORE = Text(zh="得分（满分 {most}）", en="Score (out of {most})")
LEVEL = Text(zh="等级", en="Level")
ANSWERED = Text(zh="已答比例", en="Share answered")
PLAN = Text(zh="路线图", en="Roadmap")
INITIATIVES = Text(zh="举措数", en="Initiatives")
COSTS = (
    (Text(zh="投入：低（元）", en="Cost, low (CNY)"), "low"),
    (Text(zh="投入：通常（元）", en="Cost, typical (CNY)"), "typical"),
    (Text(zh="投入：高（元）", en="Cost, high (CNY)"), "high"),
)
AFTER = Text(zh="完成后得分", en="Score once done")
LEVEL_AFTER = Text(zh="完成后等级", en="Level once done")
READ = Text(zh="报告摘要", en="From the summary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row."""

    part: Text
    item: Text | None = None
    value: Cell | Text = None
    note: Text | None = None


FIELDS: tuple[Field[Line], ...] = (
    Field("部分", "Part", lambda line: line.part, "long", 30),
    Field("项目", "Item", lambda line: line.item, "long", 40),
    Field("数值", "Value", lambda line: line.value, "figure", 24),
    Field("说明", "Explanation", lambda line: line.note, "long", 90),
)


def summary(document: ReportDocument, lang: Lang) -> Sheet:
    """The whole sheet."""
    lines: list[Line] = []
    if document.outcome:
        lines += _figures(document.outcome)
    for chapter in document.chapters:
        if chapter.id == CHAPTER:
            lines += [line for block in chapter.blocks for line in _block(block)]
    return table(NAME, FIELDS, lines, lang, kept=0)


def _figures(outcome: Outcome) -> Iterator[Line]:
    for lens in outcome.lenses:
        yield from _lens(lens)
    if outcome.roadmap and not outcome.roadmap.clashes:
        yield from _plan(outcome.roadmap)


def _lens(lens: LensData) -> Iterator[Line]:
    mark = lens.overall
    title = SCORE.format(most=f"{mark.max:g}")
    yield Line(part=lens.title, item=title, value=Shaped(mark.score, "decimal"), note=lens.notice)
    for gate in lens.gates:
        several = len(lens.gates) > 1
        item = gate.title if several else LEVEL
        yield Line(part=lens.title, item=item, value=Shaped(gate.level, "plain"), note=gate.level_name)
    yield Line(part=lens.title, item=ANSWERED, value=Shaped(mark.coverage, "share"))
    for one in lens.dimensions:
        if one.dial:
            yield Line(part=lens.title, item=one.title, value=Shaped(one.mark.score, "decimal"))


def _plan(plan: RoadmapData) -> Iterator[Line]:
    yield Line(part=PLAN, item=INITIATIVES, value=Shaped(len(plan.items), "plain"))
    for item, case in COSTS:
        yield Line(part=PLAN, item=item, value=Shaped(yuan(getattr(plan.cost, case)), "money"))
    yield Line(part=PLAN, item=AFTER, value=Shaped(plan.score_after, "decimal"))
    yield Line(part=PLAN, item=LEVEL_AFTER, value=Shaped(plan.level_after, "plain"))


def _block(block: Block) -> Iterator[Line]:
    if isinstance(block, Spread):
        yield from (*_block(block.left), *_block(block.right))
    elif isinstance(block, Unit):
        yield from (line for part in block.blocks for line in _block(part))
    elif isinstance(block, Headline):
        yield Line(part=READ, item=block.level_name, note=_plain(block.sentence))
    elif isinstance(block, Points):
        yield from (Line(part=block.title, item=one.title, value=one.figure, note=one.text) for one in block.items)
    elif isinstance(block, Facts):
        yield from (Line(part=READ, item=one.label, value=one.value, note=one.note) for one in block.items)
    elif isinstance(block, Paragraph):
        yield Line(part=READ, note=_plain(block.text))
    elif isinstance(block, Callout):
        yield from (Line(part=block.title, note=_plain(one)) for one in block.texts)


def _plain(text: Text) -> Text:
    """Without the marks of bold words."""
    return Text(zh=text.zh.replace("**", "") or "-", en=text.en.replace("**", "") or "-")
