"""The timeline chart: rows over quarters, stages with gates, quiet times. Text in the reader's language, pixels."""

from dataclasses import dataclass

from app.kit.svg import Canvas, Ink, Type, measure, wrap


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One row of a timeline, in quarters from its first: 0..n."""

    label: str
    start: float
    end: float
    stage: int
    pilot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A timeline's grid: quarter labels, stage ends with their names, quiet times."""

    quarters: tuple[str, ...]
    stages: tuple[tuple[float, str], ...]
    quiet: tuple[tuple[float, float], ...] = ()


def timeline(
    spans: tuple[Span, ...], frame: Frame, *, names: tuple[str, str, str], title: str, width: float = 640
) -> str:
    """Initiatives over quarters, coloured by stage, gates as diamonds. `names`: pilot, gate, quiet time."""
    narrow = width < 480
    left = 0.0 if narrow else width * 0.40
    count = max(len(frame.quarters), 1)
    each = (width - left) / count
    wrapped = [wrap(span.label, size=10, width=width if narrow else left - 10, lines=2) for span in spans]
    heights = [len(lines) * 14 + 18 if narrow else len(lines) * 13 + 3.5 for lines in wrapped]
    heads = [wrap(label, size=9.5, width=each - 2, lines=2) for label in frame.quarters]
    top = 26.0 + max(map(len, heads), default=1) * 13
    canvas = Canvas(width, top + sum(heights) + 34, title=title)
    foot = top + sum(heights)
    draw_grid(canvas, frame, (left, top, foot, each), heads)
    y = top
    for span, lines, height in zip(spans, wrapped, heights, strict=True):
        middle = y + (len(lines) * 14 + 8 if narrow else height / 2)
        canvas.lines(
            (0, y + 11 if narrow else middle - (len(lines) - 1) * 6.5 + 4), lines, Type(size=10, fill="ink-soft")
        )
        role = ("accent-strong", "accent", "accent-mid")[min(span.stage, 3) - 1]
        x = left + each * span.start
        canvas.rect((x + 1, middle - 4.5, max(each * (span.end - span.start) - 2, 4), 9), Ink(fill=role), radius=3)
        if span.pilot:
            canvas.circle((x + 8, middle), 2.6, Ink(fill="on-accent"))
        y += height
    _timeline_legend(canvas, foot + 24, names, bool(frame.quiet))
    return canvas.svg()


def draw_grid(canvas: Canvas, frame: Frame, area: tuple[float, float, float, float], heads: list[list[str]]) -> None:
    """Quarters, stages with gates and quiet times. area: left, top, foot, width of a quarter."""
    left, top, foot, each = area
    for start, end in frame.quiet:
        canvas.rect((left + each * start, top, max(each * (end - start), 2), foot - top), Ink(fill="sunken"))
    for index, lines in enumerate(heads):
        x = left + each * index
        canvas.line((x, top - 4, x, foot), Ink(stroke="line"))
        canvas.lines((x + each / 2, 32), lines, Type(size=9.5, fill="ink-faint", anchor="middle"))
    canvas.line((left, top - 3, canvas.width, top - 3), Ink(stroke="line-strong"))
    begun = 0.0
    for end, name in frame.stages:
        room = each * (end - begun)
        x = left + each * end
        if measure(name, 9, bold=True) < room - 5:
            canvas.text((left + each * begun + (6 if begun else 0), 11), name, Type(size=9, fill="accent", bold=True))
        canvas.line((x, 16, x, foot), Ink(stroke="target", dash="4 3"))
        x = min(x, canvas.width - 5)
        canvas.polygon([(x, 3), (x + 5, 8), (x, 13), (x - 5, 8)], Ink(fill="target"))
        begun = end


def _timeline_legend(canvas: Canvas, y: float, names: tuple[str, str, str], quiet: bool) -> None:
    pilot, gate, pause = names
    canvas.rect((0, y - 9, 18, 10), Ink(fill="accent-strong"), radius=3)
    canvas.circle((6, y - 4), 2.4, Ink(fill="on-accent"))
    canvas.text((24, y), pilot, Type(size=10, fill="ink-soft"))
    x = 24 + measure(pilot, 10) + 20
    canvas.polygon([(x, y - 9), (x + 5, y - 4), (x, y + 1), (x - 5, y - 4)], Ink(fill="target"))
    canvas.text((x + 9, y), gate, Type(size=10, fill="ink-soft"))
    if quiet:
        x += 9 + measure(gate, 10) + 14
        canvas.rect((x, y - 9, 14, 10), Ink(fill="sunken", stroke="line"))
        canvas.text((x + 19, y), pause, Type(size=10, fill="ink-soft"))
