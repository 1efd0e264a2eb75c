"""An owner orders by bank transfer; others read; a neighbour finds nothing; what the page says follows the time."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kit import clock
from app.kit.db import Database, Scope
from app.orders.operations import settle_order
from app.orders.queries import list_orders
from app.tenants.models import Organisation, Role
from tests.factories.fillings import Started
from tests.factories.people import add_member, make_firm, make_person

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("billed")]
Enter = Callable[..., FlaskClient]
ENGLISH = {"Accept-Language": "en"}
YEAR = "/firm/plan/buy?item=standard&interval=year&channel=transfer"


def order(browser: FlaskClient, address: str, total: int) -> str:
    """Where the order is shown."""
    made = browser.post(address, data={"total": str(total)})
    assert made.status_code == 303, made.text
    return str(made.headers["Location"])


def test_an_owner_orders_a_year_by_transfer_and_reads_where_to_pay(
    app: Flask,
    started: Started,
    owner: FlaskClient,
    database: Database,
    run_jobs: Callable[[], int],
    outbox: list[EmailMessage],
) -> None:
    bank = {"bank_payee": "Jianyun Ltd", "bank_name": "Bank of Canton", "bank_account": "1209 3312 8810 501"}
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update=bank)
    shown = owner.get(YEAR, headers=ENGLISH)
    total = int(re.findall(r'name="total" value="(\d+)"', shown.text)[0])
    assert total == 29000 and "US$290" in shown.text
    stale = owner.post(YEAR, data={"total": "1"})
    assert stale.status_code == 409 and f'value="{total}"' in stale.text, "a total nobody saw is not ordered"
    place = order(owner, YEAR, total)
    assert order(owner, YEAR, total) == place, "pressed twice it is one order"
    run_jobs()
    (mail,) = [one for one in outbox if "JY" in str(one["Subject"])]
    page = owner.get(place)
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        (row,) = list_orders(session, started.tenant_id)
    for said in (page.text, mail.get_body().get_content()):  # type: ignore[union-attr]
        assert row.number in said and "Bank of Canton" in said and "1209 3312 8810 501" in said
    viewer, neighbour = make_person(database), make_person(database)
    with database.reading() as session:
        add_member(database, session.get_one(Organisation, started.tenant_id), viewer, Role.VIEWER)
    make_firm(database, neighbour, "Neighbour")
    # Others of the firm read it and decide nothing; whoever is of another firm finds nothing.
    assert row.number in (enter := _enter(app, viewer)).get(place).text
    assert enter.get(YEAR).status_code == 403 and enter.post(f"{place}/withdraw").status_code == 403
    assert "/withdraw" not in enter.get(place).text and "/plan/buy" not in enter.get("/firm/plan").text
    assert _enter(app, neighbour).get(place).status_code == 404
    assert owner.post(f"{place}/withdraw").status_code == 303
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        assert [one.state for one in list_orders(session, started.tenant_id)] == ["withdrawn"]


def _enter(app: Flask, person: object) -> FlaskClient:
    from tests.factories.people import PASSWORD

    browser = app.test_client()
    browser.post("/sign-in", data={"email": person.email, "password": PASSWORD})  # type: ignore[attr-defined]
    return browser


def test_a_paid_year_is_told_as_it_is_and_prolonged_from_its_page(
    started: Started, owner: FlaskClient, database: Database
) -> None:
    assert "Free, without an end" in owner.get("/firm/plan", headers=ENGLISH).text
    assert "1 of 1 used" in owner.get("/firm/plan", headers=ENGLISH).text
    place = order(owner, YEAR, 29000)
    with database.begin(Scope.tenant(started.tenant_id)) as session:
        row = list_orders(session, started.tenant_id)[0]
        settle_order(session, started.tenant_id, row.id, paid=row.amount, at=datetime(2026, 1, 2, tzinfo=UTC))
    page = owner.get("/firm/plan", headers=ENGLISH).text
    year = clock.today().year
    assert ("Paid until 2 January 2027" in page) is (year < 2027) and "any number allowed" in page
    assert "Order the next year" in page and "Paid" in owner.get(place, headers=ENGLISH).text
    assert "plan already" not in owner.get(YEAR, headers=ENGLISH).text
