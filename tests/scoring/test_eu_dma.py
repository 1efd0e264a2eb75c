"""The EU Digital Maturity Assessment: published and hand-computed cases, band edges, and what must always hold."""

from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.answers import Answer, AnswerSheet, AnswerState, parse_answers
from app.content.loader import load_catalogue
from app.content.parameters import read_as
from app.content.schema import Kind
from app.kit.errors import NotFound
from app.scoring import score
from tests.samples import firm

CATALOGUE = load_catalogue()
MODULE = CATALOGUE.instrument("eu-dma")
LENS = CATALOGUE.lens("eu-dma")
QUESTIONS = {one.id: one for one in MODULE.questions}
ORDER = [one.id for one in MODULE.questions]
SIZES = {"dma-1-invested": 10, "dma-1-planned": 10, "dma-2": 10, "dma-3": 10, "dma-5": 7, "dma-6": 8, "dma-8": 6}
SIZES |= {"dma-7": 7, "dma-10": 10, "dma-4": 7, "dma-9": 5, "dma-11": 5}
ROWS = [row.id for row in QUESTIONS["dma-9"].rows]
NAMES = ["Basic", "Average", "Moderately advanced", "Advanced"]


def positive(name):
    return [option.id for option in QUESTIONS[name].options if option.points]


def raw(*given_now):
    """Answers in the order of the form: ticks by count, rows by value."""
    answers = {}
    for name, value in zip(ORDER, given_now, strict=True):
        if isinstance(value, list):
            answers[name] = dict(zip([row.id for row in QUESTIONS[name].rows], value, strict=True))
        else:
            answers[name] = positive(name)[:value] or ["none"]
    return answers


def card(answers, lens=LENS):
    sheet, faults = parse_answers(MODULE, answers, firm())
    assert not faults, faults
    return score(lens, MODULE, sheet, firm())


def rounded(done):
    return [round(float(one.mark.score), 2) for one in done.dimensions], round(float(done.overall.score), 2)


ZERO = raw(0, 0, 0, 0, [0] * 7, 0, 0, 0, 0, [0] * 5, 0, [0] * 5)
CASES = [
    ("zero", ZERO, [0] * 6, 0, "Basic"),
    ("max", raw(10, 10, 10, 10, [5] * 7, 7, 8, 7, 6, [5] * 5, 10, [2] * 5), [100] * 6, 100, "Advanced"),
    ("negative only", ZERO | {"dma-7": ["not-digital"]}, [0] * 6, 0, "Basic"),
    ("plans only", ZERO | {"dma-1-planned": positive("dma-1-planned")}, [33.33, 0, 0, 0, 0, 0], 5.56, "Basic"),
    (
        "one tick each",
        raw(1, 0, 1, 1, [0] * 7, 1, 1, 1, 1, [0] * 5, 1, [0] * 5),
        [6.67, 5, 13.39, 15.48, 0, 5],
        7.59,
        "Basic",
    ),
    (
        "half",
        raw(5, 5, 5, 5, [2, 3, 2, 3, 2, 3, 2], 3, 4, 3, 3, [2, 3, 2, 3, 2], 5, [1] * 5),
        [50, 49.29, 46.43, 46.43, 48, 50],
        48.36,
        "Average",
    ),
    (
        "furniture-like",
        raw(3, 4, 4, 6, [1, 0, 5, 2, 1, 0, 1], 3, 2, 3, 3, [1, 0, 0, 2, 2], 4, [1, 0, 1, 0, 2]),
        [36.67, 44.29, 33.93, 46.43, 20, 40],
        36.88,
        "Average",
    ),
    ("considering all AI", ZERO | {"dma-9": dict.fromkeys(ROWS, 1)}, [0, 0, 0, 0, 20, 0], 3.33, "Basic"),
]


@pytest.mark.parametrize(("name", "answers", "dimensions", "total", "band"), CASES, ids=[case[0] for case in CASES])
def test_published_and_hand_computed_cases(name, answers, dimensions, total, band):
    done = card(answers)
    assert rounded(done) == (dimensions, total)
    assert NAMES[done.level] == band and LENS.levels[done.level].title.en == band
    assert done.overall.at_least == done.overall.at_most == done.overall.score


