"""What customers do for themselves on hosted pages: pay an invoice, change the card, cancel, resume."""

from tests.standins.stripe import dunning, invoices, objects, paying
from tests.standins.stripe import subscriptions as subs
from tests.standins.stripe.state import Problem, Store, Thing


def invoice_methods(invoice: Thing) -> list[str]:
    """How an invoice can be paid."""
    return list(invoice["payment_settings"]["payment_method_types"] or ["card"])


def pay_invoice(store: Store, id_: str, kind: str = "card", number: str = paying.GOOD) -> Thing:
    """Pay an open invoice on its page."""
    invoice = store.get("invoice", id_)
    if invoice["status"] != "open":
        raise Problem(f"This invoice is {invoice['status']}.")
    if kind not in invoice_methods(invoice):
        raise Problem(f"This invoice cannot be paid by {kind}.")
    method = objects.card(store, number) if kind == "card" else objects.payment_method(store, kind)
    method["id"] = store.new_id("payment_method")
    if not invoices.collect(store, invoice, method):
        raise invoices.declined_error(store, invoice)
    store.add(method)
    return invoice


def update_card(store: Store, customer_id: str, number: str = paying.GOOD) -> Thing:
    """A new card becomes the default of the customer and of its live subscriptions."""
    customer = store.living("customer", customer_id)
    method = objects.card(store, number)
    method["id"] = store.new_id("payment_method")
    paying.attach(store, method, customer)
    store.add(method)
    settings = customer["invoice_settings"] | {"default_payment_method": method["id"]}
    store.change(customer, "customer.updated", invoice_settings=settings)
    for sub in store.find("subscription", customer=customer_id):
        if sub["status"] in dunning.LIVE and sub["collection_method"] == "charge_automatically":
            store.change(sub, subs.UPDATED, default_payment_method=method["id"])
    return method


def cancel(store: Store, id_: str, mode: str = "at_period_end") -> Thing:
    """Cancel as the portal does. With flexible billing it may only set `cancel_at`."""
    sub = store.get("subscription", id_)
    told = {"cancellation_details": {"feedback": "unused"}}
    if mode == "immediately":
        return subs.cancel(store, sub, dict(told))
    at_end = {"cancel_at": "min_period_end"} if store.account.portal_sets_cancel_at else {"cancel_at_period_end": True}
    return subs.update(store, sub, at_end | told)


def resume(store: Store, id_: str) -> Thing:
    """Take a planned cancellation back."""
    sub = store.get("subscription", id_)
    return subs.update(
        store, sub, {"cancel_at": ""} if not sub["cancel_at_period_end"] else {"cancel_at_period_end": False}
    )
