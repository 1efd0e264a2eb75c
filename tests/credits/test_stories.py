"""A credit's way: bought, handed over, used or taken back, in two tenants that are never written at once."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete

from app.assessments.operations import start_assessment
from app.assessments.queries import catalogue
from app.companies.queries import find_company
from app.credits import tasks
from app.credits.choosing import Need, sort_out
from app.credits.models import CreditState
from app.credits.operations import SETTLING, add_year_lots, recall_credit
from app.credits.queries import list_lots
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Conflict
from app.kit.jobs import Job, JobRow, leave_note
from app.kit.money import Money
from app.orders.models import Channel
from app.orders.operations import PAID, Wish, place_order, settle_order
from app.subscriptions.models import Subscription
from app.subscriptions.values import BeyondPlan
from app.tenants.changes import end_agreement
from app.tenants.models import Organisation
from tests.credits.house import House, hand_in, is_open, make_refunded, passes, received, settle_house
from tests.factories.fillings import Started

pytestmark = pytest.mark.usefixtures("billed")
Run = Callable[[], int]


@pytest.fixture(autouse=True)
def within(app: Flask) -> Iterator[None]:
    """Where tasks are called without a worker, they find what a worker gives them."""
    with app.test_request_context():
        yield


@pytest.fixture
def house(app: Flask, database: Database) -> House:
    """It has ten credits."""
    made = settle_house(app, database)
    made.buy()
    return made


@pytest.fixture
def client_id(house: House, started: Started, run_jobs: Run) -> UUID:
    """A firm that fills its first assessment and lets the provider see it."""
    run_jobs()
    return house.take_in(started.tenant_id, started.owner)


def job(house: House, name: str, **payload: object) -> Job:
    return Job(house.id, name, {key: str(value) for key, value in payload.items()}, house.id, 1, house.database)


def begin_another(database: Database, started: Started) -> Started:
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        company = find_company(session, started.tenant_id)
        assert company is not None
        made = start_assessment(session, company, catalogue().instrument("furniture"), by=started.owner.id)
        return Started(started.owner, started.tenant_id, made.id)


def recall(house: House, number: int = 0) -> None:
    with house.database.begin(Scope.tenant(house.id)) as session:
        recall_credit(session, house.id, house.credits()[number].id, by=house.manager.id, at=clock.now())


def test_a_paid_order_brings_its_credits_once(house: House, database: Database, run_jobs: Run) -> None:
    order_id = house.buy(
        Wish(item="credits", interval="once", currency="CNY", channel=Channel.TRANSFER, quantity=2), minor=560000
    )
    with database.begin(Scope.tenant(house.id)) as session:
        leave_note(session, PAID, {"tenant_id": str(house.id), "order_id": str(order_id), "item": "credits"})
    run_jobs()
    assert house.left() == 30
    assert house.left(clock.now() + timedelta(days=729)) == 30
    assert house.left(clock.now() + timedelta(days=732)) == 0, "two years, then they can be handed over no more"


@pytest.mark.database
def test_a_credit_opens_what_is_handed_in_and_waits_where_nothing_is(
    house: House, client_id: UUID, started: Started, database: Database, run_jobs: Run, outbox: list[EmailMessage]
) -> None:
    house.hand(client_id)
    run_jobs()
    assert (house.left(), passes(database, started.tenant_id), house.states()) == (9, [False], ["handed"])
    hand_in(database, started)
    run_jobs()
    assert is_open(database, started) and house.states() == ["used"]
    with pytest.raises(BeyondPlan):
        begin_another(database, started)
    house.hand(client_id)
    run_jobs()
    assert passes(database, started.tenant_id) == [True, False], "one assessment is never paid for twice"
    hand_in(database, begin_another(database, started))
    run_jobs()
    assert passes(database, started.tenant_id) == [True, True], "what waited let the firm begin, and opens it"
    told = [str(mail["subject"]) for mail in outbox if started.owner.email in str(mail["to"])]
    assert sum("Pearl Advice gave your firm an assessment credit" in one for one in told) == 2
    assert any("Handed over by Lin Wei" in mail.as_string() and "/passes" in mail.as_string() for mail in outbox)


def test_a_report_bought_while_a_credit_opened_it_waits_for_the_next(
    house: House, client_id: UUID, started: Started, database: Database, run_jobs: Run
) -> None:
    hand_in(database, started)
    report = {"item": "report", "interval": "once", "currency": "CNY", "channel": Channel.TRANSFER}
    firm, wish = started.tenant_id, Wish(**report, assessment_id=started.assessment_id)
    with database.begin(Scope.tenant(firm)) as session:
        order_id = place_order(session, firm, wish, by=started.owner.id, at=clock.now()).id
    house.hand(client_id)
    run_jobs()
    with database.begin(Scope.tenant(firm)) as session:
        settle_order(session, firm, order_id, paid=Money(39900, "CNY"), at=clock.now())
    run_jobs()
    assert passes(database, firm) == [True, False], "what was paid is not lost, and nothing is paid for twice"


def test_a_firm_with_a_plan_keeps_its_credit_for_later(
    house: House, client_id: UUID, started: Started, database: Database, run_jobs: Run
) -> None:
    house.hand(client_id)
    run_jobs()
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        known = {"plan": "standard", "interval": "month", "currency": "CNY", "collects": "transfer", "state": "active"}
        until = clock.now() + timedelta(days=20)
        session.add(Subscription(**known, since_at=clock.now(), open_until_at=until, read_at=clock.now()))
    hand_in(database, started)
    run_jobs()
    assert passes(database, started.tenant_id) == [False]
    assert house.states() == ["handed"]


def test_an_unused_credit_comes_back_and_a_used_one_does_not(
    house: House, client_id: UUID, started: Started, database: Database, run_jobs: Run
) -> None:
    house.hand(client_id)
    run_jobs()
    recall(house)
    recall(house)
    run_jobs()
    assert (house.left(), house.states(), passes(database, started.tenant_id)) == (10, ["returned"], [])
    hand_in(database, started)
    house.hand(client_id)
    run_jobs()
    with pytest.raises(Conflict):
        recall(house, 1)
    assert is_open(database, started) and house.left() == 9
    (one,) = sort_out(database, house.id, [client_id], at=clock.now())
    assert one.need == Need.OPENED, "nobody gives it a second one by mistake"


def test_asked_back_before_it_arrived_it_does_not_arrive(
    house: House, client_id: UUID, started: Started, database: Database
) -> None:
    """Two workers: one takes it back while the other still carries what it read before."""
    house.hand(client_id)
    (credit,) = house.credits()
    told = {"credit_id": credit.id, "firm_id": started.tenant_id}
    recall(house)
    tasks.bring_back(job(house, "credits.bring_back", **told))
    with database.begin(Scope.tenant(house.id)) as session:
        session.get_one(type(credit), credit.id).recalled_at = None
    tasks.carry_over(job(house, "credits.carry_over", **told))
    assert (received(database, started.tenant_id), passes(database, started.tenant_id)) == (["returned"], [])


@pytest.mark.database
def test_killed_between_the_two_tenants_it_is_neither_lost_nor_doubled(
    house: House, client_id: UUID, started: Started, database: Database, run_jobs: Run
) -> None:
    hand_in(database, started)
    house.hand(client_id)
    (credit,) = house.credits()
    told = {"credit_id": credit.id, "firm_id": started.tenant_id}
    for _again in range(2):
        tasks.carry_over(job(house, "credits.carry_over", **told))
    assert passes(database, started.tenant_id) == [True]
    assert house.states() == ["handed"], "the firm's side is done, the provider's is not yet"
    with database.begin() as session:  # every message is lost, and a second credit never set out
        session.execute(delete(JobRow))
    house.hand(client_id)
    with database.begin() as session:
        session.execute(delete(JobRow))
    tasks.go_round(job(house, "credits.round"))
    run_jobs()
    assert house.states() == ["used", "handed"]
    assert passes(database, started.tenant_id) == [True, False]


@pytest.mark.database
def test_with_consent_unused_credits_go_back_and_used_ones_stay(
    house: House, client_id: UUID, started: Started, database: Database, run_jobs: Run
) -> None:
    hand_in(database, started)
    for _twice in range(2):
        house.hand(client_id)
        run_jobs()
    house.hand(client_id)
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        end_agreement(session, started.tenant_id, house.id, by=started.owner.id)
    run_jobs()
    assert (house.states(), house.left()) == (["used", "returned", "returned"], 9)
    assert is_open(database, started)
    assert passes(database, started.tenant_id) == [True]


def test_a_consent_that_ran_out_by_itself_sends_them_back_too(
    house: House, started: Started, database: Database, run_jobs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = clock.now() + timedelta(hours=2)
    client_id = house.take_in(started.tenant_id, started.owner, until_at=clock.now() + timedelta(hours=1))
    run_jobs()
    house.hand(client_id)
    run_jobs()
    monkeypatch.setattr(clock, "now", lambda: late)
    tasks.go_round(job(house, "credits.round"))
    run_jobs()
    assert (house.states(), passes(database, started.tenant_id)) == (["returned"], [])


@pytest.mark.database
def test_either_side_may_be_erased_and_the_other_is_whole(
    house: House, client_id: UUID, started: Started, app: Flask, database: Database, run_jobs: Run
) -> None:
    second = settle_house(app, database, "Second Advice")
    second.buy()
    run_jobs()
    house.hand(client_id)
    second.hand(second.take_in(started.tenant_id, started.owner))
    run_jobs()
    with database.begin(Scope.platform("erasure of a provider in a test")) as session:
        session.execute(delete(Organisation).where(Organisation.id == second.id))
    tasks.go_round(job(house, "credits.round"))
    run_jobs()
    assert received(database, started.tenant_id) == ["handed", "handed"], "what was given stays the firm's"
    with database.begin(Scope.platform("erasure of a firm in a test")) as session:
        session.execute(delete(Organisation).where(Organisation.id == started.tenant_id))
    tasks.go_round(job(house, "credits.round"))
    run_jobs()
    assert (house.states(), house.left()) == (["returned"], 10)


@pytest.mark.database
def test_each_paid_year_of_a_plan_brings_credits_for_its_seats_once(
    app: Flask, database: Database, run_jobs: Run
) -> None:
    house = settle_house(app, database)
    year = Wish(item="provider", interval="year", currency="CNY", channel=Channel.TRANSFER, quantity=3)
    order_id = house.buy(year, minor=894000)
    run_jobs()
    house.buy(year, minor=894000)  # next year's, paid in advance: its credits come when it begins
    tasks.go_round(job(house, "credits.round"))
    run_jobs()
    assert house.left() == 30
    later = clock.now() + timedelta(days=370)
    with database.begin(Scope.tenant(house.id)) as session:
        assert [add_year_lots(session, house.id, at=later) for _again in range(2)] == [1, 0]
    assert house.left(later) == 30, "the first year's have run out with it"
    make_refunded(database, house.id, order_id)
    run_jobs()
    assert house.left() == 30 and house.left(later) == 30


def test_a_card_that_fails_at_the_turn_of_the_year_brings_none(app: Flask, database: Database) -> None:
    house, start = settle_house(app, database), datetime(2027, 3, 1, tzinfo=UTC)
    with database.begin(Scope.tenant(house.id)) as session:
        known = {"plan": "provider", "interval": "year", "currency": "CNY", "seats": 2, "stripe_id": "sub_1"}
        times = {"since_at": start - timedelta(days=365), "period_start_at": start, "read_at": start}
        end = start + timedelta(days=365)
        row = Subscription(**known, **times, collects="charge_automatically", state="past_due", period_end_at=end)
        session.add(row)
        session.flush()
        assert add_year_lots(session, house.id, at=start + SETTLING) == 0
        row.state = "active"
        assert add_year_lots(session, house.id, at=start + SETTLING / 2) == 0
        assert add_year_lots(session, house.id, at=start + SETTLING) == 1
        row.state, row.stripe_id = "trialing", "sub_2"
        row.period_start_at = start + timedelta(days=1)
        assert add_year_lots(session, house.id, at=start + 3 * SETTLING) == 0


def test_money_given_back_ends_a_lot_but_not_what_firms_have_used(
    house: House, client_id: UUID, started: Started, database: Database, run_jobs: Run
) -> None:
    hand_in(database, started)
    for _twice in range(2):
        house.hand(client_id)
        run_jobs()
    with database.reading(Scope.tenant(house.id)) as session:
        (lot,) = list_lots(session, house.id)
    assert lot.lot.order_id is not None
    for _again in range(2):
        make_refunded(database, house.id, lot.lot.order_id)
        run_jobs()
    assert (house.left(), house.states()) == (0, [CreditState.USED, CreditState.RETURNED])
    assert is_open(database, started)


def test_administrators_hear_once_that_few_are_left_and_once_that_a_lot_runs_out(
    house: House, client_id: UUID, run_jobs: Run, outbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    house.shrink(3)
    for _each in range(2):
        house.hand(client_id)
    run_jobs()
    late = clock.now() + timedelta(days=705)
    monkeypatch.setattr(clock, "now", lambda: late)
    for _twice in range(2):
        tasks.go_round(job(house, "credits.round"))
    run_jobs()
    told = [str(mail["subject"]) for mail in outbox if house.admin.email in str(mail["to"])]
    assert [one for one in told if "left" in one] == ["2 assessment credits are left"]
    assert [one for one in told if "soon" in one] == ["1 assessment credit runs out soon"]
