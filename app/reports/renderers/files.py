"""Every kind of file a report is drawn as: one table of formats, one door to their renderers."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.kit.text import Lang, Text
from app.kit.xlsx import WORKBOOK
from app.reports.editions import share_edition
from app.reports.models import Format
from app.reports.values import Edition, ReportDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which drawing of a report is asked for."""

    format: Format = Format.PDF
    lang: Lang
    edition: Edition = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A drawing: its bytes, and its pages where the format has any."""

    content: bytes
    pages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A drawing in storage."""

    key: str
    size: int
    pages: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatKind:
    """How a format is called on the web, and who draws it."""

    mime: str
    title: Text
    about: Text
    draw: Callable[[ReportDocument, Lang], Drawn]


def _pdf(document: ReportDocument, lang: Lang) -> Drawn:
    from app.reports.renderers import pdf

    printed = pdf.print_apart(document, lang)
    return Drawn(content=printed.content, pages=printed.pages)


def _docx(document: ReportDocument, lang: Lang) -> Drawn:
    from app.reports.renderers import docx

    return Drawn(content=docx.write_docx(document, lang))


def _json(document: ReportDocument, lang: Lang) -> Drawn:
    from app.reports.renderers.json import write_json

    return Drawn(content=write_json(document))


def _xlsx(document: ReportDocument, lang: Lang) -> Drawn:
    from app.reports.renderers.xlsx import write_report

    return Drawn(content=write_report(document, lang))


FORMATS: dict[Format, FormatKind] = {
    Format.PDF: FormatKind(
        mime="application/pdf",
        title=Text(zh="PDF", en="PDF"),
        about=Text(zh="排好版，适合打印和存档", en="laid out, for printing and keeping"),
        draw=_pdf,
    ),
    Format.DOCX: FormatKind(
        mime="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        title=Text(zh="Word 文档", en="Word document"),
        about=Text(zh="可以修改和批注，WPS 也能打开", en="to edit and comment on, in WPS as well"),
        draw=_docx,
    ),
    Format.XLSX: FormatKind(
        mime=WORKBOOK,
        title=Text(zh="Excel 工作簿", en="Excel workbook"),
        about=Text(zh="得分、路线图和现金计划，可以接着算", en="scores, roadmap and cash plan, to work on with"),
        draw=_xlsx,
    ),
    Format.JSON: FormatKind(
        mime="application/json",
        title=Text(zh="数据（JSON）", en="Data (JSON)"),
        about=Text(
            zh="给别的程序用；完整版可以导入成新的评估", en="for other programs; the full edition can be imported again"
        ),
        draw=_json,
    ),
}
"""Renderers are loaded when they are first asked to draw."""


def draw_file(document: ReportDocument, wanted: Wanted) -> Drawn:
    """Draw a report; every format draws the same frozen document."""
    shown = share_edition(document) if wanted.edition == "share" else document
    return FORMATS[wanted.format].draw(shown, wanted.lang)


_APP = Path(__file__).resolve().parents[2]
_DRAWERS = (_APP / "reports", _APP / "kit", _APP / "static" / "css", _APP.parent / "templates" / "reports")


@cache
def _release() -> bytes:
    """A digest of everything that takes part in drawing: a release that draws otherwise draws anew."""
    digest = hashlib.sha256()
    for folder in _DRAWERS:
        for path in sorted(one for one in folder.rglob("*") if one.suffix in (".py", ".css", ".html")):
            digest.update(path.read_bytes())
    return digest.digest()


def drawing_name(document: str, wanted: Wanted, *more: bytes) -> str:
    """A name for a drawing, made from all it is drawn from: the document as it is dressed, the format, and the release.

    `more` is whatever else a drawing shows, a logo for one. Two drawings of one name are the same file.
    """
    digest = hashlib.sha256(_release())
    for part in (document.encode(), wanted.format, wanted.lang, wanted.edition, *more):
        digest.update(hashlib.sha256(part if isinstance(part, bytes) else part.encode()).digest())
    return digest.hexdigest()
