"""A small SVG canvas whose text is measured, wrapped and placed by us, so that it cannot overflow.

Paper does not let page styles into SVG text and draws start-anchored text best: so attributes are literal, and every
text starts where the measured width says. Roles are repeated as classes, so that a screen in dark mode can recolour.
"""

import json
import unicodedata
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Literal

from app.kit.tokens import colour

FAMILY = "House Sans SC, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
_WIDTHS = Path(__file__).resolve().parents[1] / "static" / "fonts" / "widths.json"
_NO_LEADING = set("，。、；：？！）》」』】〕”’…—·%％,.;:?!)]}")
_NO_TRAILING = set("（《「『【〔“‘([{¥")
_STRAIGHT = str.maketrans({"’": "'", "‘": "'"})
Anchor = Literal["start", "middle", "end"]


@cache
def _widths() -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = json.loads(_WIDTHS.read_text(encoding="utf-8"))
    return table


@cache
def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """Width of one line of text at `size`, in the same unit."""
    table = _widths()["bold" if bold else "regular"]
    mean = 1000 if any(_is_wide(character) for character in text) else 560
    total = 0
    for character in text:
        if character in table:
            total += table[character]
        elif _is_wide(character):
            total += 1000
        elif not unicodedata.combining(character):
            total += mean
    return total * size / 1000


def _pieces(text: str) -> list[str]:
    """Break a line into the pieces that may not be split: Latin words with their space, single hanzi, kinsoku pairs."""
    pieces: list[str] = []
    for character in text:
        wide = _is_wide(character)
        last = pieces[-1] if pieces else ""
        sticks = last and (
            character in _NO_LEADING
            or last[-1] in _NO_TRAILING
            or character == " "
            or (not wide and not _is_wide(last[-1]) and last[-1] not in " -/")
        )
        if sticks:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _cut(piece: str, size: float, width: float, bold: bool) -> list[str]:
    parts, line = [], ""
    for character in piece:
        if line and measure(line + character, size, bold=bold) > width:
            parts.append(line)
            line = ""
        line += character
    return [*parts, line]


def wrap(text: str, *, size: float, width: float, lines: int = 3, bold: bool = False) -> list[str]:
    """Text as at most `lines` lines no wider than `width`; what does not fit ends in an ellipsis. Breaks are kept."""
    if "\n" in text:
        parts = [
            line for part in text.split("\n") for line in wrap(part, size=size, width=width, lines=lines, bold=bold)
        ]
        return parts[:lines]
    done: list[str] = []
    line = ""
    for piece in _pieces(" ".join(text.translate(_STRAIGHT).split())):
        if measure((line + piece).rstrip(), size, bold=bold) <= width:
            line += piece
            continue
        if line:
            done.append(line.rstrip())
        *full, line = _cut(piece, size, width, bold)
        done.extend(full)
    if line:
        done.append(line.rstrip())
    if len(done) <= lines:
        return done or [""]
    kept, last = done[: lines - 1], done[lines - 1]
    while last and measure(last + "…", size, bold=bold) > width:
        last = last[:-1]
    return [*kept, last.rstrip() + "…"]


LEADING = 1.35
"""Line height of wrapped labels, in sizes."""


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """How a shape is painted: token roles, line weight, dashes, and `veil`, the opacity of the fill."""

    fill: str | None = None
    stroke: str | None = None
    weight: float = 1
    dash: str | None = None
    veil: float | None = None

    def attributes(self) -> str:
        """As SVG attributes, with the roles as classes beside."""
        parts = [f'fill="{colour(self.fill)}"' if self.fill else 'fill="none"']
        classes = [f"f-{self.fill}"] if self.fill else []
        if self.veil is not None:
            parts.append(f'fill-opacity="{_number(self.veil)}"')
        if self.stroke:
            parts.append(f'stroke="{colour(self.stroke)}" stroke-width="{_number(self.weight)}"')
            classes.append(f"s-{self.stroke}")
        if self.dash:
            parts.append(f'stroke-dasharray="{self.dash}"')
        return " ".join([f'class="{" ".join(classes)}"'] * bool(classes) + parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """How text is set: size in pixels, token role, weight, and where its `at` lies."""

    size: float = 11
    fill: str = "ink"
    bold: bool = False
    anchor: Anchor = "start"


LABEL = Type()
FAINT = Type(size=10, fill="ink-faint")


class Canvas:
    """Collects shapes; `svg()` closes it. Coordinates in CSS pixels."""

    def __init__(self, width: float, height: float, *, title: str) -> None:
        self.width, self.height, self._title = width, height, title
        self._parts: list[str] = []

    def rect(self, box: tuple[float, float, float, float], ink: Ink, *, radius: float = 0) -> None:
        """A rectangle: box is x, y, width, height."""
        x, y, width, height = (_number(side) for side in box)
        corner = f' rx="{_number(radius)}"' if radius else ""
        self._parts.append(f'<rect x="{x}" y="{y}" width="{width}" height="{height}"{corner} {ink.attributes()}/>')

    def line(self, ends: tuple[float, float, float, float], ink: Ink) -> None:
        """A straight line: ends are x1, y1, x2, y2."""
        x1, y1, x2, y2 = (_number(end) for end in ends)
        self._parts.append(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" {ink.attributes()}/>')

    def circle(self, centre: tuple[float, float], radius: float, ink: Ink) -> None:
        """A circle."""
        x, y = _number(centre[0]), _number(centre[1])
        self._parts.append(f'<circle cx="{x}" cy="{y}" r="{_number(radius)}" {ink.attributes()}/>')

    def polygon(self, points: list[tuple[float, float]], ink: Ink) -> None:
        """A closed shape."""
        corners = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self._parts.append(f'<polygon points="{corners}" {ink.attributes()}/>')

    def path(self, data: str, ink: Ink) -> None:
        """A free path."""
        self._parts.append(f'<path d="{data}" {ink.attributes()}/>')

    def text(self, at: tuple[float, float], text: str, kind: Type = LABEL) -> None:
        """One line of text, its baseline at `at`; pushed inside the canvas if it would leave it."""
        text = text.translate(_STRAIGHT)
        width = measure(text, kind.size, bold=kind.bold)
        if width > self.width:
            text = wrap(text, size=kind.size, width=self.width, lines=1, bold=kind.bold)[0]
            width = measure(text, kind.size, bold=kind.bold)
        x = at[0] - {"start": 0.0, "middle": width / 2, "end": width}[kind.anchor]
        x = max(0.0, min(x, self.width - width))
        weight = ' font-weight="700"' if kind.bold else ""
        self._parts.append(
            f'<text x="{_number(x)}" y="{_number(at[1])}" font-size="{_number(kind.size)}"{weight} '
            f'class="f-{kind.fill}" fill="{colour(kind.fill)}">{escape(text)}</text>'
        )

    def lines(self, at: tuple[float, float], lines: list[str], kind: Type = LABEL) -> None:
        """Several lines under each other, the first baseline at `at`."""
        for index, line in enumerate(lines):
            self.text((at[0], at[1] + index * kind.size * LEADING), line, kind)

    def svg(self) -> str:
        """The finished drawing; its title is its text alternative."""
        width, height = _number(self.width), _number(self.height)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="{FAMILY}"><title>{escape(self._title)}</title>'
            f"{''.join(self._parts)}</svg>"
        )
