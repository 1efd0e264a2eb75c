"""What a programme may show of its firms: nobody can be told apart by it, not by subtraction and not by waiting."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.benchmarking.cohorts import (
    LEVELS,
    MOVES,
    Cohort,
    Participant,
    Price,
    count_cohort,
    count_moved,
    draw_together,
    is_shown,
    may_follow,
)

GAPS, WORKS = ("connection", "capture", "rules"), ("f1", "f2")


def firm(number: int, **more: object) -> Participant:
    """An ordinary one."""
    row = {
        "level": 1,
        "move": "first",
        "is_signed_off": False,
        "scores": {"overall": 450},
        "gaps": frozenset(),
        "plans": {},
    }
    return Participant(firm=f"{number:03}", **{**row, **more})  # type: ignore[arg-type]


FIRM = st.builds(
    Participant,
    firm=st.just(""),
    level=st.integers(0, 4),
    move=st.sampled_from(MOVES),
    is_signed_off=st.booleans(),
    scores=st.fixed_dictionaries({"overall": st.integers(0, 1000), "iot": st.integers(0, 1000)}),
    gaps=st.frozensets(st.sampled_from(GAPS)),
    plans=st.dictionaries(st.sampled_from(WORKS), st.just(Price(low=100, high=300))),
)
COHORTS = st.lists(FIRM, min_size=0, max_size=60).map(
    lambda firms: [replace(one, firm=f"{n:03}") for n, one in enumerate(firms)]
)


def without_gap(firms: list[Participant], id: str, *, had: bool) -> list[Participant]:
    """The same firms, but for one that has the gap now and had not, or the other way round."""
    at = next(n for n, one in enumerate(firms) if (id in one.gaps) is had)
    return [*firms[:at], replace(firms[at], gaps=firms[at].gaps ^ {id}), *firms[at + 1 :]]


@settings(max_examples=60, deadline=None)
@given(COHORTS)
def test_no_hidden_count_follows_from_what_is_shown(firms: list[Participant]) -> None:
    cohort, n = count_cohort(firms), len(firms)
    assert (cohort is None) is (n < 10)
    if cohort is None:
        return
    for classes, names in ((cohort.levels, LEVELS), (cohort.moves, MOVES)):
        assert sum(one.n for one in classes) == n
        assert all(one.n >= 10 for one in classes)
        assert [id for one in classes for id in one.ids] == list(names)
    for one in (*cohort.gaps, *cohort.pilots):
        assert one.k >= 10 and n - one.k >= 10
    another_world_looks_the_same(firms, cohort)


def another_world_looks_the_same(firms: list[Participant], cohort: Cohort) -> None:
    """For each hidden count, firms that differ in it give the very same report: so the report cannot tell it."""
    n, shown = len(firms), {one.id for one in cohort.gaps}
    for id in set(GAPS) - shown:
        k = sum(id in one.gaps for one in firms)
        other = k - 1 if k and not is_shown(k - 1, n) else k + 1
        assert not is_shown(other, n)
        assert count_cohort(without_gap(firms, id, had=other < k)) == cohort
    counts = Counter(str(one.level) for one in firms)
    for several in (one for one in cohort.levels if len(one.ids) > 1):
        worlds = [counts.copy() for _ in range(2 * len(several.ids))]
        for number, world in enumerate(worlds):
            giver, taker = several.ids[number // 2], several.ids[(number // 2 + 1 + number % 2) % len(several.ids)]
            world[giver] -= 1
            world[taker] += 1
        real = [world for world in worlds if min(world.values()) >= 0 and world != counts]
        assert any(draw_together(world, LEVELS) == cohort.levels for world in real)


def test_levels_under_the_floor_join_their_neighbours_and_tell_a_threshold_only_where_they_part() -> None:
    firms = [firm(n, level=0 if n < 3 else 1 if n < 14 else 3, scores={"overall": 300 + n}) for n in range(26)]
    cohort = count_cohort(firms)
    assert cohort is not None
    assert [(one.ids, one.n) for one in cohort.levels] == [(("0", "1"), 14), (("2", "3", "4"), 12)]
    assert (cohort.at_least(2), cohort.at_least(1), cohort.at_least(3)) == (12, None, None)
    assert (cohort.measures[0].mean, cohort.signed_off) == (313, None)


def test_shared_pilots_add_up_only_where_ten_need_them_and_ten_do_not() -> None:
    price = Price(low=100_00, high=300_00)
    firms = [firm(n, plans={"iot": price} if n < 14 else {"rare": price} if n < 17 else {}) for n in range(40)]
    cohort = count_cohort(firms)
    assert cohort is not None
    assert [(one.id, one.k, one.low, one.high) for one in cohort.pilots] == [("iot", 14, 1400_00, 4200_00)]


def test_an_edition_follows_only_when_ten_firms_differ_from_each_kept_one() -> None:
    first = {str(n): "a" for n in range(20)}
    one_more = {**first, "20": "a"}
    ten_more = {**first, **{str(n): "a" for n in range(20, 30)}}
    assert count_moved(first, one_more) == 1
    assert not may_follow(one_more, [first])
    assert may_follow(ten_more, [first])
    assert not may_follow({**ten_more, "5": "b"}, [first, ten_more])
    assert not may_follow({**first, "0": "b"}, [ten_more, first])
    assert may_follow(dict.fromkeys(first, "b"), [first, ten_more])
