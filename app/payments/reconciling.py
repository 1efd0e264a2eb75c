"""Once a day, and when somebody asks: is everything here as it is at Stripe? What is ours to mend is mended and told.

The comparison writes by the very rules that news are handled by, and looks at what that changed; a dry run takes it
back again. While Stripe is away nothing is compared and everything stays as it was.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select

from app.invoices.models import Invoice
from app.kit import clock, log
from app.kit.db import Database, HouseSession, Scope
from app.orders.queries import list_orders
from app.payments.faults import GatewayAway, GatewayFault
from app.payments.fetching import Readings, fetch_all, read_more
from app.payments.gateway import gateway
from app.payments.keeping import Hand
from app.payments.ledger import KEPT, About, note_event
from app.payments.models import Drift, EventState, StripeEvent
from app.payments.queries import list_customers, list_organisation_ids
from app.payments.settling import Overtaken, settle
from app.subscriptions.models import Subscription
from app.subscriptions.plans import shop
from app.subscriptions.queries import list_live_subscriptions, list_subscriptions
from app.tenants.queries import list_members

AGAIN = 5
FIRST = timedelta(days=3)
"""How far back we look for news when none was ever handled."""
FAR = timedelta(days=29)
"""Stripe keeps its news for thirty days."""
ON_ITS_WAY = timedelta(minutes=10)
"""News that young are not missed yet."""
OVERLAP = timedelta(hours=1)
MOST = 200
"""Missed events of one round that are told one by one."""
TYPES = (
    *(f"customer.subscription.{what}" for what in ("created", "updated", "deleted", "paused", "resumed")),
    *(f"checkout.session.{what}" for what in ("completed", "expired")),
    *(f"checkout.session.async_payment_{what}" for what in ("succeeded", "failed")),
    *(f"invoice.{what}" for what in ("finalized", "paid", "payment_failed", "voided", "marked_uncollectible")),
    *("customer.updated", "customer.deleted", "charge.refunded", "refund.created", "refund.updated"),
)
"""What is looked for among the news: twenty kinds at most, by Stripe's rule."""
Picture = dict[tuple[str, str], dict[str, str]]
"""Of each subscription, invoice, order and customer, by kind and id, what may differ."""
_log = log.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that differs, in words a clerk can look up at Stripe."""

    kind: str
    subject: str
    ours: str
    theirs: str
    mended: bool = True
    tenant_id: UUID | None = None


@dataclass(slots=True)
class Comparison:
    """What a round came to."""

    looked_at: int = 0
    findings: list[Finding] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Customers that could not be compared, and why."""
    is_away: bool = False


def reconcile(database: Database, *, mend: bool) -> Comparison:
    """Compare everybody, one after the other; what Stripe says while it answers counts, the rest stays as it is."""
    done = Comparison()
    try:
        done.findings += fetch_missed(database, mend=mend)
        for tenant_id in list_payers(database):
            try:
                done.findings += compare_payer(database, tenant_id, mend=mend)
            except GatewayAway:
                raise
            except (GatewayFault, Overtaken) as fault:
                done.faults.append(f"{tenant_id}: {fault}")
            done.looked_at += 1
    except GatewayAway as fault:
        done.is_away = True
        done.faults.append(str(fault))
    return done


def list_payers(database: Database) -> list[UUID]:
    """Every organisation that Stripe knows; asked one by one, since row-level security shows us no more at once."""
    with database.reading() as session:
        known = list_organisation_ids(session)
    return [tenant_id for tenant_id in known if _payers(database, tenant_id)]


def _payers(database: Database, tenant_id: UUID) -> list[str]:
    """The customer it is, and those deleted ones whose subscriptions we may still hold for live."""
    with database.reading(Scope.tenant(tenant_id)) as session:
        rows = list_customers(session, tenant_id)
        lingers = any(one.stripe_id is not None for one in list_live_subscriptions(session, tenant_id))
    return [one.stripe_id for one in rows if one.gone_at is None or lingers]


def compare_payer(database: Database, tenant_id: UUID, *, mend: bool) -> list[Finding]:
    """Compare one organisation, and mend what is ours to mend. GatewayAway when Stripe does not answer."""
    findings = []
    for customer_id in _payers(database, tenant_id):
        findings += _compare(database, tenant_id, customer_id, mend=mend)
    if mend:
        with database.begin() as session:
            _keep_findings(session, tenant_id, findings, at=clock.now())
    return findings


def _compare(database: Database, tenant_id: UUID, customer_id: str, *, mend: bool) -> list[Finding]:
    for _ in range(AGAIN):
        began = clock.now()
        found = fetch_all(customer_id)
        with database.reading(Scope.tenant(tenant_id)) as session:
            live = [one.stripe_id for one in list_live_subscriptions(session, tenant_id) if one.stripe_id is not None]
        read_more(found, [(About.SUBSCRIPTION, id_) for id_ in live])
        with suppress(Overtaken):
            return _write(database, tenant_id, found, began=began, mend=mend)
    raise Overtaken("others kept writing")


def _write(database: Database, tenant_id: UUID, found: Readings, *, began: datetime, mend: bool) -> list[Finding]:
    with database.new_session(Scope.tenant(tenant_id)) as session, session.begin() as transaction:
        before = _picture(session, tenant_id)
        hand = settle(session, tenant_id, found, began=began, at=clock.now())
        session.flush()
        findings = [*_differences(tenant_id, before, _picture(session, tenant_id)), *_undecided(session, hand)]
        if not mend:
            transaction.rollback()
    return findings


