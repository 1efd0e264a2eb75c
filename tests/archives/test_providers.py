"""A provider takes its data along and leaves: nothing of it stays but ids on record, and its firms lose nothing."""

import io
from collections.abc import Callable
from datetime import timedelta
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from time_machine import travel

from app.archives.models import Archive
from app.events.queries import list_events
from app.kit import clock
from app.kit.db import Database, Scope, metadata
from app.kit.jobs import enqueue
from app.quotations.queries import list_received
from app.tenants.models import Role
from app.tenants.queries import get_organisation, list_agreements
from tests.factories.fillings import Started
from tests.factories.practices import let_see, offer, settle_practice

pytestmark = pytest.mark.database
Enter = Callable[..., FlaskClient]
Jobs = Callable[[], int]


def test_an_administrator_takes_the_providers_data_along(
    app: Flask, database: Database, sign_in: Enter, run_jobs: Jobs
) -> None:
    ours, _theirs = (settle_practice(database, name) for name in ("Oursheron", "Theirsdove"))
    admin, consultant = (sign_in(ours.people[role]) for role in (Role.PROVIDER_ADMIN, Role.CONSULTANT))
    about = {"about": str(ours.id)}
    assert admin.post("/profile/data/export", data=about).status_code == 303
    consultant.post("/profile/data/export", data=about)
    run_jobs()
    with database.reading() as session:
        (archive,) = session.scalars(select(Archive)).all()
    found = admin.get(f"/profile/data/file?which={archive.id}")
    with ZipFile(io.BytesIO(found.data)) as parcel:
        told = {name: parcel.read(name).decode(errors="replace") for name in parcel.namelist()}
    everything = "".join(told.values())
    assert "Oursheron client" in everything
    assert "Oursheron said" in everything
    assert "heirsdove" not in everything
    assert consultant.get(f"/profile/data/file?which={archive.id}").status_code == 404


def test_a_provider_is_erased_and_its_firms_keep_everything(
    app: Flask, database: Database, started: Started, sign_in: Enter, run_jobs: Jobs
) -> None:
    practice = settle_practice(database, "Oursheron")
    let_see(database, started.tenant_id, practice, started.owner)
    offer(database, started.tenant_id, practice, "Once offered")
    admin = sign_in(practice.people[Role.PROVIDER_ADMIN])
    assert sign_in(practice.people[Role.CONSULTANT]).get("/provider/close").status_code == 403
    assert "nothing was deleted" in admin.post("/provider/close", data={"name": "Oursher"}).text
    assert admin.post("/provider/close", data={"name": "Oursheron"}).status_code == 303
    assert "will be erased on" in admin.get("/home").text
    assert admin.post("/provider/close/undo").status_code == 303
    admin.post("/provider/close", data={"name": "Oursheron"})
    with travel(clock.now() + timedelta(days=7, minutes=1), tick=False):
        with database.begin() as session:
            enqueue(session, "leavers.erase", {})
        run_jobs()
    with database.platform_engine.connect() as connection:
        for table in metadata.sorted_tables:
            kept = str(connection.execute(select(table)).all())
            assert "Oursheron client" not in kept, table.name
            assert table.name in ("events", "jobs") or str(practice.id) not in kept, table.name
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert get_organisation(session, started.tenant_id).name
        assert list_agreements(session, started.tenant_id) == ()
        assert [one.provider_id for one in list_received(session, started.tenant_id)] == [None]
        assert "engagement.ended" in {event.tag for event in list_events(session, started.tenant_id)}
