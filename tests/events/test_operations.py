"""The audit trail is added to, never changed, and speaks only of the tenant at hand."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.events.operations import record_event
from app.events.queries import list_events
from app.kit import ids
from app.kit.db import Database, Scope, ScopeBreach
from tests.factories.people import make_firm, make_person

pytestmark = pytest.mark.database


def test_an_event_keeps_who_what_and_when(database: Database) -> None:
    owner = make_person(database)
    firm = make_firm(database, owner)
    with database.begin(Scope.tenant(firm.id)) as session:
        record_event(session, "thing.changed", by=owner.id, tenant_id=firm.id, subject="thing:1", size=3)
    with database.reading(Scope.tenant(firm.id)) as session:
        newest = list_events(session, firm.id)[0]
    assert (newest.tag, newest.actor_id, newest.subject, newest.detail) == (
        "thing.changed",
        owner.id,
        "thing:1",
        {"size": 3},
    )


def test_an_event_about_another_tenant_is_refused(database: Database) -> None:
    firm = make_firm(database, make_person(database))
    with pytest.raises(ScopeBreach), database.begin(Scope.tenant(firm.id)) as session:
        record_event(session, "thing.changed", by=None, tenant_id=ids.new_id())


@pytest.mark.postgresql
def test_the_application_cannot_rewrite_history(database: Database) -> None:
    make_firm(database, make_person(database))
    for sql in ("UPDATE events SET tag = 'x'", "DELETE FROM events"):
        with pytest.raises(DatabaseError, match="permission denied"), database.engine.begin() as connection:
            connection.execute(text(sql))
