"""Holds routes that declare a feature to what the tenant bought, and tells templates what is open."""

from collections.abc import Callable
from uuid import UUID

from flask import g

from app.kit.db import Database, Scope
from app.subscriptions.entitlements import Entitlements
from app.subscriptions.plans import Feature, shop
from app.subscriptions.queries import entitlements_of, has_pass, still_reads
from app.subscriptions.values import BeyondPlan
from app.tenants.access import Opened


def check_plan(
    database: Database, tenant_id: UUID, feature: str, opened: Callable[[], Opened | None], reads: bool
) -> None:
    """BeyondPlan unless the tenant's plan, or a pass for this assessment, opens the feature.

    What was opened once may be read for good; making something new of it needs a plan that lasts. One query where the
    plan opens it."""
    wanted = Feature(feature)
    if may_use(database, tenant_id, wanted):
        return
    of = opened()
    with database.reading(Scope.tenant(tenant_id)) as session:
        if reads:
            moment = of.submitted_at if of else None
            fine = still_reads(session, tenant_id, wanted, of.assessment_id if of else None, moment)
        else:
            fine = of is not None and has_pass(session, tenant_id, wanted, of.assessment_id)
    if not fine:
        raise BeyondPlan(wanted, tenant_id, of.assessment_id if of else None)


def may_use(database: Database, tenant_id: UUID, feature: Feature) -> bool:
    """Whether the plan opens this at present, remembered for the request."""
    return not shop.is_open or _entitlements(database, tenant_id).opens(feature)


def _entitlements(database: Database, tenant_id: UUID) -> Entitlements:
    known: dict[UUID, Entitlements] = g.setdefault("entitlements", {})
    if tenant_id not in known:
        with database.reading(Scope.tenant(tenant_id)) as session:
            known[tenant_id] = entitlements_of(session, tenant_id)
    return known[tenant_id]
