"""The furniture questionnaire, its two lenses and the three sample firms agree with each other."""

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from app.content.answers import parse_answers
from app.content.firm import Company, Inventory
from app.content.lenses import Lens
from app.content.loader import DATA
from app.content.path import contradictions
from app.content.schema import Instrument, Kind, Question

SAMPLES = [
    path
    for path in sorted((Path(__file__).parents[2] / "samples").glob("*.json"))
    if json.loads(path.read_text(encoding="utf-8"))["instrument"] == "furniture"
]


def _load(path: str):
    return yaml.safe_load((DATA / path).read_text(encoding="utf-8"))


INSTRUMENT = Instrument.model_validate(_load("instruments/furniture/1.0.yaml"))
READINESS = Lens.model_validate(_load("lenses/readiness/1.0.yaml"))
MIIT = Lens.model_validate(_load("lenses/miit-2024/1.0.yaml"))
QUESTIONS = {question.id: question for question in INSTRUMENT.questions}


def reads(lens: Lens) -> list[str]:
    return [read.question for part in lens.dimensions for capability in part.capabilities for read in capability.reads]


def most_points(question: Question) -> Fraction:
    points = [option.points or Fraction(0) for option in question.options]
    return sum(points, Fraction(0)) if question.kind is Kind.MULTIPLE else max(points)


def test_the_fifteen_items_carry_the_official_maxima():
    scored = [capability for part in MIIT.dimensions if part.scored for capability in part.capabilities]
    assert [float(item.max or 0) for item in scored] == [8, 6, 6, 10, 10, 5, 5, 7.5, 7.5, 7.5, 7.5, 7, 7, 3, 3]
    for item in scored:
        question = QUESTIONS[item.reads[0].question]
        best = max(b.points for b in item.reads[0].brackets or ()) if item.reads[0].brackets else most_points(question)
        assert best == item.max, item.id


def test_sixteen_scenarios_ten_of_them_starred():
    (operations,) = (part for part in MIIT.dimensions if not part.scored)
    assert len(operations.capabilities) == 16
    assert sum(item.starred for item in operations.capabilities) == 10
    for item in operations.capabilities:
        assert [option.level for option in QUESTIONS[item.reads[0].question].options] == [0, 1, 2, 3, 4]


def test_official_questions_are_asked_of_every_firm():
    assert [id for id in reads(MIIT) if QUESTIONS[id].when is not None or QUESTIONS[id].per == "site"] == []


def test_every_question_is_read_once_or_says_why_not():
    assert max(Counter(reads(READINESS)).values()) == max(Counter(reads(MIIT)).values()) == 1
    unread = set(QUESTIONS) - set(reads(READINESS)) - set(reads(MIIT))
    assert {id for id in unread if not QUESTIONS[id].informs} == set()
    assert set(reads(READINESS)) | set(reads(MIIT)) <= set(QUESTIONS)


def test_weights_add_up_to_a_hundred():
    assert sum(part.weight for part in READINESS.dimensions) == 100
    assert sum(READINESS.industry_weights["furniture"].values()) == 100
    assert set(READINESS.industry_weights["furniture"]) == {part.id for part in READINESS.dimensions}
    for pain in READINESS.pains:
        assert set(pain.raises) <= {part.id for part in READINESS.dimensions}


def test_it_takes_about_half_an_hour():
    assert 20 <= sum(question.minutes for question in INSTRUMENT.questions) <= 32
    assert all(4 <= len(section.questions) <= 7 for section in INSTRUMENT.sections)


CLASHES = {
    "connected-over-digital": {"base-connected-share": (3, 10), "base-digital-share": (2, 10)},
    "data-used-over-connected": {"iot-data-used": (1, 10), "base-connected-share": (0, 10)},
    "connected-without-network": {"base-network": ["none"], "base-connected-share": (1, 10)},
    "realtime-without-network": {"base-network": ["none"], "op-energy": "l3"},
    "shop-network-disagrees": {"base-network": ["none"], "iot-network": "l2"},
    "full-coverage-alone": {"base-network": ["control-network", "full-coverage"]},
    "production-without-capture": {"op-production": "l3", "base-capture": ["finance"]},
    "live-readings-without-capture": {"op-equipment": "l3", "base-capture": ["energy"]},
    "restore-without-backup": {"cloud-backup": "l3", "base-datasec": ["policy"]},
    "all-systems-no-capture": {"base-systems": "all", "base-capture": ["none"]},
    "system-steps-without-systems": {"base-systems": "none", "op-finance": "l2"},
    "dashboards-without-systems": {"base-systems": "one", "op-decision": "l2"},
    "machine-use-without-data": {"iot-use": "l3", "iot-data-used": (0, 10)},
    "cloud-without-line": {"cloud-hosting": "l3", "cloud-connectivity": "l0"},
    "skills-without-people": {"mgmt-people": ["none"], "iot-skills": "l2"},
    "rules-without-thought": {"mgmt-planning": "none", "mgmt-rules": ["workflow"]},
    "panels-without-process": {"firm-products": ["panel-custom"], "op-process": {"state": "not_applicable"}},
    "export-mark-disagrees": {"firm-channels": ["export"]},
}


def _company() -> Company:
    return Company(name="甲", industry="furniture", city="foshan", headcount=30, revenue_band="5m-20m")


def test_every_contradiction_has_a_clash_that_shows_it():
    assert set(CLASHES) == {item.id for item in INSTRUMENT.contradictions}


@pytest.mark.parametrize("clash", sorted(CLASHES))
def test_a_clash_is_named_and_nothing_else(clash):
    raw = {
        id: {"part": value[0], "total": value[1]} if isinstance(value, tuple) else value
        for id, value in CLASHES[clash].items()
    }
    sheet, faults = parse_answers(INSTRUMENT, raw, _company())
    assert faults == []
    assert [item.id for item in contradictions(INSTRUMENT, sheet, _company())] == [clash]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_sample_firms_are_complete_and_consistent(path):
    raw = json.loads(path.read_text(encoding="utf-8"))
    company = Company.model_validate_json(json.dumps(raw["company"]))
    inventory = Inventory.model_validate_json(json.dumps(raw["inventory"]))
    sheet, faults = parse_answers(INSTRUMENT, raw["answers"], company)
    assert faults == []
    assert contradictions(INSTRUMENT, sheet, company) == ()
    assert set(QUESTIONS) - set(raw["answers"]) <= {"export-trace"}
    counted = {
        "iot-automated": sum(group.automated for group in inventory.equipment),
        "base-digital-share": sum(group.digital for group in inventory.equipment),
        "base-connected-share": sum(group.connected for group in inventory.equipment),
        "iot-data-used": sum(group.data_used for group in inventory.equipment),
    }
    for question, part in counted.items():
        assert raw["answers"][question] == {"part": part, "total": inventory.machines}
    assert set(raw["means"]["pains"]) <= {pain.id for pain in READINESS.pains}
