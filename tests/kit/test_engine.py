"""Our short ways through the engine: the same bytes where text is set, the same place where a label is drawn."""

import io
import re

import pypdfium2
import pytest
from pypdf import PdfReader

from app.kit import engine, engine_styles, pdf
from app.kit.paper import ARCHIVE
from app.kit.pdf import Print, render_pdf
from app.kit.svg import Canvas
from app.kit.text import Lang
from app.reports.renderers.blank import blank_css
from app.reports.renderers.html import render_html
from app.reports.renderers.pdf import paper_css
from tests.reports.firms import FIRMS, document


def places_of(content: bytes) -> list[tuple[str, int, int]]:
    """Every run of text with its place on the page, in points."""
    found: list[tuple[str, int, int]] = []

    def note(text: str, outer: list[float], inner: list[float], _font: object, _size: float) -> None:
        if text.strip():
            x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
            y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
            found.append((text.strip(), round(x), round(y)))

    PdfReader(io.BytesIO(content)).pages[0].extract_text(visitor_text=note)
    return found


def drawn(content: bytes) -> list[tuple[bytes, str]]:
    """Every page as a picture and as text."""
    with pypdfium2.PdfDocument(content) as file:
        return [(bytes(leaf.render(scale=0.7).buffer), leaf.get_textpage().get_text_range()) for leaf in file]


def test_our_style_sheets_take_the_short_way() -> None:
    assert engine_styles.is_simple(paper_css())
    assert engine_styles.is_simple(blank_css())
    assert not engine_styles.is_simple("tr:nth-child(2) { color: red }")


@pytest.mark.parametrize(("firm", "lang"), [(FIRMS[0], "zh"), (FIRMS[0], "en")])
def test_pages_look_and_read_as_the_engine_draws_them(firm: str, lang: Lang) -> None:
    html = render_html(document(firm), lang, "paper")
    html = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    how = Print(css=paper_css(), variant=ARCHIVE)
    short = render_pdf(html, how=how).content
    with engine.long_ways():
        long = render_pdf(html, how=how).content
    assert drawn(short) == drawn(long)
    assert len(short) < len(long)


def test_label_is_drawn_whole_where_its_letters_were() -> None:
    canvas = Canvas(400, 80, title="x")
    canvas.text((40, 50), "门店设计报价标准化")
    page = f'<html lang="zh-CN"><body>{canvas.svg()}</body></html>'
    how = Print(css=f"body{{font-family:{pdf.STACK}}}", tagged=False)
    short = places_of(render_pdf(page, how=how).content)
    with engine.long_ways():
        long = places_of(render_pdf(page, how=how).content)
    assert short == [("门店设计报价标准化", *long[0][1:])]
