"""What stands behind a movement adds up to it, whatever was answered then and now."""

from dataclasses import replace
from fractions import Fraction as F

from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.answers import Answer, AnswerState
from app.scoring import score
from app.scoring.changes import answer_changes, capability_shifts
from tests.scoring.test_explaining import CATALOGUE, read
from tests.scoring.test_movement import FURNITURE, READINESS, filing

SEEDS = st.integers(0, 10_000)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    trade=st.sampled_from(["furniture", "appliances", "education"]),
    one=SEEDS,
    two=SEEDS,
    kept=st.sampled_from([0, 3, 7]),
)
def test_parts_add_up_to_the_movement(trade: str, one: int, two: int, kept: int) -> None:
    for (_, before), (_, after) in zip(read(trade, one, kept), read(trade, two, 0), strict=True):
        found = answer_changes(before, after)
        assert sum((change.points for change in found.answers), F(0)) + found.reweighed + found.rest == found.total
        assert found.total == after.overall.at_least - before.overall.at_least


def test_one_better_answer_is_all_there_is() -> None:
    before = filing(3)
    answers = {**before.sheet.answers, "op-finance": Answer(state=AnswerState.ANSWERED, value="l0")}
    before = replace(before, sheet=replace(before.sheet, answers=answers))
    better = {**answers, "op-finance": Answer(state=AnswerState.ANSWERED, value="l4")}
    cards = [
        score(
            READINESS,
            FURNITURE,
            replace(before.sheet, answers=one),
            before.company,
        )
        for one in (answers, better)
    ]
    found = answer_changes(*cards)
    assert {one.question for one in found.answers} == {"op-finance"} and found.reweighed == 0
    moved = {id: [one for one in parts if one.points] for id, parts in capability_shifts(*cards).items()}
    assert [id for id, parts in moved.items() if parts] == ["processes"]


def test_nothing_changed_leaves_nothing() -> None:
    (_, card), *_ = read("furniture", 5, 0)
    found = answer_changes(card, card)
    assert not found.answers and found.total == found.reweighed == found.rest == 0
    assert CATALOGUE.lens("readiness").id == card.lens
