"""Two clerks book what came in by bank; nobody else finds the desk."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from app.accounts.models import User
from app.cli.clerks import clerks
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Conflict, Invalid
from app.kit.money import Money
from app.orders.models import Channel, OrderState
from app.orders.operations import Wish, place_order
from app.orders.queries import get_order
from app.subscriptions.plans import Feature
from app.subscriptions.queries import allows
from app.transfers.operations import Seen, confirm_transfer, enter_transfer, withdraw_transfer
from app.transfers.queries import list_entries
from tests.factories.authenticators import Authenticator, register
from tests.factories.fillings import Started
from tests.factories.people import make_person

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("billed")]
YEAR = Wish(item="standard", interval="year", currency="CNY", channel=Channel.TRANSFER)


def seen(minor: int, reference: str = "2026112800017", currency: str = "CNY") -> Seen:
    words = {"payer": "佛山沙发厂", "reference": reference}
    return Seen(amount=Money(minor, currency), received_on=clock.today(), **words)


@pytest.fixture
def ordered(database: Database, started: Started) -> UUID:
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        return place_order(session, started.tenant_id, YEAR, by=started.owner.id, at=clock.now()).id


def enter(database: Database, started: Started, order_id: UUID, what: Seen, by: UUID) -> UUID:
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        order = get_order(session, started.tenant_id, order_id)
        return enter_transfer(session, order, what, by=by, at=clock.now()).id


def confirm(database: Database, started: Started, transfer_id: UUID, by: UUID) -> None:
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        confirm_transfer(session, started.tenant_id, transfer_id, by=by, at=clock.now())


def is_open(database: Database, started: Started) -> bool:
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        return allows(session, started.tenant_id, Feature.REPORTS)


def test_nothing_opens_before_a_second_person_has_seen_the_money(
    database: Database, started: Started, ordered: UUID
) -> None:
    mei, tom = make_person(database).id, make_person(database).id
    entered = enter(database, started, ordered, seen(198000), mei)
    assert not is_open(database, started)
    with pytest.raises(Conflict):
        confirm(database, started, entered, mei)
    confirm(database, started, entered, tom)
    assert is_open(database, started)
    with pytest.raises(Conflict):
        confirm(database, started, entered, tom)


def test_a_year_may_be_paid_in_two_parts_and_never_too_much(
    database: Database, started: Started, ordered: UUID
) -> None:
    mei, tom = make_person(database).id, make_person(database).id
    first = enter(database, started, ordered, seen(100000, "1"), mei)
    with pytest.raises(Conflict):
        enter(database, started, ordered, seen(98001, "2"), mei)
    second = enter(database, started, ordered, seen(98000, "2"), tom)
    confirm(database, started, first, tom)
    assert not is_open(database, started)
    confirm(database, started, second, mei)
    assert is_open(database, started)


def test_what_does_not_fit_is_not_entered(database: Database, started: Started, ordered: UUID) -> None:
    mei = make_person(database).id
    enter(database, started, ordered, seen(1000, "A-1"), mei)
    for unfit in (seen(1000, "a-1"), seen(1000, "B", "USD")):
        with pytest.raises(Conflict):
            enter(database, started, ordered, unfit, mei)
    late = Seen(amount=Money(1000, "CNY"), received_on=date(2020, 1, 1), payer="x", reference="C")
    for nothing in (seen(1000, "   "), late):
        with pytest.raises(Invalid):
            enter(database, started, ordered, nothing, mei)


def test_a_mistake_is_withdrawn_and_its_number_can_be_entered_again(
    database: Database, started: Started, ordered: UUID
) -> None:
    mei, tom = make_person(database).id, make_person(database).id
    wrong = enter(database, started, ordered, seen(198000), mei)
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        withdraw_transfer(session, started.tenant_id, wrong, by=mei, at=clock.now())
    with pytest.raises(Conflict):
        confirm(database, started, wrong, tom)
    confirm(database, started, enter(database, started, ordered, seen(198000), mei), tom)
    assert is_open(database, started)


@pytest.mark.postgresql
def test_of_two_clerks_who_confirm_at_once_one_is_told(database: Database, started: Started, ordered: UUID) -> None:
    mei = make_person(database).id
    entered = enter(database, started, ordered, seen(198000), mei)
    others = [make_person(database).id for _ in range(4)]

    def press(by: UUID) -> bool:
        try:
            confirm(database, started, entered, by)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(press, others)) == 1
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert get_order(session, started.tenant_id, ordered).state == OrderState.PAID


@pytest.fixture
def appointed(database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, User], None]:
    """`jianyun clerks appoint|dismiss` for a person."""
    monkeypatch.setattr("app.cli.serving.open_house", lambda: database)

    def say(act: str, person: User) -> None:
        answer = CliRunner().invoke(clerks, [act, str(person.email), "--lang", "en"])
        assert answer.exit_code == 0, answer.output

    return say


def test_the_desk_is_for_clerks_with_a_second_factor(
    database: Database, sign_in: Callable[..., FlaskClient], appointed: Callable[[str, User], None]
) -> None:
    mei = make_person(database)
    browser = sign_in(mei)
    assert browser.get("/desk").status_code == 404
    appointed("appoint", mei)
    answer = browser.get("/desk")
    assert answer.status_code == 303 and "/desk" in answer.location, "the way leads through the second factor"
    assert register(browser, Authenticator()).status_code == 303
    assert browser.get("/desk").status_code == 200
    appointed("dismiss", mei)
    assert browser.get("/desk").status_code == 404


def test_a_transfer_goes_from_the_slip_to_the_open_report(
    database: Database,
    started: Started,
    ordered: UUID,
    sign_in: Callable[..., FlaskClient],
    appointed: Callable[[str, User], None],
) -> None:
    browsers = []
    for person in (make_person(database), make_person(database)):
        appointed("appoint", person)
        browser = sign_in(person)
        assert register(browser, Authenticator()).status_code == 303
        browsers.append(browser)
    mei, tom = browsers
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        number = get_order(session, started.tenant_id, ordered).number
    assert number in mei.get(f"/desk/transfers/new?find= {number.lower()} ").text
    said = {"amount": "1980.00", "currency": "CNY", "received_on": clock.today().isoformat()}
    said |= {"payer": "=cmd|<script>", "reference": "R-1"}
    refused = mei.post(f"/desk/transfers/new/{ordered}", data=said | {"amount": "2980"})
    assert refused.status_code == 422 and "CNY 1,980.00" in refused.text and "R-1" in refused.text
    assert mei.post(f"/desk/transfers/new/{ordered}", data=said).status_code == 303
    assert "&lt;script&gt;" in tom.get("/desk").text
    with database.reading(Scope.platform("test")) as session:
        (entry,) = list_entries(session, None)
    page = f"/desk/transfers/{entry.transfer.id}"
    assert "confirm" not in mei.get(page).text.split("somebody else confirms")[1].split("</section>")[0]
    mei.post(f"{page}/confirm")
    assert not is_open(database, started), "one person alone opens nothing, whatever is sent"
    assert "On the account" not in tom.get(page).text
    tom.post(f"{page}/confirm")
    assert is_open(database, started)
