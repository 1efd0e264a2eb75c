"""Fragments of pages drawn from a frozen document, remembered by content."""

import unicodedata
from functools import lru_cache
from typing import Literal

from markupsafe import Markup

from app.kit.text import Lang, Text
from app.reports.chapters.readings import PREFIX
from app.reports.editions import CHAPTERS, share_edition
from app.reports.models import Report
from app.reports.renderers.files import Wanted
from app.reports.renderers.html import render_chapters
from app.reports.values import Cover, ReportDocument

Part = Literal["result", "roadmap", "share", "sample", "all"]
RESULT = ("summary", "profile", "dimensions", "sites", "miit", "workloads", "equipment", "devices", "limits")
KINDS = {
    "full": Text(zh="数字化路线图", en="roadmap"),
    "comparison": Text(zh="前后对比", en="what-moved"),
}
SHARED = Text(zh="-分享版", en="-to-share")
ROADMAP = ("roadmap", "initiatives", "later", "rejected", "cash", "policies")


def draw_page(report: Report, lang: Lang, part: Part) -> Markup:
    """The chapters of one view as a fragment; a document never changes, so its drawing is kept."""
    return _draw(report.document, lang, part)


@lru_cache(maxsize=32)
def _draw(document: str, lang: Lang, part: Part) -> Markup:
    read = ReportDocument.model_validate_json(document)
    if part == "share":
        read = share_edition(read)
        return Markup(render_chapters(read, lang, CHAPTERS))  # noqa: S704 - the renderer escapes
    others = (chapter.id for chapter in read.chapters if chapter.id.startswith(PREFIX))
    result = (*RESULT, *others)
    wanted = {"result": result, "sample": result, "roadmap": ROADMAP, "all": None}[part]
    return Markup(render_chapters(read, lang, wanted, why=part == "result"))  # noqa: S704 - the renderer escapes


def firm_of(report: Report) -> str:
    """The firm's name as the report has it."""
    return cover_of(report).firm


def cover_of(report: Report) -> Cover:
    """What stands on the first page: the firm, its level and the level's name. Reading it takes 10 ms: it is kept."""
    return _cover(report.document)


@lru_cache(maxsize=128)
def _cover(document: str) -> Cover:
    return ReportDocument.model_validate_json(document).cover


def file_name(report: Report, wanted: Wanted) -> str:
    """What the download is called."""
    firm = firm_of(report)
    safe = "".join("_" if sign in '\\/:*?"<>|' else sign for sign in firm if unicodedata.category(sign)[0] != "C")
    kind = KINDS[report.kind].get(wanted.lang)
    if wanted.edition == "share":
        kind += SHARED.get(wanted.lang)
    return f"{safe.strip(' .')[:60] or 'report'}-{kind}-{report.as_of:%Y%m%d}.{wanted.format}"


def has_data(report: Report) -> bool:
    """Whether the document carries what it was made from; what was issued before there was any does not."""
    return ReportDocument.model_validate_json(report.document).data is not None
