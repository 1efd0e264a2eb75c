"""Fragments of pages drawn from a frozen document, remembered by content."""

import unicodedata
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.brands.queries import find_small_logo
from app.brands.values import Livery
from app.kit.text import Lang, Text
from app.reports.chapters.readings import PREFIX
from app.reports.editions import CHAPTERS, share_edition
from app.reports.models import Report
from app.reports.queries import brand_of
from app.reports.renderers.files import Wanted
from app.reports.renderers.html import render_chapters
from app.reports.values import Cover, ReportDocument

Part = Literal["result", "roadmap", "share", "sample", "all"]
RESULT = ("summary", "profile", "review", "dimensions", "sites", "miit", "workloads", "equipment", "devices", "limits")
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


@dataclass(frozen=True, slots=True)
class Look:
    """What a page shows of the look of a report: `logo` as an address inside the page, empty without one."""

    brand: Livery
    logo: str


def worn_look(session: Session, report: Report) -> Look | None:
    """The look a report was issued with; None for ours."""
    brand = brand_of(report)
    if brand is None:
        return None
    small = find_small_logo(session, report.tenant_id, brand.logo.sha256) if brand.logo else None
    return Look(brand, f"data:image/png;base64,{b64encode(small).decode()}" if small else "")


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
    if report.is_retracted:
        kind = "已撤回" if wanted.lang == "zh" else "RETRACTED"
    if wanted.edition == "share":
        kind += SHARED.get(wanted.lang)
    return f"{safe.strip(' .')[:60] or 'report'}-{kind}-{report.as_of:%Y%m%d}.{wanted.format}"


def has_data(report: Report) -> bool:
    """Whether the document carries what it was made from; what was issued before there was any does not."""
    return ReportDocument.model_validate_json(report.document).data is not None
