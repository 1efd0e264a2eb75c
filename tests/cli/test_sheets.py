"""Whole sheets: read strictly, every fault with its path."""

import json
from datetime import date

import pytest

from app.cli.blank import blank_sheet, random_sheet
from app.cli.sheets import read_sheet
from app.content.loader import load_catalogue

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture
def raw(catalogue):
    return random_sheet(catalogue.instrument("furniture"), catalogue, DAY, 7)


def paths(raw, catalogue):
    filing, faults = read_sheet(json.loads(json.dumps(raw)), catalogue)
    assert (filing is None) == bool(faults)
    assert all(fault.message.zh and fault.message.en for fault in faults)
    return [fault.path for fault in faults]


@pytest.mark.parametrize("seed", range(12))
def test_random_sheets_are_valid_and_repeatable(catalogue, seed):
    instrument = catalogue.instrument("furniture")
    made = random_sheet(instrument, catalogue, DAY, seed)
    assert paths(made, catalogue) == []
    assert made == random_sheet(instrument, catalogue, DAY, seed)


def test_a_blank_sheet_is_valid_and_unfinished(catalogue):
    filing, faults = read_sheet(blank_sheet(catalogue.instrument("furniture"), DAY), catalogue)
    assert faults == [] and filing.sheet.answers == {}


def test_money_becomes_fen_and_the_day_can_be_overridden(raw, catalogue):
    raw["means"]["budget"] = {"2027": 300000, "2028": 0}
    filing, _ = read_sheet(raw, catalogue, date(2027, 1, 2))
    assert filing.means.budget_by_year == {2027: 30_000_000, 2028: 0}
    assert filing.as_of == filing.means.start == date(2027, 1, 2)


@pytest.mark.parametrize(
    ("way", "value", "path"),
    [
        (["foo"], 1, "foo"),
        (["instrument"], "sofa", "instrument"),
        (["instrument"], None, "instrument"),
        (["version"], "9.9", "version"),
        (["version"], 1.0, "version"),
        (["as_of"], "2026-13-01", "as_of"),
        (["as_of"], True, "as_of"),
        (["as_of"], "1999-01-01", "as_of"),
        (["company", "headcount"], True, "company.headcount"),
        (["company", "headcount"], "80", "company.headcount"),
        (["company", "headcount"], 0, "company.headcount"),
        (["company", "name"], "", "company.name"),
        (["company", "name"], "厂\x00", "company.name"),
        (["company", "name"], "厂\ud800", "company.name"),
        (["company", "name"], "好" * 1_000_000, "company.name"),
        (["company", "industry"], "education", "company.industry"),
        (["company", "revenue_band"], "rich", "company.revenue_band"),
        (["company", "baseline"], {"luck": {"value": 1, "month": "2026-10"}}, "company.baseline.luck"),
        (
            ["company", "baseline"],
            {"orders-month": {"value": -5, "month": "2026-10"}},
            "company.baseline.orders-month.value",
        ),
        (
            ["company", "baseline"],
            {"orders-month": {"value": float("nan"), "month": "2026-10"}},
            "company.baseline.orders-month.value",
        ),
        (["company", "sites"], [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}], "company.sites[1].id"),
        (["answers"], [], "answers"),
        (["answers"], {"base-systems": "lots"}, "answers.base-systems"),
        (["answers"], {"base-digital-share": {"part": 9, "total": 3}}, "answers.base-digital-share.part"),
        (["inventory"], [], "inventory"),
        (
            ["inventory", "equipment"],
            [{"id": "a", "name": "A", "kind": "press", "total": 2, "digital": 1, "connected": 2}],
            "inventory.equipment[0].connected",
        ),
        (
            ["inventory", "workloads"],
            [{"id": "a", "name": "A", "kind": "erp", "hosting": "moon"}],
            "inventory.workloads[0].hosting",
        ),
        (["means", "budget"], {"soon": 5}, "means.budget.soon"),
        (["means", "budget"], {"2026": 5, "2027": 5}, "means.budget.2028"),
        (["means", "budget"], {"2027": -1}, "means.budget.2027"),
        (["means", "staff_days"], {"boss": 3}, "means.staff_days.boss"),
        (["means", "blackouts"], [{"from": "2027-02-01", "to": "2027-01-01"}], "means.blackouts[0].to"),
        (["means", "pains"], ["headache"], "means.pains[0]"),
        (["means", "must"], ["f99"], "means.must[0]"),
        (["means", "locks"], {"f3-backup": 11}, "means.locks.f3-backup"),
        (["means", "must_not"], {"a": 1}, "means.must_not"),
    ],
)
def test_a_fault_names_its_path(raw, catalogue, way, value, path):
    node = raw
    for step in way[:-1]:
        node = node[step]
    node[way[-1]] = value
    assert path in paths(raw, catalogue)


@pytest.mark.parametrize("raw", [None, [], "x", 5, True])
def test_anything_else_is_no_sheet(raw, catalogue):
    assert paths(raw, catalogue) == [""]


def test_wishes_must_not_contradict(raw, catalogue):
    raw["means"]["must"] = raw["means"]["must_not"] = ["f3-backup"]
    assert paths(raw, catalogue) == ["means.must_not"]


def test_deep_nesting_is_a_fault(raw, catalogue):
    node: dict = {}
    raw["company"]["town"] = node
    for _ in range(200):
        node["a"] = {}
        node = node["a"]
    assert paths(raw, catalogue)


@pytest.mark.parametrize(
    ("goal", "path"),
    [
        ({"goal": "level"}, "means.target_level"),
        ({"goal": "level", "target_level": 5}, "means.target_level"),
        ({"target_level": 2}, "means.target_level"),
        ({"goal": "level", "target_level": 2, "target_by": "2026-12-01"}, "means.target_by"),
    ],
)
def test_a_goal_that_makes_no_sense_is_named(raw, catalogue, goal, path):
    raw["means"] |= goal
    assert paths(raw, catalogue) == [path]
