"""Who belongs to a provider: invited within its seats, given roles, removed; and nothing stays open behind them."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.cli.providers import providers as command
from app.clients.handing import Leave, keep_cover
from app.clients.models import Client, Cover
from app.clients.queries import tended_by
from app.invitations.models import Invitation
from app.invitations.operations import Wish, invite_member
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Conflict, PersonError, Refused
from app.staff.operations import remove_person
from app.tenants.models import Membership, Organisation, Role
from app.tenants.queries import list_members
from tests.factories.filings import make_filled
from tests.factories.people import add_member, engage, make_firm, make_person, make_provider

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]


class House:
    """A provider with an administrator, a consultant and an account manager."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.admin, self.consultant, self.manager = (make_person(database) for _ in range(3))
        self.provider = make_provider(database, self.admin)
        add_member(database, self.provider, self.consultant, Role.CONSULTANT)
        add_member(database, self.provider, self.manager, Role.ACCOUNT_MANAGER)

    def people(self) -> dict[object, frozenset[Role]]:
        with self.database.reading() as session:
            return {one.user_id: one.roles for one in list_members(session, self.provider.id)}

    def add_client(self, name: str = "Lecong Chairs", **tended: User) -> Client:
        with self.database.begin(Scope.tenant(self.provider.id)) as session:
            row = Client(name=name, **{f"{part}_id": person.id for part, person in tended.items()})
            session.add(row)
        return row

    def client(self, row: Client) -> Client:
        with self.database.reading(Scope.tenant(self.provider.id)) as session:
            return session.scalars(select(Client).where(Client.id == row.id)).one()


@pytest.fixture
def house(app: Flask, database: Database) -> House:
    with app.app_context():
        return House(database)


def test_a_colleague_joins_gets_a_second_role_and_is_removed(
    house: House, sign_in: Enter, database: Database, run_jobs: Callable[[], int]
) -> None:
    admin, newcomer = sign_in(house.admin), make_person(database)
    page = admin.post("/provider/invitations", data={"contact": newcomer.email, "role": "consultant", "lang": "en"})
    link = re.search(r"http://localhost(/i/[\w-]+)", page.text)
    assert link, page.text
    colleague = sign_in(newcomer)
    assert "Consultant" in colleague.get(link[1]).text
    assert colleague.post(link[1]).location == "/home"
    person = f"/provider/members/{newcomer.id}"
    assert admin.post(person, data={"roles": ["consultant", "account_manager"]}).status_code == 303
    assert house.people()[newcomer.id] == {Role.CONSULTANT, Role.ACCOUNT_MANAGER}
    assert colleague.get("/provider/members").status_code == 200 and colleague.get("/clients").status_code == 200
    for path in (person, "/provider/invitations", "/provider/name"):
        assert colleague.get(path).status_code == 403
    client = house.add_client(account_manager=newcomer, consultant=newcomer)
    today = clock.today()
    with database.begin(Scope.tenant(house.provider.id)) as session:
        leave = Leave(user_id=house.manager.id, covering_id=newcomer.id, from_on=today, to_on=today)
        keep_cover(session, house.provider.id, leave, by=house.admin.id)
        assert tended_by(session, house.provider.id, newcomer.id, on=today) == {newcomer.id, house.manager.id}
    assert admin.post(f"{person}/remove").status_code == 303
    for path in ("/clients", "/provider/members"):
        assert colleague.get(path).status_code == 404, "from the next request on"
    kept = house.client(client)
    assert (kept.account_manager_id, kept.consultant_id) == (None, None)
    with database.reading(Scope.tenant(house.provider.id)) as session:
        assert session.scalars(select(Cover)).all() == []
    assert "Lecong Chairs" in admin.get("/provider/handover?giver=nobody&part=consultant").text


def test_an_administrator_who_is_the_consultant_too_sees_what_a_consultant_sees(
    house: House, sign_in: Enter, database: Database
) -> None:
    owner = make_person(database)
    assessment = make_filled(database, owner)
    with database.reading() as session:
        firm = session.scalars(select(Organisation).join(Membership).where(Membership.user_id == owner.id)).one()
    engage(database, firm, house.provider, owner)
    with database.begin() as session:
        row = session.scalars(select(Membership).where(Membership.user_id == house.admin.id)).one()
        row.also = ["consultant"]
    admin = sign_in(house.admin)
    with database.begin(Scope.tenant(firm.id)) as session:
        from app.assessments.models import Assessment

        session.get_one(Assessment, assessment).state = "submitted"
    assert admin.get(f"/assessments/{assessment}/review").status_code == 200
    assert admin.post(f"/provider/members/{house.admin.id}", data={"roles": ["provider_admin"]}).status_code == 303
    assert admin.get(f"/assessments/{assessment}/review").status_code == 403


def test_one_administrator_stays_also_when_two_remove_each_other(
    house: House, sign_in: Enter, database: Database
) -> None:
    admin = sign_in(house.admin)
    page = admin.post("/provider/leave")
    assert page.status_code == 422 and "needs an administrator" in page.text
    page = admin.post(f"/provider/members/{house.admin.id}", data={"roles": ["consultant"]})
    assert page.status_code == 422 and Role.PROVIDER_ADMIN in house.people()[house.admin.id]
    second = make_person(database)
    add_member(database, house.provider, second, Role.PROVIDER_ADMIN)
    ready, ends = threading.Barrier(2), list[str]()

    def remove(by: User, whom: User) -> None:
        ready.wait()
        try:
            with database.begin(Scope.tenant(house.provider.id)) as session:
                remove_person(session, house.provider.id, whom.id, by=by.id)
            ends.append("removed")
        except (Refused, Conflict) as error:
            ends.append(type(error).__name__)

    pairs = [(house.admin, second), (second, house.admin)]
    both = [threading.Thread(target=remove, args=pair) for pair in pairs]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(ends) == ["Refused", "removed"]
    assert sum(Role.PROVIDER_ADMIN in roles for roles in house.people().values()) == 1


