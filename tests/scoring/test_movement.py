"""What moved between two readings, and how many firms moved."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction as F

import pytest

from app.cli.blank import random_sheet
from app.cli.sheets import Filing, read_sheet
from app.content.answers import Answer, AnswerState
from app.content.loader import load_catalogue
from app.planning import plan
from app.planning.difference import difference
from app.scoring import score
from app.scoring.movement import Impact, movement
from tests.bench import firms
from tests.factories.filings import WORKSHOP, sample
from tests.samples import DAY

CATALOGUE = load_catalogue()
FURNITURE = CATALOGUE.instrument("furniture")
READINESS = CATALOGUE.lens_for(FURNITURE)


def filing(seed: int) -> Filing:
    read, faults = read_sheet(random_sheet(FURNITURE, CATALOGUE, DAY, seed), CATALOGUE)
    assert read is not None, faults
    return read


def with_answer(given: Filing, question: str, option: str) -> Filing:
    answers = {**given.sheet.answers, question: Answer(state=AnswerState.ANSWERED, value=option)}
    return replace(given, sheet=replace(given.sheet, answers=answers))


def read(given: Filing):
    return score(READINESS, FURNITURE, given.sheet, given.company)


@pytest.mark.parametrize("seed", range(6))
def test_a_better_answer_moves_its_dimension_and_no_other(seed: int) -> None:
    before = with_answer(filing(seed), "op-finance", "l0")
    moved = movement(read(before), read(with_answer(before, "op-finance", "l4")))
    assert moved.overall.points > 0 and moved.overall.levels[0] <= moved.overall.levels[1]
    assert [one.id for one in moved.dimensions if one.points] == ["processes"]
    assert not moved.is_none


def test_nothing_changed_is_no_movement() -> None:
    assert movement(read(filing(1)), read(filing(1))).is_none


def test_two_lenses_cannot_be_compared() -> None:
    other = score(CATALOGUE.lens_for(FURNITURE, "miit-2024"), FURNITURE, filing(1).sheet, filing(1).company)
    with pytest.raises(ValueError, match="cannot be compared"):
        movement(read(filing(1)), other)


def test_counting_in_parts_is_counting_at_once() -> None:
    found = [
        movement(
            read(with_answer(filing(seed), "op-finance", "l0")), read(with_answer(filing(seed), "op-finance", "l3"))
        )
        for seed in range(8)
    ]
    whole, left, right = Impact(), Impact(), Impact()
    for index, one in enumerate(found):
        whole.count(one)
        (left if index % 2 else right).count(one)
    left.join(right)
    assert left == whole and whole.firms == whole.moved == 8
    assert sum(whole.points.values()) == 8
    assert whole.level_changes == Counter(one.overall.levels for one in found if len(set(one.overall.levels)) > 1)


def test_half_a_point_counts_as_one() -> None:
    base = read(filing(2))
    shifted = replace(base, overall=replace(base.overall, score=(base.overall.score or F(0)) + F(1, 2)))
    counted = Impact()
    counted.count(movement(base, shifted))
    assert counted.points == {1: 1}


def test_ruling_out_work_shows_as_gone() -> None:
    case = firms.problem_of(sample(WORKSHOP))
    usual = plan(case)
    first = usual.items[0].initiative
    change = difference(usual, plan(replace(case, means=replace(case.means, must_not=(first,)))))
    assert first in [one.initiative for one in change.went] and not change.is_none
    assert change.score[1] <= change.score[0]
    assert difference(usual, usual).is_none
