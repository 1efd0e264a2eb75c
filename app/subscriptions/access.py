"""Holds routes that declare a feature to what the tenant bought, and tells templates what is open."""

from collections.abc import Callable
from datetime import datetime
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
    assessment_id, moment = (of.assessment_id, of.submitted_at) if of else (None, None)
    if reads:
        fine = reads_on(database, tenant_id, wanted, assessment_id, moment)
    else:
        with database.reading(Scope.tenant(tenant_id)) as session:
            fine = has_pass(session, tenant_id, wanted, assessment_id)
    if not fine:
        raise BeyondPlan(wanted, tenant_id, assessment_id)


def may_use(database: Database, tenant_id: UUID, feature: Feature) -> bool:
    """Whether the plan opens this at present, remembered for the request."""
    return not shop.is_open or _entitlements(database, tenant_id).opens(feature)


def reads_on(
    database: Database, tenant_id: UUID, feature: Feature, assessment_id: UUID | None, moment: datetime | None
) -> bool:
    """As `still_reads`, remembered for the request."""
    known: dict[object, bool] = g.setdefault("reads_on", {})
    key = (tenant_id, feature, assessment_id, moment)
    if key not in known:
        with database.reading(Scope.tenant(tenant_id)) as session:
            known[key] = still_reads(session, *key)
    return known[key]


def _entitlements(database: Database, tenant_id: UUID) -> Entitlements:
    known: dict[UUID, Entitlements] = g.setdefault("entitlements", {})
    if tenant_id not in known:
        with database.reading(Scope.tenant(tenant_id)) as session:
            known[tenant_id] = entitlements_of(session, tenant_id)
    return known[tenant_id]
