"""The report as a workbook: read back by a reader of spreadsheets, in both languages and both editions."""

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest

from app.kit.tables import Table, read_tables
from app.kit.text import LANGS, Lang
from app.reports.editions import share_edition
from app.reports.renderers.xlsx import write_report
from tests.reports.firms import FIRMS, document
from tests.reports.rounds import comparison

BAIT = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0", "|cmd", "＝1", ";=1", '"=1')


def tables(content: bytes) -> dict[str, Table]:
    return {one.name: one for one in read_tables(content)}


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def column(table: Table, title: str) -> list[Any]:
    at = table.rows[0].index(title)
    return [row[at] for row in table.rows[1:]]


@pytest.mark.parametrize("firm", FIRMS)
def test_both_languages_have_the_same_sheets_rows_and_ids(firm: str) -> None:
    zh, en = (read_tables(write_report(document(firm), lang)) for lang in LANGS)
    assert [one.name for one in zh][:7] == ["封面", "摘要", "得分", "答案", "路线图", "现金计划", "登记表"]
    assert [one.name for one in en][:7] == ["Cover", "Summary", "Scores", "Answers", "Roadmap", "Cash plan", "Register"]
    assert len(zh) == len(en)
    for mine, other in zip(zh[2:], en[2:], strict=True):
        assert [row[0] for row in mine.rows[1:]] == [row[0] for row in other.rows[1:]]


def test_figures_and_days_are_real_and_those_of_the_document() -> None:
    whole = document(FIRMS[1])
    assert whole.outcome and whole.outcome.roadmap
    plan, made = whole.outcome.roadmap, tables(write_report(whole, "en"))
    assert column(made["Roadmap"], "Total in the plan, typical (CNY)") == [one.cost.typical / 100 for one in plan.items]
    assert column(made["Roadmap"], "Start") == [one.starts_on for one in plan.items]
    assert sum(column(made["Cash plan"], "Cash, typical (CNY)")) == plan.cost.typical / 100
    assert all(isinstance(one, date) for one in column(made["Cash plan"], "From"))
    assert column(made["Scores"], "Score")[0] == whole.outcome.lenses[0].overall.score
    kinds = set(column(made["Register"], "Type"))
    assert kinds >= {"Gap", "Initiative", "Initiative not chosen", "Duty"}
    front = dict(row[:2] for row in made["Cover"].rows)
    assert front["Verification code"] == whole.code and front["Roadmap"] == f"{len(plan.items)} rows"


def test_every_sheet_filters_prints_and_says_whose_it_is() -> None:
    inside = parts(write_report(document(FIRMS[0]), "zh"))
    sheets = [text for name, text in inside.items() if name.startswith("xl/worksheets/sheet")]
    assert all(b'paperSize="9"' in one and b'orientation="landscape"' in one for one in sheets)
    assert sum(b"<autoFilter" in one and b'state="frozen"' in one for one in sheets) == len(sheets) - 1
    assert inside["xl/workbook.xml"].count(b"Print_Titles") == len(sheets) - 1
    assert b"<dc:creator>Jianyun" in inside["docProps/core.xml"]
    assert document(FIRMS[0]).cover.firm.encode() in inside["docProps/core.xml"]
    assert write_report(document(FIRMS[0]), "zh") == write_report(document(FIRMS[0]), "zh")


@pytest.mark.parametrize("firm", FIRMS)
@pytest.mark.parametrize("lang", LANGS)
def test_the_edition_for_others_has_no_sheet_of_answers_and_no_answer(firm: str, lang: Lang) -> None:
    whole = document(firm)
    assert whole.data
    shared = write_report(share_edition(whole), lang)
    assert [one.name for one in read_tables(shared)][2:] == {
        "zh": ["得分", "路线图", "现金计划", "登记表"],
        "en": ["Scores", "Roadmap", "Cash plan", "Register"],
    }[lang]
    said = b"".join(parts(shared).values()).decode()
    for answer in whole.data.answers:
        assert answer.text.get(lang) not in said and f">{answer.question}<" not in said
    own = {one.system.name for one in whole.data.workloads} | {one.group.name for one in whole.data.equipment}
    assert not [name for name in own if f">{name}<" in said]


def test_nothing_a_firm_wrote_becomes_a_formula() -> None:
    made = document(FIRMS[0])
    assert made.data
    systems = tuple(
        one.model_copy(update={"system": one.system.model_copy(update={"name": bait, "vendor": bait})})
        for one, bait in zip(made.data.workloads * 3, BAIT, strict=False)
    )
    firm = made.data.firm.model_copy(update={"name": BAIT[5]})
    baited = made.model_copy(update={"data": made.data.model_copy(update={"workloads": systems, "firm": firm})})
    baited = baited.model_copy(update={"cover": baited.cover.model_copy(update={"firm": BAIT[5]})})
    content = write_report(baited, "en")
    pages = [text for name, text in parts(content).items() if name.startswith("xl/worksheets/sheet")]
    assert not any(re.search(rb"<f[ >]", page) for page in pages)
    assert column(tables(content)["Systems"], "System") == list(BAIT)[: len(systems)]


def test_sites_that_answered_apart_have_a_row_each() -> None:
    made = tables(write_report(document("shenzhen-languages-95"), "en"))["Answers"]
    assert len([one for one in column(made, "Site id") if one]) > 1


def test_a_comparison_has_what_moved_behind_the_sheets_of_the_later_round() -> None:
    names = {lang: [one.name for one in read_tables(write_report(comparison(), lang))] for lang in LANGS}
    assert "Answers" in names["en"] and len(names["zh"]) == len(names["en"]) > 12
    shared = [one.name for one in read_tables(write_report(share_edition(comparison()), "en"))]
    assert "Answers" not in shared and set(shared) < set(names["en"]) | {one for one in shared if one[0].isdigit()}


def test_a_document_without_values_is_drawn_from_its_tables() -> None:
    old = document(FIRMS[2]).model_copy(update={"outcome": None, "data": None, "version": "1"})
    for lang in LANGS:
        made = read_tables(write_report(old, lang))
        assert len(made) > 10 and all(len(one.rows) > 1 for one in made)
        assert len({one.name for one in made}) == len(made)
