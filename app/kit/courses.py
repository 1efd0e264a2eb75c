"""The course chart: one number over several times, 0..100. Text in the reader's language, pixels."""

from dataclasses import dataclass
from itertools import pairwise

from app.kit.svg import Canvas, Ink, Type, wrap


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One time: value 0..100 (None: nothing can be said), what is printed at it, and the words under it."""

    value: float | None
    label: str
    when: str


def course(stops: tuple[Stop, ...], *, title: str, width: float = 620) -> str:
    """Points joined by a line, evenly apart; the last one in the accent."""
    top, plot, left = 26.0, 150.0, 30.0
    canvas = Canvas(width, top + plot + 48, title=title)
    for mark in (0, 25, 50, 75, 100):
        y = top + plot * (1 - mark / 100)
        canvas.line((left, y, width, y), Ink(stroke="line-strong" if mark == 0 else "line"))
        canvas.text((left - 6, y + 3.5), str(mark), Type(size=10, fill="ink-faint", anchor="end"))
    each = (width - left) / max(len(stops), 1)
    places = [
        None if stop.value is None else (left + each * (index + 0.5), top + plot * (1 - stop.value / 100))
        for index, stop in enumerate(stops)
    ]
    for one, two in pairwise(places):
        if one and two:
            canvas.line((*one, *two), Ink(stroke="self", weight=2.2))
    for index, (stop, place) in enumerate(zip(stops, places, strict=True)):
        x, last = left + each * (index + 0.5), index == len(stops) - 1
        if place:
            canvas.circle(place, 5, Ink(fill="accent" if last else "accent-mid"))
            canvas.text((x, place[1] - 11), stop.label, Type(size=13, bold=True, anchor="middle"))
        lines = wrap(stop.when, size=10, width=each - 4, lines=2)
        canvas.lines((x, top + plot + 18), lines, Type(size=10, fill="ink-soft", anchor="middle"))
    return canvas.svg()
