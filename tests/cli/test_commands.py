"""The commands as people call them."""

import errno
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import COMMANDS, SUMMARIES, main
from app.cli.files import NotWritten, write_all
from app.cli.schemas import schema_texts

ROOT = Path(__file__).parents[2]


def run(*arguments, input=None):
    return CliRunner().invoke(main, [str(one) for one in arguments], input=input)


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    path = tmp_path_factory.mktemp("cli") / "sheet.json"
    made = run("sheet", "furniture", "--random", "--seed", "3", "--as-of", "2026-11-23")
    assert made.exit_code == 0, made.output
    path.write_text(made.stdout, "utf-8")
    return path


def test_help_lists_every_command():
    shown = run("--help").output
    assert all(name in shown for name in COMMANDS) and SUMMARIES.keys() == COMMANDS.keys()


def test_an_unknown_questionnaire_is_named():
    made = run("sheet", "sofa", "--lang", "en")
    assert made.exit_code == 2 and '"sofa"' in made.stderr and "furniture" in made.stderr


def test_score_reads_both_languages_and_standard_input(sheet):
    assert "level" in run("score", sheet, "--lang", "en").output
    made = run("score", "-", "--lens", "miit-2024", "--lang", "zh", input=sheet.read_text("utf-8"))
    assert made.exit_code == 0 and "非官方" in made.output
    assert set(json.loads(run("score", sheet, "--json", "-").stdout)) == {"readiness", "miit-2024"}


def test_assess_writes_the_same_result_twice(sheet, tmp_path):
    for name in ("a.json", "b.json"):
        made = run("assess", sheet, "--json", tmp_path / name)
        assert made.exit_code == 0, made.output
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    result = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert result["plan"]["proof"]["status"] in ("optimal", "feasible", "infeasible")
    assert result["as_of"] == "2026-11-23" and set(result["scorecards"]) == {"readiness", "miit-2024"}


def test_an_unfinished_sheet_is_scored_as_a_range(tmp_path):
    blank = run("sheet", "furniture", "--as-of", "2026-11-23").stdout
    made = run("assess", "-", "--json", tmp_path / "r.json", input=blank)
    assert made.exit_code == 0, made.output
    overall = json.loads((tmp_path / "r.json").read_text("utf-8"))["scorecards"]["readiness"]["overall"]
    assert overall["score"] is None and (overall["at_least"], overall["at_most"]) == (0, 100)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "not valid JSON"),
        ('{"instrument": "furniture", "instrument": "x"}', "twice"),
        ("\xff", "UTF-8"),
        ("[" * 100_000, "deeply"),
        ('{"as_of": ' + "9" * 5000 + "}", "long number"),
        ("[]", "must be a JSON object"),
        ('{"instrument": "furniture", "version": "9"}', "version:"),
    ],
)
def test_a_bad_sheet_leaves_with_two_and_writes_nothing(tmp_path, content, says):
    path, target = tmp_path / "sheet.json", tmp_path / "r.json"
    path.write_bytes(content.encode("latin-1"))
    made = run("assess", path, "--lang", "en", "--json", target)
    assert made.exit_code == 2 and says in made.stderr and not target.exists()


def test_faults_are_told_in_the_language_asked_for(sheet):
    raw = json.loads(sheet.read_text("utf-8"))
    raw["answers"]["base-systems"] = "lots"
    made = run("assess", "-", "--lang", "zh", input=json.dumps(raw))
    assert made.exit_code == 2 and "answers.base-systems: 没有选项" in made.stderr


def test_outputs_must_differ_and_reports_need_readiness(sheet, tmp_path):
    same = run("assess", sheet, "--json", tmp_path / "x", "--html", tmp_path / "x", "--lang", "en")
    assert same.exit_code == 2 and "different" in same.stderr
    none = run("assess", sheet, "--lens", "miit-2024", "--pdf", tmp_path / "x.pdf", "--lang", "en")
    assert none.exit_code == 2 and "readiness" in none.stderr


def test_an_unknown_lens_edition_is_named(sheet):
    made = run("score", sheet, "--lens", "readiness@9", "--lang", "en")
    assert made.exit_code == 2 and '"readiness" 9' in made.stderr


def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch):
    (tmp_path / "old.json").write_text("old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(NotWritten) as caught:
        write_all({tmp_path / "old.json": b"new", tmp_path / "more.json": b"new"})
    assert "磁盘已满" in caught.value.message.zh and "full" in caught.value.message.en
    assert (tmp_path / "old.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["old.json"]


def test_a_missing_folder_is_named(sheet, tmp_path):
    made = run("assess", sheet, "--json", tmp_path / "none" / "r.json", "--lang", "en")
    assert made.exit_code == 2 and "Cannot write" in made.stderr


def test_plan_solves_and_names_faults():
    problem = {
        "budget": 12,
        "items": [{"id": "a", "cost": 10, "requires": ["b"]}, {"id": "b", "cost": 2}, {"id": "c", "cost": 1}],
        "goals": [{"id": "g", "value": 50, "needs": ["a"]}, {"id": "h", "value": 5, "needs": ["c"]}],
    }
    made = run("plan", "-", input=json.dumps(problem))
    answer = json.loads(made.stdout)
    assert (answer["objective"], answer["optimal"], sorted(answer["chosen"])) == (50, True, ["a", "b"])
    bad = run("plan", "-", "--lang", "en", input='{"budget": true, "items": [], "goals": []}')
    assert bad.exit_code == 2 and "budget" in bad.stderr


def test_schemas_in_the_repository_are_fresh():
    for name, text in schema_texts().items():
        assert (ROOT / "docs" / "schemas" / name).read_text("utf-8") == text, "run: jianyun schema"


def test_batch_commands_load_nothing_of_the_web():
    code = (
        "import sys, app.cli, app.cli.assess, app.cli.judging, app.planning, app.cli.sheet, app.cli.plan\n"
        "heavy = {'flask', 'sqlalchemy', 'weasyprint', 'jinja2', 'xlsxwriter', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_content_check_prints_counts_and_fails_on_faults(tmp_path):
    import shutil

    from tests.samples import TINY

    good = run("content", "check", "--json")
    assert good.exit_code == 0, good.stdout
    assert json.loads(good.stdout)["counts"]["initiatives"] >= 26
    folder = shutil.copytree(TINY, tmp_path / "data")
    bad = run("content", "check", "--folder", folder, "--lang", "en")
    assert bad.exit_code == 2 and "instruments/tiny/1.0.yaml" in bad.stderr and "faults:" in bad.stdout
