"""The provider's screens: whom a credit goes to, what is said when it cannot, and that neighbours see nothing."""

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clients.models import Client
from app.credits.operations import hand_over, recall_credit
from app.credits.receiving import use_waiting
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Conflict
from app.kit.ids import new_id
from app.subscriptions.models import Subscription
from app.tenants.models import Role
from tests.credits.house import House, hand_in, passes, received, settle_house
from tests.factories.fillings import Started, start_filling
from tests.factories.people import add_member, make_person

pytestmark = pytest.mark.usefixtures("billed")
Enter = Callable[..., FlaskClient]
Run = Callable[[], int]


@pytest.fixture
def house(app: Flask, database: Database, run_jobs: Run) -> House:
    """It has ten credits."""
    made = settle_house(app, database)
    made.buy()
    run_jobs()
    return made


@pytest.fixture
def client_id(house: House, started: Started) -> UUID:
    """A firm in its book."""
    return house.take_in(started.tenant_id, started.owner)


def note(house: House, name: str) -> UUID:
    with house.database.begin(Scope.tenant(house.id)) as session:
        session.add(row := Client(name=name))
        session.flush()
        return row.id


def test_many_are_chosen_looked_over_and_given_one_each(
    house: House, client_id: UUID, database: Database, sign_in: Enter, run_jobs: Run, started: Started
) -> None:
    planned = start_filling(database)
    with_plan = house.take_in(planned.tenant_id, planned.owner)
    with database.begin(Scope.tenant(planned.tenant_id)) as session:
        known = {"plan": "standard", "interval": "month", "currency": "CNY", "collects": "transfer", "state": "active"}
        until = clock.now().replace(year=clock.now().year + 1)
        session.add(Subscription(**known, since_at=clock.now(), open_until_at=until, read_at=clock.now()))
    unseen, manager = note(house, "Noted only"), sign_in(house.manager)
    assert "Hand over credits" in manager.get("/clients?view=all").text
    asked = {"client": [str(client_id), str(uuid4()), "rubbish"], "elsewhere": f"{with_plan},{unseen}"}
    page = manager.post("/credits/hand", data=asked).text
    assert "Get a credit · 1" in page and "Have a plan of their own · 1" in page and "Cannot have one · 1" in page
    assert page.count("checked") == 1 and "You have 10 credits left." in page
    form = {"gets": [str(client_id), str(with_plan)], "act": str(new_id())}
    for _pressed_twice in range(2):
        assert manager.post("/credits/hand/confirm", data=form).status_code == 303
    run_jobs()
    assert (house.left(), len(house.states())) == (8, 2)
    assert "Have an unused one of yours · 1" in manager.get(f"/credits/hand?client={client_id}").text
    page = manager.get("/credits?state=handed").text
    assert "8 credits left" in page and page.count("Take back</button>") == 2
    assert "Waiting" in manager.get(f"/clients/{client_id}").text
    assert "8 left to hand to your firms" in manager.get("/home").text
    table = manager.get("/credits/handed.csv?state=handed").data.decode("utf-8-sig")
    assert table.count("佛山暖居家具厂") == 2 and "Lin Wei" in table
    assert manager.get("/credits/handed.xlsx").data.startswith(b"PK")
    owner = sign_in(started.owner)
    assert "From Pearl Advice" in owner.get("/passes").text
    assert "A credit from Pearl Advice" in owner.get("/home").text
    assert "go back to it when you withdraw" in owner.get("/firm/providers").text


def test_too_few_hand_over_nothing_and_the_choice_stays(house: House, client_id: UUID, sign_in: Enter) -> None:
    house.shrink(1)
    house.hand(client_id)
    manager = sign_in(house.manager)
    answer = manager.post("/credits/hand/confirm", data={"client": str(client_id), "gets": str(client_id)})
    assert answer.status_code == 422
    assert "You have 0 credits and chose 1 firms; nothing was handed over" in answer.text and "checked" in answer.text
    nobody = manager.post("/credits/hand/confirm", data={"client": str(client_id), "act": "x"})
    assert nobody.status_code == 422 and "Choose at least one firm" in nobody.text
    assert manager.post("/credits/hand", data={}).status_code == 303


def test_neighbours_and_officers_reach_none_of_it(
    house: House, client_id: UUID, started: Started, app: Flask, database: Database, sign_in: Enter, run_jobs: Run
) -> None:
    house.hand(client_id)
    run_jobs()
    (credit,) = house.credits()
    rival = settle_house(app, database, "Rival Advice")
    rival.buy()
    run_jobs()
    browser = sign_in(rival.manager)
    assert browser.post(f"/credits/{credit.id}/recall").status_code == 404
    assert "佛山暖居家具厂" not in browser.get("/credits").text
    form = {"client": str(client_id), "gets": str(client_id)}
    assert "佛山暖居家具厂" not in browser.post("/credits/hand", data=form).text
    assert browser.post("/credits/hand/confirm", data=form).status_code == 422
    assert (rival.left(), house.states()) == (10, ["handed"])
    officer = make_person(database)
    add_member(database, house.provider, officer, Role.PROGRAMME_OFFICER)
    outsider = sign_in(officer)
    assert outsider.get("/credits").status_code == 403
    assert "credit" not in outsider.get("/home").text
    neighbour = start_filling(database)
    assert "Pearl Advice" not in sign_in(neighbour.owner).get("/passes").text
    manager = sign_in(house.manager)
    assert manager.post(f"/credits/{credit.id}/recall").status_code == 303
    run_jobs()
    assert (house.states(), received(database, started.tenant_id)) == (["returned"], ["returned"])


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run these at the same moment; which were let through."""
    ready, ends = threading.Barrier(len(acts)), list[str]()

    def run(act: Callable[[], object]) -> None:
        ready.wait()
        try:
            act()
            ends.append("done")
        except Conflict:
            ends.append("told")

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(ends)


@pytest.mark.database
def test_two_hand_over_the_last_one_at_once_and_one_is_told(
    house: House, client_id: UUID, started: Started, database: Database, run_jobs: Run
) -> None:
    house.shrink(2)
    house.hand(client_id)

    def hand() -> None:
        with database.begin(Scope.tenant(house.id)) as session:
            hand_over(session, house.id, [client_id], act=new_id(), by=house.admin.id, at=clock.now())

    assert at_once(hand, hand, hand) == ["done", "told", "told"]
    run_jobs()
    assert (house.left(), len(house.states()), len(passes(database, started.tenant_id))) == (0, 2, 2)


@pytest.mark.database
def test_used_and_taken_back_at_once_it_is_one_of_both(
    house: House, client_id: UUID, started: Started, database: Database, run_jobs: Run
) -> None:
    house.hand(client_id)
    run_jobs()
    hand_in(database, started)
    (credit,) = house.credits()

    def use() -> None:
        with database.begin(Scope.tenant(started.tenant_id)) as session:
            use_waiting(session, started.tenant_id, at=clock.now())

    def take_back() -> None:
        with database.begin(Scope.tenant(house.id)) as session:
            recall_credit(session, house.id, credit.id, by=house.manager.id, at=clock.now())

    at_once(use, take_back)
    run_jobs()
    assert house.states() == received(database, started.tenant_id) == ["used"], "it was opened before it was asked for"
    assert passes(database, started.tenant_id) == [True]
