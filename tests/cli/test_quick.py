"""The quick scan on the command line: a sheet in the words of one trade, a reading, and the way into the full sheet."""

import json

import pytest
from click.testing import CliRunner

from app.cli import main
from app.cli.sheets import read_sheet
from app.content.loader import load_catalogue

CATALOGUE = load_catalogue()
DAY = ["--as-of", "2026-11-23"]


def run(*words):
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def quick(tmp_path):
    path = tmp_path / "quick.json"
    path.write_text(run("sheet", "quick-scan", "--industry", "furniture", "--random", "--seed", "4", *DAY).output)
    return path


@pytest.mark.parametrize("industry", CATALOGUE.instrument("quick-scan").industries)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_scans_are_valid_in_every_trade(industry, seed):
    made = run("sheet", "quick-scan", "--industry", industry, "--random", "--seed", str(seed), *DAY)
    filing, faults = read_sheet(json.loads(made.output), CATALOGUE)
    assert faults == [] and filing.instrument.industry == industry


def test_it_asks_for_the_trade():
    assert run("sheet", "quick-scan", "--lang", "en").exit_code == 2
    unknown = run("sheet", "quick-scan", "--industry", "bakery", "--lang", "en")
    assert unknown.exit_code == 2 and "furniture" in unknown.output


def test_it_is_read_roughly_and_has_no_plan(quick, tmp_path):
    told = run("assess", str(quick), "--lang", "en")
    assert told.exit_code == 0 and "rough" in told.output.lower() and "Cloud readiness" in told.output
    out = tmp_path / "out.html"
    assert run("assess", str(quick), "--html", str(out), "--lang", "en").exit_code == 0
    page = out.read_text(encoding="utf-8")
    assert "What to do first" in page and "r-contents" not in page.split("</style>")[1]
    result = json.loads(run("assess", str(quick), "--json", "-").stdout)
    assert set(result["scorecards"]) == {"quick"} and result["plan"] is None


def test_its_answers_are_carried_into_the_full_sheet(quick, tmp_path):
    full = tmp_path / "full.json"
    full.write_text(run("sheet", "furniture", "--from", str(quick), *DAY).output)
    made = json.loads(full.read_text())
    prefilled = [name for name, one in made["answers"].items() if isinstance(one, dict) and one.get("prefilled")]
    assert len(prefilled) >= 12 and "cloud-backup" in prefilled
    filing, faults = read_sheet(made, CATALOGUE)
    assert faults == [] and filing.company.name == json.loads(quick.read_text())["company"]["name"]
    assert run("assess", str(full), "--lang", "en").exit_code == 0


def test_a_scan_of_another_trade_is_not_carried(tmp_path):
    path = tmp_path / "quick.json"
    path.write_text(run("sheet", "quick-scan", "--industry", "education", "--random", *DAY).output)
    refused = run("sheet", "furniture", "--from", str(path), "--lang", "en", *DAY)
    assert refused.exit_code == 2 and "education" in refused.output


def test_pains_of_a_full_plan_are_a_fault_in_a_scan(quick):
    raw = json.loads(quick.read_text()) | {"means": {"pains": ["rework"]}}
    filing, faults = read_sheet(raw, CATALOGUE)
    assert filing is None and [fault.path for fault in faults] == ["means.pains[0]"]


def test_the_mark_of_a_prefilled_answer_must_be_a_flag(quick):
    raw = json.loads(quick.read_text())
    raw["answers"]["q-backup"] = {"value": "l2", "prefilled": "yes"}
    _, faults = read_sheet(raw, CATALOGUE)
    assert [fault.path for fault in faults] == ["answers.q-backup.prefilled"]
