"""A firm's people: roles, leaving, handing over, and working in one of two firms."""

import threading
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from time_machine import travel

from app.accounts.models import User
from app.events.queries import list_events
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Conflict
from app.tenants.changes import accept_handover, offer_handover
from app.tenants.models import Handover, Membership, Organisation, Role
from app.tenants.queries import list_members
from tests.factories.people import add_member, make_firm, make_person

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]


class Firm:
    """An owner, a contributor and a viewer; and a neighbour."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.owner, self.cook, self.guest = (make_person(database) for _ in range(3))
        self.neighbour = make_person(database)
        self.row = make_firm(database, self.owner)
        self.other = make_firm(database, self.neighbour, "Next Door")
        add_member(database, self.row, self.cook, Role.CONTRIBUTOR)
        add_member(database, self.row, self.guest, Role.VIEWER)

    def role(self, person: User) -> str | None:
        """The role somebody has in the firm."""
        with self.database.reading() as session:
            mine = (Membership.user_id == person.id, Membership.organisation_id == self.row.id)
            return session.scalars(select(Membership.role).where(*mine)).one_or_none()

    def tags(self) -> list[str]:
        """What happened to the firm, oldest first."""
        with self.database.reading(Scope.tenant(self.row.id)) as session:
            return [event.tag for event in reversed(list_events(session, self.row.id))]


@pytest.fixture
def firm(app: Flask, database: Database) -> Firm:
    with app.app_context():
        return Firm(database)


def offer_of(browser: FlaskClient) -> str:
    page = browser.get("/firm/members").text
    return page.split('href="/handovers/')[1].split('"')[0]


def test_everybody_sees_the_members_and_only_owners_their_addresses(firm: Firm, sign_in: Enter) -> None:
    for person, shown in ((firm.owner, True), (firm.cook, False), (firm.guest, False)):
        page = sign_in(person).get("/firm/members").text
        assert "Contributor" in page and (str(firm.guest.email) in page) is shown
        assert ("/firm/members/remove" in page) is shown
    assert str(firm.cook.id) not in sign_in(firm.neighbour).get("/firm/members").text


def test_roles_change_and_people_go_and_it_counts_at_once(firm: Firm, sign_in: Enter) -> None:
    owner, cook = sign_in(firm.owner), sign_in(firm.cook)
    owner.post("/firm/members/role", data={"person": firm.cook.id, "role": "viewer"})
    assert firm.role(firm.cook) == "viewer"
    assert owner.post("/firm/members/role", data={"person": firm.cook.id, "role": "owner"}).status_code == 404
    assert owner.post("/firm/members/role", data={"person": firm.owner.id, "role": "viewer"}).status_code == 409
    for stranger in (firm.neighbour.id, "x"):
        assert owner.post("/firm/members/remove", data={"person": stranger}).status_code == 404
    assert cook.post("/firm/members/remove", data={"person": firm.guest.id}).status_code == 403
    owner.post("/firm/members/remove", data={"person": firm.cook.id})
    assert cook.get("/firm/members").status_code == 404, "the next request finds nothing"
    assert firm.tags()[-2:] == ["member.role_changed", "member.removed"]


def test_anybody_leaves_but_the_last_owner(firm: Firm, sign_in: Enter) -> None:
    assert sign_in(firm.guest).post("/firm/leave").status_code == 303
    assert firm.role(firm.guest) is None
    refused = sign_in(firm.owner).post("/firm/leave", headers={"Accept-Language": "en"})
    assert refused.status_code == 409 and "only owner" in refused.text
    assert firm.role(firm.owner) == "owner"


def test_the_firm_is_handed_over_when_both_say_so(
    firm: Firm, sign_in: Enter, run_jobs: Callable[[], int], outbox: list[EmailMessage]
) -> None:
    owner, cook, guest = sign_in(firm.owner), sign_in(firm.cook), sign_in(firm.guest)
    assert owner.post("/firm/handover", data={"person": firm.owner.id}).status_code == 422
    assert owner.post("/firm/handover", data={"person": firm.neighbour.id}).status_code == 422
    assert owner.post("/firm/handover", data={"person": firm.cook.id}).status_code == 303
    assert owner.post("/firm/handover", data={"person": firm.guest.id}).status_code == 422, "one offer at a time"
    assert (firm.role(firm.owner), firm.role(firm.cook)) == ("owner", "contributor"), "an offer changes nothing"
    address = "/handovers/" + offer_of(cook)
    for other in (owner, guest):
        assert other.post(address, data={"answer": "accept"}).headers["Location"] == "/firm/members"
    assert sign_in(firm.neighbour).post(address, data={"answer": "accept"}).status_code == 404
    assert firm.role(firm.cook) == "contributor"
    assert cook.post(address, data={"answer": "accept"}).status_code == 303
    assert (firm.role(firm.owner), firm.role(firm.cook)) == ("contributor", "owner")
    assert owner.get("/firm/handover").status_code == 403
    assert cook.get(address).status_code == 404, "an answered offer is gone"
    run_jobs()
    told = sorted((mail["To"], mail["Subject"]) for mail in outbox)
    first, second = str(firm.owner.email), str(firm.cook.email)
    assert told == sorted(
        [
            (second, "Foshan Sofa is offered to you"),
            (first, "You offered Foshan Sofa to Lin Wei"),
            (first, "Foshan Sofa has a new owner"),
            (second, "Foshan Sofa has a new owner"),
        ]
    )
    assert firm.tags()[-2:] == ["handover.offered", "handover.accepted"]


def test_handing_over_asks_for_the_password_once_more(firm: Firm, sign_in: Enter) -> None:
    owner, cook = sign_in(firm.owner), sign_in(firm.cook)
    owner.post("/firm/handover", data={"person": firm.cook.id})
    address = "/handovers/" + offer_of(cook)
    with travel(clock.now() + timedelta(hours=3), tick=False):
        assert owner.get("/firm/handover").headers["Location"] == "/sign-in/again?next=/firm/handover"
        answer = cook.post(address, data={"answer": "accept"})
        assert answer.headers["Location"].startswith("/sign-in/again?next=/handovers/")
    assert firm.role(firm.owner) == "owner"
    with travel(clock.now() + timedelta(days=8), tick=False):
        late = sign_in(firm.cook)
        assert late.get(address).status_code == 404, "offers run out"


def test_an_offer_is_taken_back_declined_or_void(firm: Firm, sign_in: Enter) -> None:
    owner, cook = sign_in(firm.owner), sign_in(firm.cook)
    owner.post("/firm/handover", data={"person": firm.cook.id})
    stale = "/handovers/" + offer_of(cook)
    owner.post("/firm/handover/withdraw")
    assert cook.post(stale, data={"answer": "accept"}).status_code == 404
    owner.post("/firm/handover", data={"person": firm.cook.id})
    cook.post("/handovers/" + offer_of(cook), data={"answer": "decline"})
    owner.post("/firm/handover", data={"person": firm.guest.id})
    owner.post("/firm/members/remove", data={"person": firm.guest.id})
    with firm.database.reading(Scope.tenant(firm.row.id)) as session:
        assert session.scalars(select(Handover)).all() == []
    assert firm.role(firm.owner) == "owner"


def race(acts: list[Callable[[], object]]) -> list[object]:
    """Do all at once; what each came to."""
    results: list[object] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(number: int) -> None:
        gate.wait()
        try:
            results[number] = acts[number]()
        except Conflict as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_offers_at_once_one_stands(firm: Firm, app: Flask, database: Database) -> None:
    def offer(to: UUID) -> Callable[[], object]:
        def act() -> object:
            with app.test_request_context(), database.begin(Scope.tenant(firm.row.id)) as session:
                return offer_handover(session, firm.row.id, to, by=firm.owner.id).id

        return act

    came = race([offer(firm.cook.id), offer(firm.guest.id), offer(firm.cook.id)])
    assert sum(isinstance(one, Conflict) for one in came) == 2
    with database.reading(Scope.tenant(firm.row.id)) as session:
        assert len(session.scalars(select(Handover)).all()) == 1


def test_accepting_twice_at_once_makes_one_owner(firm: Firm, app: Flask, database: Database) -> None:
    with app.test_request_context(), database.begin(Scope.tenant(firm.row.id)) as session:
        offer_handover(session, firm.row.id, firm.cook.id, by=firm.owner.id)

    def accept() -> object:
        with app.test_request_context(), database.begin(Scope.tenant(firm.row.id)) as session:
            return accept_handover(session, firm.row.id, by=firm.cook.id).name

    came = race([accept, accept])
    assert sum(isinstance(one, Conflict) for one in came) == 1
    with database.reading() as session:
        owners = [one.user_id for one in list_members(session, firm.row.id) if one.role == Role.OWNER]
    assert owners == [firm.cook.id]


def test_a_person_of_two_firms_chooses_where_to_work(firm: Firm, sign_in: Enter, database: Database) -> None:
    add_member(database, firm.other, firm.cook, Role.VIEWER)
    browser = sign_in(firm.cook)
    page = browser.get("/firm/members").text
    assert "Next Door" in page and str(firm.owner.id) not in page
    assert browser.post("/firm/switch", data={"firm": firm.other.id}).status_code == 303
    assert "working here" in browser.get("/firm/members").text
    there = browser.get("/firm/members").text
    assert there.index("Next Door") < there.index("working here")
    with database.begin() as session:
        third = Organisation(kind="sme", name="Third")
        session.add(third)
    for foreign in (third.id, "x", ""):
        assert browser.post("/firm/switch", data={"firm": foreign}).status_code == 404
    assert sign_in(firm.neighbour).post("/firm/switch", data={"firm": firm.row.id}).status_code == 404
