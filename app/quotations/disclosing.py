"""Saying that an adviser sells what its client is advised to buy. Read from the firm's own session."""

from uuid import UUID

from app.brands.queries import find_provider_behind
from app.kit.db import HouseSession, Scope
from app.quotations.interest import Interest
from app.quotations.queries import list_quoting, list_sold
from app.results.queries import get_reviewed
from app.roadmaps.models import Roadmap
from app.tenants.queries import get_organisation


def find_interests(session: HouseSession, roadmap: Roadmap | None, *, by: UUID | None = None) -> tuple[Interest, ...]:
    """Of the provider that reviewed what a roadmap rests on, and of the one that stands behind its report: what each
    sells of it. Empty for who sells nothing of it and has offered nothing. by: whoever issues the report now."""
    if roadmap is None or not roadmap.can_stand:
        return ()
    tenant_id = roadmap.tenant_id
    reviewed = get_reviewed(session, tenant_id, roadmap.reviewed_id)
    reviewer = reviewed.provider_id if reviewed else None
    behind = find_provider_behind(session, tenant_id, by=by)
    advisers = dict.fromkeys(one for one in (reviewer, behind.id if behind else None) if one is not None)
    quoting = list_quoting(session, tenant_id) if advisers else frozenset()
    found = []
    for provider_id in advisers:
        # What a provider sells is its own row: it is read in a session of its own that is bound to the provider.
        with session.info["database"].reading(Scope.tenant(provider_id)) as theirs:
            sold = list_sold(theirs, provider_id)
        if sold or provider_id in quoting:
            found.append((provider_id, sold))
    plan = roadmap.plan if found else None
    advised = [one.initiative for one in plan.items] if plan else []
    told = (
        Interest(
            provider=get_organisation(session, provider_id).name,
            sold=tuple(one for one in advised if one in sold),
            has_quoted=provider_id in quoting,
            is_reviewer=provider_id == reviewer,
        )
        for provider_id, sold in found
    )
    return tuple(one for one in told if one.sold or one.has_quoted)
