"""Two live subscriptions of one organisation: the payer keeps one, the other ends at once and its money goes back."""

from uuid import UUID

from app.kit import log
from app.kit.db import Database, Scope
from app.payments import outbox
from app.payments.acts import Act, marks
from app.payments.gateway import gateway
from app.payments.queries import find_customer
from app.payments.values import StripeSubscription
from app.subscriptions.entitlements import LIVE, Collects, State

WORKING = frozenset({State.TRIALING, State.ACTIVE, State.PAST_DUE})
_log = log.get(__name__)


def end_duplicates(database: Database, tenant_id: UUID) -> tuple[str, ...]:
    """End all live subscriptions but one and give back what was paid for them; their ids.

    The older one stays, unless only a newer one was ever paid: nobody who paid is left without."""
    with database.reading(Scope.tenant(tenant_id)) as session:
        row = find_customer(session, tenant_id)
    if row is None:
        return ()
    known = gateway.list_subscriptions(row.stripe_id)
    live = [one for one in known if one.status in LIVE and one.ended_at is None and one.plan is not None]
    if len(live) < 2:
        return ()
    kept = min(live, key=lambda one: (not _is_paid(one), one.created_at))
    spare = [one for one in live if one.id != kept.id]
    for one in spare:
        _log.warning("duplicate subscription", kept=kept.id, ended=one.id)
        end_with_refund(database, tenant_id, one)
    return tuple(one.id for one in spare)


def _is_paid(one: StripeSubscription) -> bool:
    if one.collects == Collects.CARD:
        return one.status in WORKING
    return one.latest_invoice_id is not None and gateway.get_invoice(one.latest_invoice_id).status == "paid"


def end_with_refund(database: Database, tenant_id: UUID, one: StripeSubscription) -> None:
    """End a subscription now. What was paid for it goes back, what is still asked for it is taken back.

    The end comes last: broken off before it, all is begun again; after it nobody would look for the money."""
    for invoice in gateway.list_invoices(one.customer_id):
        if invoice.subscription_id != one.id:
            continue
        if invoice.status == "open":
            about = f"invoice:{invoice.id}"
            outbox.send(database, tenant_id, outbox.Wanted(act=Act.VOID, subject=about, target=invoice.id, params={}))
        elif invoice.status == "paid" and invoice.amount_paid.minor:
            _give_back(database, tenant_id, one, invoice.id)
    params = {"prorate": False, "invoice_now": False}
    wanted = outbox.Wanted(act=Act.END, subject=f"subscription:{one.id}", target=one.id, params=params)
    outbox.send(database, tenant_id, wanted)


def _give_back(database: Database, tenant_id: UUID, one: StripeSubscription, invoice_id: str) -> None:
    for payment in gateway.list_payments_of_invoice(invoice_id):
        rest = payment.received - payment.refunded
        if rest.minor <= 0:
            continue
        params = {
            "payment_intent": payment.id,
            "amount": rest.minor,
            "reason": "duplicate",
            "metadata": marks(tenant_id, one.order_id),
        }
        wanted = outbox.Wanted(act=Act.REFUND, subject=f"payment:{payment.id}", params=params)
        outbox.send(database, tenant_id, wanted)