def test_the_form_has_every_item_of_the_original():
    assert len(ORDER) == 12 and sum(name.startswith("dma-1-") for name in ORDER) == 2
    for name, size in SIZES.items():
        question = QUESTIONS[name]
        assert len(positive(name) if question.kind is Kind.MULTIPLE else question.rows) == size
    steps = {len(question.steps) for question in QUESTIONS.values() if question.kind is Kind.TABLE}
    assert steps == {6, 3} and len(LENS.dimensions) == 6


@pytest.mark.parametrize(
    ("total", "answers", "band"),
    [
        (F(25), raw(10, 10, 10, 0, [0] * 7, 0, 0, 0, 0, [2] * 5, 2, [0] * 5), "Basic"),
        (F(151, 6), raw(10, 10, 10, 0, [0] * 7, 0, 0, 0, 0, [2, 2, 2, 2, 1], 3, [0] * 5), "Average"),
        (F("25.5"), raw(10, 10, 10, 0, [0] * 7, 0, 0, 0, 0, [2, 2, 2, 3, 3], 1, [0] * 5), "Average"),
        (F(50), raw(10, 10, 10, 0, [0] * 7, 0, 0, 0, 0, [5] * 5, 10, [2] * 5), "Average"),
        (F(305, 6), raw(10, 10, 10, 1, [0] * 7, 0, 0, 0, 0, [5] * 5, 10, [2] * 5), "Moderately advanced"),
        (F(75), raw(10, 10, 10, 10, [0] * 7, 7, 8, 0, 0, [5] * 5, 10, [2] * 5), "Moderately advanced"),
        (F(75) + F(25, 18), raw(10, 10, 10, 10, [0] * 7, 7, 8, 0, 1, [5] * 5, 10, [2] * 5), "Advanced"),
    ],
)
def test_every_score_falls_in_exactly_one_band(total, answers, band):
    done = card(answers)
    assert done.overall.score == total
    assert NAMES[done.level] == NAMES[done.overall.level] == band


@pytest.mark.parametrize(
    ("ticks", "band"), [(5, "Basic"), (6, "Average"), (10, "Average")], ids=["edge", "above", "fifty"]
)
def test_a_dimension_has_a_band_of_its_own(ticks, band):
    done = card(ZERO | {"dma-10": positive("dma-10")[:ticks]})
    green = done.dimension("dma-green").mark
    assert green.score == 5 * ticks and NAMES[green.level] == band
    first, second = done.dimension("dma-green").capabilities
    assert first.mark.score == 10 * ticks and first.mark.level == (1 if ticks == 5 else 2 if ticks == 6 else 3)
    assert (second.mark.score, second.mark.level) == (0, 0)


@pytest.mark.parametrize(
    ("choice", "ticked", "data"),
    [
        ("outside", ["not-digital"], F(0)),
        ("outside", ["policy", "stored"], F(100, 7)),
        ("inside", ["not-digital"], F(50, 8)),
        ("inside", ["policy", "stored"], F(100, 8)),
        ("minus", ["not-digital"], F(0)),
        ("minus", ["policy", "not-digital", "stored"], F(50, 6)),
        ("minus", ["policy", "stored"], F(100, 6)),
    ],
)
def test_the_negative_item_as_each_publication_counts_it(choice, ticked, data):
    done = card(ZERO | {"dma-7": ticked}, read_as(LENS, {"q7-negative": choice}))
    assert done.dimension("dma-data").mark.score == data


def test_planned_investment_as_each_publication_counts_it():
    plans = ZERO | {"dma-1-planned": positive("dma-1-planned")}
    other = read_as(LENS, {"q1-planned": "half"})
    assert card(plans).dimension("dma-strategy").mark.score == F(100, 3)
    assert card(plans, other).dimension("dma-strategy").mark.score == F(100, 6)
    both = plans | {"dma-1-invested": positive("dma-1-invested")}
    assert card(both, other).dimension("dma-strategy").mark.score == 50


