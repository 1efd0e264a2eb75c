"""Providers' books follow the firms that agreed to be seen."""

from datetime import timedelta
from uuid import UUID

from app.assessments.queries import list_answered_since
from app.clients.operations import forget_facts, write_facts
from app.clients.tidying import forget_lapsed, name_by_ear, note_activity
from app.kit import clock
from app.kit.db import Scope
from app.kit.jobs import Job
from app.portfolios.following import facts_of
from app.tenants.models import Share
from app.tenants.queries import list_agreements, list_provider_ids


def refresh_clients(job: Job) -> None:
    """Write the firm's facts into the book of every provider it agreed to, and take them out of the others'."""
    firm_id = UUID(job.payload["tenant_id"])
    with job.database.reading(Scope.tenant(firm_id)) as session:
        agreed = list_agreements(session, firm_id)
        facts = facts_of(session, firm_id) if any(one.is_live for one in agreed) else None
    seeing = {one.engagement.provider_id for one in agreed if one.is_live and Share.RESULTS in one.engagement.shares}
    met = {one.engagement.provider_id for one in agreed if one.is_live}
    for provider_id in {one.engagement.provider_id for one in agreed}:
        with job.database.begin(Scope.tenant(provider_id)) as session:
            if facts is None or provider_id not in met:
                forget_facts(session, provider_id, firm_id)
            else:
                shown = facts if provider_id in seeing else facts.without_results()
                write_facts(session, provider_id, firm_id, shown)


LOOK_BACK = timedelta(hours=26)
"""Further than the job is apart, so that a worker that stood still for a day misses nothing."""


def tidy_books(job: Job) -> None:
    """Answers given count as activity; facts go where consent ran out or the firm is gone; names get their pinyin.

    Saving an answer leaves no note: it must stay quick. So this looks round instead.
    """
    since = clock.now() - LOOK_BACK
    with job.database.reading() as session:
        providers = list_provider_ids(session)
    for provider_id in providers:
        with job.database.reading(Scope.provider(provider_id)) as session:
            answered = list_answered_since(session, provider_id, since)
        with job.database.begin(Scope.tenant(provider_id)) as session:
            forget_lapsed(session, provider_id)
            note_activity(session, provider_id, answered)
            name_by_ear(session, provider_id)
