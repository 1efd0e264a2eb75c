"""Exports that come round by themselves: when, for whom, with whose rights, and never twice for one day."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from app.accounts.models import User
from app.batches.models import Batch, BatchItem, StandingOrder
from app.batches.rhythm import next_due, read_rhythm
from app.batches.standing import come_round
from app.clients.choosing import read_query
from app.clients.models import Client, Stage
from app.clients.saved import drop_view, keep_view
from app.events.models import Event
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.jobs import enqueue
from app.subscriptions.plans import shop
from app.tenants.models import Membership, Organisation, Role
from tests.factories.people import add_member, make_person, make_provider

Enter = Callable[..., FlaskClient]
Jobs = Callable[[], int]
FIELDS = {"format": "pdf", "lang": "en", "pattern": "{firm}", "rhythm": "monthly-31"}


def at(text: str) -> datetime:
    """A moment as clocks show it where our firms work, in UTC."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("rhythm", "after", "due"),
    [
        ("monthly-31", "2027-01-31T07:00", "2027-02-28T07:00"),
        ("monthly-31", "2028-02-28T09:00", "2028-02-29T07:00"),
        ("monthly-1", "2026-11-28T10:00", "2026-12-01T07:00"),
        ("monthly-1", "2026-12-01T06:59", "2026-12-01T07:00"),
        ("weekly-1", "2026-11-30T07:00", "2026-12-07T07:00"),
        ("weekly-7", "2026-11-28T23:30", "2026-11-29T07:00"),
    ],
)
def test_the_next_day_is_later_and_in_the_morning(rhythm: str, after: str, due: str) -> None:
    found = read_rhythm(rhythm)
    assert found and next_due(*found, after=at(after)) == at(due)


def test_no_other_rhythm_is_understood() -> None:
    assert [read_rhythm(raw) for raw in ("", "daily-1", "weekly-8", "monthly-0", "monthly-٣", "weekly")] == [None] * 6


@dataclass
class Office:
    """A provider with an account manager, a kept view, and two clients it shows."""

    database: Database
    manager: User
    provider: Organisation
    view_id: UUID

    def all(self, model: type[Any]) -> list[Any]:
        """Every row of this provider."""
        with self.database.reading(Scope.tenant(self.provider.id)) as session:
            return list(session.scalars(select(model).order_by(model.id)))

    @property
    def order(self) -> StandingOrder:
        """The only standing order there is."""
        (found,) = self.all(StandingOrder)
        return found

    def add_client(self, name: str, stage: Stage = Stage.INVITED) -> None:
        """One more in the book."""
        with self.database.begin(Scope.tenant(self.provider.id)) as session:
            session.add(Client(name=name, stage=stage))

    def fall_due(self) -> None:
        """Its day has come."""
        with self.database.begin(Scope.tenant(self.provider.id)) as session:
            session.execute(update(StandingOrder).values(next_at=clock.now() - timedelta(minutes=1)))

    def look_round(self) -> None:
        """What the clock does every ten minutes."""
        with self.database.begin() as session:
            enqueue(session, "batches.look_round")

    def come(self, run_jobs: Jobs) -> int:
        """Its day comes; how many batches there are afterwards."""
        self.fall_due()
        self.look_round()
        run_jobs()
        return len(self.all(Batch))


@pytest.fixture
def office(app: Flask, database: Database) -> Office:
    with app.app_context():
        manager = make_person(database)
        provider = make_provider(database, make_person(database))
        add_member(database, provider, manager, Role.ACCOUNT_MANAGER)
        with database.begin(Scope.tenant(provider.id)) as session:
            session.add_all([Client(name=name, stage=Stage.INVITED) for name in ("A", "B")])
            choice = read_query("stage=invited")
            view = keep_view(session, provider.id, "Invited", choice, shared=False, by=manager.id)
        return Office(database, manager, provider, view.id)


def keep(browser: FlaskClient, office: Office) -> None:
    told = {**FIELDS, "act": "everything", "source": str(office.view_id)}
    assert browser.post("/batches/standing", data=told).status_code == 303


