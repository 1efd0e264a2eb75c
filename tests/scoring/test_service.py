"""The two readings of a school by hand: scenarios with their gate, and compliance without what does not apply."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.answers import parse_answers
from app.content.firm import Company, Site
from app.content.loader import load_catalogue
from app.content.schema import Kind
from app.scoring import score

CATALOGUE = load_catalogue()
SCHOOL = CATALOGUE.instrument("education")
SITES = (Site(id="a", name="东校区", kind="campus"), Site(id="b", name="西校区", kind="campus"))
FIRM = Company(name="甲", industry="education", city="guangzhou", headcount=40, revenue_band="5m-20m", sites=SITES)
SCENARIOS = [
    one.id for part in CATALOGUE.lens("service-2024").dimensions if not part.scored for one in part.capabilities
]
STARRED = ["op-marketing", "sv-students", "sv-timetable", "sv-delivery", "sv-quality", "sv-safety", "op-finance"]
NOT_HERE = {"state": "not_applicable"}


def card(lens, raw, firm=FIRM):
    sheet, faults = parse_answers(SCHOOL, raw, firm)
    assert not faults, faults
    return score(CATALOGUE.lens_for(SCHOOL, lens), SCHOOL, sheet, firm)


def ladder(ids, level):
    return dict.fromkeys(ids, f"l{level}")


# What is answered -> points, by hand: ladders a quarter of the maximum a level; brackets strictly above their edge.
POINTS = [
    ({"edu-network": "l2"}, Fraction(5)),
    ({"edu-network": {"sites": {"a": "l4", "b": "l0"}}}, Fraction(5)),
    ({"edu-devices": {"part": 2, "total": 10}}, Fraction("2.5")),
    ({"edu-devices": {"part": 7, "total": 10}}, Fraction(10)),
    ({"edu-capture": ["timetable", "attendance", "finance"]}, Fraction(3)),
    ({"base-systems": "most"}, Fraction("7.5")),
    ({"base-netsec": ["policy", "products"], "base-datasec": ["ledger"]}, Fraction("3.75")),
    ({"mgmt-planning": "started", "mgmt-spend": "20-40"}, Fraction("8.25")),
    ({"outcome-renewal": "up", "outcome-disputes": "flat", "outcome-revenue": "up"}, Fraction("13.5")),
    ({"edu-network": "l2", "outcome-disputes": NOT_HERE}, Fraction(5)),
]


@pytest.mark.parametrize(("raw", "points"), POINTS)
def test_service_points_by_hand(raw, points):
    assert card("service-2024", raw).overall.at_least == points


FORTY = {"edu-network": "l4", "edu-devices": {"part": 9, "total": 10}, "base-systems": "all",
         "mgmt-planning": "started",
         "mgmt-rules": ["workflow", "systems", "data"]}  # fmt: skip
GATES = [
    (FORTY | ladder(SCENARIOS[:6], 2), 2),
    (FORTY | ladder(SCENARIOS[:5], 2), 0),
    (FORTY | ladder(["sv-content", "sv-rooms", "op-energy", "op-purchasing", "op-people", "op-office"], 2), 0),
    (FORTY | ladder(SCENARIOS[:6], 1), 1),
    ({"edu-network": "l4"} | ladder(SCENARIOS, 4), 0),
]


@pytest.mark.parametrize(("raw", "level"), GATES)
def test_a_reference_level_asks_points_scenarios_and_stars(raw, level):
    assert card("service-2024", raw).level == level


def test_forty_points_are_forty_points():
    assert card("service-2024", FORTY).overall.at_least == Fraction("40.125")


def test_a_scenario_is_held_where_every_campus_holds_it():
    five = ladder([*STARRED[:3], "op-people", "op-office"], 2)
    both = five | {"sv-delivery": {"sites": {"a": "l3", "b": "l2"}}}
    one = five | {"sv-delivery": {"sites": {"a": "l4", "b": "l1"}}}
    assert card("service-2024", FORTY | both).level == 2
    assert card("service-2024", FORTY | one).level == 1


COMPLIANCE = [
    (ladder(["edu-licences"], 2), Fraction("12.5")),
    (ladder(["edu-consent", "edu-audit"], 4) | {"sv-safety": {"sites": {"a": "l4", "b": "l0"}}}, Fraction(24)),
    (ladder(["edu-prepaid", "edu-rights"], 4), Fraction(30)),
    (ladder(["cloud-compliance"], 2) | ladder(["cloud-identity", "cloud-backup"], 4), Fraction("11.25")),
]


@pytest.mark.parametrize(("raw", "points"), COMPLIANCE)
def test_compliance_by_hand(raw, points):
    assert card("compliance", raw).overall.at_least == points


def test_what_does_not_apply_is_left_out_of_compliance():
    every = ladder(["edu-licences", "sv-safety", "edu-rights", "cloud-compliance", "cloud-identity", "cloud-backup"], 2)
    adults = every | dict.fromkeys(["edu-consent", "edu-audit", "edu-prepaid"], NOT_HERE)
    found = card("compliance", adults)
    assert found.overall.at_least == found.overall.at_most == 50


def values(question):
    if question.kind is Kind.SHARE:
        return st.integers(0, 10).map(lambda part: {"part": part, "total": 10})
    if question.kind is Kind.MULTIPLE:
        plain = [option.id for option in question.options if not option.exclusive]
        return st.sets(st.sampled_from(plain), min_size=1).map(sorted)
    return st.sampled_from([option.id for option in question.options])


@pytest.mark.parametrize("trade", ["appliances", "education"])
@settings(max_examples=30, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_better_step_never_lowers_a_reading(trade, data):
    instrument, firm = CATALOGUE.instrument(trade), FIRM.model_copy(update={"industry": trade})
    asked = {one.id: values(one) for one in instrument.questions if one.when is None}
    raw = data.draw(st.fixed_dictionaries({}, optional=asked))
    ladders = [
        one for one in instrument.questions if one.id in raw and all(option.level is not None for option in one.options)
    ]
    climbing = [one for one in ladders if one.kind is Kind.SINGLE and raw[one.id] != "l4"]
    if not climbing:
        return
    id = data.draw(st.sampled_from(climbing)).id
    higher = raw | {id: f"l{int(raw[id][1]) + 1}"}
    for lens in CATALOGUE.lenses_for(instrument):
        before, after = (
            score(lens, instrument, parse_answers(instrument, one, firm)[0], firm) for one in (raw, higher)
        )
        assert after.overall.at_least >= before.overall.at_least and after.level >= before.level, (lens.id, id)
