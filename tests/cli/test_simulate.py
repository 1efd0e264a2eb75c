"""What if: other answers, and another edition of a lens, from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.cli.blank import random_sheet
from app.cli.options import dump
from app.content.loader import load_catalogue
from tests.bench.firms import DAY, SAMPLE


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_another_answer_moves_score_and_roadmap() -> None:
    told = run("simulate", str(SAMPLE), "--set", "op-finance=l4", "--plan", "--lang", "en")
    assert told.exit_code == 0, told.output
    assert "Business processes:" in told.output and "Roadmap:" in told.output


def test_it_says_what_scoring_the_changed_sheet_says(tmp_path: Path) -> None:
    raw = json.loads(SAMPLE.read_text(encoding="utf-8"))
    raw["answers"]["cloud-backup"] = "l3"
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(raw), encoding="utf-8")
    simulated = json.loads(run("simulate", str(SAMPLE), "--set", "cloud-backup=l3", "--json").output)
    real = json.loads(run("score", str(changed), "--json", "-").output)
    for id, moved in simulated["movements"].items():
        assert moved["overall"]["after"] == real[id]["overall"]["score"]


@pytest.mark.parametrize("change", ["op-finance", "=l3", "op-finance=l9", "no-such=l1"])
def test_a_wrong_change_is_named(change: str) -> None:
    told = run("simulate", str(SAMPLE), "--set", change, "--lang", "zh")
    assert told.exit_code == 2 and (change.split("=")[0] in told.output or "--set" in told.output)


def test_an_edition_that_changes_nothing_moves_nobody(tmp_path: Path) -> None:
    catalogue = load_catalogue()
    sheets = []
    for seed in range(1, 6):
        file = tmp_path / f"{seed}.json"
        file.write_text(dump(random_sheet(catalogue.instrument("furniture"), catalogue, DAY, seed)), encoding="utf-8")
        sheets.append(str(file))
    told = run("impact", *sheets, "--lens", "readiness@1.0", "--to", "readiness@1.1", "--lang", "en")
    assert told.exit_code == 0 and "5 firms: score or level would move for 0, the level for 0." in told.output
    counted = json.loads(run("impact", *sheets, "--lens", "readiness@1.0", "--to", "readiness@1.1", "--json").output)
    assert counted == {"firms": 5, "moved": 0, "points": {"0": 5}, "levels": {}}
