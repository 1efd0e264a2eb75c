"""One report of every trade against what is kept in tests/golden: every word, every figure, every page.

After a change that is meant, write them anew: pytest tests/reports/test_golden.py --golden
"""

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.kit.text import Lang
from app.reports.renderers.html import render_html
from app.reports.values import ReportDocument
from tests.reports.firms import document

ONE_A_TRADE = ("foshan-upholstery-12", "zhongshan-kettles-130", "guangzhou-art-school-36")
GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def compare(name: str, text: str, request: pytest.FixtureRequest) -> None:
    """Same as kept, or kept anew when asked."""
    kept = GOLDEN / name
    if request.config.getoption("--golden"):
        GOLDEN.mkdir(exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    assert kept.read_text(encoding="utf-8") == text


def outline(node: Any) -> Any:
    """A dumped document without its prose: kinds, ids and figures; texts only where they hold a number."""
    if isinstance(node, list):
        return [outline(value) for value in node]
    if not isinstance(node, dict):
        return node
    if set(node) == {"zh", "en"}:
        return "#".join(re.findall(r"\d+(?:\.\d+)?", node["zh"])[:4])
    kept = {key: outline(value) for key, value in node.items() if value not in (None, False, [], "plain", "start")}
    return {key: value for key, value in kept.items() if value not in ("", [])}


def figures_of(made: ReportDocument) -> str:
    """A document's structure and figures, a line a chapter."""
    dumped = made.model_dump(mode="json", exclude={"code", "labels"})
    # Editions change with every edit of the content.
    chapters = [chapter for chapter in dumped["chapters"] if chapter["id"] != "sources"]
    return "".join(json.dumps(outline(chapter), ensure_ascii=False) + "\n" for chapter in chapters)


def whole(made: ReportDocument) -> str:
    """A document word for word: what stands around the chapters, then a line a block."""
    dumped = made.model_dump(mode="json", exclude={"code"})
    chapters = [chapter for chapter in dumped.pop("chapters") if chapter["id"] != "sources"]
    frame = {key: value for key, value in dumped.items() if key not in ("outcome", "data")}
    parts = [frame, *({**chapter, "blocks": len(chapter["blocks"])} for chapter in chapters)]
    parts += [block for chapter in chapters for block in chapter["blocks"]]
    return "".join(json.dumps(part, ensure_ascii=False) + "\n" for part in parts)


def drawn(made: ReportDocument, lang: Lang) -> str:
    """A document as it is printed, a tag a line; each drawing by its sum, its code by its place."""
    page = render_html(made, lang, "paper").replace(made.code, "CODE")
    page = page[: page.index('<section class="r-chapter r-chapter-sources"')]
    page = re.sub(
        r"<svg.*?</svg>", lambda found: f"<svg {sha256(found[0].encode()).hexdigest()[:12]}>", page, flags=re.S
    )
    return re.sub(r">\s*<", ">\n<", re.sub(r"\s+", " ", page)) + "\n"


@pytest.mark.parametrize("firm", ONE_A_TRADE)
def test_document_word_for_word(firm: str, request: pytest.FixtureRequest) -> None:
    compare(f"{firm}.jsonl", whole(document(firm)), request)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("firm", ONE_A_TRADE)
def test_paper_as_it_is_drawn(firm: str, lang: Lang, request: pytest.FixtureRequest) -> None:
    compare(f"{firm}.{lang}.html", drawn(document(firm), lang), request)
