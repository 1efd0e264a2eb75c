"""The tables of a document as they stand in it, a sheet each: for what it says that it carries no values of."""

from collections.abc import Iterable, Iterator

from app.kit.text import Lang, Text
from app.kit.xlsx import Column, Sheet, sheet_name
from app.reports.values import Block, Figure, ReportDocument, Spread, Table, Unit

MOST = 40
SIGNS = 110
"""Letters of all columns together: a table's widths are percent of it."""


def tables(document: ReportDocument, lang: Lang) -> list[Sheet]:
    """At most forty, in order, each under a name of its own."""
    made: list[Sheet] = []
    for chapter in document.chapters:
        for found in _found(chapter.blocks):
            if len(made) < MOST and found.rows:
                made.append(_sheet(found, chapter.title, made, lang))
    return made


def _found(blocks: Iterable[Block]) -> Iterator[Table]:
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Figure) and block.table:
            yield block.table
        elif isinstance(block, Spread):
            yield from _found((block.left, block.right))
        elif isinstance(block, Unit):
            yield from _found(block.blocks)


def _sheet(found: Table, chapter: Text, made: list[Sheet], lang: Lang) -> Sheet:
    name = f"{len(made) + 1} {(found.caption or chapter).get(lang)}"
    wide = len(found.columns)
    return Sheet(
        name=sheet_name(name),
        columns=[
            Column(title=one.title.get(lang), width=max(8, one.width * SIGNS // 100), shape="long")
            for one in found.columns
        ],
        rows=[[*(cell.get(lang) for cell in row.cells), *[None] * (wide - len(row.cells))] for row in found.rows],
        ready=True,
    )
