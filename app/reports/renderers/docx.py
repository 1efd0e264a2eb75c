"""A report document as a Word file: every block in the styles of the house, for people who mean to write in it.

Chapters, initiatives, tables and figures carry bookmarks made of their ids, so that what comes back can be laid beside
what went out.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.kit.docx import Entry, Manuscript, Meta
from app.kit.leaf import Bit, Cell, Grid, Leaf, Line, bits_of, mark_of
from app.kit.text import Lang, Text
from app.reports.renderers.html import Scribe
from app.reports.renderers.pictures import HEADLINE, Picture, draw_pictures
from app.reports.renderers.verifying import verify_address
from app.reports.values import (
    Block,
    Bullets,
    Callout,
    Card,
    Cards,
    Chapter,
    Fact,
    Facts,
    Figure,
    Heading,
    Headline,
    Paragraph,
    Points,
    References,
    ReportDocument,
    Spread,
    Table,
    Unit,
)
from app.reports.wearing import HOUSE, MADE_WITH, author_of, logo_of, names_us, painted

FRESH = ("summary", "profile")
"""Chapters that start a page, as on paper."""
STYLES = {"body": "Normal", "lead": "Lead", "small": "Small", "source": "Source"}
GROUNDS = {"good": "good-soft", "warn": "warn-soft", "bad": "bad-soft", "note": "note-soft", "accent": "accent-soft"}
EDGES = {"good": "good", "warn": "warn", "bad": "bad", "note": "note", "accent": "accent"}
VERIFY = Text(zh="核验", en="Verify")
CARD = (24.0, 17.0, 43.0, 16.0)
"""How wide cost, duration, people and points of an initiative are, in percent."""
LOGO_WIDTH = 56
"""Millimetres; a logo on paper is as wide at most."""
STEPS = ("accent-strong", "accent", "accent-mid", "compare", "accent-soft")
"""The house's flight of steps, on the cover."""
REFRESH = Text(
    zh="在目录上点右键，选“更新域”，即可显示页码。",
    en="Right-click the list and choose “Update field” to see the page numbers.",
)


