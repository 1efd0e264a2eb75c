"""What must hold for every sheet: bounded, monotone, free of order, and total."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.answers import parse_answers
from app.scoring import score
from tests.samples import firm, tiny

CATALOGUE = tiny()
INSTRUMENT = CATALOGUE.instrument("tiny")
SHARE = st.integers(0, 12).flatmap(
    lambda part: st.fixed_dictionaries({"part": st.just(part), "total": st.integers(max(part, 1), 12)})
)
UNKNOWN = st.sampled_from([None, {"state": "dont_know"}])
VALUES = {
    "ladder": st.sampled_from(["l0", "l1", "l2", "l3", "l4", {"state": "not_applicable"}]),
    "list": st.sampled_from([["a"], ["b"], ["a", "b"], ["none"]]),
    "digital": SHARE,
    "networked": SHARE
    | st.fixed_dictionaries(
        {"sites": st.fixed_dictionaries({}, optional={"plant": SHARE | UNKNOWN, "store": SHARE | UNKNOWN})}
    ),
    "count": st.integers(0, 100),
    "feel": st.integers(1, 5),
    "grid": st.fixed_dictionaries({"top": st.integers(1, 3), "low": st.integers(1, 3)}),
}
RAW = st.fixed_dictionaries(
    {}, optional={name: values | (UNKNOWN if name != "count" else st.none()) for name, values in VALUES.items()}
)
LENSES = st.sampled_from(["ready", "points"])


def card(lens, raw):
    sheet, faults = parse_answers(INSTRUMENT, raw, firm())
    assert not faults
    return score(CATALOGUE.lens(lens), INSTRUMENT, sheet, firm())


def marks(scorecard):
    yield scorecard.overall
    for dimension in scorecard.dimensions:
        yield dimension.mark
        yield from (capability.mark for capability in dimension.capabilities)


@settings(deadline=None)
@given(LENSES, RAW)
def test_every_mark_is_bounded(lens, raw):
    for mark in marks(card(lens, raw)):
        assert 0 <= mark.at_least <= mark.at_most <= mark.max
        assert mark.score is None or mark.at_least <= mark.score <= mark.at_most
        assert 0 <= mark.level <= mark.level_at_most <= 4
        assert 0 <= mark.coverage <= 1 and 0 <= mark.confidence <= 1 and 0 <= mark.evidenced <= 1


@settings(deadline=None)
@given(LENSES, RAW, st.randoms())
def test_the_order_of_answers_is_irrelevant(lens, raw, random):
    items = list(raw.items())
    random.shuffle(items)
    assert card(lens, raw) == card(lens, dict(items))


def better(name, value):
    if name == "ladder" and isinstance(value, str):
        return f"l{min(int(value[1]) + 1, 4)}"
    if name == "list" and value in (["a"], ["b"]):
        return ["a", "b"]
    if isinstance(value, dict) and "part" in value:
        return {"part": min(value["part"] + 1, value["total"]), "total": value["total"]}
    if isinstance(value, int):
        return min(value + 1, {"count": 100, "feel": 5}[name])
    if isinstance(value, dict) and "top" in value:
        return {"top": 3, "low": value["low"]}
    return value


@settings(deadline=None)
@given(LENSES, RAW, st.sampled_from(sorted(VALUES)))
def test_a_better_answer_never_lowers_anything(lens, raw, name):
    if raw.get(name) is None:
        return
    before, after = card(lens, raw), card(lens, raw | {name: better(name, raw[name])})
    for one, other in zip(marks(before), marks(after), strict=True):
        assert one.at_least <= other.at_least and one.at_most <= other.at_most and one.level <= other.level
        assert one.score is None or one.score <= other.score
    assert all(one.level <= other.level for one, other in zip(before.gates, after.gates, strict=True))


@settings(deadline=None)
@given(LENSES, RAW, RAW)
def test_filling_in_what_is_missing_stays_within_the_range(lens, raw, more):
    given_now = {name: value for name, value in raw.items() if value is not None}
    partial, full = card(lens, given_now), card(lens, more | given_now)
    if any(isinstance(value, dict) and None in value.get("sites", {}).values() for value in given_now.values()):
        return
    assert partial.overall.at_least <= full.overall.at_least and full.overall.at_most <= partial.overall.at_most
    assert partial.level <= full.level and full.overall.level_at_most <= partial.overall.level_at_most


@settings(deadline=None)
@given(LENSES, RAW)
def test_the_trace_adds_up(lens, raw):
    done = card(lens, raw)
    assert sum(line.points for line in done.trace) <= done.overall.max
    if done.overall.coverage == 1:
        assert sum(line.points for line in done.trace) == done.overall.at_least
    assert sum(done.weights.values()) in (0, done.overall.max)
