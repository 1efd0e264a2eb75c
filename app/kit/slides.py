"""Slides somebody shows others: the only door to python-pptx. Titles, tables and charts are the program's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from app.kit.leaf import clean
from app.kit.text import Lang
from app.kit.tokens import colour

MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
FACES: dict[Lang, str] = {"zh": "Microsoft YaHei", "en": "Calibri"}
WIDE, HIGH, EDGE, GAP = 33.867, 19.05, 1.5, 0.8
"""Centimetres: a slide of 16:9, its margins, and the space between two parts."""
TOP, FOOT = 3.6, 1.3
ROW = 0.92
LONGEST = 22
"""Signs a cell of a table shows; the workbook has the rest."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Large numbers in a row, each with what it counts."""

    items: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; all columns but the first hold numbers. `empty` is said where there are no rows."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars side by side: names below, and for each series its name and a number per name."""

    title: str
    names: Sequence[str]
    series: Sequence[tuple[str, Sequence[float]]]


Part = Figures | Grid | Bars


@dataclass(frozen=True, slots=True)
class Slide:
    """A title, a line below it, and rows of parts that share the width."""

    title: str
    line: str
    rows: Sequence[Sequence[Part]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """What all slides share. Colours are #rrggbb; `author` is never a person."""

    title: str
    author: str
    lang: Lang
    at: datetime
    accent: str
    dark: str


def write_deck(deck: Deck, slides: Sequence[Slide]) -> bytes:
    """A .pptx of these slides."""
    from pptx import Presentation  # a web worker that shows no slides need not carry it
    from pptx.util import Cm

    show = Presentation()
    show.slide_width, show.slide_height = Cm(WIDE), Cm(HIGH)
    about = show.core_properties
    about.title, about.author, about.last_modified_by = clean(deck.title), clean(deck.author), clean(deck.author)
    about.created = about.modified = deck.at.replace(tzinfo=None)
    for number, slide in enumerate(slides, 1):
        page = show.slides.add_slide(show.slide_layouts[5])
        _Drawing(page, deck).draw(slide, f"{number} / {len(slides)}")
    target = BytesIO()
    show.save(target)
    return target.getvalue()


class _Drawing:
    """One slide being drawn."""

    def __init__(self, page: Any, deck: Deck) -> None:
        self.page, self.deck = page, deck

    def draw(self, slide: Slide, number: str) -> None:
        """Title, line, parts, foot."""
        width = WIDE - 2 * EDGE
        self._bar()
        title = self.page.shapes.title
        self._place(title, (EDGE, 0.7, width, 1.5))
        self._words(title, slide.title, size=28, bold=True, ink=self.deck.dark)
        self._box(slide.line, (EDGE, 2.15, width, 1.0), size=14, ink=colour("ink-soft"))
        self._box(self.deck.author, (EDGE, HIGH - FOOT, width * 0.8, 0.8), size=10, ink=colour("ink-faint"))
        place = (EDGE + width * 0.8, HIGH - FOOT, width * 0.2, 0.8)
        self._box(number, place, size=10, ink=colour("ink-faint"), end=True)
        top = TOP
        for row in slide.rows:
            across = (width - GAP * (len(row) - 1)) / len(row)
            high = self._height(row, HIGH - FOOT - 0.4 - top)
            for index, part in enumerate(row):
                self._part(part, (EDGE + index * (across + GAP), top, across, high))
            top += high + GAP / 2

    @staticmethod
    def _height(row: Sequence[Part], left: float) -> float:
        """What a row of parts needs; charts take all that is left."""
        if isinstance(row[0], Figures):
            return 3.4
        needed = [ROW * (len(part.rows) + 1) + GAP for part in row if isinstance(part, Grid)]
        return min(left, max(needed)) if len(needed) == len(row) else left

    def _part(self, part: Part, place: tuple[float, float, float, float]) -> None:
        if isinstance(part, Figures):
            self._figures(part, place)
        elif isinstance(part, Grid):
            self._grid(part, place)
        else:
            self._bars(part, place)

    def _figures(self, part: Figures, place: tuple[float, float, float, float]) -> None:
        left, top, width, high = place
        each = (width - GAP * (len(part.items) - 1)) / len(part.items)
        for index, (label, value) in enumerate(part.items):
            at = left + index * (each + GAP)
            self._box(value, (at, top, each, high * 0.6), size=36, bold=True, ink=self.deck.accent)
            self._box(label, (at, top + high * 0.55, each, high * 0.4), size=13, ink=colour("ink-soft"))

    def _grid(self, part: Grid, place: tuple[float, float, float, float]) -> None:
        from pptx.util import Cm

        left, top, width, high = place
        if not part.rows:
            self._box(part.empty, (left, top, width, 1.2), size=13, ink=colour("ink-soft"))
            return
        rows = part.rows[: int(high / ROW) - 1]
        size = tuple(Cm(each) for each in (left, top, width, ROW * (len(rows) + 1)))
        table = self.page.shapes.add_table(len(rows) + 1, len(part.head), *size).table
        first = 0.32 if len(part.head) > 2 else 0.7
        for index in range(len(part.head)):
            share = first if index == 0 else (1 - first) / (len(part.head) - 1)
            table.columns[index].width = Cm(width * share)
        for line, cells in enumerate((part.head, *rows)):
            for index, words in enumerate(cells):
                self._cell(table.cell(line, index), words, (line, index))

    def _cell(self, cell: Any, words: str, at: tuple[int, int]) -> None:
        from pptx.util import Cm

        line, index = at
        cell.margin_top = cell.margin_bottom = Cm(0.08)
        cell.margin_left = cell.margin_right = Cm(0.15)
        words = words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
        cell.fill.solid()
        cell.fill.fore_color.rgb = _shade(self.deck.dark if line == 0 else "#ffffff" if line % 2 else "#f2f5f5")
        ink = "#ffffff" if line == 0 else colour("ink")
        self._write(cell.text_frame, words, size=11, bold=line == 0, ink=ink, end=index > 0)

    def _bars(self, part: Bars, place: tuple[float, float, float, float]) -> None:
        from pptx.chart.data import CategoryChartData
        from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
        from pptx.util import Cm, Pt

        data = CategoryChartData(number_format="0")
        data.categories = [clean(name) for name in part.names]
        for name, values in part.series:
            data.add_series(clean(name), values)
        size = tuple(Cm(each) for each in place)
        chart = self.page.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *size, data).chart
        chart.has_title = True
        self._write(chart.chart_title.text_frame, part.title, size=13, bold=True, ink=colour("ink"))
        chart.has_legend = len(part.series) > 1
        if chart.has_legend:
            chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.font.size, chart.font.name = Pt(11), FACES[self.deck.lang]
        chart.value_axis.has_major_gridlines = chart.value_axis.visible = False
        chart.plots[0].gap_width = 60
        chart.plots[0].has_data_labels = True
        tones = (colour("compare"), self.deck.accent) if len(part.series) > 1 else (self.deck.accent,)
        for series, tone in zip(chart.plots[0].series, tones, strict=False):
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = _shade(tone)

    def _bar(self) -> None:
        from pptx.enum.shapes import MSO_SHAPE
        from pptx.util import Cm

        bar = self.page.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, Cm(WIDE), Cm(0.35))
        bar.fill.solid()
        bar.fill.fore_color.rgb = _shade(self.deck.accent)
        bar.line.fill.background()

    def _box(self, words: str, place: tuple[float, float, float, float], **look: Any) -> None:
        from pptx.util import Cm

        box = self.page.shapes.add_textbox(*(Cm(each) for each in place))
        self._words(box, words, **look)

    @staticmethod
    def _place(shape: Any, place: tuple[float, float, float, float]) -> None:
        from pptx.util import Cm

        shape.left, shape.top, shape.width, shape.height = (Cm(each) for each in place)

    def _words(self, shape: Any, words: str, **look: Any) -> None:
        from pptx.enum.text import MSO_ANCHOR

        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        self._write(frame, words, **look)

    def _write(self, frame: Any, words: str, **look: Any) -> None:
        from pptx.enum.text import PP_ALIGN
        from pptx.oxml.ns import qn
        from pptx.util import Pt

        line = frame.paragraphs[0]
        line.alignment = PP_ALIGN.RIGHT if look.get("end") else PP_ALIGN.LEFT
        run = line.add_run()
        run.text = clean(words)
        face = FACES[self.deck.lang]
        run.font.size, run.font.bold, run.font.name = Pt(look["size"]), look.get("bold", False), face
        run.font.color.rgb = _shade(look["ink"])
        marks = run._r.get_or_add_rPr()  # the library sets the face of Latin letters only
        marks.append(marks.makeelement(qn("a:ea"), {"typeface": face}))
        marks.set("lang", "zh-CN" if self.deck.lang == "zh" else "en-GB")


def _shade(code: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(code.lstrip("#").upper())