class _Pen:
    """Writes blocks in one language."""

    def __init__(self, lang: Lang, pictures: Mapping[str, Picture]) -> None:
        scribe = Scribe(lang, "paper")
        self.say, self.host, self.lang, self.pictures = scribe.say, scribe.host, lang, pictures
        self.foot = scribe.foot

    def rich(self, text: Text | None) -> list[Bit]:
        return bits_of(self.say(text))

    def write(self, leaf: Leaf, block: Block) -> None:
        """One block of any kind."""
        _WRITERS[type(block)](self, leaf, block)

    def heading(self, leaf: Leaf, block: Heading) -> None:
        aside = [Bit(f"  {self.say(block.aside)}", "Faint")] if block.aside else []
        bits = [Bit(self.say(block.text)), *aside]
        leaf.paragraph(bits, f"Heading {block.level}", mark=mark_of("h", block.id), fresh=block.fresh)

    def paragraph(self, leaf: Leaf, block: Paragraph) -> None:
        leaf.paragraph(self.rich(block.text), STYLES[block.tone])

    def bullets(self, leaf: Leaf, block: Bullets) -> None:
        leaf.bullets([self.rich(item) for item in block.items], ordered=block.ordered)

    def points(self, leaf: Leaf, block: Points) -> None:
        leaf.paragraph(self.say(block.title), "Points Title")
        for item in block.items:
            figure = [Bit(f"  {self.say(item.figure)}", "Accent")] if item.figure else []
            leaf.paragraph([Bit(self.say(item.title)), *figure], "Point" if item.text else "Normal")
            if item.text:
                leaf.paragraph(self.rich(item.text), "Point Text")
        if not block.items and block.empty:
            leaf.paragraph(self.rich(block.empty), "Point Text")

    def facts(self, leaf: Leaf, block: Facts) -> None:
        self.figures(leaf, block.items)

    def figures(self, leaf: Leaf, items: Sequence[Fact]) -> None:
        """Figures side by side, as many in a row as fit."""
        most = 2 if leaf.width < 100 else 4 if len(items) in (4, 7, 8) else 3
        for at in range(0, len(items), most):
            row = items[at : at + most]
            cells = leaf.side_by_side([100 / most] * most, ["sunken"] * len(row))
            for cell, fact in zip(cells, row, strict=False):
                cell.paragraph(self.say(fact.label), "Fact Label")
                cell.paragraph(self.say(fact.value), "Fact Value", keep=bool(fact.note))
                if fact.note:
                    cell.paragraph(self.say(fact.note), "Fact Note")
            leaf.lay(cells)

    def table(self, leaf: Leaf, block: Table) -> None:
        if block.caption:
            leaf.paragraph(self.say(block.caption), "Caption")
        columns = block.columns
        head = Line(
            cells=tuple(Cell(text=self.say(one.title), align=one.align, style="Cell Head") for one in columns),
            head=True,
        )
        lines = [head]
        for row in block.rows:
            if len(row.cells) == 1:
                group = [Bit(bit.text, "Strong") for bit in self.rich(row.cells[0])]
                lines.append(Line(cells=(Cell(text=group, span=len(columns), fill="accent-soft"),)))
                continue
            cells = zip(row.cells, columns, strict=True)
            lines.append(Line(cells=tuple(self._cell(text, column.align, row.strong) for text, column in cells)))
        told = self.say(block.caption) if block.caption else self.say(columns[0].title)
        widths = tuple(float(one.width) for one in columns)
        leaf.table(Grid(widths=widths, lines=tuple(lines), mark=mark_of("t", block.id), alt=told))

    def _cell(self, text: Text, align: str, strong: bool) -> Cell:
        bits = self.rich(text)
        if strong:
            bits = [Bit(bit.text, "Strong") for bit in bits]
        return Cell(text=bits, align=align, fill="accent-soft" if strong else None)  # type: ignore[arg-type]

    def callout(self, leaf: Leaf, block: Callout) -> None:
        (box,) = leaf.side_by_side([100], [GROUNDS.get(block.tone, "sunken")])
        box.paragraph([Bit(self.say(block.title), "Strong")], "Box", keep=True)
        if len(block.texts) > 2:
            box.bullets([self.rich(text) for text in block.texts])
        else:
            for text in block.texts:
                box.paragraph(self.rich(text), "Box")
        leaf.lay([box], edge=EDGES.get(block.tone, "line-strong"))

    def cards(self, leaf: Leaf, block: Cards) -> None:
        for card in block.items:
            self.card(leaf, card, brief=block.brief)

    def card(self, leaf: Leaf, card: Card, *, brief: bool) -> None:
        """An initiative: a heading of its own, then a line for each thing known of it."""
        leaf.paragraph(self.say(card.title), "Heading 3", mark=mark_of("i", card.id))
        leaf.paragraph(self.say(card.tag), "Source", keep=True)
        if not brief:
            leaf.paragraph(self.rich(card.lead), "Small", keep=True)
        most = len(card.facts)
        facts = Line(cells=tuple(Cell(text=self._valued(one), style="Cell Kept", fill="sunken") for one in card.facts))
        lines = [
            Line(
                cells=(
                    Cell(text=self.say(line.label), style="Cell Head"),
                    Cell(text=self._joined(line.texts), span=most - 1),
                )
            )
            for line in (*card.lines, *(() if brief else card.more))
        ]
        widths = CARD if most == len(CARD) else (24.0, *[76 / (most - 1)] * (most - 1))
        mark = mark_of("c", card.id)
        leaf.table(Grid(widths=widths, lines=(facts, *lines), mark=mark, alt=self.say(card.title), headed=False))

    def _valued(self, fact: Fact) -> list[Bit]:
        note = [Bit(f"\n{self.say(fact.note)}", "Faint")] if fact.note else []
        return [Bit(f"{self.say(fact.label)}\n", "Faint"), Bit(self.say(fact.value), "Strong"), *note]

    def _joined(self, texts: Sequence[Text]) -> list[Bit]:
        return bits_of(("；" if self.lang == "zh" else "; ").join(self.say(one) for one in texts))

    def references(self, leaf: Leaf, block: References) -> None:
        before, after = ("（", "）") if self.lang == "zh" else (" (", ") ")
        items = []
        for one in block.items:
            place = [Bit(self.host(one.address), address=one.address)] if one.address else []
            items.append([Bit(f"{self.say(one.text)}{before}{self.say(one.note)}{after}"), *place])
        leaf.bullets(items)

    def figure(self, leaf: Leaf, block: Figure) -> None:
        self.picture(leaf, block)
        self.behind(leaf, block)

    def picture(self, leaf: Leaf, block: Figure) -> None:
        """The chart with its caption and source."""
        leaf.paragraph(self.say(block.caption), "Caption", mark=mark_of("f", block.id))
        picture = self.pictures[block.id]
        leaf.picture(picture.png, alt=self.say(block.alt), width=picture.millimetres, name=block.id)
        if block.source:
            leaf.paragraph(self.say(block.source), "Source")

    def behind(self, leaf: Leaf, block: Block) -> None:
        """The table behind a chart, where there is one: figures in a picture cannot be changed."""
        if isinstance(block, Figure) and block.table:
            self.table(leaf, block.table)

    def headline(self, leaf: Leaf, block: Headline) -> None:
        verdict, text = leaf.side_by_side([26, 74], ["accent"])
        verdict.paragraph(self.say(block.level_label), "On Accent")
        verdict.paragraph(str(block.level), "Verdict")
        verdict.paragraph([Bit(self.say(block.level_name), "Strong")], "On Accent")
        verdict.paragraph(f"{self.say(block.score)} {self.say(block.score_note)}", "On Accent")
        text.paragraph(self.rich(block.sentence))
        dials = self.pictures[HEADLINE]
        text.picture(dials.png, alt=self.say(block.dials_alt), width=dials.millimetres, name=HEADLINE)
        if block.miit_level:
            text.paragraph(self.say(block.miit_label), "Fact Label")
            text.paragraph(self.say(block.miit_level), "Fact Value")
            text.paragraph(self.say(block.miit_note), "Fact Note")
        leaf.lay([verdict, text])

    def spread(self, leaf: Leaf, block: Spread) -> None:
        """Two blocks side by side; tables take the whole width, where there is room to write in them."""
        halves = (block.left, block.right)
        if any(isinstance(half, Table) for half in halves) or leaf.width < 100:
            for half in halves:
                self.write(leaf, half)
            return
        places = leaf.side_by_side([50, 50])
        for place, half in zip(places, halves, strict=True):
            if isinstance(half, Figure):
                self.picture(place, half)
            else:
                self.write(place, half)
        leaf.lay(places)
        for half in halves:
            self.behind(leaf, half)

    def unit(self, leaf: Leaf, block: Unit) -> None:
        for part in block.blocks:
            self.write(leaf, part)


