"""Reports of the three sample firms: one structure in both languages, no strangers' words, nothing hostile."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from app.kit.text import Lang
from app.reports.document import assemble, content_code
from app.reports.renderers.html import render_chapters, render_html
from app.reports.renderers.pdf import print_document
from app.reports.values import ReportDocument
from tests.reports.firms import FIRMS, case, document, report, sheet, unplanned

HANZI = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}")
# Names, units and identifiers a Chinese reader sees every day.
ALLOWED = frozenset(
    WORD.findall(
        "MIIT IoT ERP MES CRM OA CAD CAM BOM CNC PLC API SaaS WMS PDM PLM APS BI AI UPS VLAN WiFi Wi Fi Excel Word "
        "USB SQL Server Windows XP KPI SCRM HR SOP OEE AGV RFID NC VPN NAS MFA PIPL GB ISO BSCI FSC App app PDF CSV "
        "XLSX IP SDK ACL AB OR Tools CP SAT HiGHS"
    )
)


def texts(node: Any) -> Iterator[dict[str, str]]:
    """Every bilingual text of a dumped document."""
    if isinstance(node, dict):
        if set(node) == {"zh", "en"}:
            yield node
        else:
            for value in node.values():
                yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)


def own_words(raw: dict[str, Any]) -> set[str]:
    """What the firm wrote itself: names, towns, free text."""
    company, inventory = raw["company"], raw.get("inventory", {})
    words = {company["name"], company.get("town") or ""}
    words |= {site["name"] for site in company.get("sites", ())} | {
        site.get("town") or "" for site in company.get("sites", ())
    }
    for group in (*inventory.get("workloads", ()), *inventory.get("equipment", ())):
        words |= {group["name"], group.get("vendor") or ""}
    words |= {value for value in raw["answers"].values() if isinstance(value, str) and HANZI.search(value)}
    return {word for word in words if word}


@pytest.mark.parametrize("firm", FIRMS)
def test_english_holds_no_chinese_but_the_firms_own(firm: str) -> None:
    own = own_words(sheet(firm))
    strays = set()
    for text in texts(document(firm).model_dump(mode="json")):
        rest = text["en"]
        for word in sorted(own, key=len, reverse=True):
            rest = rest.replace(word, "")
        if HANZI.search(rest):
            strays.add(text["en"])
    assert not strays


@pytest.mark.parametrize("firm", FIRMS)
def test_chinese_holds_no_english_sentence(firm: str) -> None:
    own = own_words(sheet(firm))
    strays = set()
    for text in texts(document(firm).model_dump(mode="json")):
        rest = re.sub(r"https?://\S+|（规则 [^）]*）", "", text["zh"])
        for word in sorted(own, key=len, reverse=True):
            rest = rest.replace(word, "")
        words = [word for word in WORD.findall(rest) if word not in ALLOWED]
        if len(words) >= 3:
            strays.add(text["zh"])
    assert not strays


def outline(html: str) -> list[str]:
    """Ids and tags in order: the structure without the words."""
    return re.findall(r'<(section|table|figure|article|h2|h3|h4|svg|tr|li)\b|id="([^"]+)"', html)  # type: ignore[return-value]


@pytest.mark.parametrize("firm", FIRMS)
def test_both_languages_share_one_structure(firm: str) -> None:
    assert outline(render_html(document(firm), "zh", "paper")) == outline(render_html(document(firm), "en", "paper"))


@pytest.mark.parametrize(("firm", "lang"), [(FIRMS[1], "zh"), (FIRMS[2], "en")])
def test_paper_is_sound(firm: str, lang: Lang) -> None:
    result = print_document(document(firm), lang, attachments=())
    assert result.missing == ()
    assert result.warnings == ()
    assert 15 <= result.pages <= 27
    assert len(result.content) < 480_000
    pages = PdfReader(io.BytesIO(result.content)).pages
    # One stray bullet of another font costs 40 MB while printing and 20 kB of the file.
    fonts = {str(font["/BaseFont"]) for page in pages for font in page["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert {name.split("+")[1] for name in fonts} == {"House-Sans-SC", "House-Sans-SC-Bold"}
    text = "".join(page.extract_text() for page in pages)
    for chapter in document(firm).chapters:
        title = chapter.title.get(lang)
        assert title.replace(" ", "") in re.sub(r"\s", "", text)
    assert document(firm).code in text


def test_document_survives_json_and_keeps_its_code() -> None:
    one = document(FIRMS[1])
    again = ReportDocument.model_validate_json(one.model_dump_json())
    assert again == one
    assert content_code(again) == one.code
    changed = again.model_copy(update={"running": again.title})
    assert content_code(changed) != one.code


def test_hostile_names_stay_text() -> None:
    raw = sheet(FIRMS[0])
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}{firm}"
    raw["company"]["name"] = evil
    raw["inventory"]["workloads"][0]["name"] = evil
    for medium in ("screen", "paper"):
        page = render_html(report(raw), "en", medium)  # type: ignore[arg-type]
        assert "<script" not in page
        assert "<img" not in page
        assert "{{7*7}}{firm}" in page


def test_screen_page_runs_no_script_and_loads_nothing() -> None:
    page = render_html(document(FIRMS[0]), "zh", "screen", stylesheets=("/static/css/report.css",))
    assert "<script" not in page
    assert "style=" not in page.replace("<style", "")
    assert not re.search(r'src="(https?:)?//', page)
    assert not re.search(r'<link[^>]+href="(https?:)?//', page)


def test_fragment_holds_only_what_was_asked_for() -> None:
    page = render_chapters(document(FIRMS[0]), "en", ("summary", "miit"))
    assert re.findall(r'<section class="r-chapter [^"]*" id="([^"]+)"', page) == ["summary", "miit"]


def test_unfinished_sheet_says_at_least_and_at_most() -> None:
    raw = sheet(FIRMS[1])
    for key in list(raw["answers"])[10:]:
        del raw["answers"][key]
    one = assemble(unplanned(raw))
    summary = next(chapter for chapter in one.chapters if chapter.id == "summary")
    headline = summary.blocks[0]
    assert headline.kind == "headline"
    assert "至少" in headline.sentence.zh and "at most" in headline.sentence.en


def test_sentences_quote_the_firms_answers() -> None:
    gaps = document(FIRMS[1]).chapters[1].blocks[1]
    assert gaps.kind == "spread" and gaps.right.kind == "points"
    assert all("您答的是“" in item.text.zh or "不清楚" in item.text.zh for item in gaps.right.items)


def test_no_sentence_is_left_unfilled_or_doubled() -> None:
    for firm in FIRMS:
        for text in texts(document(firm).model_dump(mode="json")):
            for lang in ("zh", "en"):
                assert not re.search(r"\{[a-z_]+\}|。。|；。|\.\.|  ", text[lang]), text[lang]


@pytest.mark.parametrize("firm", FIRMS)
def test_readers_are_not_sent_to_copies(firm: str) -> None:
    library = case(firm).library
    policies = {one.source.address for one in library.policies.values() if one.source and one.source.reprint}
    named = document(firm).model_dump_json()
    assert policies and not any(str(address) in named for address in policies)
    assert "somebody else's copy" in named
