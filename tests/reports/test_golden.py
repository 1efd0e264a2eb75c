"""One sample's report against what is kept in tests/golden: figures and structure, and its summary in both languages.

After a change that is meant, write them anew: pytest tests/reports/test_golden.py --golden
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from app.kit.text import Lang
from app.reports.renderers.html import render_chapters
from app.reports.values import ReportDocument
from tests.reports.firms import FIRMS, document

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


def test_structure_and_figures(request: pytest.FixtureRequest) -> None:
    compare(f"{FIRMS[0]}.jsonl", figures_of(document(FIRMS[0])), request)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_summary_as_it_is_drawn(lang: Lang, request: pytest.FixtureRequest) -> None:
    page = re.sub(r">\s+<", ">\n<", re.sub(r"\s+", " ", render_chapters(document(FIRMS[0]), lang, ("summary",))))
    compare(f"{FIRMS[0]}.summary.{lang}.html", page.strip() + "\n", request)
