"""Until when a subscription opens anything, and what several open together."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.subscriptions.entitlements import (
    GRACE,
    PREPAID_GRACE,
    SLACK,
    Bought,
    Collects,
    State,
    Term,
    access_until,
    add_up,
)
from app.subscriptions.plans import Feature, Limit, shop

NOW = datetime(2026, 11, 28, tzinfo=UTC)
MONTH = NOW + timedelta(days=30)


def card(state: State, **more: datetime) -> Term:
    return Term(state=state, collects=Collects.CARD, **more)


def test_a_paid_month_opens_until_it_ends_and_a_late_renewal_shuts_nobody_out() -> None:
    assert access_until(card(State.ACTIVE, period_end_at=MONTH)) == MONTH + SLACK


def test_a_trial_ends_by_itself_even_when_no_news_comes() -> None:
    assert access_until(card(State.TRIALING, trial_end_at=MONTH, period_end_at=NOW + timedelta(days=400))) == (
        MONTH + SLACK
    )


def test_a_declined_renewal_keeps_access_for_a_bounded_time_from_the_first_failure() -> None:
    assert access_until(card(State.PAST_DUE, past_due_since_at=NOW, period_end_at=MONTH)) == NOW + GRACE


def test_cancelling_at_the_end_of_the_period_ends_there() -> None:
    assert access_until(card(State.ACTIVE, period_end_at=MONTH, cancel_at=MONTH)) == MONTH


def test_states_in_which_nothing_was_paid_open_nothing() -> None:
    for state in (State.UNPAID, State.PAUSED, State.INCOMPLETE, State.INCOMPLETE_EXPIRED, State.CANCELED):
        assert access_until(card(state, period_end_at=MONTH, trial_end_at=MONTH, past_due_since_at=NOW)) is None


def test_an_invoice_that_was_only_sent_opens_nothing_until_it_is_paid() -> None:
    for state in (State.ACTIVE, State.PAST_DUE):
        sent = Term(state=state, collects=Collects.INVOICE, period_end_at=MONTH, past_due_since_at=NOW)
        assert access_until(sent) is None
    paid = Term(state=State.ACTIVE, collects=Collects.INVOICE, period_end_at=MONTH, paid_until_at=MONTH)
    assert access_until(paid) == MONTH + PREPAID_GRACE


@given(st.sampled_from(State), st.sampled_from(Collects), st.integers(0, 4000), st.integers(0, 4000))
def test_cancelling_never_opens_anything_longer(state: State, collects: Collects, end: int, cancel: int) -> None:
    times = {"period_end_at": NOW + timedelta(hours=end), "paid_until_at": NOW + timedelta(hours=end)}
    times |= {"trial_end_at": NOW, "past_due_since_at": NOW}
    going = access_until(Term(state=state, collects=collects, **times))
    wished = access_until(Term(state=state, collects=collects, cancel_at=NOW + timedelta(hours=cancel), **times))
    assert (going is None) == (wished is None)
    assert wished is None or going is None or wished <= going


def test_of_two_plans_the_wider_limit_and_every_feature_counts() -> None:
    plans = shop.plans
    provider = Bought(plan=plans.plan("provider"), until=MONTH, seats=5)
    both = add_up(plans.free, [provider, Bought(plan=plans.plan("provider"), until=NOW, seats=9)])
    assert both.limit(Limit.SEATS) == 9 and both.until == MONTH
    assert both.opens(Feature.BATCH) and not both.opens(Feature.REPORTS)
    assert both.limit(Limit.CLIENTS) is None, "a paying provider keeps any number of firms"


def test_without_anything_bought_the_free_plan_holds() -> None:
    free = add_up(shop.plans.free, [])
    assert free.plan.id == "free" and not free.features and free.limit(Limit.ASSESSMENTS) == 1
