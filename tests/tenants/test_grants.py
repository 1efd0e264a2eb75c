"""The operator's staff read one firm by a grant: for hours, for a reason, on record, and ended by the owner."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.accounts.models import User
from app.events.models import Event
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.jobs import JobRow
from app.tenants.grants import give_grant, revoke_grant
from app.tenants.models import Membership, Organisation, Role, StaffGrant
from app.tenants.queries import list_places
from tests.factories.authenticators import Authenticator, register
from tests.factories.fillings import Started, start_filling
from tests.factories.people import make_person

pytestmark = pytest.mark.database
WHY = "The owner asked us why a PDF is missing"
Enter = Callable[..., FlaskClient]


@pytest.fixture
def person(database: Database) -> User:
    """Somebody who works for the operator and sits in no organisation."""
    return make_person(database)


def give(database: Database, started: Started, person: User, hours: int = 2, reason: str = WHY) -> StaffGrant:
    """As `jianyun staff grant` does."""
    with database.begin(Scope.platform("test")) as session:
        firm = session.get_one(Organisation, started.tenant_id)
        return give_grant(session, firm, email=person.email or "", hours=hours, reason=reason)


def acts(database: Database, started: Started, tag: str) -> list[Event]:
    """The firm's own record."""
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        asked = select(Event).where(Event.tenant_id == started.tenant_id, Event.tag == tag)
        return list(session.scalars(asked.order_by(Event.id)))


def test_staff_see_nothing_then_one_firm_read_only_then_nothing(
    database: Database, started: Started, owner: FlaskClient, person: User, sign_in: Enter
) -> None:
    page, neighbour = f"/assessments/{started.assessment_id}/review", start_filling(database)
    browser = sign_in(person)
    assert browser.get(page).status_code == 404
    grant = give(database, started, person)
    assert browser.get(page).headers["Location"].startswith("/second-factor"), "a password alone opens nothing"
    assert register(browser, Authenticator()).status_code == 303
    assert browser.get(page).status_code == browser.get("/home").status_code == 200
    assert browser.get(f"/assessments/{neighbour.assessment_id}/review").status_code == 404
    assert browser.post(f"/assessments/{started.assessment_id}/submit").status_code == 403
    assert browser.get("/firm/members").status_code == browser.get("/firm/log").status_code == 403
    looks = acts(database, started, "grant.used")
    assert (looks[0].actor_id, looks[0].subject) == (person.id, f"assessment:{started.assessment_id}")
    assert len(looks) == 3 and looks[1].detail == {"page": "portfolios.home"}

    assert "Platform staff opened a page" in owner.get("/firm/log").text
    assert WHY in owner.get("/firm/providers").text
    assert owner.post(f"/firm/grants/{grant.id}/end").status_code == 303
    assert browser.get(page).status_code == 404 and owner.post(f"/firm/grants/{grant.id}/end").status_code == 303
    assert len(acts(database, started, "grant.ended")) == 1


def test_a_grant_ends_by_itself_and_the_owner_hears_of_it_at_once(
    database: Database, started: Started, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(database, started, person, hours=72)
    with database.reading() as session:
        (news,) = [one for one in session.scalars(select(JobRow)) if one.payload.get("notice") == "staff-let-in"]
        assert news.payload["context"]["reason"] == WHY and news.payload["path"] == "/firm/providers"
        assert [seat.role for seat in list_places(session, person.id)] == [Role.PLATFORM_STAFF]
        late = clock.now() + timedelta(hours=72)
        monkeypatch.setattr(clock, "now", lambda: late)
        assert list_places(session, person.id) == ()


def test_no_grant_without_reason_limit_or_person_and_no_other_way(
    database: Database, started: Started, person: User
) -> None:
    for hours, reason in ((0, WHY), (73, WHY), (2, "  "), (2, "because")):
        with pytest.raises(Invalid):
            give(database, started, person, hours, reason)
    with pytest.raises(NotFound):
        give(database, started, make_person(database, confirmed=False))
    with pytest.raises(Conflict):
        give(database, started, started.owner)
    first = give(database, started, person)
    with pytest.raises(Conflict):
        give(database, started, person)
    with database.begin(Scope.platform("test")) as session:
        revoke_grant(session, first.id)
    with database.begin() as session:
        session.add(Membership(user_id=person.id, organisation_id=started.tenant_id, role=Role.PLATFORM_STAFF))
    with database.reading() as session:
        assert list_places(session, person.id) == (), "a membership of that role opens nothing"
    if database.engine.dialect.name == "postgresql":
        row = StaffGrant(tenant_id=started.tenant_id, user_id=person.id, reason=WHY, until_at=clock.now())
        with pytest.raises(DBAPIError), database.begin(Scope.tenant(started.tenant_id)) as session:
            session.add(row)  # the application's own role may not
