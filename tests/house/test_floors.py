"""Calls go down: the import contracts hold, and what computes loads neither web nor database."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house import source

HEAVY = {"flask", "sqlalchemy", "jinja2", "weasyprint", "werkzeug", "wtforms", "psycopg"}


def test_contracts_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"]
    run = subprocess.run(command, cwd=source.ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-6000:]


def test_contracts_name_every_package() -> None:
    project = tomllib.loads((source.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {c["id"]: c for c in project["tool"]["importlinter"]["contracts"]}
    floors = " ".join(contracts["floors"]["layers"])
    named = {word.strip("()|") for word in floors.split()} - {""}
    there = {p.name for p in source.packages() if p.parent == source.APP} | {"config", "factory"}
    assert contracts["floors"]["exhaustive"]
    assert there == named


def loaded_by(code: str) -> set[str]:
    """Top-level modules in memory after running `code` in a fresh interpreter."""
    code += "\nimport sys, json; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))"
    run = subprocess.run([sys.executable, "-c", code], cwd=source.ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout.splitlines()[-1]))


@pytest.mark.parametrize("package", ["content", "scoring", "benchmarking", "planning", "reports.document"])
def test_what_computes_loads_no_web_and_no_database(package: str) -> None:
    code = f"import app.{package}, pkgutil, importlib\n"
    if "." not in package:
        code += (
            f"for m in pkgutil.walk_packages(app.{package}.__path__, 'app.{package}.'): importlib.import_module(m.name)"
        )
    assert not loaded_by(code) & HEAVY


def test_batch_commands_load_no_web_and_no_database() -> None:
    code = (
        "from click.testing import CliRunner\nfrom app.cli import main\n"
        "for words in (['--help'], ['sheet', 'furniture', '--random', '--seed', '1'], ['content', 'check']):\n"
        "    result = CliRunner().invoke(main, words)\n"
        "    assert result.exit_code == 0, result.output[-2000:]\n"
    )
    assert not loaded_by(code) & (HEAVY - {"jinja2"})
