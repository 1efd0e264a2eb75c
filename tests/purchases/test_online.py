"""Paying online: to Stripe's page and back, changes from the page about the plan, Stripe away. Against the stand-in."""

import pytest
from flask.testing import FlaskClient

from app.kit.db import Database, Scope
from app.orders.queries import list_orders
from app.purchases.paying import foresight
from tests.factories.fillings import Started
from tests.payments.buying import MONTH, subscribe
from tests.standins.stripe.handle import StandIn

pytestmark = pytest.mark.database
ENGLISH = {"Accept-Language": "en"}
BUY = "/firm/plan/buy?item=standard&interval=month&channel=checkout"


def test_an_order_goes_to_the_payment_page_and_a_return_proves_nothing(
    started: Started, owner: FlaskClient, database: Database, till: StandIn
) -> None:
    assert "14 days" in owner.get(BUY, headers=ENGLISH).text
    onward = owner.post(BUY, data={"total": "2900"})
    with database.reading(Scope.tenant(started.tenant_id)) as session:
        (order,) = list_orders(session, started.tenant_id)
    assert onward.status_code == 200 and order.page_url and order.page_url.replace("&", "&amp;") in onward.text
    place = f"/firm/orders/{order.id}"
    back = owner.get(f"{place}/returned?paid=yes", headers=ENGLISH).text
    assert "Waiting for confirmation" in back and 'data-wait="2"' in back
    assert "Waiting for payment" in owner.get(place, headers=ENGLISH).text
    till.fail("down", times=9)
    assert owner.post(f"{place}/pay").headers["Location"] == place
    assert "cannot be reached" in owner.get(place, headers=ENGLISH).text


def test_an_owner_cancels_and_goes_on_from_the_page_about_the_plan(
    started: Started, owner: FlaskClient, database: Database, till: StandIn
) -> None:
    subscribe(database, till, started.tenant_id, MONTH, started.owner.id)
    page = owner.get("/firm/plan", headers=ENGLISH).text
    assert "/plan/cancel" in page and "/plan/portal" in page and "/plan/seats" not in page
    assert "CNY 199" in owner.get("/firm/plan/next", headers=ENGLISH).text
    assert f"{till.base}/" in owner.post("/firm/plan/portal").text and owner.get("/firm/plan/cancel").status_code == 200
    assert owner.post("/firm/plan/cancel").status_code == 303
    assert till.objects("subscription")[0]["cancel_at"] is not None
    assert owner.post("/firm/plan/resume").status_code == 303
    assert till.objects("subscription")[0]["cancel_at"] is None
    till.fail("down", times=9)
    assert "cannot be read at the moment" in owner.get("/firm/plan/next", headers=ENGLISH).text
    assert owner.get("/firm/plan").status_code == 200, "the page itself never waits for Stripe"
    foresight.forget(started.tenant_id)