def _picture(session: HouseSession, tenant_id: UUID) -> Picture:
    seen: Picture = {}
    for one in list_subscriptions(session, tenant_id):
        if one.stripe_id is not None:
            seen["subscription", one.stripe_id] = _of_subscription(one)
    for invoice in session.scalars(select(Invoice).where(Invoice.tenant_id == tenant_id)):
        money = {"amount": f"{invoice.currency} {invoice.amount_minor}", "paid": str(invoice.paid_minor)}
        seen["invoice", invoice.stripe_id] = {"state": invoice.state, **money}
    for order in list_orders(session, tenant_id):
        seen["order", order.number] = {"state": order.state}
    for payer in list_customers(session, tenant_id):
        seen["customer", payer.stripe_id] = {"state": "deleted" if payer.gone_at else "there"}
    return seen


def _of_subscription(one: Subscription) -> dict[str, str]:
    moments = {"period": one.period_end_at, "paid until": one.paid_until_at, "trial": one.trial_end_at}
    moments |= {"ends": one.cancel_at}
    said = {name: f"{moment:%Y-%m-%d %H:%M}" if moment else "-" for name, moment in moments.items()}
    return {"state": one.state, "seats": str(one.seats), "plan": f"{one.plan} {one.interval}", **said}


def _differences(tenant_id: UUID, before: Picture, after: Picture) -> list[Finding]:
    findings = []
    for (kind, subject), theirs in after.items():
        ours = before.get((kind, subject))
        if ours is None:
            findings.append(_finding(tenant_id, kind, subject, "not here", theirs["state"]))
            continue
        for name, value in theirs.items():
            if ours[name] != value:
                findings.append(_finding(tenant_id, f"{kind} {name}", subject, ours[name], value))
    return findings


def _finding(tenant_id: UUID, kind: str, subject: str, ours: str, theirs: str) -> Finding:
    return Finding(tenant_id=tenant_id, kind=kind[:24], subject=subject, ours=ours[:120], theirs=theirs[:120])


def _undecided(session: HouseSession, hand: Hand) -> list[Finding]:
    """What is not ours to mend: money that fits no order, more people than seats, two live subscriptions."""
    tenant_id = hand.tenant_id
    told = [("mismatch", id_, "nothing opened", why) for id_, why in sorted(hand.wrong.items())]
    told += [("unreadable", id_, "as it was", why) for id_, why in sorted(hand.found.broken.items())]
    live = [one for one in list_live_subscriptions(session, tenant_id) if one.stripe_id is not None]
    told += [("second", one.stripe_id or "", live[0].stripe_id or "", one.state) for one in live[1:]]
    paid = [one for one in live if shop.plans.plan(one.plan).per_seat]
    people = len(list_members(session, tenant_id)) if paid else 0
    told += [("people", one.stripe_id or "", str(people), f"{one.seats} seats") for one in paid if people > one.seats]
    return [
        Finding(tenant_id=tenant_id, kind=kind, subject=subject, ours=ours[:120], theirs=theirs[:120], mended=False)
        for kind, subject, ours, theirs in told
    ]


def fetch_missed(database: Database, *, mend: bool) -> list[Finding]:
    """Events that happened at Stripe since the last one we handled, and never came: stored now, and handled."""
    at = clock.now()
    with database.reading() as session:
        handled = select(func.max(StripeEvent.made_at)).where(StripeEvent.state == EventState.HANDLED)
        last = session.scalar(handled)
    since = max(last - OVERLAP, at - FAR) if last is not None else at - FIRST
    missed = []
    for head in gateway.list_events(since, TYPES):
        if head.created_at > at - ON_ITS_WAY:
            continue
        with database.new_session() as session, session.begin() as transaction:
            if note_event(session, head, at=at):
                missed.append(Finding(kind="event", subject=head.id, ours="never came", theirs=head.type[:120]))
            if not mend:
                transaction.rollback()
    if mend:
        with database.begin() as session:
            session.add_all(_row(one, at) for one in missed[:MOST])
            session.execute(delete(StripeEvent).where(StripeEvent.created_at < at - KEPT))
            session.execute(delete(Drift).where(Drift.mended_at < at - KEPT))
    return missed


def _row(one: Finding, at: datetime) -> Drift:
    drift = Drift(organisation_id=one.tenant_id, kind=one.kind, subject=one.subject, created_at=at, seen_at=at)
    drift.ours, drift.theirs, drift.mended_at = one.ours, one.theirs, at if one.mended else None
    return drift


def _keep_findings(session: HouseSession, tenant_id: UUID, findings: Iterable[Finding], *, at: datetime) -> None:
    """On the list that clerks see: what is new is added, what is still so is said anew, what is gone is closed."""
    asked = select(Drift).where(Drift.organisation_id == tenant_id, Drift.mended_at.is_(None)).with_for_update()
    standing = {(row.kind, row.subject): row for row in session.scalars(asked)}
    for one in findings:
        row = standing.pop((one.kind, one.subject), None) if not one.mended else None
        if row is None:
            session.add(_row(one, at))
            _log.warning("drift", kind=one.kind, about=one.subject, mended=one.mended)
        else:
            row.seen_at, row.ours, row.theirs = at, one.ours, one.theirs
    for row in standing.values():
        row.mended_at = at
