"""What ended here ends at Stripe, too: nobody pays for what they withdrew, or for a firm that is no more."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

from app.archives.tasks import erase_due
from app.kit import clock
from app.kit.db import Database, Scope
from app.kit.jobs import Job
from app.kit.storage import open_storage
from app.orders.operations import withdraw_order
from app.payments.gateway import RETRIES, gateway
from app.payments.operations import send_annual_invoice
from app.tenants.changes import hold_tenant
from tests.factories.fillings import Started
from tests.payments.buying import BY_INVOICE, YEAR, asker, check_out, customers, order, session_of, subscribe
from tests.standins.stripe.handle import StandIn


def test_a_withdrawn_order_cannot_be_paid_any_more(
    database: Database, started: Started, till: StandIn, run_jobs: object
) -> None:
    firm, owner = started.tenant_id, started.owner.id
    page = session_of(check_out(database, firm, order(database, firm, YEAR, owner), owner))
    withdraw(database, started, run_jobs)
    assert gateway.get_session(page).status == "expired"
    send_annual_invoice(database, firm, order(database, firm, BY_INVOICE, owner), asker=asker(owner))
    withdraw(database, started, run_jobs)
    (made,) = till.objects("subscription")
    assert made["status"] == "canceled" and gateway.get_invoice(made["latest_invoice"]).status == "void"


def withdraw(database: Database, started: Started, run_jobs: object) -> None:
    from tests.payments.buying import orders

    with database.begin(Scope.tenant(started.tenant_id)) as session:
        newest = orders(database, started.tenant_id)[0]
        withdraw_order(session, started.tenant_id, newest.id, by=started.owner.id)
    assert callable(run_jobs)
    run_jobs()


def test_an_erased_firm_is_charged_no_more(database: Database, started: Started, till: StandIn, tmp_path: Path) -> None:
    firm, owner = started.tenant_id, started.owner.id
    bought = subscribe(database, till, firm, YEAR, owner)
    with database.begin(Scope.tenant(firm)) as session:
        hold_tenant(session, firm).closing_at = clock.now() - timedelta(minutes=1)
    storage, ledger = (open_storage(f"file://{tmp_path / name}") for name in ("files", "ledger"))
    erase = partial(erase_due, Job(uuid4(), "leavers.erase", {}, None, 1, database), storage=storage, ledger=ledger)
    till.fail("down", times=1 + RETRIES, path="/v1/customers/")
    erase()
    assert customers(database, firm), "erased first, it would be charged for ever"
    erase()
    assert not customers(database, firm) and gateway.get_customer(bought.customer_id).deleted
    assert gateway.get_subscription(bought.id).status == "canceled"
