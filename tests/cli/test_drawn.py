"""`jianyun assess` all the way to page and paper, as the README shows it."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from app.cli import main

SAMPLE = Path(__file__).parents[2] / "samples" / "foshan-upholstery-12.json"


@pytest.mark.parametrize(("lang", "word"), [("zh", "路线图"), ("en", "roadmap")])
def test_a_sample_becomes_page_and_paper(lang: str, word: str, tmp_path: Path) -> None:
    page, paper = tmp_path / "report.html", tmp_path / "report.pdf"
    lenses = ["--lens", "readiness", "--lens", "miit-2024"]
    made = CliRunner().invoke(
        main, ["assess", str(SAMPLE), *lenses, "--lang", lang, "--html", str(page), "--pdf", str(paper)]
    )
    assert made.exit_code == 0, made.output
    assert word in page.read_text(encoding="utf-8")
    assert word in "".join(sheet.extract_text() for sheet in PdfReader(paper).pages[:3])
