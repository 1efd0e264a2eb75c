"""Charts as SVG, drawn once for screen and paper: text comes in already in the reader's language, sizes in pixels.

Every chart takes a `width`, keeps every label inside it, and names itself in its title (the text alternative).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from app.kit.svg import FAINT, LEADING, Canvas, Ink, Type, measure, wrap

STYLES = {
    "self": Ink(fill="self", stroke="self", weight=2.2, veil=0.16),
    "compare": Ink(stroke="compare", weight=1.5),
    "target": Ink(stroke="target", weight=1.5, dash="5 3"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One outline of a radar: values 0..100 in axis order, None where nothing is known."""

    name: str
    style: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """One bar: value and comparison 0..100, `value_label` printed at its end."""

    label: str
    value: float
    value_label: str
    compare: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rung of a level ladder; `share` 0..1 of the points at that level, None where it has none."""

    number: int
    label: str
    share: float | None
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """One half-circle gauge, 0..100."""

    label: str
    value: float | None
    value_label: str
    note: str
    role: str = "accent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One quarter of cash: three cost cases, what may come back, in any one unit."""

    label: str
    low: float
    typical: float
    high: float
    back: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One class of a distribution; shares of all slices add up to about 1."""

    label: str
    share: float
    share_label: str
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RungRow:
    """One group of machines on a ladder of rungs."""

    label: str
    rung: int
    note: str
    price: str = ""


def _keys(names: Iterable[str], room: float) -> list[tuple[str, float, int]]:
    """Each key cut to fit, with its offset and row."""
    placed, x, row = [], 0.0, 0
    for name in names:
        name = wrap(name, size=10, width=room - 26, lines=1)[0]
        need = measure(name, 10) + 24
        if x and x + need > room:
            x, row = 0.0, row + 1
        placed.append((name, x, row))
        x += need + 18
    return placed


def legend_rows(names: Iterable[str], room: float) -> int:
    """How many rows the keys take."""
    return max((row for _, _, row in _keys(names, room)), default=0) + 1


def legend(canvas: Canvas, at: tuple[float, float], entries: list[tuple[str, Ink]]) -> None:
    """Rows of keys, the first at `at`, inside the canvas."""
    places = _keys((name for name, _ in entries), canvas.width - at[0])
    for (name, offset, row), (_, ink) in zip(places, entries, strict=True):
        x, y = at[0] + offset, at[1] + row * 16
        if ink.veil is None and ink.fill:
            canvas.rect((x, y - 8, 14, 9), ink, radius=1)
        else:
            canvas.line((x, y - 3.5, x + 18, y - 3.5), Ink(stroke=ink.stroke, weight=2.2, dash=ink.dash))
        canvas.text((x + 23, y), name, Type(size=10, fill="ink-soft"))


def _spoke(centre: tuple[float, float], radius: float, index: int, count: int) -> tuple[float, float]:
    angle = -math.pi / 2 + 2 * math.pi * index / count
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def _radar_labels(canvas: Canvas, axes: tuple[str, ...], values: list[str], ring: tuple[float, float, float]) -> None:
    cx, cy, radius = ring
    for index, (label, value) in enumerate(zip(axes, values, strict=True)):
        x, y = _spoke((cx, cy), radius + 14, index, len(axes))
        side = 0 if abs(x - cx) < 4 else (1 if x > cx else -1)
        room = canvas.width * 0.44 if side == 0 else (canvas.width - x if side > 0 else x)
        lines = wrap(label, size=11, width=max(room, 40), lines=2 if canvas.width > 400 else 3)
        anchor = {0: "middle", 1: "start", -1: "end"}[side]
        up = (len(lines)) * 11 * LEADING if y < cy - radius * 0.6 else 0
        top = y - up + (0 if up else 4)
        canvas.lines((x, top), lines, Type(size=11, fill="ink-soft", anchor=anchor))  # type: ignore[arg-type]
        canvas.text(
            (x, top + len(lines) * 11 * LEADING + 1),
            value,
            Type(size=12.5, fill="accent", bold=True, anchor=anchor),  # type: ignore[arg-type]
        )


def radar(axes: tuple[str, ...], series: tuple[Series, ...], *, title: str, width: float = 440) -> str:
    """Outlines over 3 or more axes, 0 at the centre and 100 at the rim; the first series prints its numbers."""
    radius = min(width * 0.27, 128)
    keys = [(one.name, STYLES[one.style]) for one in series]
    rows = legend_rows((name for name, _ in keys), width)
    top = 32 + 15 * len(wrap(axes[0], size=11, width=width * 0.44, lines=2 if width > 400 else 3))
    height = top + 2 * radius + 62 + rows * 16
    canvas = Canvas(width, height, title=title)
    centre = (width / 2, top + radius)
    for ring in (25, 50, 75, 100):
        points = [_spoke(centre, radius * ring / 100, index, len(axes)) for index in range(len(axes))]
        canvas.polygon(
            points, Ink(stroke="line", weight=1, fill="paper" if ring == 100 else None, veil=0 if ring == 100 else None)
        )
    for index in range(len(axes)):
        canvas.line((*centre, *_spoke(centre, radius, index, len(axes))), Ink(stroke="line"))
    for one in reversed(series):
        points = [
            _spoke(centre, radius * (value or 0) / 100, index, len(axes)) for index, value in enumerate(one.values)
        ]
        canvas.polygon(points, STYLES[one.style])
        if one.style == "self":
            for point in points:
                canvas.circle(point, 3, Ink(fill="self"))
    printed = ["–" if value is None else f"{value:.0f}" for value in series[0].values]
    _radar_labels(canvas, axes, printed, (*centre, radius))
    legend(canvas, (0, height - 4 - (rows - 1) * 16), keys)
    return canvas.svg()


def bars(
    rows: tuple[BarRow, ...], *, names: tuple[str, str | None], title: str, width: float = 640, above: bool = False
) -> str:
    """Horizontal bars 0..100 with a tick where others stand; labels beside them, or above on a narrow screen."""
    narrow, size = above, 11 if above or width > 400 else 10
    label = max((measure(row.label, size) for row in rows), default=0) + 14
    left = 0.0 if narrow else min(label, width * (0.36 if width > 400 else 0.47))
    end = max((measure(row.value_label, 11, bold=True) for row in rows), default=0) + 12
    span = width - left - end
    wrapped = [wrap(row.label, size=size, width=width if narrow else left - 10, lines=2) for row in rows]
    heights = [(len(lines) * 15 + 22) if narrow else max(len(lines) * 14 + 3, 21) for lines in wrapped]
    keys = [(names[0], Ink(fill="self"))]
    if names[1] and any(row.compare is not None for row in rows):
        keys.append((names[1], Ink(stroke="target", weight=2.2, veil=0)))
    foot = legend_rows((name for name, _ in keys), width - left) * 16 + 8
    canvas = Canvas(width, sum(heights) + foot, title=title)
    y = 0.0
    for row, lines, height in zip(rows, wrapped, heights, strict=True):
        middle = y + (len(lines) * 15 + 9 if narrow else height / 2)
        top = y + 12 if narrow else middle - (len(lines) - 1) * 7 + 4
        canvas.lines((0, top), lines, Type(size=size, fill="ink-soft"))
        canvas.rect((left, middle - 4, span, 8), Ink(fill="sunken"), radius=2)
        if row.value > 0:
            canvas.rect((left, middle - 4, max(span * row.value / 100, 2), 8), Ink(fill="self"), radius=2)
        if row.compare is not None:
            x = left + span * row.compare / 100
            canvas.line((x, middle - 7, x, middle + 7), Ink(stroke="target", weight=2.2))
        canvas.text((width, middle + 4), row.value_label, Type(bold=True, anchor="end"))
        y += height
    legend(canvas, (left, y + 16), keys)
    return canvas.svg()


def ladder(steps: tuple[Step, ...], *, gate: float, gate_label: str, title: str, width: float = 640) -> str:
    """Levels as rising steps: each shows the share of its points already earned against the gate."""
    count = len(steps)
    gap = 8.0 if width > 400 else 4.0
    each = (width - gap * (count - 1)) / count
    heights = [36 + 15 * index for index in range(count)]
    words = [word for step in steps for word in step.label.split()]
    size = next((size for size in (11, 10, 9, 8) if all(measure(w, size, bold=True) < each for w in words)), 7.5)
    labels = [wrap(step.label, size=size, width=each - 1, lines=2, bold=True) for step in steps]
    text_rows = max(len(lines) for lines in labels)
    base = heights[-1] + 26.0
    canvas = Canvas(width, base + 12 + text_rows * 15 + 22, title=title)
    now = max((step.number for step in steps if step.reached), default=0)
    for index, (step, lines) in enumerate(zip(steps, labels, strict=True)):
        x, height = index * (each + gap), heights[index]
        top = base - height
        canvas.rect((x, top, each, height), Ink(fill="sunken"), radius=2)
        if step.reached:
            canvas.rect((x, top, each, height), Ink(fill="accent" if step.number == now else "accent-mid"), radius=2)
        elif step.share:
            canvas.rect((x, base - height * step.share, each, height * step.share), Ink(fill="accent-soft"), radius=2)
        if not step.reached and step.share is not None:
            canvas.line(
                (x, base - height * gate, x + each, base - height * gate), Ink(stroke="target", weight=1.6, dash="4 3")
            )
        above = "" if step.share is None else f"{step.share * 100:.0f}%"
        canvas.text((x + each / 2, top - 6), above, Type(fill="ink-soft", anchor="middle"))
        tone = "on-accent" if step.reached else "ink-faint"
        canvas.text((x + 8, base - 9), str(step.number), Type(size=18, fill=tone, bold=True))
        canvas.lines(
            (x, base + 16),
            lines,
            Type(size=size, fill="ink" if step.number == now else "ink-faint", bold=step.number == now),
        )
    legend(canvas, (0, canvas.height - 4), [(gate_label, Ink(stroke="target", dash="4 3", veil=0))])
    return canvas.svg()


def dials(gauges: tuple[Dial, ...], *, title: str, width: float = 300) -> str:
    """Half-circle gauges side by side."""
    each = width / len(gauges)
    radius = min(each * 0.40, 66)
    labels = [wrap(dial.label, size=11, width=each - 8, lines=2, bold=True) for dial in gauges]
    notes = [wrap(dial.note, size=10, width=each - 8, lines=2) for dial in gauges]
    rows = max(len(lines) for lines in labels)
    canvas = Canvas(width, radius + 34 + rows * 15 + max(map(len, notes)) * 14, title=title)
    for index, dial in enumerate(gauges):
        cx, cy = each * (index + 0.5), radius + 10
        canvas.path(_arc(cx, cy, radius, 1.0), Ink(stroke="accent-soft", weight=9))
        if dial.value:
            canvas.path(_arc(cx, cy, radius, dial.value / 100), Ink(stroke=dial.role, weight=9))
        canvas.text((cx, cy - 2), dial.value_label, Type(size=radius * 0.42, bold=True, anchor="middle"))
        canvas.lines((cx, cy + 22), labels[index], Type(bold=True, anchor="middle"))
        canvas.lines((cx, cy + 22 + rows * 15), notes[index], Type(size=10, fill="ink-faint", anchor="middle"))
    return canvas.svg()


def _arc(cx: float, cy: float, radius: float, share: float) -> str:
    angle = math.pi * (1 - min(max(share, 0.004), 1))
    x, y = cx + radius * math.cos(angle), cy - radius * math.sin(angle)
    return f"M{cx - radius:.2f} {cy:.2f}A{radius:.2f} {radius:.2f} 0 0 1 {x:.2f} {y:.2f}"


def columns(
    rows: tuple[Column, ...],
    *,
    ticks: tuple[tuple[float, str], ...],
    names: tuple[str, str, str | None],
    title: str,
    width: float = 640,
) -> str:
    """Cash by quarter: typical as a column, low to high as a whisker, money back as a lighter column beside it."""
    left = max(measure(label, 10) for _, label in ticks) + 10
    top, plot = 8.0, 150.0
    most = max([value for value, _ in ticks] + [1.0])
    each = (width - left) / max(len(rows), 1)
    labels = [wrap(row.label, size=10, width=each - 3, lines=2) for row in rows]
    keys = [(names[0], Ink(fill="self")), (names[1], Ink(stroke="target", veil=0))]
    if names[2]:
        keys.append((names[2], Ink(fill="accent-mid")))
    foot = top + plot + max(map(len, labels), default=1) * 14 + 22
    canvas = Canvas(width, foot + legend_rows((name for name, _ in keys), width - left) * 16 - 8, title=title)
    for value, label in ticks:
        y = top + plot * (1 - value / most)
        canvas.line((left, y, width, y), Ink(stroke="line-strong" if value == 0 else "line"))
        canvas.text((left - 6, y + 3.5), label, Type(size=10, fill="ink-faint", anchor="end"))
    bar = min(each * 0.42, 30)
    for index, row in enumerate(rows):
        x = left + each * (index + 0.5)
        tall = plot * row.typical / most
        canvas.rect((x - bar / 2, top + plot - tall, bar, tall), Ink(fill="self"))
        if row.back:
            back = plot * row.back / most
            canvas.rect((x + bar / 2 + 2, top + plot - back, bar * 0.5, back), Ink(fill="accent-mid"))
        if row.high > row.low:
            low, high = top + plot * (1 - row.low / most), top + plot * (1 - row.high / most)
            canvas.line((x, low, x, high), Ink(stroke="target", weight=1.6))
            for y in (low, high):
                canvas.line((x - 4, y, x + 4, y), Ink(stroke="target", weight=1.6))
        canvas.lines((x, top + plot + 15), labels[index], Type(size=10, fill="ink-soft", anchor="middle"))
    legend(canvas, (left, foot), keys)
    return canvas.svg()


def distribution(slices: tuple[Slice, ...], *, title: str, width: float = 640) -> str:
    """One bar cut into classes, the firm's own class in the accent; labels under it, one a line."""
    shades = ("sunken", "line", "accent-soft", "accent-mid", "compare")
    total = sum(one.share for one in slices) or 1
    rows = [wrap(one.label, size=10.5, width=width - 96, lines=2) for one in slices]
    canvas = Canvas(width, 40 + sum(len(lines) * 14 + 4 for lines in rows), title=title)
    x, y = 0.0, 48.0
    for index, (one, lines) in enumerate(zip(slices, rows, strict=True)):
        room = width * one.share / total
        ink = Ink(fill="accent" if one.own else shades[index % len(shades)])
        canvas.rect((x, 4, max(room - 2, 1), 24), ink, radius=2)
        x += room
        canvas.rect((0, y - 8, 10, 10), ink, radius=1)
        canvas.lines((18, y), lines, Type(size=10.5, fill="ink" if one.own else "ink-soft", bold=one.own))
        canvas.text((width, y), one.share_label, Type(size=10.5, bold=one.own, anchor="end"))
        y += len(lines) * 14 + 4
    return canvas.svg()


