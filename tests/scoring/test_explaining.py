"""Why a number is what it is: the parts shown add up to the number shown, whatever was answered."""

from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cli.blank import random_sheet
from app.cli.sheets import read_sheet
from app.content.answers import AnswerSheet
from app.content.loader import load_catalogue
from app.kit.errors import NotFound
from app.scoring import score
from app.scoring.explaining import apportion, explain_dimension, explain_gate, explain_whole, rounded
from tests.samples import DAY

CATALOGUE = load_catalogue()
TRADES = ["furniture", "appliances", "education"]


def read(trade: str, seed: int, kept: int):
    """A random sheet of which every `kept`-th answer is taken away (0: none is)."""
    instrument = CATALOGUE.instrument(trade)
    filing, faults = read_sheet(random_sheet(instrument, CATALOGUE, DAY, seed), CATALOGUE)
    assert filing is not None, faults
    answers = {id: one for at, (id, one) in enumerate(filing.sheet.answers.items()) if not kept or (at + seed) % kept}
    sheet = AnswerSheet(instrument=instrument.id, version=instrument.version, answers=answers)
    for lens in CATALOGUE.lenses_for(instrument):
        yield lens, score(lens, instrument, sheet, filing.company)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(trade=st.sampled_from(TRADES), seed=st.integers(0, 10_000), kept=st.sampled_from([0, 2, 3, 7]))
def test_what_is_shown_adds_up_to_the_number(trade: str, seed: int, kept: int) -> None:
    for _, card in read(trade, seed, kept):
        whole = explain_whole(card)
        assert sum(one.points for one in whole.shares) + whole.rest == whole.total == rounded(card.overall.at_least)
        assert kept or not whole.rest
        assert sum(one.max for one in whole.shares) in (0, card.overall.max)
        for one in card.dimensions:
            column = explain_dimension(card, one.id)
            assert sum(part.points for part in column.parts) + column.rest == column.total
            assert not one.scored or column.total == rounded(one.mark.at_least)
            assert kept or not column.rest
            assert {part.line.question for part in column.parts} == {q for c in one.capabilities for q in c.questions}


@settings(max_examples=20, deadline=None, derandomize=True)
@given(trade=st.sampled_from(TRADES), seed=st.integers(0, 10_000))
def test_a_level_is_reached_when_all_it_asks_is_there(trade: str, seed: int) -> None:
    for lens, card in read(trade, seed, 0):
        for gate in card.gates:
            demands = explain_gate(lens, card, gate.id)
            levels = sorted({one.level for one in demands})
            unmet = [level for level in levels if any(one.level == level and not one.is_met for one in demands)]
            assert gate.level == (max([at for at in levels if at < unmet[0]], default=0) if unmet else levels[-1])


@given(st.lists(st.fractions(-5, 100), max_size=12))
def test_rounding_apart_is_rounding_together(values: list[F]) -> None:
    shown = apportion(values)
    assert sum(shown, F(0)) == rounded(sum(values, F(0)))
    assert all(abs(one - value) < F(1, 100) or len(values) == 1 for one, value in zip(shown, values, strict=True))


def test_a_dimension_the_lens_lacks_is_not_found() -> None:
    _, card = next(iter(read("furniture", 1, 0)))
    with pytest.raises(NotFound):
        explain_dimension(card, "nonsense")
