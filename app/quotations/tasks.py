"""Handing firms their copy, and forgetting drafts when consent ends."""

from uuid import UUID

from app.kit.db import Scope
from app.kit.errors import NotFound
from app.kit.jobs import Job
from app.quotations.emails import tell_owners
from app.quotations.operations import forget_drafts, receive_quotation
from app.quotations.queries import find_received, get_quotation
from app.tenants.queries import list_agreements, list_provider_ids


def hand_over(job: Job) -> None:
    """`quotation.issued`: the firm keeps a copy of its own and its owners hear of it; nothing once consent ended."""
    firm_id, quotation_id = UUID(job.payload["firm_id"]), UUID(job.payload["quotation_id"])
    with job.database.reading(Scope.tenant(job.tenant)) as session:
        try:
            quotation = get_quotation(session, job.tenant, quotation_id)
        except NotFound:
            return
    with job.database.begin(Scope.tenant(firm_id)) as session:
        if not receive_quotation(session, firm_id, job.tenant, quotation):
            return
        kept = find_received(session, firm_id, quotation_id)
        if kept is not None:
            tell_owners(session, firm_id, kept.paper, path=f"/quotations/received/{kept.id}")


def forget_of_firm(job: Job) -> None:
    """`firm.moved`: where its consent ended, drafts about it go."""
    firm_id = UUID(job.payload["tenant_id"])
    with job.database.reading(Scope.tenant(firm_id)) as session:
        agreed = list_agreements(session, firm_id)
    live = {one.engagement.provider_id for one in agreed if one.is_live}
    for provider_id in {one.engagement.provider_id for one in agreed} - live:
        with job.database.begin(Scope.tenant(provider_id)) as session:
            forget_drafts(session, provider_id)


def forget_lapsed(job: Job) -> None:
    """The same where a consent ran out by itself, of which there is no news."""
    with job.database.reading() as session:
        providers = list_provider_ids(session)
    for provider_id in providers:
        with job.database.begin(Scope.tenant(provider_id)) as session:
            forget_drafts(session, provider_id)
