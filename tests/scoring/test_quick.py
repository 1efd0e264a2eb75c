"""The quick scan: in the words of each trade, carried into the full questionnaire, never against its direction."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.answers import AnswerState, parse_answers, raw_answer
from app.content.loader import load_catalogue
from app.content.scans import carry_over, fit_scan
from app.content.schema import Kind
from app.kit.errors import Invalid
from app.scoring import score
from tests.samples import firm

CATALOGUE = load_catalogue()
SCAN = CATALOGUE.instrument("quick-scan")
LENS = CATALOGUE.lens("quick")
ORDER = [one.id for one in SCAN.questions]
FULL = [trade for trade in SCAN.industries if trade in CATALOGUE.trades]
UNKNOWN = {"state": "dont_know"}


def values(question):
    if question.kind is Kind.SHARE:
        pairs = st.integers(0, 12).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))
        return pairs.map(lambda pair: {"part": pair[0], "total": pair[1]})
    if question.kind is Kind.MULTIPLE:
        plain = [option.id for option in question.options if not option.exclusive]
        return st.sets(st.sampled_from(plain)).map(lambda chosen: sorted(chosen) or ["none"])
    return st.sampled_from([option.id for option in question.options])


def stated(question):
    states = [name for name in ("dont_know", "not_applicable") if getattr(question.allow, name)]
    return values(question) | st.sampled_from([{"state": name} for name in states]) if states else values(question)


RAW = st.fixed_dictionaries({}, optional={one.id: stated(one) for one in SCAN.questions})


def read(raw, trade):
    scan, company = fit_scan(SCAN, trade), firm(industry=trade)
    sheet, faults = parse_answers(scan, raw, company)
    assert not faults, faults
    return scan, sheet, company


def quick(raw, trade):
    scan, sheet, company = read(raw, trade)
    return score(LENS, scan, sheet, company)


def full(raw, trade):
    scan, sheet, company = read(raw, trade)
    instrument = CATALOGUE.instrument(trade)
    carried = {name: raw_answer(answer) for name, answer in carry_over(scan, sheet, instrument).items()}
    answers, faults = parse_answers(instrument, carried, company)
    assert not faults, faults
    assert all(answer.prefilled for answer in answers.answers.values())
    return score(CATALOGUE.lens_for(instrument), instrument, answers, company)


def better(question, raw):
    """One step up, None where there is none."""
    if isinstance(raw, str):
        ids = [option.id for option in question.options]
        return ids[ids.index(raw) + 1] if raw != ids[-1] else None
    if isinstance(raw, list):
        missing = [option.id for option in question.options if not option.exclusive and option.id not in raw]
        return [*(one for one in raw if one != "none"), missing[0]] if missing else None
    if "part" in raw:
        return raw | {"part": raw["part"] + 1} if raw["part"] < raw["total"] else None
    return None


def marks(card):
    return [card.overall, *(one.mark for one in card.dimensions)]


@settings(deadline=None)
@given(RAW, st.sampled_from(ORDER), st.sampled_from(FULL))
def test_a_better_quick_answer_lowers_neither_reading(raw, name, trade):
    step = better(next(one for one in SCAN.questions if one.id == name), raw[name]) if name in raw else None
    if step is None:
        return
    for reading in (quick, full):
        before, after = reading(raw, trade), reading(raw | {name: step}, trade)
        for one, other in zip(marks(before), marks(after), strict=True):
            assert one.at_least <= other.at_least and one.at_most <= other.at_most and one.level <= other.level
            assert one.score is None or one.score <= other.score


@settings(deadline=None)
@given(RAW, st.sampled_from(SCAN.industries))
def test_any_quick_scan_gives_a_reading_with_two_dials(raw, trade):
    card = quick(raw, trade)
    assert {one.dial for one in card.dimensions} == {None, "cloud", "iot"}
    for mark in marks(card):
        assert 0 <= mark.at_least <= mark.at_most <= 100 and 0 <= mark.level <= mark.level_at_most <= 4


@pytest.mark.parametrize("trade", FULL)
def test_the_ends_of_the_scan_are_the_ends_of_both_readings(trade):
    low = {one.id: one.options[0].id if one.kind is Kind.SINGLE else ["none"] for one in SCAN.questions}
    high = {one.id: one.options[-1].id for one in SCAN.questions if one.kind is Kind.SINGLE}
    low |= {"q-connected": {"part": 0, "total": 9}}
    high |= {"q-connected": {"part": 9, "total": 9}}
    high |= {"q-security": ["policy", "products", "assessment", "boundary"]}
    assert (quick(low, trade).overall.score, quick(high, trade).overall.score) == (0, 100)
    assert (quick(low, trade).level, quick(high, trade).level) == (0, 4)
    assert full(low, trade).overall.score == 0 and full(high, trade).overall.score > 90


@pytest.mark.parametrize("trade", SCAN.industries)
def test_each_trade_reads_its_own_words(trade):
    scan = fit_scan(SCAN, trade)
    assert scan.industry == trade and fit_scan(SCAN, trade) is scan
    others = [fit_scan(SCAN, other) for other in SCAN.industries if other != trade]
    for index, question in enumerate(scan.questions):
        assert question.example not in [other.questions[index].example for other in others]


def test_it_takes_five_minutes_at_most_and_marks_itself_as_rough():
    assert 12 <= len(ORDER) <= 15 and sum(one.minutes for one in SCAN.questions) <= 5
    assert max(len(one.options) for one in SCAN.questions) <= 5
    assert LENS.notice and "rough" in LENS.notice.en.lower()


def test_another_trade_is_refused():
    with pytest.raises(Invalid):
        fit_scan(SCAN, "bakery")


def test_what_is_carried_says_so_and_what_is_missing_is_not():
    raw = {"q-backup": "l3", "q-plan": "l2", "q-line": UNKNOWN, "q-connected": {"state": "not_applicable"}}
    scan, sheet, _ = read(raw, "furniture")
    carried = carry_over(scan, sheet, CATALOGUE.instrument("furniture"))
    assert {name: (answer.state, answer.value) for name, answer in carried.items()} == {
        "cloud-backup": (AnswerState.ANSWERED, "l3"),
        "mgmt-planning": (AnswerState.ANSWERED, "planned"),
        "cloud-connectivity": (AnswerState.DONT_KNOW, None),
    }
    assert raw_answer(carried["cloud-backup"]) == {"value": "l3", "prefilled": True}
    assert raw_answer(carried["cloud-connectivity"]) == {"state": "dont_know", "prefilled": True}


def test_counts_are_carried_as_they_are():
    scan, sheet, _ = read({"q-connected": {"part": 3, "total": 20}}, "furniture")
    carried = carry_over(scan, sheet, CATALOGUE.instrument("furniture"))
    assert carried["base-connected-share"].value.fraction == Fraction(3, 20)
