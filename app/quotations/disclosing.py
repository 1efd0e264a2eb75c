"""Finding out that an adviser sells what its client is advised to buy. Read from the firm's own session."""

from collections.abc import Iterator
from uuid import UUID

from app.kit.db import HouseSession, Scope
from app.quotations.interest import Interest
from app.quotations.queries import list_quoting, list_sold
from app.results.queries import get_reviewed
from app.roadmaps.models import Roadmap
from app.tenants.models import Share
from app.tenants.queries import list_agreements


def find_interests(session: HouseSession, roadmap: Roadmap | None) -> tuple[Interest, ...]:
    """What the provider that reviewed the answers of a roadmap, and whoever advises the firm now, has to gain from it.

    Empty for who sells nothing of it and has offered nothing. Any provider that sees the answers may stand behind a
    report; one that sees results only, a bank say, advises nobody.
    """
    if roadmap is None or not roadmap.can_stand:
        return ()
    reviewed = get_reviewed(session, roadmap.tenant_id, roadmap.reviewed_id)
    reviewer = reviewed.provider_id if reviewed else None
    advisers = dict(_advisers(session, roadmap, reviewer))
    quoting = list_quoting(session, roadmap.tenant_id) if advisers else frozenset()
    selling: dict[UUID, frozenset[str]] = {}
    for provider_id in advisers:
        # What a provider sells is its own row: it is read in a session of its own that is bound to the provider.
        with session.info["database"].reading(Scope.tenant(provider_id)) as theirs:
            selling[provider_id] = list_sold(theirs, provider_id)
    plan = roadmap.plan if any(selling.values()) else None
    advised = [one.initiative for one in plan.items] if plan else []
    found = [
        Interest(
            provider=name,
            sold=tuple(one for one in advised if one in selling[provider_id]),
            has_quoted=provider_id in quoting,
            is_reviewer=provider_id == reviewer,
        )
        for provider_id, name in advisers.items()
    ]
    return tuple(one for one in found if one.sold or one.has_quoted)


def _advisers(session: HouseSession, roadmap: Roadmap, reviewer: UUID | None) -> Iterator[tuple[UUID, str]]:
    agreed = list_agreements(session, roadmap.tenant_id)
    for wanted in (True, False):  # the reviewer first, even after its consent ended
        for one in agreed:
            provider_id = one.engagement.provider_id
            advises = one.is_live and Share.ANSWERS in one.engagement.shares
            if (provider_id == reviewer) == wanted and (wanted or advises):
                yield provider_id, one.provider
