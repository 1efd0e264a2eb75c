"""Optional modules in a sheet: read beside the trade's questionnaire, scored by their own lens, told in the report."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.cli.blank import blank_sheet, random_sheet
from app.cli.judging import judge
from app.cli.report import case_of
from app.cli.score import lenses_for
from app.cli.sheets import read_sheet
from app.content.loader import load_catalogue
from app.reports.document import assemble
from tests.samples import firm

DAY = date(2026, 11, 23)
SAMPLES = Path(__file__).parents[2] / "samples"
CATALOGUE = load_catalogue()
FURNITURE, MODULE = CATALOGUE.instrument("furniture"), CATALOGUE.instrument("eu-dma")


@pytest.fixture
def raw():
    return random_sheet(FURNITURE, CATALOGUE, DAY, 7, [MODULE])


def paths(raw):
    filing, faults = read_sheet(json.loads(json.dumps(raw)), CATALOGUE)
    assert (filing is None) == bool(faults)
    assert all(fault.message.zh and fault.message.en for fault in faults)
    return [fault.path for fault in faults]


def judged(raw, *names):
    filing, faults = read_sheet(raw, CATALOGUE)
    assert not faults
    return judge(filing, CATALOGUE, lenses_for(names, filing, CATALOGUE, "en"))


@pytest.mark.parametrize("seed", range(8))
def test_random_sheets_with_a_module_are_valid(seed):
    assert paths(random_sheet(FURNITURE, CATALOGUE, DAY, seed, [MODULE])) == []


@pytest.mark.parametrize(
    ("modules", "path"),
    [
        ([], "modules"),
        ({"eu-dmx": {}}, "modules.eu-dmx"),
        ({"furniture": {}}, "modules.furniture"),
        ({"eu-dma": 3}, "modules.eu-dma"),
        ({"eu-dma": {"answer": {}}}, "modules.eu-dma.answer"),
        ({"eu-dma": {"version": "9.9"}}, "modules.eu-dma.version"),
        ({"eu-dma": {"version": 1.0}}, "modules.eu-dma.version"),
        ({"eu-dma": {"answers": []}}, "modules.eu-dma.answers"),
        ({"eu-dma": {"answers": {"dma-99": None}}}, "modules.eu-dma.answers.dma-99"),
        ({"eu-dma": {"answers": {"dma-2": ["needs", "none"]}}}, "modules.eu-dma.answers.dma-2"),
        ({"eu-dma": {"answers": {"dma-11": {"strategy": 1}}}}, "modules.eu-dma.answers.dma-11"),
        ({"eu-dma": {"answers": {"dma-9": {"state": "not_applicable"}}}}, "modules.eu-dma.answers.dma-9.state"),
        ({"eu-dma": {"answers": {"base-network": ["none"]}}}, "modules.eu-dma.answers.base-network"),
    ],
)
def test_a_fault_in_a_module_names_its_place(raw, modules, path):
    raw["modules"] = modules
    assert paths(raw) == [path]


def test_a_module_is_no_questionnaire_of_a_firm(raw):
    assert "instrument" in paths(raw | {"instrument": "eu-dma", "version": "1.0", "answers": {}})


def test_an_untouched_module_counts_as_not_taken():
    for modules in ({}, None, {"eu-dma": None}, blank_sheet(FURNITURE, DAY, [MODULE])["modules"]):
        filing, faults = read_sheet(blank_sheet(FURNITURE, DAY) | {"modules": modules}, CATALOGUE)
        assert not faults and filing.modules == ()


def test_a_module_is_read_by_its_own_lens_and_changes_nothing_else(raw):
    without = judged({name: value for name, value in raw.items() if name != "modules"})
    within = judged(raw)
    assert set(within.result.scorecards) == {*without.result.scorecards, "eu-dma"}
    for id, card in without.result.scorecards.items():
        assert within.result.scorecards[id] == card
    assert within.result.plan == without.result.plan
    assert within.result.pins.modules == {"eu-dma": "1.0"}


def test_contradictions_inside_a_module_are_found(raw):
    raw["modules"]["eu-dma"]["answers"]["dma-7"] = ["not-digital", "stored"]
    assert "dma-paper-or-digital" in [one.id for one in judged(raw).result.contradictions]


def test_the_module_is_offered_to_firms_that_export():
    assert [one.id for one in CATALOGUE.modules_for(firm(exports=True))] == ["eu-dma"]
    assert CATALOGUE.modules_for(firm(exports=False)) == ()


def test_the_command_scores_who_answered_and_says_who_did_not():
    run = CliRunner().invoke
    told = run(main, ["assess", str(SAMPLES / "dongguan-exporter-240.json"), "--lens", "eu-dma", "--lang", "en"])
    assert told.exit_code == 0 and "Moderately advanced" in told.output and "Human-centric" in told.output
    silent = run(main, ["assess", str(SAMPLES / "guangzhou-panels-85.json"), "--lens", "eu-dma", "--lang", "en"])
    assert silent.exit_code == 2 and "modules" in silent.output


def test_the_sheet_command_adds_the_module():
    run = CliRunner().invoke
    made = json.loads(run(main, ["sheet", "furniture", "--module", "eu-dma", "--as-of", "2026-11-23"]).output)
    assert set(made["modules"]["eu-dma"]["answers"]) == {one.id for one in MODULE.questions}
    for wrong in (["furniture", "--module", "eu-dmx"], ["eu-dma"]):
        assert run(main, ["sheet", *wrong]).exit_code == 2


def chapters(raw):
    return {one.id: one for one in assemble(case_of(judged(raw))).chapters}


def test_the_report_has_a_chapter_only_for_who_answered(raw):
    own = chapters(raw)["reading-eu-dma"]
    assert own.title.en == "Selling to Europe: EU DMA reading" and own.title.zh.startswith("卖到欧洲")
    tables = {block.id: block for block in own.blocks if block.kind == "table"}
    rows = tables["reading-eu-dma-dimensions"].rows
    assert len(rows) == 7 and own.blocks[-1].kind == "callout"
    del raw["modules"]
    assert "reading-eu-dma" not in chapters(raw)


def test_an_unfinished_module_is_told_as_a_span(raw):
    raw["modules"]["eu-dma"]["answers"]["dma-9"] = None
    own = chapters(raw)["reading-eu-dma"]
    table = next(block for block in own.blocks if block.kind == "table")
    automation = next(row for row in table.rows if row.cells[0].en.startswith("Automation"))
    assert automation.cells[1].en == "0–100" and automation.cells[2].en == "Basic to Advanced"


def test_every_answer_of_the_module_is_in_the_appendix(raw):
    texts = {row.cells[0].en for row in chapters(raw)["answers"].blocks[0].rows}
    assert {one.text.en for one in MODULE.questions} <= texts
