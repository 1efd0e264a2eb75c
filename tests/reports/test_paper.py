"""Paper at its edges: nothing leaves the page, whatever the name, the scores, the inventory or the plan."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from weasyprint.formatting_structure import boxes

from app.kit import pdf
from app.kit.text import Lang
from app.kit.words import settled
from app.planning.values import Plan
from app.reports.document import assemble
from app.reports.drawings import Timeline
from app.reports.renderers.html import render_chapters, render_html
from app.reports.renderers.pdf import paper_css
from app.reports.values import Cards, ReportDocument
from tests.reports.firms import FIRMS, case, document, report, sheet, unplanned

SIDE = 20.5 * 96 / 25.4
LONG = "佛山市顺德区龙江镇" * 6 + "有限责任公司"


def texts_of(box: Any) -> Iterator[Any]:
    """Every run of text below a box, margin boxes too."""
    if isinstance(box, boxes.TextBox):
        yield box
    for child in getattr(box, "children", ()):
        yield from texts_of(child)


def outside(text: Any, leaf: Any) -> bool:
    """Whether a run of text leaves the margins of its page."""
    left, right, foot = text.position_x, text.position_x + text.width, text.position_y + text.height
    return bool(text.text.strip()) and (left < SIDE or right > leaf.width - SIDE or foot > leaf.height)


def strays(one: ReportDocument, lang: Lang) -> list[str]:
    """Texts that leave their page's margins, and what the engine complained of."""
    pdf.warm_up(paper_css())
    desk = pdf._open_desk()
    with pdf._quiet_collector(), pdf._listening() as ears:
        page = pdf._parse(render_html(one, lang, "paper"), pdf._AssetFetcher({}))
        drawn = page.render(font_config=desk.fonts, stylesheets=[desk.sheet(paper_css())])
        found = list(ears.heard)
        for number, leaf in enumerate(drawn.pages, 1):
            found += [f"page {number}: {text.text}" for text in texts_of(leaf._page_box) if outside(text, leaf)]
    return found


def extreme(level: str) -> dict[str, Any]:
    """A sheet with every ladder answered the same."""
    raw = sheet(FIRMS[1])
    for key, value in raw["answers"].items():
        if isinstance(value, str) and re.fullmatch(r"l\d", value):
            raw["answers"][key] = level
    return raw


def test_longest_name_and_empty_inventory_stay_on_the_page() -> None:
    assert len(LONG) == 60
    raw = sheet(FIRMS[0])
    raw["company"]["name"] = LONG
    raw["inventory"] = {"workloads": [], "equipment": []}
    one = report(raw)
    assert strays(one, "zh") == []
    empty = [chapter.id for chapter in one.chapters if any(block.kind == "callout" for block in chapter.blocks)]
    assert {"workloads", "equipment"} <= set(empty)


def test_english_stays_on_the_page() -> None:
    assert strays(document(FIRMS[1]), "en") == []


def swollen(plan: Plan, keys: list[str]) -> Plan:
    """The plan with these initiatives, all drawn like its first item, over its stages."""
    first = plan.items[0]
    items = tuple(
        replace(first, initiative=key, stage=1 + index % 3, first_quarter=index % 4) for index, key in enumerate(keys)
    )
    return replace(plan, items=items, rejected=())


def test_forty_initiatives_make_two_timelines_and_stay_on_the_page() -> None:
    base = case(FIRMS[2])
    assert base.plan is not None
    one = assemble(replace(base, plan=swollen(base.plan, sorted(base.library.initiatives)[:40])))
    figures = [block.spec for chapter in one.chapters for block in chapter.blocks if block.kind == "figure"]
    assert [len(spec.rows) for spec in figures if isinstance(spec, Timeline)] == [20, 20]
    assert strays(one, "zh") == []


def test_no_initiative_says_so() -> None:
    base = case(FIRMS[0])
    assert base.plan is not None
    one = assemble(replace(base, plan=replace(base.plan, items=(), rejected=())))
    assert not [block for chapter in one.chapters for block in chapter.blocks if isinstance(block, Cards)]
    for lang in ("zh", "en"):
        assert "<table" in render_html(one, lang, "paper")


@pytest.mark.parametrize(("level", "least", "most"), [("l0", 0, 30), ("l4", 55, 100)])
def test_lowest_and_highest_answers_read_well(level: str, least: float, most: float) -> None:
    one = assemble(unplanned(extreme(level)))
    headline = next(chapter for chapter in one.chapters if chapter.id == "summary").blocks[0]
    assert headline.kind == "headline"
    assert least <= float(headline.score.zh) <= most
    for lang in ("zh", "en"):
        assert not re.search(r">(None|nan)<|−¥|\{[a-z_]+\}", render_html(one, lang, "paper"))


def test_empty_sheet_still_makes_a_report() -> None:
    raw = sheet(FIRMS[1])
    raw["answers"] = {}
    assert strays(assemble(unplanned(raw)), "zh") == []


def test_views_on_screens_have_no_numbers_no_h1_and_no_double_ids() -> None:
    for chosen in (("summary", "profile", "dimensions"), None):
        page = render_chapters(document(FIRMS[0]), "zh", chosen)
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert "<h1" not in page and "style=" not in page
        assert ("r-number" in page) == (chosen is None)


def test_initiatives_fold_on_screens() -> None:
    page = render_chapters(document(FIRMS[0]), "en", ("initiatives", "later"))
    assert page.count("<details") == page.count('<details class="r-card r-fold"') > 3
    assert "<summary><h3" in page


def test_marks_piled_on_a_letter_are_drawn_few_and_kept_all() -> None:
    piled = "a" + "\u0301\u0350" * 25_000 + "；印地文 क्षत्रिय、泰文 น้ำแข็ง、越南文 Nguyễn 都照常"
    began = time.process_time()
    assert settled(piled[:1001] + piled[50_001:]) == "a" + "\u0301\u0350" * 4 + piled[50_001:]
    assert len(settled(piled)) < 20
    assert time.process_time() - began < 0.5
    raw = sheet(FIRMS[0])
    raw["inventory"]["workloads"][0]["name"] = name = "b" + "\u0350" * 25
    one = report(raw)
    assert name in one.model_dump_json()
    page = render_html(one, "zh", "paper")
    assert "b" + "\u0350" * 8 in page
    assert "\u0350" * 9 not in page


def test_no_text_becomes_markup_on_paper() -> None:
    bait = '<img src="file:///etc/passwd"><style>@import url(http://127.0.0.1:9/x)</style><b onclick=x>&{{7*7}}]]>'
    raw = sheet(FIRMS[0])
    raw["company"]["name"] = bait
    for kind in ("workloads", "equipment"):
        for item in raw["inventory"][kind]:
            item["name"] = bait
    one = report(raw)
    page = render_html(one, "zh", "paper")
    assert page.count("&lt;img src=") > 5
    assert "<img" not in page
    assert "<style" not in page
    assert not [line for line in strays(one, "zh") if "blocked" in line or "load" in line]
