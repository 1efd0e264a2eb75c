"""Documents frozen by the first release: still valid, still under their code, still drawn as they were said."""

import gzip
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from app.kit.text import LANGS
from app.reports.document import content_code
from app.reports.renderers.html import render_html
from app.reports.values import ReportDocument
from tests.reports.test_document import texts

FROZEN = sorted((Path(__file__).resolve().parents[1] / "golden" / "v1").glob("*.json.gz"))
UNSEEN = ("labels", "running", "empty", "alt", "dials_alt", "spec", "table")
"""Said to who cannot see, or drawn by charts, which break their labels into lines."""


def bare(text: str) -> str:
    """Without tags, bold marks and spaces."""
    return re.sub(r"\s", "", unescape(re.sub(r"<[^>]+>", "", text)).replace("**", ""))


def seen(node: Any) -> Any:
    """A dumped document without what no page prints as running text."""
    if isinstance(node, dict):
        return {key: seen(value) for key, value in node.items() if key not in UNSEEN}
    return [seen(one) for one in node] if isinstance(node, list) else node


@pytest.mark.parametrize("path", FROZEN, ids=lambda path: path.name.split(".")[0])
def test_a_document_of_the_first_release_is_drawn_as_it_was_said(path: Path) -> None:
    raw = gzip.decompress(path.read_bytes())
    one = ReportDocument.model_validate_json(raw)
    assert one.version == "1" and content_code(one) == one.code
    said = list(texts(seen(one.model_dump(mode="json"))))
    assert len(said) > 500
    for lang in LANGS:
        page = bare(render_html(one, lang, "screen"))
        assert [text[lang] for text in said if bare(text[lang]) not in page] == []
        assert render_html(one, lang, "paper").count("<section") == len(one.chapters)
