"""One lens over several trades: each is asked and told only what belongs to it, and nobody's score moves."""

from fractions import Fraction as F

import pytest

from app.cli.blank import random_sheet
from app.cli.sheets import read_sheet
from app.content.answers import parse_answers
from app.content.loader import load_catalogue
from app.content.trades import fit_lens
from app.kit.errors import Invalid
from app.scoring import score
from tests.samples import DAY, firm, trades

CATALOGUE = trades()
LENS = CATALOGUE.lens("readiness")
BAKERY, SCHOOL = CATALOGUE.instrument("bakery"), CATALOGUE.instrument("school")


def card(instrument, lens=LENS, pains=(), **raw):
    company = firm(industry=instrument.industry)
    sheet, faults = parse_answers(instrument, raw, company)
    assert not faults, faults
    return score(lens, instrument, sheet, company, pains)


def test_what_a_trade_does_not_ask_falls_away_and_the_rest_weighs_more():
    baker = card(BAKERY, rules=["a"], backup=5, ovens={"part": 1, "total": 4})
    # rules (1/2 + 3 x 1) / 4 = 7/8 is all of doing; 3/4 of it, and 1/4 of the ovens' 1/4
    assert baker.overall.score == 100 * (F(3, 4) * F(7, 8) + F(1, 4) * F(1, 4))
    teacher = card(SCHOOL, rules=["a"], backup=5, lessons=1)
    # (2 x 7/8 + 5 x 0) / 7 of the one dimension that is left
    assert teacher.overall.score == 100 * F(2, 7) * F(7, 8)
    assert [one.id for one in teacher.dimensions] == ["doing"] and teacher.dimension("doing").weight == 1
    assert teacher.overall.coverage == 1 and sum(teacher.weights.values()) == 100


def test_a_trade_reads_its_own_words_and_no_other():
    school, bakery = fit_lens(LENS, SCHOOL), fit_lens(LENS, BAKERY)
    assert school.levels[0].meaning.en == "The timetable still hangs on the wall"
    assert school.dimensions[0].about.en == "How lessons are held"
    assert [pain.title.en for pain in school.pains] == ["Lost lessons"]
    assert [pain.id for pain in bakery.pains] == ["waste", "cold-ovens"]
    assert bakery.levels[0].meaning.en == "Early days"
    assert card(BAKERY).dimension("doing").capabilities[0].title.en == "Recipes and cleaning"


def test_fitting_twice_changes_nothing():
    once = fit_lens(LENS, SCHOOL)
    assert fit_lens(once, SCHOOL) is once and fit_lens(LENS, SCHOOL) is once
    assert card(SCHOOL, lens=once, lessons=3) == card(SCHOOL, lessons=3)


def test_another_trades_pain_is_refused():
    assert card(BAKERY, pains=("cold-ovens",), ovens={"part": 1, "total": 4}).overall.score == 25
    with pytest.raises(Invalid, match="cold-ovens"):
        card(SCHOOL, pains=("cold-ovens",))


def test_a_points_lens_counts_every_question_or_refuses():
    lens = CATALOGUE.lens("official").model_copy(update={"instruments": ("bakery", "school")})
    assert card(BAKERY, lens=lens, rules=["a", "b"]).overall.at_least == 4
    with pytest.raises(Invalid, match="ovens"):
        card(SCHOOL, lens=lens)


@pytest.mark.parametrize("lens", ["readiness", "miit-2024"])
@pytest.mark.parametrize("seed", range(12))
def test_furniture_scores_the_same_in_the_edition_for_all_trades(lens, seed):
    catalogue = load_catalogue()
    instrument = catalogue.instrument("furniture", "1.0")
    filing, faults = read_sheet(random_sheet(instrument, catalogue, DAY, seed), catalogue, DAY)
    assert filing is not None, faults
    old, new = (score(catalogue.lens(lens, version), instrument, filing.sheet, filing.company) for version in VERSIONS)
    assert (new.overall, new.gates, new.values, new.weights, new.base_overall) == (
        old.overall, old.gates, old.values, old.weights, old.base_overall,
    )  # fmt: skip
    assert [(one.id, one.mark, one.weight) for one in new.dimensions] == [
        (one.id, one.mark, one.weight) for one in old.dimensions
    ]


VERSIONS = ("1.0", "1.1")