_WRITERS: dict[type[Block], Callable[[_Pen, Leaf, Any], None]] = {
    Heading: _Pen.heading,
    Paragraph: _Pen.paragraph,
    Bullets: _Pen.bullets,
    Points: _Pen.points,
    Facts: _Pen.facts,
    Table: _Pen.table,
    Callout: _Pen.callout,
    Cards: _Pen.cards,
    References: _Pen.references,
    Figure: _Pen.figure,
    Headline: _Pen.headline,
    Spread: _Pen.spread,
    Unit: _Pen.unit,
}


def write_docx(document: ReportDocument, lang: Lang) -> bytes:
    """The report as .docx; charts are printed by this process's one lane: PressFailed beyond its limits."""
    with painted(document):
        return compose(document, lang, draw_pictures(document, lang))


def compose(document: ReportDocument, lang: Lang, pictures: Mapping[str, Picture]) -> bytes:
    """The report as .docx, its charts drawn already."""
    pen = _Pen(lang, pictures)
    cover, say = document.cover, pen.say
    meta = Meta(
        title=f"{cover.firm} · {say(document.title)}",
        lang=lang,
        day=document.as_of,
        subject=say(cover.subtitle),
        keywords=document.code,
        author=author_of(document),
        program=HOUSE if names_us(document) else author_of(document),
    )
    paper = Manuscript(meta)
    foot = f"{pen.foot(document)} · {say(document.labels['code'])} {document.code}"
    paper.running(say(document.running), foot)
    _cover(paper, document, pen)
    entries = [line for chapter in document.chapters for line in _entries(chapter, pen)]
    paper.contents(say(document.labels["contents"]), entries, note=say(REFRESH))
    for chapter in document.chapters:
        number = f"{chapter.number}  " if chapter.number else ""
        mark, fresh = mark_of("k", chapter.id), chapter.id in FRESH
        paper.paragraph([Bit(number, "Accent"), Bit(say(chapter.title))], "Heading 1", mark=mark, fresh=fresh)
        if chapter.lead:
            paper.paragraph(pen.rich(chapter.lead), "Lead")
        for block in chapter.blocks:
            pen.write(paper, block)
    return paper.save()


