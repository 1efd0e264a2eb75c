"""A report document as PDF: paper HTML through the press, as PDF/A-3a and PDF/UA-1 with its own data inside."""

import atexit
from functools import cache, lru_cache

from app.brands.values import Livery, tokens_of
from app.kit.paper import ARCHIVE, STACK, Attachment, PdfResult, Print
from app.kit.press import PrintLane, PrintPool
from app.kit.text import Lang
from app.kit.tokens import TOKENS_CSS, with_literals
from app.reports.renderers.html import render_html
from app.reports.renderers.json import DATA_NAME, write_json
from app.reports.values import ReportDocument
from app.reports.wearing import assets_of

PAPER_CSS = tuple(TOKENS_CSS.with_name(name) for name in ("paper.css", "paper-kinds.css", "paper-brand.css"))
DATA_ABOUT = "The report's own data / 本报告的数据"


def paper_css(brand: Livery | None = None) -> str:
    """The style sheet for paper, token values filled in: ours, or those a look puts in their place."""
    return _paper_css(tuple(tokens_of(brand).items()))


@lru_cache(maxsize=8)
def _paper_css(over: tuple[tuple[str, str], ...]) -> str:
    css = "".join(path.read_text(encoding="utf-8") for path in PAPER_CSS)
    return with_literals(css, over={"font-paper": STACK, **dict(over)})


@cache
def draft_css(word: str) -> str:
    """A word across every page; in the margin boxes, which screen readers pass over."""
    css = PAPER_CSS[0].with_name("paper-draft.css").read_text(encoding="utf-8")
    return with_literals(css, over={"draft-word": f'"{word}"', "font-paper": STACK})


def css_of(document: ReportDocument, lang: Lang) -> str:
    """What a document is dressed in; the word of a draft is one of our own phrases."""
    draft = document.labels.get("draft")
    return paper_css(document.brand) + (draft_css(draft.get(lang)) if draft else "")


def data_of(document: ReportDocument) -> tuple[Attachment, ...]:
    """What is put inside the PDF: the frozen document itself. Nothing is put into what others are given."""
    if document.edition == "share":
        return ()
    return (Attachment(name=DATA_NAME, content=write_json(document), description=DATA_ABOUT, on=document.as_of),)


def how_to_print(document: ReportDocument, lang: Lang, attachments: tuple[Attachment, ...] | None = None) -> Print:
    """Archive quality, with these files inside; without any named, with the document's own data."""
    inside = data_of(document) if attachments is None else attachments
    return Print(css=css_of(document, lang), variant=ARCHIVE, attachments=inside)


def print_document(
    document: ReportDocument, lang: Lang, attachments: tuple[Attachment, ...] | None = None
) -> PdfResult:
    """The PDF, printed in this process; never call it from a thread of a web server."""
    from app.kit.pdf import render_pdf

    page, how = render_html(document, lang, "paper"), how_to_print(document, lang, attachments)
    return render_pdf(page, assets_of(document), how=how)


def open_lane(*, seconds: int = 30) -> PrintLane:
    """A printing process of its own, for servers and their workers; close it at the end."""
    return PrintLane(paper_css(), seconds=seconds)


@cache
def _pool() -> PrintPool:
    pool = PrintPool(paper_css())
    atexit.register(pool.close)
    return pool


def get_ready() -> None:
    """Start this process's first lane, so that it is warm when the document is written."""
    _pool().start()


def print_apart(document: ReportDocument, lang: Lang, attachments: tuple[Attachment, ...] | None = None) -> PdfResult:
    """The PDF, printed by one of this process's lanes, apart from its worker; PressFailed beyond its limits."""
    return print_in(_pool(), document, lang, attachments)


def print_in(
    lane: PrintLane | PrintPool, document: ReportDocument, lang: Lang, attachments: tuple[Attachment, ...] | None = None
) -> PdfResult:
    """The PDF, printed by a lane or whichever of a pool is free."""
    page, how = render_html(document, lang, "paper"), how_to_print(document, lang, attachments)
    return lane.print(page, assets_of(document), how=how)


def print_page(html: str, how: Print) -> PdfResult:
    """The PDF of a page with a style of its own, printed by one of this process's lanes."""
    return _pool().print(html, how=how)
