"""Who reaches what: owners, members of every role, strangers, neighbours, providers with and without consent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Blueprint, Flask, jsonify
from flask.testing import FlaskClient
from sqlalchemy import select

from app.companies.models import Company
from app.config import Settings
from app.events.queries import list_events
from app.kit.access import UndeclaredAccess, access
from app.kit.db import Database, Scope, database
from app.kit.errors import Conflict, NotFound
from app.kit.text import Text
from app.tenants.access import current_actor, row_of
from app.tenants.models import Role
from app.tenants.operations import RoleNotOfThisKind, admit_member, open_tenant
from tests.factories.people import add_member, engage, make_firm, make_person, make_provider

pytestmark = pytest.mark.database
trial = Blueprint("trial", __name__)
GONE = Text(zh="无", en="gone")


def _company(company_id: UUID) -> Company:
    found = database().session.scalars(select(Company).where(Company.id == company_id)).one_or_none()
    if found is None:
        raise NotFound(GONE)
    return found


@trial.get("/trial/<uuid:company_id>")
@access("read", tenant=row_of(Company, "company_id"))
def look(company_id: UUID) -> Any:
    """Read one row."""
    return jsonify(name=_company(company_id).name, role=current_actor().role)


@trial.post("/trial/<uuid:company_id>")
@access("submit", tenant=row_of(Company, "company_id"))
def rename(company_id: UUID) -> Any:
    """Write one row."""
    _company(company_id).name = "renamed"
    return jsonify(ok=True)


@trial.get("/trial/mine")
@access("read")
def mine() -> Any:
    """The firm the person works in."""
    return jsonify(tenant=str(current_actor().tenant_id))


@pytest.fixture
def app(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The application with the routes above."""
    from app import factory
    from app.kit.db import db

    real = factory.screens()
    monkeypatch.setattr(factory, "screens", lambda: (*real, trial))
    yield factory.create_app(settings)
    db.dispose()


def make_company(database: Database, tenant_id: UUID) -> UUID:
    """A profile in a tenant; returns its id."""
    from app.companies.operations import create_company
    from app.content import firm
    from app.kit import clock

    profile = firm.Company(
        name="Sofa", industry="furniture", city="foshan", headcount=12, revenue_band="under-5m", sites=()
    )
    with database.begin(Scope.tenant(tenant_id)) as session:
        return create_company(session, profile, tenant_id=tenant_id, at=clock.now()).id


class Town:
    """Two firms, each with a profile."""

    def __init__(self, database: Database) -> None:
        self.owner, self.neighbour = make_person(database), make_person(database)
        self.firm = make_firm(database, self.owner)
        self.other = make_firm(database, self.neighbour, "Next Door")
        self.row = make_company(database, self.firm.id)
        self.foreign_row = make_company(database, self.other.id)


@pytest.fixture
def town(database: Database) -> Town:
    """The scene."""
    return Town(database)


Enter = Callable[..., FlaskClient]


def codes(browser: FlaskClient, row: UUID) -> tuple[int, int]:
    """Status of reading and of writing a row."""
    return browser.get(f"/trial/{row}").status_code, browser.post(f"/trial/{row}").status_code


def test_an_owner_reads_and_writes_and_nobody_else_is_there(town: Town, sign_in: Enter) -> None:
    browser = sign_in(town.owner)
    assert codes(browser, town.row) == (200, 200)
    assert codes(browser, town.foreign_row) == (404, 404)
    assert browser.get("/trial/mine").get_json() == {"tenant": str(town.firm.id)}


def test_foreign_and_missing_rows_are_the_same_bytes(town: Town, sign_in: Enter) -> None:
    browser = sign_in(town.owner)
    missing = "0198a000-0000-7000-8000-000000000000"
    first, second = browser.get(f"/trial/{town.foreign_row}"), browser.get(f"/trial/{missing}")
    assert first.status_code == second.status_code == 404
    assert first.data.replace(str(town.foreign_row).encode(), b"") == second.data.replace(missing.encode(), b"")


