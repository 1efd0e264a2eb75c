"""The daily comparison: what differs is found, mended where it is ours to mend, and told."""

from datetime import timedelta

import pytest
import time_machine
from click.testing import CliRunner, Result
from sqlalchemy import update

from app.cli import main
from app.config import Settings
from app.kit import clock
from app.kit.db import Database, Scope
from app.orders.models import Channel
from app.orders.operations import Wish
from app.payments.models import EventState, StripeEvent
from app.payments.queries import list_drifts
from app.payments.reconciling import reconcile
from app.subscriptions.figures import count_figures
from app.subscriptions.models import Subscription
from app.tenants.models import Role
from tests.factories.fillings import Started
from tests.factories.practices import settle_practice
from tests.payments.account import SECRET, held, ledger, letterbox, letters, opens, state_of
from tests.payments.buying import check_out, order, session_of
from tests.payments.test_handling import buy, work
from tests.standins.stripe.handle import StandIn

__all__ = ["letterbox", "letters"]


@pytest.mark.database
def test_news_that_never_came_are_fetched_and_what_differs_is_mended(
    database: Database, started: Started, letters: StandIn
) -> None:
    firm = started.tenant_id
    letters.hold()
    buy(database, letters, started)
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        tried = reconcile(database, mend=False)
        assert {one.kind for one in tried.findings} >= {"event", "subscription", "order state"}
        assert not ledger(database) and not held(database, firm), "a dry run changes nothing"
        letters.fail("down", 100)
        away = reconcile(database, mend=True)
        assert away.is_away and not away.findings and not held(database, firm)
        letters.recover()
        done = reconcile(database, mend=True)
        assert done.looked_at == 1 and opens(database, firm)
        assert {row.state for row in ledger(database)} == {EventState.STORED}
        work(database, letters)
        assert not reconcile(database, mend=True).findings
        with database.reading() as session:
            drifts = list_drifts(session)
            assert len(drifts) == len(done.findings) and all(one.mended_at is not None for one in drifts)
        assert {row.state for row in ledger(database)} == {EventState.HANDLED}
        (paid,) = letters.events("checkout.session.completed")
        letters.deliver(paid["id"])
        assert state_of(database, paid["id"]).attempts == 1, "what comes late after all is a duplicate"


def test_rule_11_seats_are_compared_with_stripe_and_with_the_people(
    database: Database, letters: StandIn, started: Started
) -> None:
    practice = settle_practice(database, "Sheron")
    provider, admin = practice.id, practice.people[Role.PROVIDER_ADMIN]
    wish = Wish(item="provider", interval="month", currency="CNY", channel=Channel.CHECKOUT, quantity=2)
    letters.pay(session_of(check_out(database, provider, order(database, provider, wish, admin.id), admin.id)))
    work(database, letters)
    (mine,) = letters.objects("subscription")
    assert held(database, provider)[0].seats == 2
    with database.begin(Scope.tenant(provider)) as session:
        session.execute(update(Subscription).where(Subscription.tenant_id == provider).values(seats=20))
    found = reconcile(database, mend=True).findings
    assert ("subscription seats", mine["id"], "20", "2", True) in [
        (one.kind, one.subject, one.ours, one.theirs, one.mended) for one in found
    ]
    (people,) = [one for one in found if one.kind == "people"]
    assert (people.theirs, people.mended) == ("2 seats", False) and int(people.ours) > 2
    assert (
        held(database, provider)[0].seats == 2
        and letters.objects("subscription")[0]["items"]["data"][0]["quantity"] == 2
    )
    with database.reading() as session:
        (standing,) = list_drifts(session, open_only=True)
    letters.hold()
    letters.set_quantity(mine["id"], 9)
    reconcile(database, mend=True)
    with database.reading() as session:
        assert not list_drifts(session, open_only=True)
        assert standing.id in {one.id for one in list_drifts(session)}
    assert held(database, provider)[0].seats == 9


@pytest.mark.database
def test_rule_14_what_counts_as_active_is_what_opens(database: Database, started: Started, letters: StandIn) -> None:
    buy(database, letters, started)
    work(database, letters)
    row = held(database, started.tenant_id)[0]
    assert row.open_until_at is not None
    for moment, trialing in ((clock.now(), 1), (row.open_until_at, 0)):
        with database.reading(Scope.platform("counting who pays")) as session:
            counted = count_figures(session, moment)
        assert (counted.open, counted.trialing, counted.monthly) == (trialing, trialing, {})
        with time_machine.travel(moment):
            assert opens(database, started.tenant_id) == bool(trialing)
    late = {"state": "past_due", "past_due_since_at": clock.now(), "interval": "year", "unit_minor": 198000}
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        session.execute(update(Subscription).where(Subscription.tenant_id == started.tenant_id).values(late))
    with database.reading(Scope.platform("counting who pays")) as session:
        counted = count_figures(session, clock.now())
    assert (counted.past_due, counted.monthly) == (1, {"CNY": 16500}) and opens(database, started.tenant_id)


def test_the_commands_say_what_came_and_redo_it(
    database: Database,
    started: Started,
    letters: StandIn,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def run(*words: str) -> Result:
        speaks = ["--lang", "en"] if words[0] in ("replay", "reconcile") else []
        return CliRunner().invoke(main, ["billing", *words, *speaks])

    buy(database, letters, started)
    letters.settle()
    with database.begin() as session:
        session.execute(update(StripeEvent).where(StripeEvent.state == "stored").values(state="failed", fault="why"))
    names = {"DATABASE_URL": settings.database_url, "PLATFORM_DATABASE_URL": settings.platform_database_url}
    names |= {"DATA_DIR": str(settings.data_dir), "STRIPE_API_BASE": letters.base, "BILLING": "on"}
    names |= {"STRIPE_KEY": letters.key, "STRIPE_HOOK_SECRET": SECRET, "JIANYUN_ENV": "test"}
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    said = run("events", "--state", "failed").output
    (paid,) = letters.events("checkout.session.completed")
    assert paid["id"] in said and "\tfailed\t0\twhy" in said
    assert run("replay").exit_code == 2 and run("replay", "evt_nobody").exit_code == 2
    assert "1 events" in run("replay", paid["id"]).output
    work(database, letters)
    assert opens(database, started.tenant_id)
    assert "will be handled again" in run("replay", "--failed").output
    work(database, letters)
    assert "nothing to handle" in run("replay", "--failed").output
    assert "all as at Stripe" in run("reconcile", "--dry-run").output
    assert run("figures").output.splitlines()[:3] == ["active\t0", "trialing\t1", "past due\t0"]
    letters.fail("down", 100)
    assert run("reconcile").exit_code == 1
    monkeypatch.delenv("STRIPE_KEY")
    monkeypatch.delenv("STRIPE_HOOK_SECRET")
    assert "STRIPE_KEY" in run("reconcile").output
