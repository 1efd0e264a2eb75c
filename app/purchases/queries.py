"""What an organisation has and uses, counted across the house."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessments.queries import list_assessments
from app.clients.queries import count_clients
from app.credits.queries import count_left
from app.invitations.queries import list_invitations
from app.invoices.models import Invoice, InvoiceState
from app.kit.text import Lang
from app.orders.models import Order
from app.orders.queries import list_orders
from app.payments.queries import find_customer
from app.subscriptions.entitlements import LIVE, Entitlements
from app.subscriptions.models import Subscription
from app.subscriptions.plans import SPOKEN, Currency, Limit
from app.subscriptions.queries import entitlements_of, list_subscriptions, list_waiting_passes
from app.tenants.models import Kind, Organisation
from app.tenants.queries import get_organisation, list_members


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One thing that is counted: how many are used (or left), of how many."""

    name: str
    used: int
    limit: int | None = None
    is_left: bool = False
    """Whether `used` says how many are left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """All that the page about a plan says."""

    organisation: Organisation
    entitled: Entitlements
    live: tuple[Subscription, ...]
    """Those that may still charge or open something, the newest first."""
    past: tuple[Subscription, ...]
    counted: tuple[Counted, ...]
    orders: tuple[Order, ...]
    invoices: tuple[Invoice, ...]


def read_usage(session: Session, tenant_id: UUID, *, at: datetime) -> Usage:
    """Plan, limits, use and orders of an organisation."""
    organisation = get_organisation(session, tenant_id)
    entitled = entitlements_of(session, tenant_id, at)
    held = list_subscriptions(session, tenant_id)
    live = tuple(one for one in held if is_current(one, at))
    return Usage(
        organisation=organisation,
        entitled=entitled,
        live=live,
        past=tuple(one for one in held if one not in live),
        counted=tuple(_count(session, organisation, entitled, at)),
        orders=tuple(list_orders(session, tenant_id)),
        invoices=tuple(_list_invoices(session, tenant_id)),
    )


def _list_invoices(session: Session, tenant_id: UUID) -> list[Invoice]:
    """Those that were issued, the newest first."""
    asked = select(Invoice).where(Invoice.tenant_id == tenant_id, Invoice.state != InvoiceState.DRAFT)
    return list(session.scalars(asked.order_by(Invoice.period_start_at.desc(), Invoice.id.desc()).limit(100)))


def list_organisation_ids(session: Session) -> list[UUID]:
    """Every firm and provider, oldest first."""
    return list(session.scalars(select(Organisation.id).order_by(Organisation.id)))


def is_current(row: Subscription, at: datetime) -> bool:
    """Whether it may still charge, or opens something."""
    if row.open_until_at is not None and row.open_until_at > at:
        return True
    runs_out = row.collects == "transfer"  # a transfer charges nothing by itself
    return row.state in LIVE and row.ended_at is None and not runs_out


def _count(session: Session, organisation: Organisation, entitled: Entitlements, at: datetime) -> list[Counted]:
    tenant_id = organisation.id
    taken = len(list_members(session, tenant_id)) + len(list_invitations(session, tenant_id, at=at))
    by_hand = organisation.seats  # what the operator has set wins over the plan
    seats = Counted(name="seats", used=taken, limit=entitled.limit(Limit.SEATS) if by_hand is None else by_hand)
    if organisation.kind == Kind.PROVIDER:
        clients = Counted(name="clients", used=count_clients(session, tenant_id), limit=entitled.limit(Limit.CLIENTS))
        return [seats, clients, Counted(name="credits", used=count_left(session, tenant_id, at), is_left=True)]
    made = Counted(
        name="assessments", used=len(list_assessments(session, tenant_id)), limit=entitled.limit(Limit.ASSESSMENTS)
    )
    waiting = len(list_waiting_passes(session, tenant_id))
    return [made, seats, *([Counted(name="passes", used=waiting, is_left=True)] if waiting else [])]


def currency_of(session: Session, tenant_id: UUID, lang: Lang) -> Currency:
    """What an organisation pays in: as Stripe takes from it, as it paid last, else as its language does."""
    payer, held = find_customer(session, tenant_id), list_subscriptions(session, tenant_id)
    known = (payer.currency if payer else None) or (held[0].currency if held else SPOKEN[lang])
    return "USD" if known == "USD" else "CNY"