def test_the_first_choice_is_the_edition_itself():
    for parameter in LENS.parameters:
        assert read_as(LENS, {parameter.id: parameter.choices[0].id}) == LENS
    with pytest.raises(NotFound):
        read_as(LENS, {"q7-negative": "sideways"})


def test_what_is_missing_shows_as_missing():
    half = {name: value for name, value in CASES[5][1].items() if name not in ("dma-9", "dma-11")}
    done = card(half)
    assert done.overall.coverage == F(10, 12)
    assert done.dimension("dma-automation").mark.score is None
    assert done.dimension("dma-automation").mark.coverage == 0
    assert done.overall.at_least < done.overall.score < done.overall.at_most
    green = done.dimension("dma-green").mark
    assert (green.at_least, green.score, green.at_most) == (25, 50, 75) and (green.level, green.level_at_most) == (0, 2)


def some(name):
    question = QUESTIONS[name]
    if question.kind is Kind.TABLE:
        return st.fixed_dictionaries({row.id: st.integers(0, int(question.max)) for row in question.rows})
    plain = [option.id for option in question.options if not option.exclusive]
    return st.sets(st.sampled_from(plain)).map(lambda chosen: sorted(chosen) or ["none"])


RAW = st.fixed_dictionaries({}, optional={name: some(name) | st.just({"state": "dont_know"}) for name in ORDER})


def marks(done):
    return [done.overall, *(one.mark for one in done.dimensions)]


@settings(deadline=None)
@given(RAW)
def test_every_form_gives_a_bounded_card(answers):
    done = card(answers)
    for mark in marks(done):
        assert 0 <= mark.at_least <= mark.at_most <= 100 and 0 <= mark.level <= mark.level_at_most <= 3
        assert mark.score is None or mark.at_least <= mark.score <= mark.at_most
    assert 0 <= done.level <= done.gates[0].level_at_most <= 3


@settings(deadline=None)
@given(RAW, st.randoms())
def test_the_order_of_answers_is_irrelevant(answers, random):
    items = list(answers.items())
    random.shuffle(items)
    assert card(answers) == card(dict(items))


@settings(deadline=None)
@given(RAW, st.sampled_from(ORDER), st.randoms())
def test_a_better_answer_never_lowers_anything(answers, name, random):
    value = answers.get(name)
    if value is None or "state" in value:
        return
    if isinstance(value, dict):
        row = random.choice(sorted(value))
        better = value | {row: min(value[row] + 1, int(QUESTIONS[name].max))}
    else:
        better = sorted({*value, random.choice(positive(name))} - {"none"})
    before, after = card(answers), card(answers | {name: better})
    for one, other in zip(marks(before), marks(after), strict=True):
        assert one.at_least <= other.at_least and one.at_most <= other.at_most and one.level <= other.level
        assert one.score is None or one.score <= other.score


@settings(deadline=None)
@given(RAW, RAW)
def test_filling_in_what_is_missing_stays_within_the_range(answers, more):
    partial, full = card(answers), card(more | answers)
    for one, other in zip(marks(partial), marks(full), strict=True):
        assert one.at_least <= other.at_least and other.at_most <= one.at_most


@settings(deadline=None)
@given(RAW, st.sampled_from(ORDER))
def test_not_applicable_leaves_both_sides(answers, name):
    """The form itself offers no such answer; a filling that carries one all the same loses the question, not points."""
    sheet, _ = parse_answers(MODULE, answers, firm())
    without = {key: value for key, value in sheet.answers.items() if key != name}
    stated = AnswerSheet(
        instrument=sheet.instrument,
        version=sheet.version,
        answers=without | {name: Answer(state=AnswerState.NOT_APPLICABLE)},
    )
    done = score(LENS, MODULE, stated, firm())
    assert name not in done.weights and name not in done.values
    assert sum(done.weights.values()) in (0, 100)
    own = next(one for one in done.dimensions for part in one.capabilities if name in part.questions)
    others = [one for part in own.capabilities for one in part.questions if one != name]
    if not others:
        assert own.mark.score is None and own.weight == 0
