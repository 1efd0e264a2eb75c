"""The figures of a report as PNG, for files that cannot hold drawings. Never from a thread of a web server."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.kit.paper import STACK, Print
from app.kit.picture import pngs_of
from app.kit.text import Lang
from app.reports.renderers.drawing import HALF, PAPER, draw
from app.reports.renderers.html import Scribe
from app.reports.renderers.pdf import print_page
from app.reports.values import Block, Figure, Headline, ReportDocument, Spread, Unit

HEADLINE = "headline"
"""The name of the picture of the two dials, which have no id of their own."""
DIALS = 260
SHARPNESS = 2.5
"""Pixels of a picture to one of the drawing: 240 to the inch at its printed size."""
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
CSS = f"html, body, svg {{ margin: 0; display: block; font-family: {STACK}; }}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG and how wide its drawing is, in CSS pixels."""

    png: bytes
    width: float

    @property
    def millimetres(self) -> float:
        """Its printed width."""
        return self.width * 25.4 / 96


def flat(block: Block) -> Iterator[Block]:
    """A block and what is inside it, in reading order."""
    yield block
    parts = (block.left, block.right) if isinstance(block, Spread) else ()
    for part in block.blocks if isinstance(block, Unit) else parts:
        yield from flat(part)


def draw_pictures(document: ReportDocument, lang: Lang) -> Mapping[str, Picture]:
    """Every figure by its id, printed at once."""
    scribe = Scribe(lang, "paper")
    drawn: dict[str, str] = {}
    blocks = [one for chapter in document.chapters for part in chapter.blocks for one in flat(part)]
    for block in blocks:
        if isinstance(block, Figure):
            drawn[block.id] = draw(block.spec, scribe.say(block.alt), scribe.say, width=HALF if block.half else PAPER)
        elif isinstance(block, Headline):
            drawn[HEADLINE] = draw(block.dials, scribe.say(block.dials_alt), scribe.say, width=DIALS)
    return _photographed(drawn)


def _photographed(drawn: Mapping[str, str]) -> Mapping[str, Picture]:
    """Each drawing on a page of its own size."""
    if not drawn:
        return {}
    sizes = {name: _size(svg) for name, svg in drawn.items()}
    pages, bodies = [], []
    for number, (name, svg) in enumerate(drawn.items()):
        width, height = sizes[name]
        pages.append(f"@page p{number} {{ size: {width}px {height}px; margin: 0; }} .p{number} {{ page: p{number}; }}")
        bodies.append(f'<div class="p{number}">{svg}</div>')
    html = f"<html><head><style>{''.join(pages)}</style></head><body>{''.join(bodies)}</body></html>"
    printed = print_page(html, Print(css=CSS, tagged=False))
    pngs = pngs_of(printed.content, scale=SHARPNESS * 96 / 72)
    return {name: Picture(png=png, width=sizes[name][0]) for name, png in zip(drawn, pngs, strict=True)}


def _size(svg: str) -> tuple[float, float]:
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("a drawing without a size")
    return float(found[1]), float(found[2])
