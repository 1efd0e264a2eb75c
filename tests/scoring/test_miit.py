"""The MIIT 2024 estimate, item by item as transcribed: points worked out by hand, gates at their edges."""

from fractions import Fraction as F

import pytest

from app.content.answers import parse_answers
from app.content.loader import load_catalogue
from app.scoring import score
from tests.samples import firm

STAGES = [
    *(
        "design",
        "process",
        "marketing",
        "service",
        "planning",
        "production",
        "quality",
        "equipment",
        "safety",
        "energy",
    ),
    *("purchasing", "warehouse", "finance", "people"),
]
SCENARIOS = [f"op-{name}" for name in (*STAGES, "office", "decision")]
STARRED = {
    name for name in SCENARIOS if name[3:] not in ("process", "service", "planning", "people", "office", "decision")
}
BEST = {
    "base-network": ["control-network", "application-network", "industrial-5g", "full-coverage"],
    "base-digital-share": {"part": 61, "total": 100},
    "base-connected-share": {"part": 61, "total": 100},
    "base-capture": STAGES,
    "base-systems": "all",
    "base-netsec": ["policy", "products", "assessment", "boundary"],
    "base-datasec": ["policy", "products", "assessment", "ledger"],
    "mgmt-planning": "sharing",
    "mgmt-rules": ["workflow", "systems", "data", "incentives"],
    "mgmt-people": ["staff", "post", "training", "pay", "pipeline"],
    "mgmt-spend": "over-60",
    "outcome-energy": "down",
    "outcome-quality": "up",
    "outcome-revenue": "up",
    "outcome-cost": "down",
}
WORST = {
    "base-network": ["none"],
    "base-digital-share": {"part": 1, "total": 10},
    "base-connected-share": {"part": 0, "total": 10},
    "base-capture": ["none"],
    "base-systems": "none",
    "base-netsec": ["none"],
    "base-datasec": ["none"],
    "mgmt-planning": "none",
    "mgmt-rules": ["none"],
    "mgmt-people": ["none"],
    "mgmt-spend": "4-10",
    "outcome-energy": "up",
    "outcome-quality": "down",
    "outcome-revenue": "down",
    "outcome-cost": "up",
}
CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def lens():
    return CATALOGUE.lens("miit-2024")


def card(lens, **raw):
    instrument = CATALOGUE.instrument("furniture")
    sheet, faults = parse_answers(instrument, raw, firm())
    assert not faults, faults
    return score(lens, instrument, sheet, firm())


def scenarios(**levels):
    return {name: f"l{levels.get(name[3:], 0)}" for name in SCENARIOS}


@pytest.mark.parametrize(
    ("item", "answer", "points"),
    [
        ("base-network", ["control-network"], 2),
        ("base-network", ["control-network", "industrial-5g", "full-coverage"], 6),
        *(
            ("base-digital-share", {"part": part, "total": 100}, F(points))
            for part, points in ((10, 0), (11, "1.5"), (20, "1.5"), (21, 3), (40, 3), (41, "4.5"), (60, "4.5"), (61, 6))
        ),
        ("base-connected-share", {"part": 3, "total": 20}, F(3, 2)),
        ("base-connected-share", {"part": 0, "total": 0}, 0),
        ("base-capture", ["finance"], F(7, 10)),
        ("base-capture", ["people"], F(9, 10)),
        ("base-capture", STAGES[:13], F(91, 10)),
        ("base-capture", STAGES, 10),
        *(
            ("base-systems", id, F(points))
            for id, points in (("one", "2.5"), ("several", 5), ("most", "7.5"), ("all", 10))
        ),
        ("base-netsec", ["policy", "boundary"], F(5, 2)),
        ("base-datasec", ["ledger"], F(5, 4)),
        *(
            ("mgmt-planning", id, F(points))
            for id, points in (
                ("learning", "1.5"),
                ("planned", 3),
                ("started", "4.5"),
                ("changed", 6),
                ("sharing", "7.5"),
            )
        ),
        ("mgmt-rules", ["workflow", "systems", "data"], F("5.625")),
        ("mgmt-people", ["staff", "training"], 3),
        *(
            ("mgmt-spend", id, F(points))
            for id, points in (
                ("under-half", 0),
                ("2-4", 0),
                ("10-20", "1.875"),
                ("20-40", "3.75"),
                ("40-60", "5.625"),
                ("over-60", "7.5"),
            )
        ),
        ("outcome-energy", "flat", F(7, 2)),
        ("outcome-quality", "up", 7),
        ("outcome-revenue", "flat", F(3, 2)),
        ("outcome-cost", "down", 3),
    ],
)
def test_one_item_alone_gives_its_points(lens, item, answer, points):
    done = card(lens, **WORST | {item: answer})
    assert done.overall.score == points
    assert sum(line.points for line in done.trace if line.question == item) == points


