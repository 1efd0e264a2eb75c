"""What an organisation may do by what it bought. Nothing else in the house reads plans or subscriptions for that."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit import clock
from app.subscriptions.entitlements import EVERYTHING, LIVE, Bought, Entitlements, add_up
from app.subscriptions.models import Pass, Subscription
from app.subscriptions.plans import Feature, Limit, shop
from app.subscriptions.values import BeyondPlan
from app.tenants.models import Organisation

ASSESSED = frozenset({Feature.ROADMAP, Feature.REPORTS})
"""What a pass opens, of its one assessment."""


def list_subscriptions(session: Session, tenant_id: UUID) -> list[Subscription]:
    """All that were ever held, the newest first."""
    asked = select(Subscription).where(Subscription.tenant_id == tenant_id)
    return list(session.scalars(asked.order_by(Subscription.since_at.desc(), Subscription.id.desc())))


def list_live_subscriptions(session: Session, tenant_id: UUID) -> list[Subscription]:
    """Those that may still charge, the oldest first; of more than one, all but the first are one too many."""
    return [one for one in reversed(list_subscriptions(session, tenant_id)) if one.state in LIVE and not one.ended_at]


def entitlements_of(session: Session, tenant_id: UUID, at: datetime | None = None) -> Entitlements:
    """What the organisation may use at this moment."""
    at = at or clock.now()
    free = shop.plans.free
    if not shop.is_open or session.get_one(Organisation, tenant_id).is_sample:
        return Entitlements(plan=free, features=EVERYTHING, limits={})
    asked = select(Subscription.plan, Subscription.seats, Subscription.open_until_at)
    rows = session.execute(asked.where(Subscription.tenant_id == tenant_id, Subscription.open_until_at > at))
    held = [Bought(plan=shop.plans.plan(plan), seats=seats, until=until) for plan, seats, until in rows if until]
    return add_up(free, held)


def find_pass(session: Session, tenant_id: UUID, assessment_id: UUID) -> Pass | None:
    """What opens this one assessment, if anything was bought or given for it."""
    return session.scalar(select(Pass).where(Pass.tenant_id == tenant_id, Pass.assessment_id == assessment_id))


def list_waiting_passes(session: Session, tenant_id: UUID) -> list[Pass]:
    """Passes that no assessment has used yet, the oldest first."""
    asked = select(Pass).where(Pass.tenant_id == tenant_id, Pass.assessment_id.is_(None))
    return list(session.scalars(asked.order_by(Pass.created_at, Pass.id)))


def may_begin(session: Session, tenant_id: UUID, begun: int) -> bool:
    """Whether another assessment may be started after so many: the plan allows it, or a pass waits for the next one.

    The caller counts every assessment that was ever started, and asks only while none is being filled."""
    held = entitlements_of(session, tenant_id)
    most = held.limit(Limit.ASSESSMENTS)
    if held.opens(Feature.REASSESSMENT) or most is None or begun < most:
        return True
    return bool(list_waiting_passes(session, tenant_id))


def was_paid_at(session: Session, tenant_id: UUID, moment: datetime) -> bool:
    """Whether something of then is still to be read: it was there before a paid time ended."""
    asked = select(Subscription.id).where(Subscription.tenant_id == tenant_id, Subscription.open_until_at > moment)
    return session.scalar(asked.limit(1)) is not None


def allows(session: Session, tenant_id: UUID, feature: Feature, assessment_id: UUID | None = None) -> bool:
    """Whether the organisation may use this now: by its plan, or for one assessment by a pass."""
    if entitlements_of(session, tenant_id).opens(feature):
        return True
    if assessment_id is None or feature not in ASSESSED:
        return False
    return find_pass(session, tenant_id, assessment_id) is not None


def lets_read(
    session: Session, tenant_id: UUID, feature: Feature, assessment_id: UUID, submitted_at: datetime | None
) -> bool:
    """Whether what was opened once may be read: as `allows`, and whatever was handed in before a paid time ended."""
    if allows(session, tenant_id, feature, assessment_id):
        return True
    return submitted_at is not None and feature in ASSESSED and was_paid_at(session, tenant_id, submitted_at)


def require(session: Session, tenant_id: UUID, feature: Feature, assessment_id: UUID | None = None) -> None:
    """BeyondPlan when the organisation may not use this now."""
    if not allows(session, tenant_id, feature, assessment_id):
        raise BeyondPlan(feature, tenant_id, assessment_id)


def plans_of_firms(session: Session, firm_ids: Iterable[UUID], at: datetime) -> dict[UUID, tuple[str, datetime]]:
    """For a provider's list: plan and the moment it ends, of the firms that have one. A provider's session."""
    asked = select(Subscription.tenant_id, Subscription.plan, Subscription.open_until_at)
    asked = asked.where(Subscription.tenant_id.in_(list(firm_ids)), Subscription.open_until_at > at)
    rows = session.execute(asked.order_by(Subscription.open_until_at))
    return {tenant: (plan, until) for tenant, plan, until in rows if until}
