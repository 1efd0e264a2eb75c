"""While somebody is away a colleague's list of clients holds theirs, too."""

from datetime import date

import pytest
from flask import Flask

from app.clients.models import Cover
from app.clients.queries import tended_by
from app.kit.db import Database, Scope
from tests.factories.people import make_person, make_provider

pytestmark = pytest.mark.database


def test_clients_of_a_colleague_count_as_mine_from_the_first_day_to_the_last(app: Flask, database: Database) -> None:
    away, here, admin, other = (make_person(database) for _ in range(4))
    ours, theirs = make_provider(database, admin), make_provider(database, other, "Other Advice")
    first, last = date(2026, 12, 1), date(2026, 12, 5)
    for provider in (ours, theirs):
        with database.begin(Scope.tenant(provider.id)) as session:
            covered = away if provider is ours else other
            session.add(Cover(user_id=covered.id, covering_id=here.id, from_on=first, to_on=last))
    with database.reading(Scope.tenant(ours.id)) as session:
        for day, expected in ((first, {here.id, away.id}), (last, {here.id, away.id}), (date(2026, 12, 6), {here.id})):
            assert tended_by(session, ours.id, here.id, on=day) == expected
        assert tended_by(session, ours.id, away.id, on=first) == {away.id}
