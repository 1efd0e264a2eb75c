"""Answers given per site: how they join is the lens's word, and the weakest is always named."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.answers import parse_answers
from app.content.firm import Site
from app.scoring import score
from tests.samples import firm, trades

CATALOGUE = trades()
BAKERY = CATALOGUE.instrument("bakery")
SHARES = {"mill": {"part": 9, "total": 10}, "shop": {"part": 1, "total": 10}}


def earned(rule, ovens, people=(90, 10)):
    """The fraction the ovens earn, and the site named as weakest."""
    sites = tuple(Site(id=id, name=id, headcount=n) for id, n in zip(("mill", "shop"), people, strict=True))
    company = firm(industry="bakery", sites=sites)
    lens = CATALOGUE.lens("readiness")
    linked = lens.dimensions[1]
    read = linked.capabilities[0].reads[0].model_copy(update={"sites": rule})
    capability = linked.capabilities[0].model_copy(update={"reads": (read,)})
    part = linked.model_copy(update={"capabilities": (capability,)})
    lens = lens.model_copy(update={"dimensions": (lens.dimensions[0], part)})
    sheet, faults = parse_answers(BAKERY, {"ovens": {"sites": ovens}}, company)
    assert not faults, faults
    (line,) = [line for line in score(lens, BAKERY, sheet, company).trace if line.question == "ovens"]
    return line.value, line.weakest


@pytest.mark.parametrize(
    ("rule", "value"), [("mean", F(1, 2)), ("headcount", F(9, 10) * F(9, 10) + F(1, 100)), ("weakest", F(1, 10))]
)
def test_the_lens_says_how_sites_join(rule, value):
    assert earned(rule, SHARES) == (value, "shop")


@pytest.mark.parametrize("people", [(None, 10), (0, 0)])
def test_without_numbers_of_people_every_site_counts_the_same(people):
    assert earned("headcount", SHARES, people) == (F(1, 2), "shop")


def test_a_site_still_open_counts_as_nothing_for_now():
    assert earned("weakest", {"mill": SHARES["mill"], "shop": None}) == (0, None)
    assert earned("mean", {"mill": SHARES["mill"], "shop": None}) == (F(9, 20), None)


def test_no_site_is_the_weakest_among_equals():
    assert earned("mean", {"mill": SHARES["mill"], "shop": SHARES["mill"]}) == (F(9, 10), None)


COUNTS = st.tuples(st.integers(0, 10), st.integers(0, 10))


@given(
    rule=st.sampled_from(["mean", "headcount", "weakest"]),
    counts=COUNTS,
    better=st.integers(0, 10),
    people=st.tuples(st.integers(0, 50), st.integers(0, 50)),
)
def test_a_better_site_never_lowers_the_whole_and_sites_may_swap(rule, counts, better, people):
    def value(mill, shop, people=people):
        return earned(rule, {"mill": {"part": mill, "total": 10}, "shop": {"part": shop, "total": 10}}, people)[0]

    mill, shop = counts
    low = value(mill, shop)
    assert F(min(counts), 10) <= low <= F(max(counts), 10)
    assert value(max(mill, better), shop) >= low
    assert value(shop, mill, people[::-1]) == low
