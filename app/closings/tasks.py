"""Month ends by the calendar, and names that go when consent does."""

from datetime import timedelta
from uuid import UUID

from app.clients.queries import count_clients
from app.closings.operations import anonymise_lapsed, close_book
from app.closings.queries import find_closing
from app.kit import clock
from app.kit.db import Scope
from app.kit.jobs import Job
from app.subscriptions.plans import Feature
from app.subscriptions.queries import allows
from app.tenants.queries import list_agreements, list_provider_ids

LAST_DAY = 3
"""A closing made later than this day of the month would not be the month's end any more."""


def close_months(job: Job) -> None:
    """On the first of a month where our firms work, freeze every book that has clients, where the plan holds month
    ends; and take lapsed names out."""
    today = clock.today()
    ended = today.replace(day=1) - timedelta(days=1)
    with job.database.reading() as session:
        providers = list_provider_ids(session)
    for provider_id in providers:
        with job.database.begin(Scope.tenant(provider_id)) as session:
            anonymise_lapsed(session, provider_id, at=clock.now())
            due = today.day <= LAST_DAY and find_closing(session, provider_id, f"{ended:%Y-%m}") is None
            if due and count_clients(session, provider_id) and allows(session, provider_id, Feature.PORTFOLIO):
                close_book(session, provider_id, as_of=ended, key=f"{ended:%Y-%m}", at=clock.now(), by=None)


def forget_in_closings(job: Job) -> None:
    """A firm moved: where its consent ended, its name leaves the closings, too."""
    firm_id = UUID(job.payload["tenant_id"])
    with job.database.reading(Scope.tenant(firm_id)) as session:
        agreed = list_agreements(session, firm_id)
    live = {one.engagement.provider_id for one in agreed if one.is_live}
    for provider_id in {one.engagement.provider_id for one in agreed} - live:
        with job.database.begin(Scope.tenant(provider_id)) as session:
            anonymise_lapsed(session, provider_id, at=clock.now())
