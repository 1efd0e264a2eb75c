"""What clients have bought, in the book of an account manager: shown, sorted, filtered, taken along, and to whom."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from app.clients.models import Client, Stage
from app.kit import clock
from app.kit.db import Database, Scope
from app.subscriptions.models import Subscription
from app.tenants.changes import end_agreement
from app.tenants.models import Role
from tests.factories.people import add_member, engage, make_firm, make_person, make_provider

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("billed")]


def hold(database: Database, firm: UUID, days: int, **given: object) -> None:
    """A standard plan by transfer that ends in so many days."""
    ends = clock.now() + timedelta(days=days)
    words = {"plan": "standard", "interval": "year", "currency": "CNY", "collects": "transfer", "state": "active"}
    times = {"since_at": clock.now(), "paid_until_at": ends, "open_until_at": ends + timedelta(days=14)}
    with database.begin(Scope.tenant(firm)) as session:
        session.add(Subscription(**{**words, **times, "read_at": clock.now(), **given}))


def test_an_account_manager_sees_whose_plan_ends_when_and_nobody_else_does(
    database: Database, sign_in: Callable[..., FlaskClient]
) -> None:
    admin = make_person(database, lang="en")
    provider, people = make_provider(database, admin), {}
    for role in (Role.ACCOUNT_MANAGER, Role.CONSULTANT):
        people[role] = make_person(database, lang="en")
        add_member(database, provider, people[role], role)
    card = {"collects": "charge_automatically", "stripe_id": "sub_1", "paid_until_at": None}
    for name, days, given in (("Soon", 20, {}), ("Later", 200, {}), ("Renews", 25, card), ("Without", 0, None)):
        firm = make_firm(database, owner := make_person(database), name)
        engage(database, firm, provider, owner)
        with database.begin(Scope.tenant(provider.id)) as session:
            session.add(Client(name=name, firm_id=firm.id, stage=Stage.JOINED))
        if given is not None:
            end = {"period_end_at": clock.now() + timedelta(days=days)} if given else {}
            hold(database, firm.id, days, **given, **end)
        if name == "Soon":
            soon = firm, owner
    hold(database, provider.id, 300, plan="provider")
    manager, consultant = sign_in(people[Role.ACCOUNT_MANAGER]), sign_in(people[Role.CONSULTANT])

    def names(browser: FlaskClient, query: str) -> list[str]:
        page = browser.get(f"/clients?{query}").text
        return [part.split(">", 1)[1].split("<")[0] for part in page.split('<th scope="row"><a href="')[1:]]

    assert names(manager, "ends=60") == ["Soon"], "what renews by itself does not end"
    assert names(manager, "sort=plan") == ["Soon", "Renews", "Later", "Without"]
    page, day = manager.get("/clients?view=all").text, (clock.now() + timedelta(days=25)).date()
    assert f"renews {day}" in page and "Standard<" in page
    assert "Standard,20" in manager.get("/clients/book.csv").text
    ours = consultant.get("/clients?view=all").text + consultant.get("/clients/book.csv").text
    assert (
        "Soon" in ours
        and "renews" not in ours
        and "Standard<" not in ours
        and "Standard," not in ours
        and names(consultant, "ends=60") == []
    )
    with database.begin(Scope.tenant(soon[0].id)) as session:
        end_agreement(session, soon[0].id, provider.id, by=soon[1].id)
    assert names(manager, "ends=60") == [], "without the firm's consent nobody knows what it bought"
