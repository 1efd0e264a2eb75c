"""Which site goes first, and in which order the others follow."""

from app.content.answers import Answer, AnswerState
from app.content.firm import Site
from app.planning import plan
from tests.planning.workshop import PILOT, answered, initiative, lift, means, problem


def per_site(**levels):
    return Answer(state=AnswerState.ANSWERED, sites={site: answered(level) for site, level in levels.items()})


def sites_of(item, **answers):
    case = problem(item, means=means(), answers=answers, sites=tuple(Site(id=id, name=id) for id in "abc"))
    (chosen,) = plan(case).items
    return chosen.sites


ORDERS = initiative("orders", lift("orders", 4), pilot=PILOT)


def test_the_pilot_goes_where_the_need_is_greatest_and_the_rest_follow_by_need():
    assert sites_of(ORDERS, orders=per_site(a="l2", b="l0", c="l1")) == ("b", "c", "a")


def test_an_initiative_may_ask_for_the_firmest_ground_first():
    steady = initiative("orders", lift("orders", 4), pilot={**PILOT, "site": "strongest"})
    assert sites_of(steady, orders=per_site(a="l2", b="l0", c="l1")) == ("a", "b", "c")


def test_a_site_that_has_it_is_left_in_peace_and_ties_keep_the_firms_order():
    assert sites_of(ORDERS, orders=per_site(a="l4", b="l0", c="l0")) == ("b", "c")


def test_need_is_the_mean_over_all_it_lifts():
    both = initiative("both", lift("orders", 4), lift("stock", 4))
    assert sites_of(both, orders=per_site(a="l0", b="l2"), stock=per_site(a="l3", b="l0")) == ("b", "a")


def test_one_answer_for_the_whole_firm_names_no_site():
    assert sites_of(ORDERS, orders="l1") == ()


def test_what_another_trade_is_asked_holds_nothing_up():
    elsewhere = initiative(
        "orders",
        lift("orders", 4),
        lift("lessons", 4),
        requires=[{"question": "lessons", "level": 2}],
    )
    (chosen,) = plan(problem(elsewhere, means=means())).items
    assert chosen.initiative == "orders"
    held = plan(problem(elsewhere, means=means(), answers={"orders": "l4"})).rejected
    assert [one.reason for one in held] == ["no_gap"]
