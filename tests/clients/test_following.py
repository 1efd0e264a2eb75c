"""A provider's book follows the firms that agreed to be seen, and forgets those that withdrew."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.clients.models import Client, Stage
from app.kit.db import Database, Scope
from app.kit.jobs import enqueue
from app.tenants.changes import Terms, agree_to_provider, end_agreement
from app.tenants.queries import list_seats
from tests.factories.filings import make_filled
from tests.factories.people import make_person, make_provider

pytestmark = pytest.mark.database
RESULTS = Terms(purpose="advice", shares=("results",), days=None)


def test_the_book_says_how_the_firm_stands_while_it_agrees(
    app: Flask, database: Database, run_jobs: Callable[[], int]
) -> None:
    owner, admin, other = (make_person(database) for _ in range(3))
    make_filled(database, owner)
    provider, stranger = make_provider(database, admin), make_provider(database, other, "Other Advice")
    with database.reading() as session:
        firm_id = list_seats(session, owner.id)[0].organisation_id

    def book(of: object) -> list[Client]:
        with database.reading(Scope.tenant(of)) as session:  # type: ignore[arg-type]
            return list(session.scalars(select(Client)))

    with database.begin(Scope.tenant(firm_id)) as session:
        agree_to_provider(session, firm_id, provider.id, RESULTS, by=owner.id)
    run_jobs()
    (row,) = book(provider.id)
    assert (row.firm_id, row.stage, row.level) == (firm_id, Stage.FILLING, None)
    assert row.last_active_at is not None
    with database.begin(
        Scope.tenant(provider.id)
    ) as session:  # as if it had been quiet, and from before there were keys
        forgotten = session.scalars(select(Client)).one()
        forgotten.last_active_at, forgotten.name_key = None, ""
        enqueue(session, "clients.tidy")
    run_jobs()
    (again,) = book(provider.id)
    assert again.last_active_at is not None and again.name_key == row.name_key != ""
    assert book(stranger.id) == []
    with database.begin(Scope.tenant(firm_id)) as session:
        end_agreement(session, firm_id, provider.id, by=owner.id)
    run_jobs()
    (row,) = book(provider.id)
    assert (row.stage, row.last_active_at, row.industry_key, row.headcount) == (Stage.ENDED, None, "", None)


def test_a_providers_scope_covers_its_own_book_and_no_other(app: Flask, database: Database) -> None:
    ours, theirs = (make_provider(database, make_person(database), name) for name in ("Ours", "Theirs"))
    for provider in (ours, theirs):
        with database.begin(Scope.tenant(provider.id)) as session:
            session.add(Client(name=f"Client of {provider.name}"))
    with database.reading(Scope.provider(ours.id)) as session:
        assert [row.name for row in session.scalars(select(Client))] == ["Client of Ours"]
