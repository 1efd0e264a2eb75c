"""Making lots, handing credits over and asking them back: the provider's side. The caller commits.

Whether a credit is used is decided in the firm (`receiving`); what became of it comes back as news. So a provider's
row and a firm's are never written in one transaction, and neither waits for the other.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.clients.models import Client
from app.credits.emails import tell_administrators
from app.credits.models import Credit, CreditLot, CreditState
from app.credits.queries import (
    LotStanding,
    find_lot_of_order,
    get_credit,
    has_year_lot,
    list_chosen,
    list_live,
    list_lots,
    list_of_act,
    list_of_lot,
)
from app.credits.wording import IS_USED, NOBODY_CHOSEN, TOO_MANY
from app.events.operations import record_event
from app.kit.db import HouseSession
from app.kit.errors import Conflict, Invalid
from app.kit.jobs import leave_note
from app.orders.models import Order, OrderState
from app.orders.queries import get_order
from app.subscriptions.entitlements import Collects, State
from app.subscriptions.models import Subscription
from app.subscriptions.plans import shop
from app.subscriptions.queries import list_live_subscriptions
from app.tenants.changes import hold_tenant

HANDED = "credit.handed"
"""News of a provider: {credit_id, firm_id}."""
RECALLED = "credit.recalled"
"""The same, when it is asked back."""
ITEM = "credits"
YEARS = 2
"""For so long credits that were bought can be handed over."""
SETTLING = timedelta(days=1)
"""A card's renewal counts as paid when it has not failed within this time: Stripe charges an hour after the turn."""
LOW = 2
"""Administrators hear of it when no more than so many are left."""
NEAR = timedelta(days=30)


def add_order_lot(session: HouseSession, provider_id: UUID, order_id: UUID) -> CreditLot | None:
    """What a paid order of credits brought; the same lot when asked again, None when nothing was paid for."""
    hold_tenant(session, provider_id)
    order = get_order(session, provider_id, order_id)
    product = shop.plans.product(order.item)
    if order.item != ITEM or product is None or order.state != OrderState.PAID or order.paid_at is None:
        return None
    found = find_lot_of_order(session, provider_id, order.id)
    if found is not None:
        return found
    lot = CreditLot(size=product.holds * order.quantity, order_id=order.id, until_at=_years_on(order.paid_at))
    return _keep_lot(session, provider_id, lot)


def _years_on(moment: datetime) -> datetime:
    day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
    return moment.replace(year=moment.year + YEARS, day=day)


def _keep_lot(session: HouseSession, provider_id: UUID, lot: CreditLot) -> CreditLot:
    lot.tenant_id = provider_id
    session.add(lot)
    session.flush()
    subject = f"credit_lot:{lot.id}"
    record_event(session, "credit_lot.made", by=None, tenant_id=provider_id, subject=subject, size=lot.size)
    return lot


def add_year_lots(session: HouseSession, provider_id: UUID, *, at: datetime) -> int:
    """The credits that come with years of a plan that have begun and are paid: each year's once; how many lots."""
    hold_tenant(session, provider_id)
    made = 0
    for row in list_live_subscriptions(session, provider_id):
        size = shop.plans.plan(row.plan).credits_a_year * row.seats
        start, end = row.period_start_at, row.period_end_at
        if start is None or end is None or not size or not _is_paid_year(row, start, end, at):
            continue
        if has_year_lot(session, provider_id, row.id, start):
            continue
        order_id = row.order_id if row.collects == Collects.TRANSFER else None
        lot = CreditLot(size=size, order_id=order_id, subscription_id=row.id, period_start_at=start, until_at=end)
        _keep_lot(session, provider_id, lot)
        made += 1
    return made


def _is_paid_year(row: Subscription, start: datetime, end: datetime, at: datetime) -> bool:
    if row.interval != "year" or row.state != State.ACTIVE or not start <= at < end:
        return False
    if row.paid_until_at is not None or row.collects != Collects.CARD:
        return row.paid_until_at is not None and row.paid_until_at >= end
    return row.since_at >= start or at >= start + SETTLING


