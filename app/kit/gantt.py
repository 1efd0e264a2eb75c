"""Plan and actual over quarters: two bars a row, gates and today. Same hand as the timeline. Text in pixels."""

from dataclasses import dataclass

from app.kit.svg import Canvas, Ink, Type, measure, wrap
from app.kit.timeline import Frame, draw_grid

Stretch = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row, in quarters from the first. planned above, actual below; `open`: not finished, ends at today."""

    label: str
    planned: Stretch | None
    actual: Stretch | None
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Words of the legend."""

    planned: str
    actual: str
    open: str
    gate: str
    today: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn. today: in quarters, None when it lies outside."""

    rows: tuple[Row, ...]
    frame: Frame
    today: float | None
    names: Names
    title: str


def gantt(chart: Chart, *, width: float) -> str:
    """The chart as SVG, `width` pixels wide."""
    rows, frame, today = chart.rows, chart.frame, chart.today
    narrow = width < 480
    left = 0.0 if narrow else width * 0.4
    each = (width - left) / max(len(frame.quarters), 1)
    wrapped = [wrap(row.label, size=10, width=width if narrow else left - 10, lines=2) for row in rows]
    heights = [max(len(lines) * 14 + (24 if narrow else 6), 28) for lines in wrapped]
    heads = [wrap(label, size=9.5, width=each - 2, lines=2) for label in frame.quarters]
    top = 26.0 + max(map(len, heads), default=1) * 13
    foot = top + sum(heights)
    canvas = Canvas(width, foot + (52 if narrow else 34), title=chart.title)
    draw_grid(canvas, frame, (left, top, foot, each), heads)
    y = top
    for row, lines, height in zip(rows, wrapped, heights, strict=True):
        middle = y + (len(lines) * 14 + 13 if narrow else height / 2)
        first = y + 11 if narrow else middle - (len(lines) - 1) * 7 + 4
        canvas.lines((0, first), lines, Type(size=10, fill="ink-soft"))
        _bars(canvas, row, (left, middle, each))
        y += height
    if today is not None:
        x = left + each * today
        canvas.line((x, top - 3, x, foot), Ink(stroke="bad", weight=1.4))
    _legend(canvas, foot + 22, chart.names, narrow=narrow)
    return canvas.svg()


def _bars(canvas: Canvas, row: Row, at: tuple[float, float, float]) -> None:
    left, middle, each = at
    if row.planned:
        start, end = row.planned
        box = (left + each * start + 1, middle - 9, max(each * (end - start) - 2, 4), 7)
        canvas.rect(box, Ink(fill="compare"), radius=2)
    if row.actual:
        start, end = row.actual
        box = (left + each * start + 1, middle + 1, max(each * (end - start) - 2, 4), 8)
        ink = Ink(fill="accent-soft", stroke="accent-strong") if row.open else Ink(fill="accent-strong")
        canvas.rect(box, ink, radius=2)


def _legend(canvas: Canvas, y: float, names: Names, *, narrow: bool) -> None:
    x = 0.0
    marks: tuple[tuple[str, Ink | None], ...] = (
        (names.planned, Ink(fill="compare")),
        (names.actual, Ink(fill="accent-strong")),
        (names.open, Ink(fill="accent-soft", stroke="accent-strong")),
        (names.gate, None),
        (names.today, Ink(stroke="bad", weight=1.4)),
    )
    for word, ink in marks:
        room = 22 + measure(word, 10) + 12
        if narrow and x + room > canvas.width:
            x, y = 0.0, y + 18
        if ink is None:
            canvas.polygon([(x + 7, y - 9), (x + 12, y - 4), (x + 7, y + 1), (x + 2, y - 4)], Ink(fill="target"))
        elif ink.fill is None:
            canvas.line((x + 7, y - 10, x + 7, y + 2), ink)
        else:
            canvas.rect((x, y - 9, 16, 9), ink, radius=2)
        canvas.text((x + 22, y), word, Type(size=10, fill="ink-soft"))
        x += room
