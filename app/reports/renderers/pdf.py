"""A report document as PDF: paper HTML through the press."""

import atexit
from functools import cache

from app.kit.paper import STACK, PdfResult, Print
from app.kit.press import PrintLane
from app.kit.text import Lang
from app.kit.tokens import TOKENS_CSS, with_literals
from app.reports.renderers.html import render_html
from app.reports.values import ReportDocument

PAPER_CSS = tuple(TOKENS_CSS.with_name(name) for name in ("paper.css", "paper-kinds.css"))


@cache
def paper_css() -> str:
    """The style sheet for paper, token values filled in."""
    css = "".join(path.read_text(encoding="utf-8") for path in PAPER_CSS)
    return with_literals(css, over={"font-paper": STACK})


def print_document(document: ReportDocument, lang: Lang) -> bytes:
    """The PDF, printed in this process; never call it from a thread of a web server."""
    return print_result(document, lang).content


def print_result(document: ReportDocument, lang: Lang) -> PdfResult:
    """The PDF with its page count and what the engine complained of."""
    from app.kit.pdf import render_pdf

    return render_pdf(render_html(document, lang, "paper"), how=Print(css=paper_css()))


def open_lane(*, seconds: int = 30) -> PrintLane:
    """A printing process of its own, for servers and their workers; close it at the end."""
    return PrintLane(paper_css(), seconds=seconds)


@cache
def _lane() -> PrintLane:
    lane = open_lane()
    atexit.register(lane.close)
    return lane


def get_ready() -> None:
    """Start this process's lane, so that it is warm when the document is written."""
    _lane().start()


def print_apart(document: ReportDocument, lang: Lang) -> PdfResult:
    """The PDF, printed by this process's one lane: no document holds up its worker; PressFailed beyond its limits."""
    return print_in(_lane(), document, lang)


def print_in(lane: PrintLane, document: ReportDocument, lang: Lang) -> PdfResult:
    """The PDF, printed by a lane."""
    return lane.print(render_html(document, lang, "paper"))


def print_page(html: str, how: Print) -> PdfResult:
    """The PDF of a page with a style of its own, printed by this process's one lane."""
    return _lane().print(html, how=how)