def withdraw_lot(session: HouseSession, provider_id: UUID, order: Order, *, at: datetime) -> None:
    """The order's money was given back: nothing more is handed out of its lot and what waits unused comes back.

    What firms have used stays with them. Doing so twice changes nothing."""
    hold_tenant(session, provider_id)
    lot = find_lot_of_order(session, provider_id, order.id)
    if lot is None or lot.withdrawn_at is not None:
        return
    lot.withdrawn_at = at
    subject = f"credit_lot:{lot.id}"
    record_event(session, "credit_lot.withdrawn", by=None, tenant_id=provider_id, subject=subject)
    for credit in list_of_lot(session, provider_id, lot.id):
        recall_credit(session, provider_id, credit.id, by=None, at=at)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many firms got a credit, and how many of those chosen no longer agree to be seen."""

    number: int
    left_out: int = 0


def hand_over(  # noqa: PLR0913 (whose, to whom, by which form, and who did it when)
    session: HouseSession, provider_id: UUID, clients: Collection[UUID], *, act: UUID, by: UUID, at: datetime
) -> HandedOver:
    """Hand one credit to each of these clients that lets itself be seen, from the lot that runs out first.

    All or nothing: Conflict when there are too few, of two people who hand over the last one at once for the second.
    The same act again hands nothing twice. Each firm gets its credit after the commit."""
    hold_tenant(session, provider_id)
    if done := list_of_act(session, provider_id, act):
        return HandedOver(len(done))
    chosen, live = list_chosen(session, provider_id, clients), list_live(session, provider_id)
    wanted = [one for one in chosen if one.firm_id in live]
    if not wanted:
        raise Invalid(NOBODY_CHOSEN)
    lots = list_lots(session, provider_id)
    left = sum(one.left(at) for one in lots)
    if len(wanted) > left:
        raise Conflict(TOO_MANY.format(left=str(left), wanted=str(len(wanted))))
    for client, lot in zip(wanted, _take(lots, at), strict=False):
        _hand(session, client, Credit(lot_id=lot.id, act=act, handed_by_id=by), by=by)
    if left - len(wanted) <= LOW:
        _tell_low(session, provider_id, lots, left=left - len(wanted), at=at)
    return HandedOver(len(wanted), len(chosen) - len(wanted))


def _take(lots: list[LotStanding], at: datetime) -> Iterator[CreditLot]:
    """One lot a credit, the one that runs out first as long as it lasts."""
    for one in lots:
        yield from [one.lot] * one.left(at)


def _hand(session: HouseSession, client: Client, credit: Credit, *, by: UUID) -> None:
    credit.tenant_id, credit.firm_id, credit.client_id = client.tenant_id, client.firm_id, client.id
    session.add(credit)
    session.flush()
    firm = str(client.firm_id)
    subject = f"credit:{credit.id}"
    record_event(session, HANDED, by=by, tenant_id=client.tenant_id, subject=subject, firm=firm)
    leave_note(session, HANDED, {"credit_id": str(credit.id), "firm_id": firm}, tenant_id=client.tenant_id)


def _tell_low(session: HouseSession, provider_id: UUID, lots: list[LotStanding], *, left: int, at: datetime) -> None:
    """Once for as long as no new lot comes."""
    newest = max((one.lot for one in lots), key=lambda lot: (lot.created_at, lot.id))
    if newest.low_told_at is None:
        newest.low_told_at = at
        tell_administrators(session, provider_id, "credits-low", {"left": left})


def tell_near_ends(session: HouseSession, provider_id: UUID, *, at: datetime) -> None:
    """Administrators hear once of each lot that runs out within 30 days with credits left in it."""
    for one in list_lots(session, provider_id):
        if one.left(at) and one.lot.near_told_at is None and one.lot.until_at <= at + NEAR:
            one.lot.near_told_at = at
            tell_administrators(
                session, provider_id, "credits-near-end", {"left": one.left(at)}, until=one.lot.until_at
            )


def recall_credit(
    session: HouseSession, provider_id: UUID, credit_id: UUID, *, by: UUID | None, at: datetime
) -> Credit:
    """Ask an unused credit back; Conflict when the firm has used it. The firm's side settles who was first."""
    credit = get_credit(session, provider_id, credit_id, hold=True)
    if credit.state == CreditState.USED:
        raise Conflict(IS_USED)
    if credit.state == CreditState.HANDED and credit.recalled_at is None:
        credit.recalled_at = at
        record_event(session, RECALLED, by=by, tenant_id=provider_id, subject=f"credit:{credit.id}")
        told = {"credit_id": str(credit.id), "firm_id": str(credit.firm_id) if credit.firm_id else ""}
        leave_note(session, RECALLED, told, tenant_id=provider_id)
    return credit


def settle_credit(
    session: HouseSession, provider_id: UUID, credit_id: UUID, state: CreditState, *, at: datetime
) -> None:
    """Write down what became of a credit in its firm; once it is known, it stays so."""
    credit = get_credit(session, provider_id, credit_id, hold=True)
    if credit.state == CreditState.HANDED and state != CreditState.HANDED:
        credit.state, credit.settled_at = state, at
        act = "credit.used" if state == CreditState.USED else "credit.returned"
        record_event(session, act, by=None, tenant_id=provider_id, subject=f"credit:{credit.id}")


def tell_export(session: HouseSession, provider_id: UUID, form: str, *, by: UUID) -> None:
    """The list left the house."""
    subject = f"organisation:{provider_id}"
    record_event(session, "credits.exported", by=by, tenant_id=provider_id, subject=subject, form=form)