def test_twelve_invitations_at_once_take_no_more_than_the_seats(
    house: House, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.serving.open_house", lambda: database)
    with database.begin() as session:
        code = session.get_one(Organisation, house.provider.id).code or ""
    assert "5 seats" in CliRunner().invoke(command, ["seats", code, "5", "--lang", "en"]).output
    ready, taken = threading.Barrier(12), list[bool]()

    def invite(number: int) -> None:
        wish = Wish(
            contact=f"n{number}@firm.example", role=Role.CONSULTANT, lang="en", write=lambda word: word, mails=False
        )
        ready.wait()
        try:
            with database.begin(Scope.tenant(house.provider.id)) as session:
                asker = session.get_one(User, house.admin.id)
                invite_member(session, house.provider.id, wish, by=asker, at=clock.now())
            taken.append(True)
        except PersonError:
            taken.append(False)

    twelve = [threading.Thread(target=invite, args=(number,)) for number in range(12)]
    for one in twelve:
        one.start()
    for one in twelve:
        one.join()
    assert (taken.count(True), taken.count(False)) == (2, 10), "three members, two seats left"
    with database.reading(Scope.tenant(house.provider.id)) as session:
        assert len(session.scalars(select(Invitation)).all()) == 2
    assert CliRunner().invoke(command, ["seats", code, "0"]).exit_code == 2
    assert "any number" in CliRunner().invoke(command, ["seats", code, "unlimited", "--lang", "en"]).output


def test_a_book_goes_over_to_a_colleague_and_both_are_told(
    house: House, sign_in: Enter, database: Database, run_jobs: Callable[[], int]
) -> None:
    second = make_person(database)
    add_member(database, house.provider, second, Role.ACCOUNT_MANAGER)
    mine, other = (house.add_client(name, account_manager=house.manager) for name in ("Mine", "Other"))
    form = {"part": "account_manager", "giver": str(house.manager.id), "to": str(second.id), "note": "Call first."}
    manager = sign_in(house.manager)
    assert "Other" in manager.get("/provider/handover?part=account_manager").text
    page = manager.post("/provider/handover", data=form)
    assert page.status_code == 422 and "at least one firm" in page.text and "Call first." in page.text
    assert manager.post("/provider/handover", data={**form, "clients": [str(mine.id)]}).status_code == 303
    assert house.client(mine).account_manager_id == second.id
    assert house.client(other).account_manager_id == house.manager.id
    run_jobs()
    assert "were handed to you. Call first." in sign_in(second).get("/inbox").text
    assert "went from you to" in manager.get("/inbox").text
    # Somebody else's book is moved by administrators alone.
    second_browser = sign_in(second)
    assert "Other" not in second_browser.get(f"/provider/handover?giver={house.manager.id}").text
    form = {**form, "to": str(second.id), "clients": [str(other.id)]}
    assert second_browser.post("/provider/handover", data=form).status_code == 422
    assert sign_in(house.admin).post("/provider/handover", data=form).status_code == 303


def test_cover_is_arranged_and_taken_back_and_a_neighbour_sees_none_of_it(
    house: House, sign_in: Enter, database: Database
) -> None:
    first, last = (clock.today() + timedelta(days=days) for days in (1, 9))
    form = {"away": str(house.manager.id), "covering": str(house.consultant.id), "note": "Spring <festival>"}
    manager = sign_in(house.manager)
    wrong = manager.post("/provider/covers", data={**form, "from_on": last.isoformat(), "to_on": first.isoformat()})
    assert wrong.status_code == 422 and "neither before the first" in wrong.text
    days = {"from_on": first.isoformat(), "to_on": last.isoformat()}
    assert manager.post("/provider/covers", data={**form, **days}).status_code == 303
    page = sign_in(house.consultant).get("/provider/covers").text
    assert "Spring &lt;festival&gt;" in page
    neighbour = make_person(database)
    make_provider(database, neighbour, "Next Door")
    next_door = sign_in(neighbour)
    with database.reading(Scope.tenant(house.provider.id)) as session:
        cover = session.scalars(select(Cover.id)).one()
    invitation = f"/provider/invitations/{cover}/withdraw"
    for path in (f"/provider/covers/{cover}/drop", f"/provider/members/{house.manager.id}/remove", invitation):
        assert next_door.post(path).status_code == 404
    assert "festival" not in next_door.get("/provider/covers").text
    assert sign_in(house.admin).post(f"/provider/covers/{cover}/drop").status_code == 303
    owner = make_person(database)
    make_firm(database, owner)
    assert sign_in(owner).get("/provider/members").status_code == 404


def test_the_operator_opens_a_provider_and_its_administrator_renames_it(
    app: Flask, database: Database, sign_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.serving.open_house", lambda: database)
    person = make_person(database)
    assert CliRunner().invoke(command, ["open", "Solo", "nobody@else.example"]).exit_code == 2
    said = CliRunner().invoke(command, ["open", "Solo", str(person.email), "--lang", "en"])
    assert "Solo" in said.output and said.exit_code == 0
    browser = sign_in(person)
    assert browser.post("/provider/name", data={"name": " "}).status_code == 422
    assert browser.post("/provider/name", data={"name": "Solo & <Partners>"}).status_code == 303
    assert "Solo &amp; &lt;Partners&gt;" in browser.get("/provider/members").text
