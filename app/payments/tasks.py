"""Background work about Stripe. Where the house has no account, all of it does nothing."""

from uuid import UUID

from app.kit.jobs import Job
from app.payments.duplicates import end_duplicates
from app.payments.gateway import gateway
from app.payments.handling import handle_due, refresh
from app.payments.ledger import About


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
