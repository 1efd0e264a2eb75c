"""Every trade we ship: its contradictions show themselves alone, and its sample firms are whole and believable."""

import json
from pathlib import Path

import pytest

from app.cli.sheets import read_sheet
from app.content.answers import parse_answers
from app.content.catalogue import MAIN
from app.content.firm import Company, Site
from app.content.loader import load_catalogue
from app.content.path import asked, contradictions

CATALOGUE = load_catalogue()
SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.json"))
NOT_HERE = {"state": "not_applicable"}
MAKERS = {
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
    "export-mark-disagrees": {"firm-channels": ["export"]},
}
CLASHES = {
    "furniture": {
        **MAKERS,
        "panels-without-process": {"firm-products": ["panel-custom"], "op-process": NOT_HERE},
    },
    "appliances": {
        **MAKERS,
        "benches-without-capture": {"iot-benches": (5, 10), "base-capture": ["finance"]},
        "alarm-without-benches": {"op-quality": "l3", "iot-benches": (0, 10), "op-production": "l1"},
        "shots-without-connection": {"iot-moulds": "l3", "base-connected-share": (0, 10)},
        "updates-without-data": {"product-features": ["connected"], "iot-product": "l3", "iot-ota": "l1"},
        "cert-without-bom": {"product-cert": "l3", "op-design": "l1"},
    },
    "education": {
        "attendance-without-capture": {"edu-device-use": "l3", "edu-capture": ["finance"]},
        "use-without-devices": {"edu-device-use": "l2", "edu-devices": (0, 10)},
        "devices-without-network": {"edu-network": "l0", "edu-devices": (1, 10)},
        "adults-need-no-audit": {"edu-ages": ["adults"], "edu-audit": "l2"},
        "minors-not-applicable": {"edu-ages": ["under-14"], "edu-consent": NOT_HERE},
        "schoolchildren-are-minors": {"edu-type": ["k12-interest"], "edu-ages": ["adults"]},
        "online-without-peak": {"edu-online": ["live"], "edu-peak": NOT_HERE},
        "recorded-on-own-drives": {"edu-online": ["recorded"], "edu-rights": "l0"},
        "steps-without-systems": {"base-systems": "none", "op-finance": "l1"},
        "dashboards-without-systems": {"base-systems": "one", "op-decision": "l2"},
        "restore-without-backup": {"cloud-backup": "l2", "base-datasec": ["policy"]},
        "cloud-without-line": {"cloud-hosting": "l3", "cloud-connectivity": "l0"},
        "skills-without-people": {"mgmt-people": ["none"], "cloud-skills": "l2"},
        "reconciled-without-lessons": {"edu-prepaid": "l3", "sv-timetable": "l1"},
    },
}


def company(trade: str) -> Company:
    kind = CATALOGUE.industries[trade].sites[0]
    site = Site(id="a", name="甲", kind=kind)
    return Company(name="甲", industry=trade, city="foshan", headcount=30, revenue_band="5m-20m", sites=(site,))


@pytest.mark.parametrize("trade", sorted(CATALOGUE.trades))
def test_every_contradiction_has_a_clash_that_shows_it(trade):
    assert set(CLASHES[trade]) == {item.id for item in CATALOGUE.instrument(trade).contradictions}


@pytest.mark.parametrize(("trade", "clash"), [(trade, clash) for trade, known in CLASHES.items() for clash in known])
def test_a_clash_is_named_and_nothing_else(trade, clash):
    instrument = CATALOGUE.instrument(trade)
    raw = {
        id: {"part": value[0], "total": value[1]} if isinstance(value, tuple) else value
        for id, value in CLASHES[trade][clash].items()
    }
    sheet, faults = parse_answers(instrument, raw, company(trade))
    assert faults == []
    assert [item.id for item in contradictions(instrument, sheet, company(trade))] == [clash]


@pytest.mark.parametrize("trade", sorted(CATALOGUE.trades))
def test_it_takes_about_half_an_hour(trade):
    instrument = CATALOGUE.instrument(trade)
    assert 20 <= sum(question.minutes for question in instrument.questions) <= 32
    assert 44 <= len(instrument.questions) <= 54
    assert 6 <= len(instrument.baseline) <= 8


@pytest.mark.parametrize("trade", sorted(CATALOGUE.trades))
def test_there_are_two_firms_of_every_trade_to_look_at(trade):
    assert sum(json.loads(path.read_text("utf-8"))["instrument"] == trade for path in SAMPLES) >= 2


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_sample_firms_are_complete_and_consistent(path):
    raw = json.loads(path.read_text(encoding="utf-8"))
    filing, faults = read_sheet(raw, CATALOGUE)
    assert filing is not None, faults
    assert contradictions(filing.instrument, filing.sheet, filing.company) == ()
    left = {one.id for one in asked(filing.instrument, filing.sheet, filing.company)} - set(raw["answers"])
    assert left == set()
    assert set(filing.company.baseline) <= {figure.id for figure in filing.instrument.baseline}
    counted = {
        "iot-automated": sum(group.automated for group in filing.inventory.equipment),
        "base-digital-share": sum(group.digital for group in filing.inventory.equipment),
        "base-connected-share": sum(group.connected for group in filing.inventory.equipment),
        "iot-data-used": sum(group.data_used for group in filing.inventory.equipment),
    }
    for question, part in counted.items():
        if question in raw["answers"]:
            assert raw["answers"][question] == {"part": part, "total": filing.inventory.machines}
    if "edu-devices" in raw["answers"]:
        campuses = raw["answers"]["edu-devices"]["sites"].values()
        assert sum(one["total"] for one in campuses) <= filing.inventory.machines
    known = {pain.id for pain in CATALOGUE.lens_for(filing.instrument, MAIN).pains}
    assert set(raw["means"]["pains"]) <= known
