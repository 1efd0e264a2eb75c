"""What we read and write fits the schemas we publish."""

import json
from datetime import date
from pathlib import Path

import pytest

from app.cli.blank import blank_sheet, random_sheet
from app.cli.judging import judge
from app.cli.options import dump
from app.cli.sheets import read_sheet
from app.content.loader import load_catalogue
from tests.cli.schema_walk import misfits

FOLDER = Path(__file__).parents[2] / "docs" / "schemas"
DAY = date(2026, 11, 23)
CATALOGUE = load_catalogue()


def schema(name):
    return json.loads((FOLDER / name).read_text("utf-8"))


def made(seed):
    return random_sheet(CATALOGUE.instrument("furniture"), CATALOGUE, DAY, seed)


@pytest.mark.parametrize("seed", range(6))
def test_sheets_fit(seed):
    assert misfits(made(seed), schema("sheet.json"), schema("sheet.json")) == []


def test_a_blank_sheet_fits_and_a_wrong_one_does_not():
    blank = blank_sheet(CATALOGUE.instrument("furniture"), DAY)
    assert misfits(blank, schema("sheet.json"), schema("sheet.json")) == []
    blank["company"]["headcount"] = "many"
    assert misfits(blank, schema("sheet.json"), schema("sheet.json"))


@pytest.mark.parametrize("seed", [1, 2])
def test_results_fit(seed):
    filing, _ = read_sheet(made(seed), CATALOGUE)
    lenses = [CATALOGUE.lens("readiness"), CATALOGUE.lens("miit-2024")]
    result = json.loads(dump(judge(filing, CATALOGUE, lenses).result))
    assert misfits(result, schema("result.json"), schema("result.json")) == []
