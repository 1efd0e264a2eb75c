"""The authors' guide adds a trade from files alone; what it says is done here, word by word."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from app.cli import main
from app.content import loader
from app.content.catalogue import MAIN
from app.content.check import check_content
from app.content.loader import DATA, load_catalogue

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "content-authors.md"
FILES = dict(re.findall(r"```yaml\n# ([^\n]+)\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL))
RULES = "lenses/readiness: dimension -> capability"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Our content, and the guide's files in it."""
    place = tmp_path / "data"
    shutil.copytree(DATA, place)
    for name, text in FILES.items():
        if name != RULES:
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, "utf-8")
    lens: dict[str, Any] = yaml.safe_load(
        (place / "lenses" / MAIN / f"{load_catalogue().lens(MAIN).version}.yaml").read_text("utf-8")
    )
    lens["version"] = "99.0"
    lens["instruments"].append("tea-house")
    added = yaml.safe_load(FILES[RULES])
    for dimension in lens["dimensions"]:
        if dimension["id"] in added:
            dimension["capabilities"].append(added[dimension["id"]])
        else:
            dimension["absent"] = [*dimension.get("absent", ()), "tea-house"]
    (place / "lenses" / MAIN / "99.0.yaml").write_text(yaml.safe_dump(lens, allow_unicode=True), "utf-8")
    monkeypatch.setattr(loader, "DATA", place)
    return place


def run(*words: str) -> str:
    made = CliRunner().invoke(main, list(words))
    assert made.exit_code == 0, made.output
    return made.output


def test_the_trade_of_the_guide_passes_the_check(folder: Path) -> None:
    assert len(FILES) == 4
    assert [f"{fault.path}: {fault.message.en}" for fault in check_content(folder).faults] == []


def test_a_firm_of_that_trade_gets_a_roadmap(folder: Path, tmp_path: Path) -> None:
    sheet, result, page = tmp_path / "sheet.json", tmp_path / "result.json", tmp_path / "report.html"
    raw = json.loads(run("sheet", "tea-house", "--random", "--seed", "1"))
    raw["answers"] |= {"tea-orders": "l0", "tea-safe": ["none"]}
    raw["means"] |= {"budget": {str(year): 50_000 for year in range(2026, 2030)}}
    sheet.write_text(json.dumps(raw), "utf-8")
    run("assess", str(sheet), "--json", str(result), "--html", str(page), "--lang", "zh")
    plan = json.loads(result.read_text("utf-8"))["plan"]
    assert [item["initiative"] for item in plan["items"]] == ["tea-online-till"]
    assert "在线点单与收银" in page.read_text("utf-8")


def test_a_slip_is_named_with_its_line(folder: Path) -> None:
    file = folder / "initiatives" / "tea-house.yaml"
    file.write_text(file.read_text("utf-8").replace("tea-orders, level: 4", "tea-order, level: 4"), "utf-8")
    faults = check_content(folder).faults
    assert any(
        fault.path.startswith("initiatives/tea-house.yaml:") and "tea-order" in fault.message.en for fault in faults
    )
