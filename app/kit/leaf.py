"""Blocks of a Word file as XML: paragraphs, lists, tables, pictures, boxes, side by side or in cells.

Text is text: it is cut to what XML may hold and escaped in one place, so nobody's words become markup, fields or links.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from app.kit.text import Lang
from app.kit.wordml import tint

_DXA = 1440 / 25.4
_EMU = 36_000
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_UNFIT = re.compile(r"[^A-Za-z0-9_]")
_LINK = re.compile(r"https?://", re.IGNORECASE)
_GAP = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>'
Align = Literal["start", "end", "middle"]
_SIDES: dict[str, str] = {"start": "left", "end": "right", "middle": "center"}


@dataclass(frozen=True, slots=True)
class Bit:
    """A run of text: a character style such as `Strong`, a web address it leads to, a break in front of it."""

    text: str
    style: str | None = None
    address: str | None = None


Inline = str | Sequence[Bit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A table cell; `span` columns wide."""

    text: Inline
    align: Align = "start"
    span: int = 1
    fill: str | None = None
    style: str = "Cell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A table row; a `head` row is repeated on every page, `least` is its lowest height in millimetres."""

    cells: tuple[Cell, ...]
    head: bool = False
    least: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table with fixed columns: widths in percent of its place; rows do not break across pages."""

    widths: tuple[float, ...]
    lines: tuple[Line, ...]
    style: Literal["Ruled", "Form"] = "Ruled"
    mark: str | None = None
    alt: str = ""
    headed: bool = True
    """Whether the first line is a head."""


def bits_of(text: str) -> list[Bit]:
    """Running text in which `**words**` are bold."""
    parts = _BOLD.split(text)
    return [Bit(part, "Strong" if index % 2 else None) for index, part in enumerate(parts) if part]


def mark_of(kind: str, id: str) -> str:
    """The bookmark of a thing: letters, digits and underscores, at most 40 of them, the same for the same thing."""
    name = f"{kind}_{_UNFIT.sub('_', id)}"
    if len(name) <= 40:
        return name
    return f"{name[:31]}_{hashlib.sha256(id.encode()).hexdigest()[:8]}"


def clean(text: str) -> str:
    """Text as XML can hold it: control characters and lone surrogates are left out."""
    return _ILLEGAL.sub("", text)


def _words(text: str) -> str:
    lines = escape(clean(text).replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "<w:br/>".join(f'<w:t xml:space="preserve">{line.replace(chr(9), " ")}</w:t>' for line in lines)


def _dxa(millimetres: float) -> int:
    return round(millimetres * _DXA)


@dataclass
class Desk:
    """What all leaves of one manuscript share: its language, relations, marks and lists."""

    lang: Lang
    lead: Callable[[str], str]
    """Makes a web address a relation of the file; gives its name."""
    hold: Callable[[bytes], tuple[str, int, int]]
    """Keeps a PNG in the file; gives the name of its relation, its width and height in pixels."""
    marks: dict[str, int] = field(default_factory=dict)
    pictures: int = 0
    lists: int = 0

    def run(self, bit: Bit) -> str:
        style = f'<w:rStyle w:val="{bit.style}"/>' if bit.style else ""
        # Quotation marks and dashes are both Chinese and Latin: the hint says whose.
        hint = '<w:rFonts w:hint="eastAsia"/>' if self.lang == "zh" else ""
        dress = f"<w:rPr>{style}{hint}</w:rPr>" if style or hint else ""
        return f"<w:r>{dress}{_words(bit.text)}</w:r>"

    def inline(self, text: Inline) -> str:
        bits = [Bit(text)] if isinstance(text, str) else text
        return "".join(self.link(bit) if bit.address else self.run(bit) for bit in bits)

    def link(self, bit: Bit) -> str:
        address = clean(bit.address or "")
        if not _LINK.match(address):
            return self.run(bit)
        shown = self.run(Bit(bit.text, "Hyperlink"))
        return f'<w:hyperlink r:id="{self.lead(address)}" w:history="1">{shown}</w:hyperlink>'

    def marked(self, mark: str | None, inside: str) -> str:
        if mark is None or mark in self.marks:
            return inside
        number = self.marks[mark] = len(self.marks) + 1
        return f'<w:bookmarkStart w:id="{number}" w:name="{mark}"/>{inside}<w:bookmarkEnd w:id="{number}"/>'


class Leaf:
    """A place to write on: the page, or a cell of it; `width` in millimetres."""

    def __init__(self, desk: Desk, width: float) -> None:
        self.desk, self.width = desk, width
        self.parts: list[str] = []

    def paragraph(
        self, text: Inline, style: str = "Normal", *, mark: str | None = None, keep: bool = False, fresh: bool = False
    ) -> None:
        """A paragraph; `keep` holds it with what follows, `fresh` starts a page, `mark` is its bookmark."""
        if fresh and self.parts and self.parts[-1] == _GAP:
            self.parts.pop()  # room under a table at the foot of a page would make a page of its own
        held = "<w:keepNext/>" if keep else ""
        turned = '<w:pageBreakBefore/><w:spacing w:before="0"/>' if fresh else ""
        inside = self.desk.marked(mark, self.desk.inline(text))
        dress = f'<w:pPr><w:pStyle w:val="{style.replace(" ", "")}"/>{held}{turned}</w:pPr>'
        self.parts.append(f"<w:p>{dress}{inside}</w:p>")

    def bullets(self, items: Iterable[Inline], *, ordered: bool = False) -> None:
        """A list; every ordered one counts from one."""
        style, number = "ListBullet", 1
        if ordered:
            self.desk.lists += 1
            style, number = "ListNumber", self.desk.lists + 1
        for item in items:
            counted = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
            dress = f'<w:pStyle w:val="{style}"/>{counted}'
            self.parts.append(f"<w:p><w:pPr>{dress}</w:pPr>{self.desk.inline(item)}</w:p>")

    def picture(self, png: bytes, *, alt: str, width: float, name: str) -> None:
        """A picture `width` millimetres wide, never wider than its place."""
        rid, wide, high = self.desk.hold(png)
        self.desk.pictures += 1
        across = round(min(width, self.width) * _EMU)
        down = round(across * high / wide)
        number, told, called = self.desk.pictures, quoteattr(clean(alt)), quoteattr(clean(name))
        self.parts.append(
            f'<w:p><w:pPr><w:pStyle w:val="Normal"/><w:keepNext/></w:pPr><w:r><w:drawing>'
            f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/>'
            f'<wp:docPr id="{number}" name={called} descr={told}/>'
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name={called} descr={told}/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{rid}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r></w:p>"
        )

    def table(self, grid: Grid) -> None:
        """A table, with a little room under it."""
        widths = [_dxa(self.width * share / 100) for share in grid.widths]
        rows = "".join(self._row(line, widths) for line in grid.lines)
        first, value = (1, "0620") if grid.headed else (0, "0600")
        look = (
            f'<w:tblLook w:val="{value}" w:firstRow="{first}" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
            'w:noHBand="1" w:noVBand="1"/>'
        )
        told = f"<w:tblCaption w:val={quoteattr(clean(grid.alt))}/>" if grid.alt else ""
        self._frame(widths, f'<w:tblStyle w:val="{grid.style}"/>', look + told, rows)
        if grid.mark:
            self.parts[-1] = self.desk.marked(grid.mark, self.parts[-1])
        self.parts.append(_GAP)

    def _frame(self, widths: Sequence[int], style: str, tail: str, rows: str) -> None:
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        self.parts.append(
            f'<w:tbl><w:tblPr>{style}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{tail}'
            f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
        )

    def _row(self, line: Line, widths: Sequence[int]) -> str:
        cells, at = [], 0
        for cell in line.cells:
            cells.append(self._cell(cell, sum(widths[at : at + cell.span])))
            at += cell.span
        head = "<w:tblHeader/>" if line.head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{_least(line.least)}{head}</w:trPr>{''.join(cells)}</w:tr>"

    def _cell(self, cell: Cell, width: int) -> str:
        span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{tint(cell.fill)}"/>' if cell.fill else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{fill}</w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{cell.style.replace(" ", "")}"/><w:jc w:val="{_SIDES[cell.align]}"/></w:pPr>'
            f"{self.desk.inline(cell.text)}</w:p></w:tc>"
        )

    def side_by_side(self, shares: Sequence[float], fills: Sequence[str | None] = ()) -> list["Leaf"]:
        """Leaves in a row, each so many percent wide; write on them, then hand them to `lay`."""
        return [Panel(self.desk, self.width * share / 100 - 3, fill) for share, fill in _zip(shares, fills)]

    def lay(self, leaves: Sequence["Leaf"], *, edge: str | None = None, least: float = 0) -> None:
        """Put leaves that were written on in a row, `least` mm high; `edge` is the colour of a bar at the left."""
        widths = [_dxa(leaf.width + 3) for leaf in leaves]
        bar = (
            f'<w:tcBorders><w:left w:val="single" w:sz="24" w:space="0" w:color="{tint(edge)}"/></w:tcBorders>'
            if edge
            else ""
        )
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{bar}{_shade(leaf)}</w:tcPr>{leaf.closed()}</w:tc>'
            for leaf, width in zip(leaves, widths, strict=True)
        )
        self._frame(widths, "", "", f"<w:tr><w:trPr><w:cantSplit/>{_least(least)}</w:trPr>{cells}</w:tr>")
        self.parts.append(_GAP)

    def closed(self) -> str:
        """All that was written; a cell may neither be empty nor end in a table."""
        if not self.parts:
            self.parts.append(_GAP)
        return "".join(self.parts)


class Panel(Leaf):
    """A leaf with a ground of its own."""

    def __init__(self, desk: Desk, width: float, fill: str | None) -> None:
        super().__init__(desk, width)
        self.fill = fill


def _zip(shares: Sequence[float], fills: Sequence[str | None]) -> Iterable[tuple[float, str | None]]:
    return zip(shares, [*fills, *[None] * (len(shares) - len(fills))], strict=True)


def _least(height: float) -> str:
    return f'<w:trHeight w:val="{_dxa(height)}" w:hRule="atLeast"/>' if height else ""


def _shade(leaf: Leaf) -> str:
    fill = leaf.fill if isinstance(leaf, Panel) else None
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{tint(fill)}"/>' if fill else ""