def rungs(rows: tuple[RungRow, ...], steps: tuple[str, ...], *, title: str, width: float = 640) -> str:
    """Groups on a ladder: one cell per rung, filled up to where the group stands, the next one priced."""
    narrow = width < 480
    left = 0.0 if narrow else width * 0.38
    each = (width - left) / len(steps)
    heads = [wrap(step, size=9.5, width=each - 6, lines=3) for step in steps]
    head = max(map(len, heads), default=1) * 13 + 8.0
    wrapped = [wrap(row.label, size=11, width=width if narrow else left - 12, lines=2, bold=True) for row in rows]
    notes = [wrap(row.note, size=9.5, width=width if narrow else left - 12, lines=1) for row in rows]
    beside = not narrow and all(measure(row.label, 11, bold=True) + measure(row.note, 9.5) + 20 < left for row in rows)
    heights = [22 if beside else len(lines) * 15 + 18 + (22 if narrow else 0) for lines in wrapped]
    canvas = Canvas(width, head + sum(heights) + 4, title=title)
    for index, lines in enumerate(heads):
        canvas.lines((left + each * index + 2, 11), lines, FAINT if not narrow else Type(size=9.5, fill="ink-faint"))
    y = head
    for row, lines, note, height in zip(rows, wrapped, notes, heights, strict=True):
        canvas.lines((0, y + 12), lines, Type(bold=True))
        at = (measure(row.label, 11, bold=True) + 8, y + 12) if beside else (0.0, y + 12 + len(lines) * 15)
        canvas.lines(at, note, Type(size=9.5, fill="ink-faint"))
        cell = y + (len(lines) * 15 + 18 if narrow else 1 if beside else 6)
        for index in range(len(steps)):
            role = "accent" if index == row.rung else ("accent-mid" if index < row.rung else "sunken")
            canvas.rect((left + each * index + 2, cell, each - 4, 14), Ink(fill=role), radius=2)
        if row.price and row.rung + 1 < len(steps):
            price = wrap(row.price, size=8.5, width=each - 8, lines=1)[0]
            x = left + each * (row.rung + 1) + 5
            canvas.text((x, cell + 10.2), price, Type(size=8.5, fill="ink-soft"))
        y += height
    return canvas.svg()