def test_all_or_nothing(lens):
    best, worst = card(lens, **BEST), card(lens, **WORST)
    assert best.overall.score == 100 and worst.overall.score == 0
    assert [best.dimension(id).mark.score for id in ("base", "management", "outcome")] == [50, 30, 20]
    assert [best.dimension(id).mark.max for id in ("base", "management", "outcome")] == [50, 30, 20]
    assert sum(best.weights.values()) == 100 and not set(best.weights) & set(SCENARIOS)


def test_a_firm_worked_out_by_hand(lens):
    done = card(
        lens,
        **WORST
        | {
            "base-network": ["application-network", "control-network"],  # 4
            "base-digital-share": {"part": 12, "total": 30},  # exactly 40 %: 3
            "base-connected-share": {"part": 4, "total": 30},  # 13.3 %: 1.5
            "base-capture": ["design", "finance", "people"],  # 0.7 + 0.7 + 0.9
            "base-systems": "several",  # 5
            "base-datasec": ["products"],  # 1.25
            "mgmt-planning": "planned",  # 3
            "mgmt-rules": ["systems"],  # 1.875
            "outcome-quality": "flat",  # 3.5
        },
    )
    assert done.overall.score == F("25.425")
    assert done.dimension("base").mark.score == F("17.05")


def test_not_applicable_scores_nothing_on_the_official_form(lens):
    instrument = CATALOGUE.instrument("furniture")
    allowed = [one.id for one in instrument.questions if one.id in BEST and one.allow.not_applicable]
    for name in allowed:
        done = card(lens, **BEST | {name: {"state": "not_applicable"}})
        assert done.overall.score == 100 - done.weights[name] and done.overall.max == 100


@pytest.mark.parametrize(
    ("level", "count", "starred", "reached"),
    [(1, 6, 3, 1), (1, 5, 3, 0), (1, 6, 2, 0), (2, 6, 3, 2), (2, 6, 2, 0), (3, 8, 5, 3), (4, 10, 6, 4)],
)
def test_scenarios_gate_the_level(lens, level, count, starred, reached):
    stars = [name for name in SCENARIOS if name in STARRED][:starred]
    plain = [name for name in SCENARIOS if name not in STARRED][: count - starred]
    done = card(lens, **BEST | {name: f"l{level if name in stars + plain else 0}" for name in SCENARIOS})
    assert done.gates[0].level == reached


def test_the_two_known_gates_can_differ(lens):
    six = [name for name in SCENARIOS if name in STARRED][:3] + [name for name in SCENARIOS if name not in STARRED][:3]
    done = card(lens, **BEST | {name: "l3" if name in six else "l0" for name in SCENARIOS})
    assert len(done.gates) == 2 and done.gates[0].level == 2 and done.gates[1].level > 2
    kinds = {one.kind: (one.have, one.need) for one in done.gates[0].missing}
    assert kinds == {"scenarios": (6, 8), "starred": (3, 5)}


@pytest.mark.parametrize(("planning", "reached"), [("none", 1), ("learning", 1), ("planned", 2)])
def test_points_gate_the_level(lens, planning, reached):
    # 37 points without planning: 8 + 6 + 6 + 10 (capture) + 7 (energy); planned adds the three that are missing.
    made = WORST | {
        name: BEST[name] for name in ("base-network", "base-digital-share", "base-connected-share", "base-capture")
    }
    made |= {"outcome-energy": "down", "mgmt-planning": planning}
    done = card(lens, **made | dict.fromkeys(SCENARIOS, "l2"))
    assert done.gates[0].level == reached


def test_an_unfinished_form_says_at_least_and_at_most(lens):
    done = card(lens, **{"base-systems": "all"} | dict.fromkeys(SCENARIOS[:8], "l2"))
    assert (done.overall.at_least, done.overall.at_most) == (10, 100)
    assert done.gates[0].level == 0 and done.gates[0].level_at_most == 3
