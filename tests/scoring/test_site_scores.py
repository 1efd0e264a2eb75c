"""Sites beside each other: each by its own answers, the weakest named with what holds it back."""

from dataclasses import replace
from fractions import Fraction as F

from app.content.answers import Answer, AnswerState, combine_sites, parse_answers
from app.content.firm import Site
from app.scoring import score
from app.scoring.sites import compare_sites, lags_of, weakest_of
from tests.samples import firm, trades

CATALOGUE = trades()
BAKERY = CATALOGUE.instrument("bakery")


def compared(ovens, names=("mill", "shop"), absent=""):
    company = firm(industry="bakery", sites=tuple(Site(id=id, name=id.title(), headcount=5) for id in names))
    sheet, faults = parse_answers(BAKERY, {"ovens": {"sites": ovens}}, company)
    assert not faults, faults
    sites = {id: Answer(state=AnswerState.NOT_APPLICABLE) if id == absent else one
             for id, one in sheet.answers["ovens"].sites.items()}  # fmt: skip
    sheet = replace(sheet, answers={"ovens": combine_sites(sites)})
    lens = CATALOGUE.lens_for(BAKERY)
    return compare_sites(lens, BAKERY, sheet, company, score(lens, BAKERY, sheet, company))


def test_each_site_scores_by_its_own_answers() -> None:
    found = compared({"mill": {"part": 9, "total": 10}, "shop": {"part": 1, "total": 10}})
    assert [(one.site.id, one.score()) for one in found] == [("mill", F(90)), ("shop", F(10))]
    weakest = weakest_of(found)
    assert weakest is not None and weakest.site.id == "shop"
    ((own, best),) = lags_of(weakest, found)
    assert own.question == "ovens" and best.site.id == "mill"


def test_equal_sites_have_no_weakest() -> None:
    found = compared({"mill": {"part": 5, "total": 10}, "shop": {"part": 1, "total": 2}})
    assert weakest_of(found) is None


def test_an_open_site_counts_as_nothing_and_is_said_to_be_open() -> None:
    found = compared(
        {"mill": {"part": 9, "total": 10}, "shop": {"part": 1, "total": 2}, "depot": None}, ("mill", "shop", "depot")
    )
    assert {one.site.id: (one.score(), one.open_count) for one in found}["depot"] == (F(0), 1)


def test_what_does_not_apply_at_a_site_leaves_it() -> None:
    found = compared({"mill": {"part": 9, "total": 10}, "shop": {"part": 0, "total": 1}}, absent="shop")
    assert {one.site.id: one.score() for one in found} == {"mill": F(90), "shop": None}


def test_one_site_alone_is_compared_with_nobody() -> None:
    assert compared({"mill": {"part": 9, "total": 10}}, ("mill",)) == ()
    assert compared({"mill": {"part": 9, "total": 10}, "shop": None}) == ()
