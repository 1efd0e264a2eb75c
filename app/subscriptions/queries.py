"""What an organisation may do by what it bought. Nothing else in the house reads plans or subscriptions for that."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, false, select
from sqlalchemy.orm import Session

from app.kit import clock
from app.subscriptions.entitlements import EVERYTHING, LIVE, Bought, Entitlements, add_up
from app.subscriptions.models import Pass, Subscription
from app.subscriptions.plans import Feature, Limit, shop
from app.subscriptions.values import BeyondPlan
from app.tenants.models import Organisation

ASSESSED = frozenset({Feature.ROADMAP, Feature.REPORTS})
"""What a pass opens, of its one assessment."""
OF_FIRMS = ASSESSED | {Feature.REASSESSMENT}
"""What is read by assessment; the last is the look back from one that is open to an earlier one."""


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
    if not shop.is_open:
        return Entitlements(plan=free, features=EVERYTHING, limits={})
    mine = and_(Subscription.tenant_id == Organisation.id, Subscription.open_until_at > at)
    asked = select(Organisation.is_sample, Subscription.plan, Subscription.seats, Subscription.open_until_at)
    rows = session.execute(asked.outerjoin(Subscription, mine).where(Organisation.id == tenant_id)).all()
    if any(is_sample for is_sample, *_ in rows):
        return Entitlements(plan=free, features=EVERYTHING, limits={})
    held = [Bought(plan=shop.plans.plan(plan), seats=seats, until=until) for _, plan, seats, until in rows if until]
    return add_up(free, held)


def find_pass(session: Session, tenant_id: UUID, assessment_id: UUID) -> Pass | None:
    """What opens this one assessment, if anything was bought or given for it."""
    return session.scalar(select(Pass).where(Pass.tenant_id == tenant_id, Pass.assessment_id == assessment_id))


def list_waiting_passes(session: Session, tenant_id: UUID) -> list[Pass]:
    """Passes that no assessment has used yet, the oldest first."""
    asked = select(Pass).where(Pass.tenant_id == tenant_id, Pass.assessment_id.is_(None))
    return list(session.scalars(asked.order_by(Pass.created_at, Pass.id)))


def allows(session: Session, tenant_id: UUID, feature: Feature, assessment_id: UUID | None = None) -> bool:
    """Whether the organisation may use this now: by its plan, or for one assessment by a pass."""
    if entitlements_of(session, tenant_id).opens(feature):
        return True
    return has_pass(session, tenant_id, feature, assessment_id)


def has_pass(session: Session, tenant_id: UUID, feature: Feature, assessment_id: UUID | None) -> bool:
    """Whether this assessment was opened by itself, whatever the plan."""
    if assessment_id is None or feature not in ASSESSED:
        return False
    return find_pass(session, tenant_id, assessment_id) is not None


def still_reads(
    session: Session, tenant_id: UUID, feature: Feature, assessment_id: UUID | None, moment: datetime | None
) -> bool:
    """Whether what no plan opens at present may be looked at: a pass opens it, or it was there before a paid time ended
    (`moment`: when it was handed in or made). A provider reads on in all it kept while it paid."""
    opened = select(Pass.id).where(Pass.tenant_id == tenant_id, Pass.assessment_id == assessment_id)
    paid = select(Subscription.id).where(Subscription.tenant_id == tenant_id)
    if feature in OF_FIRMS:
        paid = paid.where(Subscription.open_until_at > moment if moment is not None else false())
    else:
        paid = paid.where(Subscription.open_until_at.is_not(None))
    found = session.execute(select(exists(opened), exists(paid))).one()
    return bool(found[1]) or (bool(found[0]) and feature in OF_FIRMS)


def lets_read(
    session: Session,
    tenant_id: UUID,
    feature: Feature,
    assessment_id: UUID | None = None,
    moment: datetime | None = None,
) -> bool:
    """Whether it may be looked at: as `allows`, or what was opened once (`still_reads`)."""
    if entitlements_of(session, tenant_id).opens(feature):
        return True
    return still_reads(session, tenant_id, feature, assessment_id, moment)


def require(session: Session, tenant_id: UUID, feature: Feature, assessment_id: UUID | None = None) -> None:
    """BeyondPlan when the organisation may not use this now."""
    if not allows(session, tenant_id, feature, assessment_id):
        raise BeyondPlan(feature, tenant_id, assessment_id)


def limit_of(session: Session, tenant_id: UUID, limit: Limit) -> int | None:
    """How many of something the organisation may have; None for any number. What there is already always stays."""
    return entitlements_of(session, tenant_id).limit(limit)


def plans_of_firms(session: Session, firm_ids: Iterable[UUID], at: datetime) -> dict[UUID, tuple[str, datetime]]:
    """For a provider's list: plan and the moment it ends, of the firms that have one. A provider's session."""
    asked = select(Subscription.tenant_id, Subscription.plan, Subscription.open_until_at)
    asked = asked.where(Subscription.tenant_id.in_(list(firm_ids)), Subscription.open_until_at > at)
    rows = session.execute(asked.order_by(Subscription.open_until_at))
    return {tenant: (plan, until) for tenant, plan, until in rows if until}
