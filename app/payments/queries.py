"""Reading whom Stripe knows, and what was asked of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kit.errors import NotFound
from app.kit.text import Text
from app.payments.models import CallState, Customer, Drift, EventState, StripeCall, StripeEvent
from app.tenants.models import Organisation

NO_EVENT = Text(zh="没有这个事件。", en="There is no such event.")
PAGE = 100


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


def find_tenant_of(session: Session, stripe_id: str) -> UUID | None:
    """Whose customer this is or was. A platform session."""
    return session.scalar(select(Customer.tenant_id).where(Customer.stripe_id == stripe_id).limit(1))


def get_event(session: Session, event_id: UUID | None) -> StripeEvent:
    """One event of the ledger, held until the caller commits; NotFound."""
    asked = select(StripeEvent).where(StripeEvent.id == event_id).with_for_update()
    row = session.scalar(asked.execution_options(populate_existing=True))
    if row is None:
        raise NotFound(NO_EVENT)
    return row


def find_event(session: Session, stripe_id: str) -> StripeEvent | None:
    """One event by Stripe's id."""
    return session.scalar(select(StripeEvent).where(StripeEvent.stripe_id == stripe_id))


def list_events(
    session: Session, *, state: EventState | None = None, most: int | None = PAGE, skip: int = 0
) -> list[StripeEvent]:
    """What Stripe sent, what came last first."""
    asked = select(StripeEvent).order_by(StripeEvent.created_at.desc(), StripeEvent.id.desc()).limit(most).offset(skip)
    return list(session.scalars(asked.where(StripeEvent.state == state) if state is not None else asked))


def count_events(session: Session) -> dict[EventState, int]:
    """How many events stand where; a state with none is missing."""
    asked = select(StripeEvent.state, func.count()).group_by(StripeEvent.state)
    return {EventState(state): count for state, count in session.execute(asked)}


def list_drifts(session: Session, *, open_only: bool = False, most: int = PAGE) -> list[Drift]:
    """What was found otherwise than at Stripe, what somebody has to decide first, then the newest."""
    asked = select(Drift).order_by(Drift.mended_at.is_not(None), Drift.seen_at.desc(), Drift.id.desc()).limit(most)
    return list(session.scalars(asked.where(Drift.mended_at.is_(None)) if open_only else asked))


def list_organisation_ids(session: Session) -> list[UUID]:
    """Every organisation, in order."""
    return list(session.scalars(select(Organisation.id).order_by(Organisation.id)))