@pytest.mark.database
def test_it_is_made_anew_when_due_and_a_link_goes_to_whoever_set_it_up(
    office: Office, sign_in: Enter, run_jobs: Jobs, outbox: list[EmailMessage]
) -> None:
    browser = sign_in(office.manager)
    offer = browser.post("/batches/new", data={"act": "everything", "back": "stage=invited"}).text
    assert f'value="{office.view_id}" selected' in offer
    bad = browser.post("/batches/standing", data={**FIELDS, "act": "everything", "rhythm": "daily", "pattern": "mine"})
    assert bad.status_code == 422 and 'value="mine"' in bad.text and not office.all(StandingOrder)
    keep(browser, office)
    assert clock.now() < office.order.next_at < clock.now() + timedelta(days=32)
    assert office.order.next_at.astimezone(clock.HOUSE_ZONE).strftime("%Y-%m-%d") in browser.get("/batches").text
    office.look_round()
    run_jobs()
    assert not office.all(Batch), "not before its day"

    office.add_client("C")
    office.add_client("D", Stage.NOTED)
    office.fall_due()
    office.look_round()
    office.look_round()
    run_jobs()
    (batch,) = office.all(Batch)
    assert batch.state == "ready" and {item.name for item in office.all(BatchItem)} == {"A", "B", "C"}
    (mail,) = [one for one in outbox if "scheduled" in one["Subject"]]
    assert mail["To"] == office.manager.email and not list(mail.iter_attachments())
    text = mail.get_body(("plain",))
    assert text and "/batches" in text.get_content()
    assert office.order.next_at > clock.now()


@pytest.mark.database
def test_pausing_and_a_view_that_is_gone_stop_it(
    office: Office, database: Database, sign_in: Enter, run_jobs: Jobs, outbox: list[EmailMessage]
) -> None:
    browser = sign_in(office.manager)
    keep(browser, office)
    address = f"/batches/standing/{office.order.id}"
    browser.post(f"{address}/pause")
    assert office.come(run_jobs) == 0 and "Paused" in browser.get("/batches").text
    browser.post(f"{address}/resume")
    assert office.order.next_at > clock.now(), "what was missed is not made up for"
    assert office.come(run_jobs) == 1

    with database.begin(Scope.tenant(office.provider.id)) as session:
        drop_view(session, office.provider.id, office.view_id, by=office.manager.id)
    assert office.come(run_jobs) == 1 and "the view it follows is gone" in browser.get("/batches").text
    assert len([one for one in outbox if "not made this time" in one["Subject"]]) == 1
    browser.post(f"{address}/resume")
    assert office.order.state == "paused"


@pytest.mark.database
def test_it_is_its_persons_alone_and_ends_with_their_role(
    office: Office, database: Database, sign_in: Enter, run_jobs: Jobs
) -> None:
    browser, stranger, colleague = sign_in(office.manager), make_person(database), make_person(database)
    add_member(database, make_provider(database, make_person(database), "Rival"), stranger, Role.ACCOUNT_MANAGER)
    add_member(database, office.provider, colleague, Role.ACCOUNT_MANAGER)
    keep(browser, office)
    address = f"/batches/standing/{office.order.id}/remove"
    for other in (sign_in(stranger), sign_in(colleague)):
        assert other.post(address).status_code == 404 and "Invited" not in other.get("/batches").text
    browser.post(address)
    assert not office.all(StandingOrder)

    (first, *_) = office.all(Client)
    assert browser.post("/batches/standing", data={**FIELDS, "client": str(first.id)}).status_code == 303
    with database.begin() as session:
        session.execute(delete(Membership).where(Membership.user_id == office.manager.id))
    office.look_round()
    run_jobs()
    assert (office.order.state, office.order.reason) == ("ended", "rights")
    assert office.come(run_jobs) == 0
    tags = {event.tag for event in office.all(Event)}
    assert {f"standing_order.{done}" for done in ("kept", "removed", "ended")} <= tags


@pytest.mark.database
def test_two_workers_make_one_batch_of_a_day(office: Office, app: Flask, database: Database, sign_in: Enter) -> None:
    keep(sign_in(office.manager), office)
    office.fall_due()
    row, gate, faults = office.order, threading.Barrier(2), []

    def work() -> None:
        gate.wait()
        try:
            with app.app_context(), database.begin(Scope.tenant(office.provider.id)) as session:
                come_round(session, office.provider.id, row.id, at=clock.now())
        except Exception as fault:
            faults.append(fault)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not faults
    (batch,) = office.all(Batch)
    assert batch.due_on == row.next_at.astimezone(clock.HOUSE_ZONE).date()
    assert batch.standing_id == row.id and office.order.next_at > clock.now()


def test_beyond_the_plan_it_is_left_out_and_goes_on_once_the_plan_does(
    office: Office, sign_in: Enter, run_jobs: Jobs, outbox: list[EmailMessage]
) -> None:
    keep(sign_in(office.manager), office)
    shop.set_up(is_open=True)
    try:
        assert office.come(run_jobs) == office.come(run_jobs) == 0
        row = office.order
        assert (row.state, row.reason) == ("running", "plan") and row.next_at > clock.now()
        told = [mail for mail in outbox if "Batch exports need" in mail.get_body(("plain",)).get_content()]  # type: ignore[union-attr]
        assert len(told) == 1, "said once, not every time"
    finally:
        shop.set_up(is_open=False)
    assert office.come(run_jobs) == 1 and office.order.reason == ""
