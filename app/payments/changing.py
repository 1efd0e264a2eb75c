"""Changes of a subscription that is paid through Stripe: seats, the year instead of the month, no renewal.

**Proration is decided on purpose.** By the month, a change of seats waits as credit and charge for the next monthly
invoice (`create_prorations`): one invoice a month, however often seats change. By the year it is invoiced at once
(`always_invoice`): waiting would defer the charge by up to a year. Fewer seats leave a credit for later invoices.
"""

from typing import Any
from uuid import UUID

from app.kit.db import Database, Scope
from app.kit.errors import Conflict, Invalid
from app.orders.operations import MOST
from app.payments import outbox
from app.payments.acts import Act
from app.payments.faults import GatewayRefused
from app.payments.gateway import gateway
from app.payments.prices import find_price
from app.payments.values import StripeSubscription
from app.payments.wording import (
    ALREADY_YEARLY,
    CARD_REFUSED,
    CHANGED_MEANWHILE,
    NO_SUBSCRIPTION,
    NOT_BY_SEAT,
    SEATS_RANGE,
    SEATS_TAKEN,
)
from app.subscriptions.entitlements import LIVE, Collects
from app.subscriptions.plans import shop
from app.subscriptions.queries import list_live_subscriptions

PRORATION = {"month": "create_prorations", "year": "always_invoice"}


def change_seats(database: Database, tenant_id: UUID, seats: int, *, in_use: int, by: UUID) -> StripeSubscription:
    """Pay for this many seats from now on; `in_use` is counted by the caller, whose rows they are."""
    held = _held(database, tenant_id)
    if not shop.plans.plan(held.plan or "").per_seat:
        raise Conflict(NOT_BY_SEAT)
    if not 1 <= seats <= MOST:
        raise Invalid(SEATS_RANGE.format(most=str(MOST)))
    if seats < in_use:
        raise Conflict(SEATS_TAKEN.format(used=str(in_use), wanted=str(seats)))
    if held.quantity == seats:
        return held
    params = {"items": [{"id": held.item_id, "quantity": seats}], "proration_behavior": PRORATION[held.interval]}
    if held.interval == "year":
        params |= _or_nothing(held)
    return _change(database, tenant_id, held, Act.SEATS, params, by)


def _or_nothing(held: StripeSubscription) -> dict[str, Any]:
    """What is charged at once is paid at once, or everything stays as it was."""
    return {"payment_behavior": "error_if_incomplete"} if held.collects == Collects.CARD else {}


def pay_by_year(database: Database, tenant_id: UUID, *, by: UUID) -> StripeSubscription:
    """From the month to the year, at once: what is left of the month is taken off. Back only at the year's end."""
    held = _held(database, tenant_id)
    if held.interval != "month":
        raise Conflict(ALREADY_YEARLY)
    price = find_price(held.plan or "", "year", held.currency)
    item = {"id": held.item_id, "price": price.id, "quantity": held.quantity}
    params = {"items": [item], "proration_behavior": PRORATION["year"]} | _or_nothing(held)
    return _change(database, tenant_id, held, Act.PROLONG, params, by)


def stop_renewal(database: Database, tenant_id: UUID, *, by: UUID) -> StripeSubscription:
    """It ends with the period that is paid; until then nothing changes."""
    held = _held(database, tenant_id)
    if held.cancel_at is not None:
        return held
    return _change(database, tenant_id, held, Act.STOP, {"cancel_at_period_end": True}, by)


def resume_renewal(database: Database, tenant_id: UUID, *, by: UUID) -> StripeSubscription:
    """It goes on after all, whichever of Stripe's two fields was to end it."""
    held = _held(database, tenant_id)
    if held.cancel_at is None:
        return held
    params: dict[str, Any] = {"cancel_at_period_end": False} if held.ends_with_period else {"cancel_at": ""}
    return _change(database, tenant_id, held, Act.RESUME, params, by)


def _held(database: Database, tenant_id: UUID) -> StripeSubscription:
    """The live subscription as Stripe has it now; Conflict without one."""
    gateway.check()
    with database.reading(Scope.tenant(tenant_id)) as session:
        ids = [one.stripe_id for one in list_live_subscriptions(session, tenant_id) if one.stripe_id is not None]
    found = gateway.get_subscription(ids[0]) if ids else None
    if found is None or found.status not in LIVE or found.plan is None:
        raise Conflict(NO_SUBSCRIPTION)
    return found


def _change(  # noqa: PLR0913 (where, whose, which, what, how, by whom)
    database: Database, tenant_id: UUID, held: StripeSubscription, act: Act, params: dict[str, Any], by: UUID
) -> StripeSubscription:
    subject = f"subscription:{held.id}"
    wanted = outbox.Wanted(act=act, subject=subject, target=held.id, params=params, by=by)
    try:
        made: StripeSubscription = outbox.send(database, tenant_id, wanted)
    except outbox.Overtaken:
        raise Conflict(CHANGED_MEANWHILE) from None
    except GatewayRefused as fault:
        if fault.by_bank:
            raise Conflict(CARD_REFUSED) from None
        raise
    return made
