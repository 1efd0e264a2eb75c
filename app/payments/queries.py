"""Reading whom Stripe knows, and what was asked of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.payments.models import CallState, Customer, StripeCall


def find_customer(session: Session, tenant_id: UUID) -> Customer | None:
    """The organisation as a customer at Stripe, unless it is none or was deleted there."""
    return session.scalar(select(Customer).where(Customer.tenant_id == tenant_id, Customer.gone_at.is_(None)))


def is_customer(session: Session, tenant_id: UUID, stripe_id: str) -> bool:
    """Whether Stripe's customer is, or was, this organisation: what an object's own mark says is not enough."""
    asked = select(Customer.id).where(Customer.tenant_id == tenant_id, Customer.stripe_id == stripe_id)
    return session.scalar(asked) is not None


def list_customers(session: Session, tenant_id: UUID) -> list[Customer]:
    """All it ever was, the newest first."""
    asked = select(Customer).where(Customer.tenant_id == tenant_id)
    return list(session.scalars(asked.order_by(Customer.created_at.desc(), Customer.id.desc())))


def list_open_calls(session: Session, tenant_id: UUID) -> list[StripeCall]:
    """What was asked and has no outcome yet, the oldest first."""
    asked = select(StripeCall).where(StripeCall.tenant_id == tenant_id, StripeCall.state == CallState.OPEN)
    return list(session.scalars(asked.order_by(StripeCall.created_at, StripeCall.id)))


def get_call(session: Session, tenant_id: UUID, call_id: UUID) -> StripeCall:
    """One call, held until the caller commits."""
    asked = select(StripeCall).where(StripeCall.tenant_id == tenant_id, StripeCall.id == call_id).with_for_update()
    return session.scalars(asked.execution_options(populate_existing=True)).one()


def find_hanging_calls(session: Session, before: datetime) -> list[tuple[UUID, UUID]]:
    """Tenant and id of calls that were last tried before then and have no outcome. A platform session."""
    asked = select(StripeCall.tenant_id, StripeCall.id).where(
        StripeCall.state == CallState.OPEN, StripeCall.tried_at < before
    )
    return [(tenant, call) for tenant, call in session.execute(asked.order_by(StripeCall.tried_at).limit(500))]
