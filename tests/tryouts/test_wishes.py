"""Between the fields of the form and the planner's means."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.planning.values import Means
from app.tryouts.wishes import Work, left_out, read_wishes, respect_work, wish_of, with_wishes

KNOWN = ("a", "b", "c", "d")
PLAIN = Means(start=date(2026, 11, 27), budget_by_year={}, staff_days={}, locks={})


def test_lists_and_the_pressed_button_become_wishes() -> None:
    given = {"wish-a": "must", "wish-b": "not", "wish-c": "q11", "wish-d": "", "budget_0": "5"}
    wishes = read_wishes(given, KNOWN)
    assert (wishes.must, wishes.must_not, wishes.locks) == (("a",), ("b",), {"c": 11})
    pressed = read_wishes(given | {"do": "free:a"}, KNOWN)
    assert (pressed.must, pressed.must_not) == ((), ("b",))
    assert read_wishes(given | {"do": "not:d"}, KNOWN).must_not == ("b", "d")


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12)), st.text(max_size=12), st.text(max_size=12))
def test_made_up_fields_are_no_wishes(fields: dict[str, str], wish: str, do: str) -> None:
    wishes = read_wishes({**fields, "wish-zz": wish, "wish-a": "q99", "wish-b": "q-1", "do": do}, KNOWN)
    assert {*wishes.must, *wishes.must_not, *wishes.locks} <= set(KNOWN)
    assert all(0 <= at < 12 for at in wishes.locks.values())


def test_what_was_read_is_what_the_form_shows_again() -> None:
    given = {"wish-a": "must", "wish-b": "not", "wish-c": "q3", "wish-d": ""}
    means = with_wishes(PLAIN, read_wishes(given, KNOWN), Work())
    assert {f"wish-{id}": wish_of(means, id) for id in KNOWN} == given


def test_begun_work_is_kept_unless_somebody_decided_otherwise() -> None:
    work = Work(done=("a",), under_way=("b", "c"), dropped=("d",))
    means = respect_work(replace(PLAIN, must=("a",), must_not=("c",), locks={"a": 2}), work)
    assert (means.done, means.must, means.locks, means.must_not) == (("a",), (), {"b": 0}, ("c", "d"))
    freed = with_wishes(means, read_wishes({"wish-a": "must"}, KNOWN), work)
    assert (freed.done, freed.must, freed.locks) == (("a",), (), {})
    assert left_out(work, ["c"]) == ("b",)
