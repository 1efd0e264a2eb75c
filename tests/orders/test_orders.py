"""From asking to having: bank transfers that prolong, a report bought once, and nothing paid twice."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.money import Money
from app.orders.models import Channel, OrderState
from app.orders.operations import Wish, place_order, settle_order, withdraw_order
from app.orders.queries import get_order
from app.subscriptions.plans import Feature
from app.subscriptions.queries import allows, entitlements_of, list_subscriptions
from tests.factories.fillings import Started
from tests.factories.people import make_firm, make_person

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("billed")]
YEAR = Wish(item="standard", interval="year", currency="CNY", channel=Channel.TRANSFER)


def order(database: Database, firm: UUID, wish: Wish, by: UUID) -> UUID:
    with database.begin(Scope.tenant(firm)) as session:
        return place_order(session, firm, wish, by=by, at=clock.now()).id


def pay(database: Database, firm: UUID, order_id: UUID, minor: int, *, at: datetime | None = None) -> None:
    with database.begin(Scope.tenant(firm)) as session:
        settle_order(session, firm, order_id, paid=Money(minor, "CNY"), at=at or clock.now())


def test_a_prepaid_year_opens_the_reports_and_the_next_goes_on_from_its_end(
    database: Database, started: Started
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    with database.reading(Scope.tenant(firm)) as session:
        assert not allows(session, firm, Feature.REPORTS)
    first = order(database, firm, YEAR, owner)
    assert order(database, firm, YEAR, owner) == first, "asking twice is one order"
    pay(database, firm, first, 198000, at=datetime(2028, 2, 29, tzinfo=UTC))
    pay(database, firm, first, 198000, at=datetime(2028, 3, 29, tzinfo=UTC))
    second = order(database, firm, YEAR, owner)
    assert second != first
    pay(database, firm, second, 198000, at=datetime(2028, 12, 1, tzinfo=UTC))
    with database.reading(Scope.tenant(firm)) as session:
        (held,) = list_subscriptions(session, firm)
        assert held.period_start_at == datetime(2029, 2, 28, tzinfo=UTC)
        assert held.period_end_at == datetime(2030, 2, 28, tzinfo=UTC)
        assert entitlements_of(session, firm, datetime(2029, 6, 1, tzinfo=UTC)).opens(Feature.REPORTS)
        lapsed = datetime(2030, 3, 20, tzinfo=UTC)
        assert entitlements_of(session, firm, lapsed).plan.id == "free"


def test_another_amount_or_currency_books_nothing(database: Database, started: Started) -> None:
    firm = started.tenant_id
    wanted = order(database, firm, YEAR, started.owner.id)
    with pytest.raises(Conflict):
        pay(database, firm, wanted, 198001)
    with pytest.raises(Conflict), database.begin(Scope.tenant(firm)) as session:
        settle_order(session, firm, wanted, paid=Money(198000, "USD"), at=clock.now())
    with database.reading(Scope.tenant(firm)) as session:
        assert get_order(session, firm, wanted).state == OrderState.OPEN
        assert not list_subscriptions(session, firm)


def test_a_single_report_opens_one_assessment(database: Database, started: Started) -> None:
    firm, owner = started.tenant_id, started.owner.id
    wish = Wish(
        item="report",
        interval="once",
        currency="CNY",
        channel=Channel.TRANSFER,
        assessment_id=started.assessment_id,
    )
    pay(database, firm, order(database, firm, wish, owner), 39900)
    with database.reading(Scope.tenant(firm)) as session:
        assert allows(session, firm, Feature.ROADMAP, started.assessment_id)
        assert not allows(session, firm, Feature.REASSESSMENT, started.assessment_id)
        assert not allows(session, firm, Feature.ROADMAP)
    with pytest.raises(Conflict):
        order(database, firm, wish, owner)


def test_what_is_not_sold_so_is_not_ordered(database: Database, started: Started) -> None:
    for wish in (
        Wish(item="provider", interval="year", currency="CNY", channel=Channel.TRANSFER),
        Wish(item="free", interval="month", currency="CNY", channel=Channel.TRANSFER),
        Wish(item="standard", interval="year", currency="CNY", channel=Channel.TRANSFER, quantity=0),
    ):
        with pytest.raises(Invalid):
            order(database, started.tenant_id, wish, started.owner.id)


def test_a_withdrawn_order_is_not_paid_any_more_and_no_neighbour_sees_it(database: Database, started: Started) -> None:
    firm, owner = started.tenant_id, started.owner.id
    wanted = order(database, firm, YEAR, owner)
    with database.begin(Scope.tenant(firm)) as session:
        withdraw_order(session, firm, wanted, by=owner)
    with pytest.raises(Conflict):
        pay(database, firm, wanted, 198000)
    other = make_firm(database, make_person(database), "Neighbour")
    with database.reading(Scope.tenant(other.id)) as session, pytest.raises(NotFound):
        get_order(session, other.id, wanted)


def test_an_expired_order_that_is_paid_after_all_counts(database: Database, started: Started) -> None:
    firm = started.tenant_id
    wanted = order(database, firm, YEAR, started.owner.id)
    with database.begin(Scope.tenant(firm)) as session:
        row = get_order(session, firm, wanted, hold=True)
        row.state, row.expires_at = OrderState.EXPIRED, clock.now() - timedelta(days=1)
    pay(database, firm, wanted, 198000)
    with database.reading(Scope.tenant(firm)) as session:
        assert allows(session, firm, Feature.REPORTS)


def test_what_was_paid_online_in_the_moment_it_was_withdrawn_opens_what_was_paid_for(
    database: Database, started: Started
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    words = {"item": "report", "interval": "once", "currency": "CNY", "assessment_id": started.assessment_id}
    wanted = order(database, firm, Wish(channel=Channel.CHECKOUT, **words), owner)
    with database.begin(Scope.tenant(firm)) as session:
        withdraw_order(session, firm, wanted, by=owner)
    pay(database, firm, wanted, 39900)
    with database.reading(Scope.tenant(firm)) as session:
        assert allows(session, firm, Feature.REPORTS, started.assessment_id)
