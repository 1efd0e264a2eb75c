"""The result as one picture for a phone: what a frozen document says at a glance, and a QR code. No database."""

from typing import Any

from markupsafe import Markup

from app.brands.values import tokens_of
from app.kit.mail import render_in
from app.kit.paper import STACK, Print
from app.kit.picture import png_of
from app.kit.qr import qr_svg
from app.kit.text import Lang, Text
from app.kit.tokens import TOKENS_CSS, with_literals
from app.reports.renderers.drawing import draw
from app.reports.renderers.html import spaced
from app.reports.renderers.pdf import print_page
from app.reports.values import Block, Figure, Headline, Points, ReportDocument, Spread, Unit
from app.reports.wearing import names_us, painted

WIDTH = 1080
"""Pixels; the page is laid out at half of them."""
RADAR, DIALS, QR = 430, 250, 104
MOST = 3


def picture_css(document: ReportDocument) -> str:
    """The style sheet of the picture, token values filled in."""
    css = TOKENS_CSS.with_name("picture.css").read_text(encoding="utf-8")
    return with_literals(css, over={"font-paper": STACK, **tokens_of(document.brand)})


def draw_picture(document: ReportDocument, lang: Lang, *, address: str, is_link: bool) -> bytes:
    """PNG, 1080 pixels wide; never call it from a thread of a web server."""
    with painted(document):
        said = glance(document, lang, address=address, is_link=is_link)
    page = render_in(lang, ["shares/picture.html"], said)
    return png_of(print_page(page, Print(css=picture_css(document), tagged=False)).content, width=WIDTH)


def glance(document: ReportDocument, lang: Lang, *, address: str, is_link: bool) -> dict[str, Any]:
    """What the picture says: no answers, only titles, levels and points."""

    def say(text: Text) -> str:
        return spaced(text.zh) if lang == "zh" else text.en

    blocks = [one for chapter in document.chapters for block in chapter.blocks for one in _flat(block)]
    head = next(one for one in blocks if isinstance(one, Headline))
    radar = next((one for one in blocks if isinstance(one, Figure) and one.id == "radar"), None)
    points = [one for one in blocks if isinstance(one, Points) and one.tone in ("good", "warn")][:2]
    return {
        "speaks": lang,
        "firm": document.cover.firm,
        "as_of": document.as_of,
        "say": say,
        "head": head,
        "dials": Markup(draw(head.dials, say(head.dials_alt), say, width=DIALS)),  # noqa: S704  drawn by us
        "radar": Markup(draw(radar.spec, say(radar.alt), say, width=RADAR)) if radar else "",  # noqa: S704
        "points": [(one, one.items[:MOST]) for one in points],
        "qr": qr_svg(address, label=address, size=QR) if is_link or names_us(document) else "",
        "house": document.brand.name if document.brand else None,
        "is_link": is_link,
        "code": document.code,
    }


def _flat(block: Block) -> list[Block]:
    if isinstance(block, Spread):
        return [*_flat(block.left), *_flat(block.right)]
    if isinstance(block, Unit):
        return [one for part in block.blocks for one in _flat(part)]
    return [block]
