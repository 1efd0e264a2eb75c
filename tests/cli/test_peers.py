"""Many sheets become a snapshot, and a firm is set against it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.cli.blank import random_sheet
from app.cli.options import dump
from app.content.loader import load_catalogue
from tests.bench.firms import DAY, SAMPLE


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder, catalogue = tmp_path_factory.mktemp("sheets"), load_catalogue()
    out = []
    for seed in range(1, 41):
        file = folder / f"{seed}.json"
        file.write_text(dump(random_sheet(catalogue.instrument("furniture"), catalogue, DAY, seed)), encoding="utf-8")
        out.append(str(file))
    return out


def test_a_firm_is_set_against_the_pooled_sheets(sheets: list[str], tmp_path: Path) -> None:
    cohort = tmp_path / "peers.json"
    made = CliRunner().invoke(main, ["peers", *sheets, "--json", str(cohort), "--as-of", "2026-09-30", "--lang", "en"])
    assert made.exit_code == 0 and "40 firms, 40 counted" in made.output
    assert json.loads(cohort.read_text(encoding="utf-8"))["groups"]["/"]["n"] == 40
    told = CliRunner().invoke(main, ["score", str(SAMPLE), "--peers", str(cohort), "--lang", "en"])
    assert told.exit_code == 0 and "Overall:" in told.output and "percentile" in told.output
    assert "as of 2026-09-30" in told.output


def test_too_few_sheets_show_nothing_and_a_stranger_is_refused(sheets: list[str], tmp_path: Path) -> None:
    cohort = tmp_path / "peers.json"
    made = CliRunner().invoke(main, ["peers", *sheets[:9], "--json", str(cohort), "--lang", "en"])
    assert "0 groups" in made.output
    told = CliRunner().invoke(main, ["score", str(SAMPLE), "--peers", str(cohort), "--lang", "en"])
    assert told.exit_code == 0 and "shows no group" in told.output
    cohort.write_text("{}", encoding="utf-8")
    told = CliRunner().invoke(main, ["score", str(SAMPLE), "--peers", str(cohort), "--lang", "zh"])
    assert told.exit_code == 2 and "不是同行快照" in told.output