@pytest.mark.parametrize(
    ("role", "expected"), [(Role.OWNER, (200, 200)), (Role.CONTRIBUTOR, (200, 403)), (Role.VIEWER, (200, 403))]
)
def test_roles_in_a_firm(town: Town, sign_in: Enter, database: Database, role: Role, expected: tuple[int, int]) -> None:
    person = make_person(database)
    add_member(database, town.firm, person, role)
    assert codes(sign_in(person), town.row) == expected
    assert codes(sign_in(person), town.foreign_row) == (404, 404)


def test_a_person_in_two_firms_reaches_both_by_the_row(town: Town, sign_in: Enter, database: Database) -> None:
    add_member(database, town.other, town.owner, Role.VIEWER)
    browser = sign_in(town.owner)
    assert codes(browser, town.row) == (200, 200)
    assert codes(browser, town.foreign_row) == (200, 403)


def test_a_provider_reads_only_engaged_firms_and_writes_none(town: Town, sign_in: Enter, database: Database) -> None:
    person = make_person(database)
    provider = make_provider(database, person)
    consultant = make_person(database)
    add_member(database, provider, consultant, Role.CONSULTANT)
    assert codes(sign_in(consultant), town.row) == (404, 404)
    engage(database, town.firm, provider, town.owner)
    assert codes(sign_in(consultant), town.row) == (200, 403)
    assert codes(sign_in(consultant), town.foreign_row) == (404, 404)
    with database.reading(Scope.provider(provider.id)) as session:
        assert [company.id for company in session.scalars(select(Company))] == [town.row]


def test_a_revoked_membership_ends_with_the_next_request(town: Town, sign_in: Enter, database: Database) -> None:
    from app.tenants.models import Membership

    browser = sign_in(town.owner)
    assert browser.get(f"/trial/{town.row}").status_code == 200
    with database.begin() as session:
        session.delete(session.scalars(select(Membership).where(Membership.user_id == town.owner.id)).one())
    assert browser.get(f"/trial/{town.row}").status_code == 404


def test_a_person_without_a_firm_finds_nothing(sign_in: Enter, database: Database, town: Town) -> None:
    browser = sign_in(make_person(database))
    assert browser.get("/trial/mine").status_code == 404
    assert codes(browser, town.row) == (404, 404)


def test_a_stranger_is_asked_to_sign_in_and_brought_back(town: Town, client: FlaskClient) -> None:
    answer = client.get(f"/trial/{town.row}?a=b")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/sign-in?next=/trial/{town.row}?a%3Db"
    answer = client.post(
        answer.headers["Location"], data={"email": town.owner.email, "password": "correct horse battery"}
    )
    assert answer.headers["Location"].endswith(f"/trial/{town.row}?a=b")


def test_a_writing_route_may_not_hide_behind_reading(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from app import factory

    sly = Blueprint("sly", __name__)
    sly.add_url_rule("/sly", "sly", access("read")(lambda: ""), methods=["POST"])
    monkeypatch.setattr(factory, "screens", lambda: (sly,))
    with pytest.raises(UndeclaredAccess, match="writes under 'read'"):
        factory.create_app(settings)


def test_opening_a_firm_is_audited_and_happens_once(database: Database, app: Flask) -> None:
    person = make_person(database)
    firm = make_firm(database, person)
    with database.reading(Scope.tenant(firm.id)) as session:
        assert [event.tag for event in list_events(session, firm.id)] == ["tenant.opened", "member.admitted"]
    with pytest.raises(Conflict), database.begin() as session:
        open_tenant(session, "Another", by=person.id)


def test_a_firm_has_no_consultants(town: Town, database: Database) -> None:
    with pytest.raises(RoleNotOfThisKind), database.begin(Scope.tenant(town.firm.id)) as session:
        admit_member(session, town.firm, user_id=town.neighbour.id, role=Role.CONSULTANT, by=town.owner.id)
