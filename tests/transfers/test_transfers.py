"""Money on the bank's account: entered by one, confirmed by another, and booked once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from app.accounts.models import User
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Conflict, Invalid, NotFound, Refused
from app.kit.money import Money
from app.orders.models import Order, OrderState
from app.orders.queries import get_order
from app.subscriptions.plans import Feature
from app.subscriptions.queries import allows
from app.transfers import operations
from app.transfers.models import BankTransfer, TransferState
from app.transfers.operations import Act, Slip
from app.transfers.queries import get_transfer, is_waiting
from tests.factories.fillings import Started, start_filling
from tests.factories.orders import keep_order
from tests.factories.people import make_person

pytestmark = pytest.mark.usefixtures("billed")
DUE = Money(198000, "CNY")


@pytest.fixture
def clerks(database: Database) -> tuple[User, User]:
    """Two people of the operator's."""
    return make_person(database), make_person(database)


def order(database: Database, firm: Started, **given: Any) -> UUID:
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        return keep_order(session, firm.owner, **given)


def slip(reference: str = "2026112800017", amount: Money = DUE, **more: Any) -> Slip:
    return Slip(amount=amount, received_on=clock.today(), payer="佛山市沙发有限公司", reference=reference, **more)


def enter(database: Database, firm: Started, order_id: UUID, by: User, what: Slip | None = None) -> UUID:
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        return operations.enter_transfer(session, firm.tenant_id, order_id, what or slip(), act(by)).id


def act(by: User) -> Act:
    return Act(by=by.id, at=clock.now())


def do(database: Database, firm: Started, name: str, transfer_id: UUID, *more: Any) -> None:
    with database.begin(Scope.tenant(firm.tenant_id)) as session:
        getattr(operations, name)(session, firm.tenant_id, transfer_id, *more)


def state(database: Database, firm: Started, transfer_id: UUID) -> str:
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        return get_transfer(session, firm.tenant_id, transfer_id).state


def is_open(database: Database, firm: Started) -> bool:
    with database.reading(Scope.tenant(firm.tenant_id)) as session:
        return allows(session, firm.tenant_id, Feature.REPORTS)


@pytest.mark.database
def test_one_person_alone_opens_nothing_and_two_open_it_once(
    database: Database, started: Started, clerks: tuple[User, User]
) -> None:
    mei, tom = clerks
    wanted = order(database, started)
    made = enter(database, started, wanted, mei)
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert is_waiting(session, started.tenant_id, wanted)
    with pytest.raises(Refused):
        do(database, started, "confirm_transfer", made, act(mei))
    assert not is_open(database, started)
    do(database, started, "confirm_transfer", made, act(tom))
    assert is_open(database, started) and state(database, started, made) == "confirmed"
    for again in ("confirm_transfer", "withdraw_transfer"):
        with pytest.raises(Conflict):
            do(database, started, again, made, act(tom))


def test_another_amount_is_refused_with_both_figures_and_can_be_kept_aside_and_used_or_returned(
    database: Database, started: Started, clerks: tuple[User, User]
) -> None:
    mei, tom = clerks
    wanted = order(database, started)
    for wrong in (Money(99000, "CNY"), Money(198000, "USD")):
        with pytest.raises(Conflict) as caught:
            enter(database, started, wanted, mei, slip(amount=wrong))
        assert "1,980.00" in caught.value.message.zh and f"{wrong.major:,.2f}" in caught.value.message.en
    with pytest.raises(Invalid):
        enter(database, started, wanted, mei, slip(amount=Money(99000, "CNY"), is_unmatched=True))
    kept = enter(database, started, wanted, mei, slip(amount=Money(99000, "CNY"), is_unmatched=True, note="half of it"))
    with pytest.raises(Conflict):
        do(database, started, "confirm_transfer", kept, act(tom))
    half = order(database, started, amount_minor=99000, number="JYHALF")
    neighbour = start_filling(database)
    order(database, neighbour, amount_minor=99000, number="JYOTHER")
    with pytest.raises(NotFound):
        do(database, started, "match_transfer", kept, "JYOTHER", act(tom))
    do(database, started, "match_transfer", kept, "jyhalf", act(tom))
    with pytest.raises(Refused):
        do(database, started, "confirm_transfer", kept, act(tom))
    do(database, started, "confirm_transfer", kept, act(mei))
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert get_order(session, started.tenant_id, half).state == OrderState.PAID
    more = enter(database, started, wanted, mei, slip("X-0002", Money(5, "CNY"), is_unmatched=True, note="a mistake"))
    do(database, started, "return_transfer", more, "sent back on the same day", act(tom))
    assert state(database, started, more) == TransferState.RETURNED


@pytest.mark.database
def test_a_bank_reference_is_booked_once_whoever_it_is_for(
    database: Database, started: Started, clerks: tuple[User, User]
) -> None:
    mei, _tom = clerks
    neighbour = start_filling(database)
    wanted, theirs = order(database, started), order(database, neighbour)
    made = enter(database, started, wanted, mei, slip("ab-12 34"))
    with pytest.raises(Conflict):
        enter(database, neighbour, theirs, mei, slip("AB1234"))
    with pytest.raises(Conflict):
        enter(database, started, wanted, mei, slip("Q-77777"))  # one for this order is being checked
    do(database, started, "withdraw_transfer", made, act(mei))
    assert state(database, neighbour, enter(database, neighbour, theirs, mei, slip("AB1234"))) == "entered"
    with database.reading(Scope.tenant(neighbour.tenant_id)) as session, pytest.raises(NotFound):
        get_transfer(session, neighbour.tenant_id, made)


def test_money_for_an_order_that_was_settled_meanwhile_is_not_booked_twice(
    database: Database, started: Started, clerks: tuple[User, User]
) -> None:
    mei, tom = clerks
    wanted, by_card = order(database, started), order(database, started, channel="checkout")
    with pytest.raises(Conflict):
        enter(database, started, by_card, mei)
    made = enter(database, started, wanted, mei)
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        session.get_one(Order, wanted).state = OrderState.WITHDRAWN
    with pytest.raises(Conflict):
        do(database, started, "confirm_transfer", made, act(tom))
    do(database, started, "set_transfer_aside", made, "the order was withdrawn", act(tom))
    assert state(database, started, made) == "unmatched" and not is_open(database, started)


@pytest.mark.postgresql
@pytest.mark.database
def test_of_clerks_who_confirm_or_enter_at_once_one_succeeds(
    database: Database, started: Started, clerks: tuple[User, User]
) -> None:
    mei, _tom = clerks
    others, neighbour = [make_person(database) for _ in range(4)], start_filling(database)
    houses = ((started, order(database, started)), (neighbour, order(database, neighbour)))

    def book(which: int) -> bool:
        firm, wanted = houses[which % 2]
        try:
            enter(database, firm, wanted, mei, slip("ONE-SLIP"))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(book, range(4))) == 1, "one slip is for one organisation"
    with database.reading(Scope.platform("test")) as session:
        (made,) = session.query(BankTransfer).all()
    firm = started if made.tenant_id == started.tenant_id else neighbour

    def confirm(by: User) -> bool:
        try:
            do(database, firm, "confirm_transfer", made.id, act(by))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(confirm, others)) == 1
    assert is_open(database, firm)
