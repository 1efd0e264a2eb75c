"""Background work about Stripe. Where the house has no account, all of it does nothing."""

from datetime import timedelta
from uuid import UUID

from app.kit import clock
from app.kit.jobs import Board, Job, enqueue
from app.orders.operations import WITHDRAWN
from app.payments import leaving, sweeping
from app.payments.acts import TOUCHED
from app.payments.duplicates import end_duplicates
from app.payments.gateway import gateway
from app.payments.handling import handle_due, refresh
from app.payments.ledger import TAKE, About
from app.payments.reconciling import compare_payer, fetch_missed, list_payers
from app.payments.settling import DOUBLED

COMPARE = "stripe.compare"


def take_events(job: Job) -> None:
    """Handle what Stripe sent and is due."""
    if gateway.is_configured:
        handle_due(job.database)


def read_touched(job: Job) -> None:
    """We changed a subscription at Stripe: read it at once, instead of waiting for the news."""
    if gateway.is_configured:
        refresh(job.database, UUID(job.payload["tenant_id"]), [(About.SUBSCRIPTION, job.payload["subscription"])])


def end_second(job: Job) -> None:
    """Of several live subscriptions one stays."""
    if gateway.is_configured:
        end_duplicates(job.database, UUID(job.payload["tenant_id"]))


def reconcile_all(job: Job) -> None:
    """Once a day: fetch news that never came, then a job for each organisation that Stripe knows."""
    if not gateway.is_configured:
        return
    handle_due(job.database)
    fetch_missed(job.database, mend=True)
    today = clock.today().isoformat()
    for tenant_id in list_payers(job.database):
        with job.database.begin() as session:
            enqueue(session, COMPARE, {"tenant_id": str(tenant_id)}, dedupe=f"compare:{tenant_id}:{today}")


def compare_one(job: Job) -> None:
    """Compare one organisation with Stripe; while Stripe is away the job is tried again."""
    if gateway.is_configured:
        compare_payer(job.database, UUID(job.payload["tenant_id"]), mend=True)


def hire(board: Board) -> None:
    """Who does which job about Stripe, and who wants which news."""
    board.handle("payments.call_off", leaving.call_off, attempts=12)
    board.subscribe(WITHDRAWN, "payments.call_off")
    board.handle("payments.sweep", sweeping.sweep_calls)
    board.repeat("payments.sweep", timedelta(minutes=10))
    board.handle(TAKE, take_events)
    board.spread(TAKE)
    board.hurry(TAKE)  # somebody waits on a page for it
    board.repeat(TAKE, timedelta(minutes=10))
    board.handle("stripe.reconcile", reconcile_all)
    board.repeat("stripe.reconcile", timedelta(days=1))
    board.handle(COMPARE, compare_one)
    board.spread(COMPARE)
    board.answer(TOUCHED, "stripe.read_touched", read_touched)
    board.answer(DOUBLED, "stripe.end_second", end_second)