def _entries(chapter: Chapter, pen: _Pen) -> list[Entry]:
    """A chapter and its own headings, as the contents list them."""
    lines = [Entry(mark=mark_of("k", chapter.id), title=pen.say(chapter.title), number=chapter.number)]
    parts = [part for block in chapter.blocks for part in (block.blocks if isinstance(block, Unit) else (block,))]
    return lines + [
        Entry(mark=mark_of("h", one.id), title=pen.say(one.text), level=2)
        for one in parts
        if isinstance(one, Heading) and one.level == 2
    ]


def _cover(paper: Manuscript, document: ReportDocument, pen: _Pen) -> None:
    cover, say, brand = document.cover, pen.say, document.brand
    if brand and (logo := logo_of(document)):
        paper.picture(logo, alt=brand.name, width=LOGO_WIDTH, name="logo")
    (band,) = paper.side_by_side([100], ["accent-strong"])
    band.paragraph([Bit(brand.name if brand else "渐云  Jianyun", "Strong")], "On Accent")
    for _ in range(9):
        band.paragraph("", "On Accent")
    band.paragraph([Bit(say(cover.status), "Strong")], "On Accent")
    band.paragraph(say(cover.title), "Title")
    band.paragraph([Bit(cover.firm, "Strong")], "Cover Firm")
    band.paragraph(say(cover.subtitle), "On Accent")
    paper.lay([band], least=145 if brand else 165)
    steps = paper.side_by_side([20] * 5, STEPS)
    paper.lay(steps, least=9)
    code = Fact(label=document.labels["code"], value=Text(zh=document.code, en=document.code))
    lines = tuple(
        Line(cells=(Cell(text=say(one.label), style="Cell Head"), Cell(text=say(one.value))))
        for one in (*cover.facts, code)
    )
    address = verify_address(document)
    if address is not None:
        link = [Bit(address if names_us(document) else document.code, address=address)]
        lines += (Line(cells=(Cell(text=say(VERIFY), style="Cell Head"), Cell(text=link))),)
    paper.table(Grid(widths=(30, 70), lines=lines, alt=say(cover.title), headed=False))
    for notice in (cover.status_note, *cover.notices):
        paper.paragraph(say(notice), "Small")
    if brand:
        told = (brand.contact, "" if brand.hides_us else MADE_WITH.get(pen.lang))
        paper.paragraph(" · ".join(line for line in told if line), "Small")
    paper.turn()
