"""What the front page of the desk shows: what waits, and what is set up. A session of the platform."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.fapiao.models import FapiaoState
from app.fapiao.queries import count_across as count_fapiao
from app.fapiao.queries import list_due_in_red
from app.kit import clock
from app.orders.models import Channel, Order, OrderState
from app.payments.models import Drift, EventState, StripeEvent
from app.tenants.models import Organisation
from app.transfers.models import TransferState
from app.transfers.queries import count_across as count_transfers


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How much waits for a clerk."""

    to_confirm: int
    unmatched: int
    orders_open: int
    fapiao_asked: int
    fapiao_exported: int
    fapiao_issued: int
    fapiao_in_red: int
    events_stuck: int
    drifts_open: int
    leaving: list[tuple[UUID, str]]
    """Organisations that will be erased within days: their books are to be exported before."""


def count_all(session: Session) -> Figures:
    """Everything at once."""
    transfers, fapiao = count_transfers(session), count_fapiao(session)
    orders = select(func.count()).select_from(Order).where(Order.state == OrderState.OPEN)
    orders = orders.where(Order.channel == Channel.TRANSFER, Order.expires_at > clock.now())
    stuck = select(func.count()).select_from(StripeEvent).where(StripeEvent.state == EventState.FAILED)
    drifts = select(func.count()).select_from(Drift).where(Drift.mended_at.is_(None))
    leaving = select(Organisation.id, Organisation.name).where(Organisation.closing_at.is_not(None)).limit(50)
    return Figures(
        to_confirm=transfers.get(TransferState.ENTERED, 0),
        unmatched=transfers.get(TransferState.UNMATCHED, 0),
        orders_open=session.scalar(orders) or 0,
        fapiao_asked=fapiao.get(FapiaoState.REQUESTED, 0),
        fapiao_exported=fapiao.get(FapiaoState.EXPORTED, 0),
        fapiao_issued=fapiao.get(FapiaoState.ISSUED, 0),
        fapiao_in_red=len(list_due_in_red(session)),
        events_stuck=session.scalar(stuck) or 0,
        drifts_open=session.scalar(drifts) or 0,
        leaving=[(row[0], row[1]) for row in session.execute(leaving)],
    )
