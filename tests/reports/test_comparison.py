"""A comparison of two rounds as a document: what moved adds up, and nothing is claimed that did not happen."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from app.cli import main
from app.content.catalogue import Catalogue
from app.reports.comparing import Comparison, Side, compare_sides
from app.reports.editions import share_edition
from app.reports.renderers.html import render_html
from app.reports.values import Chapter, Headline, ReportDocument, Table
from tests.reports.firms import FIRMS, sheet
from tests.reports.rounds import compared, comparison, earlier, later
from tests.reports.test_golden import compare, figures_of
from tests.reports.test_paper import LONG, strays


def chapter(document: ReportDocument, id: str) -> Chapter:
    return next(one for one in document.chapters if one.id == id)


def tables(found: Chapter) -> dict[str, Table]:
    return {block.id: block for block in found.blocks if isinstance(block, Table)}


def all_moved() -> dict[str, Any]:
    raw = later()
    for key, value in raw["answers"].items():
        if isinstance(value, str) and re.fullmatch(r"l\d", value):
            raw["answers"][key] = "l0" if value == "l4" else "l4"
    raw["company"]["name"] = LONG
    return raw


def test_structure_and_figures(request: pytest.FixtureRequest) -> None:
    compare("comparison-guangzhou-panels-85.jsonl", figures_of(comparison()), request)


def test_the_answers_shown_add_up_to_the_movement() -> None:
    rows = tables(chapter(comparison(), "changed"))["changed-answers"].rows
    *parts, total = (Decimal(row.cells[-1].zh.replace("−", "-").replace("±", "")) for row in rows)
    assert sum(parts) == total > 0 and len(parts) == 4
    head = chapter(comparison(), "summary").blocks[0]
    assert isinstance(head, Headline) and "4 道题的答案变了" in head.sentence.zh
    assert "Cloud readiness rose most (+15)" in head.sentence.en


def test_nothing_moved_is_said_and_nothing_else() -> None:
    still = compared(earlier(), sheet(FIRMS[1]))
    page = render_html(still, "en")
    assert "neither score nor level has moved" in page and "No answer that counts has changed" in page
    assert "Nothing has risen" in page and "Nothing has fallen back" in page and "rose most" not in page
    assert strays(still, "zh") == []


def test_everything_moved_stays_on_the_page() -> None:
    assert strays(compared(earlier(), all_moved()), "en") == []


def test_an_unfinished_round_is_said_to_be_so() -> None:
    half = later()
    half["answers"] |= dict.fromkeys(list(half["answers"])[:12])
    assert "有一次没答完" in render_html(compared(earlier(), half), "zh")


def test_a_rule_that_cannot_reread_is_not_said_to_have_reread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.rounds.compare_sides", _apart)
    page = render_html(compared(earlier(), later()), "en")
    assert "cannot be told apart" in page and "no one edition reads both" in page
    assert "the firm and not the yardstick" not in page


def _apart(before: Side, after: Side, catalogue: Catalogue) -> Comparison:
    """The comparison of two rounds scored by editions of which neither reads both."""
    found = compare_sides(before, after, catalogue)
    main = replace(found.main, rule=None, editions=("0.9", found.main.editions[1]))
    return replace(found, readings=(main, *found.readings[1:]))


def test_what_others_get_holds_no_answer_and_no_own_figure() -> None:
    shared = share_edition(comparison())
    assert [one.id for one in shared.chapters] == ["basis", "summary", "profile", "delivered", "next", "limits"]
    page = render_html(shared, "zh", "paper")
    for row in tables(chapter(comparison(), "changed"))["changed-answers"].rows[:-1]:
        assert row.cells[1].zh not in page and row.cells[2].zh not in page
    for row in tables(chapter(comparison(), "baseline"))["baseline-table"].rows:
        assert row.cells[1].zh not in page
    assert "您答的是" not in page


def test_command_prints_it_and_refuses_scans(tmp_path: Path) -> None:
    names = [tmp_path / "t0.json", tmp_path / "t1.json"]
    for name, raw in zip(names, (earlier(FIRMS[0]), later(FIRMS[0], {"op-finance": "l4"})), strict=True):
        raw["means"]["budget"].setdefault("2025", 0)
        name.write_text(json.dumps(raw), encoding="utf-8")
    target = tmp_path / "moved.pdf"
    done = CliRunner().invoke(main, ["compare", *map(str, names), "--pdf", str(target), "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert "The movement on one page" in "".join(page.extract_text() for page in PdfReader(target).pages)
    scan = tmp_path / "scan.json"
    scan.write_text(CliRunner().invoke(main, ["sheet", "quick-scan", "--industry", "furniture", "--random"]).output)
    refused = CliRunner().invoke(main, ["compare", str(scan), str(scan), "--pdf", str(target), "--lang", "en"])
    assert refused.exit_code == 2 and "two full questionnaires" in refused.output
