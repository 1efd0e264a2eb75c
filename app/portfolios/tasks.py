"""Providers' books follow the firms that agreed to be seen."""

from uuid import UUID

from app.clients.operations import forget_facts, write_facts
from app.kit.db import Scope
from app.kit.jobs import Job
from app.portfolios.following import facts_of
from app.tenants.models import Share
from app.tenants.queries import list_agreements


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
