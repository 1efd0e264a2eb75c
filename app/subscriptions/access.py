"""Holds routes that declare a feature to what the tenant bought."""

from uuid import UUID

from app.kit.db import Database, Scope
from app.subscriptions.plans import Feature
from app.subscriptions.queries import allows, lets_read
from app.subscriptions.values import BeyondPlan
from app.tenants.access import Opened


def check_plan(database: Database, tenant_id: UUID, feature: str, opened: Opened | None, reads: bool) -> None:
    """BeyondPlan unless the tenant's plan, or a pass for this assessment, opens the feature.

    What was opened once may be read for good; making something new of it needs a plan that lasts."""
    wanted = Feature(feature)
    assessment_id = opened.assessment_id if opened is not None else None
    with database.reading(Scope.tenant(tenant_id)) as session:
        if reads and opened is not None:
            fine = lets_read(session, tenant_id, wanted, opened.assessment_id, opened.submitted_at)
        else:
            fine = allows(session, tenant_id, wanted, assessment_id)
    if not fine:
        raise BeyondPlan(wanted, tenant_id, assessment_id)
