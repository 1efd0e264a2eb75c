"""Endpoints of subscriptions, their items, invoices and invoice items."""

from collections.abc import Callable

from tests.standins.stripe import coupons, dunning, invoices, prorations
from tests.standins.stripe import subscriptions as subs
from tests.standins.stripe.routes import included, page, route, seen
from tests.standins.stripe.state import Problem, Store, Thing, listing

ENDED = ("canceled", "incomplete_expired")


def tried(store: Store, p: Thing, act: Callable[[], Thing]) -> Thing:
    """Do it once without a trace where a declined card must leave everything as it was."""
    if p.get("payment_behavior") == "pending_if_incomplete":
        raise Problem("The stand-in plays no pending updates.", code="standin_unplayed", param="payment_behavior")
    if p.get("payment_behavior") == "error_if_incomplete":
        with store.rehearsal():
            _declined(store, act())
    return act()


def _declined(store: Store, sub: Thing) -> None:
    newest = store.get("invoice", sub["latest_invoice"])
    if newest["status"] == "open" and newest["attempted"]:
        raise invoices.declined_error(store, newest)


@route("POST", "/v1/subscriptions", "SubscriptionCreateParams")
def create_subscription(store: Store, p: Thing) -> Thing:
    """A subscription with its first invoice."""
    return tried(store, p, lambda: subs.create(store, p))


@route("GET", "/v1/subscriptions", "SubscriptionListParams")
def list_subscriptions(store: Store, p: Thing) -> Thing:
    """Subscriptions; ended ones only where the status asks for them."""
    status = p.pop("status", None)
    found = list(store.table("subscription").values())
    if status is None:
        found = [sub for sub in found if sub["status"] not in ENDED]
    elif status == "ended":
        found = [sub for sub in found if sub["status"] in ENDED]
    elif status != "all":
        found = [sub for sub in found if sub["status"] == status]
    if "price" in p:
        found = [sub for sub in found if any(item["price"]["id"] == p["price"] for item in subs.items_of(sub))]
    return page(found, p, "/v1/subscriptions", "customer", "collection_method")


@route("GET", "/v1/subscriptions/{}", "SubscriptionRetrieveParams")
def get_subscription(store: Store, p: Thing, id_: str) -> Thing:
    """One subscription."""
    return store.get("subscription", id_)


@route("POST", "/v1/subscriptions/{}", "SubscriptionUpdateParams")
def update_subscription(store: Store, p: Thing, id_: str) -> Thing:
    """Change a subscription."""
    store.get("subscription", id_)
    return tried(store, p, lambda: subs.update(store, store.get("subscription", id_), p))


@route("DELETE", "/v1/subscriptions/{}", "SubscriptionCancelParams")
def cancel_subscription(store: Store, p: Thing, id_: str) -> Thing:
    """End a subscription now."""
    return subs.cancel(store, store.get("subscription", id_), p)


@route("POST", "/v1/subscriptions/{}/pause", "SubscriptionPauseParams")
def pause_subscription(store: Store, p: Thing, id_: str) -> Thing:
    """Stop access and invoices until it is resumed; no credit is made for unused time."""
    sub = store.get("subscription", id_)
    if sub["status"] not in ("active", "past_due", "trialing"):
        raise Problem(f"A subscription that is {sub['status']} cannot be paused.")
    dunning.pause(store, sub, "pause_requested")
    return sub


@route("POST", "/v1/subscriptions/{}/resume", "SubscriptionResumeParams")
def resume_subscription(store: Store, p: Thing, id_: str) -> Thing:
    """Go on after a pause."""
    if (p.get("billing_cycle_anchor") or {}).get("type", "now") != "now":
        raise Problem("The stand-in resumes with a period that begins now.", code="standin_unplayed")
    seen(p, "payment_behavior", "proration_behavior")
    return subs.resume(store, store.get("subscription", id_))


@route("DELETE", "/v1/subscriptions/{}/discount", "SubscriptionDeleteDiscountParams")
def delete_discount(store: Store, p: Thing, id_: str) -> Thing:
    """Take the discounts off a subscription."""
    sub = store.get("subscription", id_)
    gone = [store.get("discount", one) for one in sub["discounts"]]
    store.change(sub, "customer.subscription.updated", discounts=[])
    return {**gone[0], "deleted": True} if gone else {"object": "discount", "deleted": True}


@route("GET", "/v1/subscription_items", "SubscriptionItemListParams")
def list_items(store: Store, p: Thing) -> Thing:
    """Items of a subscription."""
    sub = store.get("subscription", p["subscription"], "subscription")
    return page(subs.items_of(sub), p, "/v1/subscription_items")


@route("GET", "/v1/subscription_items/{}", "SubscriptionItemRetrieveParams")
def get_item(store: Store, p: Thing, id_: str) -> Thing:
    """One item."""
    return store.get("subscription_item", id_)


@route("POST", "/v1/subscription_items/{}", "SubscriptionItemUpdateParams")
def update_item(store: Store, p: Thing, id_: str) -> Thing:
    """Change one item: the same as through its subscription."""
    item = store.get("subscription_item", id_)
    given = {key: p[key] for key in ("price", "quantity", "metadata") if key in p}
    rest = {key: p[key] for key in ("proration_behavior", "proration_date", "payment_behavior") if key in p}
    update_subscription(store, rest | {"items": [{"id": id_, **given}]}, item["subscription"])
    return store.get("subscription_item", id_)


@route("POST", "/v1/invoices", "InvoiceCreateParams")
def create_invoice(store: Store, p: Thing) -> Thing:
    """A draft made by hand."""
    if not p.get("customer"):
        raise Problem("Missing required param: customer.", code="parameter_missing", param="customer", kept=False)
    customer = store.living("customer", p["customer"], "customer")
    currency = p.get("currency") or customer["currency"] or "usd"
    subs.one_currency(store, customer, currency)
    method = p.get("collection_method", "charge_automatically")
    if method == "send_invoice" and "days_until_due" not in p and "due_date" not in p:
        raise Problem("You must provide `days_until_due` or `due_date`.", param="days_until_due")
    subs.sendable(
        method,
        (p.get("payment_settings") or {}).get("payment_method_types") or None,
        "payment_settings[payment_method_types]",
    )
    keys = ("auto_advance", "description", "footer", "metadata", "due_date", "days_until_due", "payment_settings")
    values = {key: p[key] for key in (*keys, "default_payment_method", "custom_fields") if key in p}
    sub = store.get("subscription", p["subscription"], "subscription") if p.get("subscription") else None
    seen(p, "pending_invoice_items_behavior", "currency")
    pending = bool(sub) or p.get("pending_invoice_items_behavior") == "include"
    if sub:
        values.pop("payment_settings", None)
    made = invoices.draft(
        store, customer, currency, reason="manual", sub=sub, pending=pending, **{"collection_method": method} | values
    )
    for given in p.get("discounts") or []:
        made["discounts"].append(coupons.redeem(store, given, made)["id"])
    invoices.total(store, made)
    return made


@route("GET", "/v1/invoices", "InvoiceListParams")
def list_invoices(store: Store, p: Thing) -> Thing:
    """Invoices by customer, subscription, status."""
    found = list(store.table("invoice").values())
    if "subscription" in p:
        wanted = p["subscription"]
        found = [one for one in found if (dunning.subscription_of(store, one) or {}).get("id") == wanted]
    return page(found, p, "/v1/invoices", "customer", "status", "collection_method")


@route("POST", "/v1/invoices/create_preview", "InvoiceCreatePreviewParams")
def preview(store: Store, p: Thing) -> Thing:
    """The invoice that would come next, perhaps after a change; nothing is kept."""
    if not p.get("subscription"):
        raise Problem("The stand-in previews subscriptions only.", code="standin_unplayed", param="subscription")
    asked = p.get("subscription_details") or {}
    seen(p, "customer", "currency")
    with store.rehearsal():
        sub = store.get("subscription", p["subscription"], "subscription")
        known = set(store.table("invoice"))
        if asked:
            subs.update(store, sub, asked)
        if set(store.table("invoice")) == known:
            if sub["status"] in ENDED or sub["cancel_at"]:
                raise Problem("No upcoming invoices for customer", status=404, code="invoice_upcoming_none")
            if sub["status"] == "trialing":  # what follows a trial is charged
                sub["status"] = "active"
            subs.renew(store, sub)
        made = store.get("invoice", sub["latest_invoice"])
    return made | {"id": f"upcoming_{made['id']}", "status": "draft", "number": None, "hosted_invoice_url": None}


@route("GET", "/v1/invoices/{}", "InvoiceRetrieveParams")
def get_invoice(store: Store, p: Thing, id_: str) -> Thing:
    """One invoice."""
    return store.get("invoice", id_)


@route("POST", "/v1/invoices/{}", "InvoiceUpdateParams")
def update_invoice(store: Store, p: Thing, id_: str) -> Thing:
    """Change a draft, or an open invoice's words."""
    invoice = store.get("invoice", id_)
    values = {key: p[key] or None for key in ("auto_advance", "description", "footer", "due_date") if key in p}
    if "metadata" in p:
        values["metadata"] = subs.merged(invoice["metadata"], p["metadata"])
    if "days_until_due" in p:
        invoice["_days"] = p["days_until_due"]
    return store.change(invoice, "invoice.updated", **values)


@route("DELETE", "/v1/invoices/{}", "InvoiceDeleteParams")
def delete_invoice(store: Store, p: Thing, id_: str) -> Thing:
    """Only a draft can be deleted."""
    invoice = store.get("invoice", id_)
    if invoice["status"] != "draft":
        raise Problem("You can only delete draft invoices.")
    store.table("invoice").pop(id_)
    store.emit("invoice.deleted", invoice)
    return {"id": id_, "object": "invoice", "deleted": True}


@route("POST", "/v1/invoices/{}/finalize", "InvoiceFinalizeInvoiceParams")
def finalize_invoice(store: Store, p: Thing, id_: str) -> Thing:
    """Open a draft."""
    seen(p, "auto_advance")
    return invoices.finalize(store, store.get("invoice", id_))


@route("POST", "/v1/invoices/{}/send", "InvoiceSendInvoiceParams")
def send_invoice(store: Store, p: Thing, id_: str) -> Thing:
    """Send it."""
    return invoices.send(store, store.get("invoice", id_))


@route("POST", "/v1/invoices/{}/pay", "InvoicePayParams")
def pay_invoice(store: Store, p: Thing, id_: str) -> Thing:
    """Pay it."""
    seen(p, "payment_method", "off_session")
    return invoices.pay(store, store.get("invoice", id_), p)


@route("POST", "/v1/invoices/{}/void", "InvoiceVoidInvoiceParams")
def void_invoice(store: Store, p: Thing, id_: str) -> Thing:
    """Void it."""
    return invoices.shut(store, store.get("invoice", id_), "void")


@route("POST", "/v1/invoices/{}/mark_uncollectible", "InvoiceMarkUncollectibleParams")
def write_off(store: Store, p: Thing, id_: str) -> Thing:
    """Write it off."""
    return invoices.shut(store, store.get("invoice", id_), "uncollectible")


@route("GET", "/v1/invoices/{}/lines", "InvoiceLineItemListParams")
def list_lines(store: Store, p: Thing, id_: str) -> Thing:
    """Lines of an invoice."""
    lines = store.get("invoice", id_)["lines"]["data"]
    return page(lines[::-1], p, f"/v1/invoices/{id_}/lines")


@included("invoice", "payments")
def _payments(store: Store, invoice: Thing) -> Thing:
    found = list(store.find("invoice_payment", invoice=invoice["id"]))
    return listing(f"/v1/invoice_payments?invoice={invoice['id']}", found)


@route("GET", "/v1/invoice_payments", "InvoicePaymentListParams")
def list_payments(store: Store, p: Thing) -> Thing:
    """Payments of invoices, by invoice or payment intent."""
    found = list(store.table("invoice_payment").values())
    intent = (p.get("payment") or {}).get("payment_intent")
    if intent:
        found = [one for one in found if one["payment"]["payment_intent"] == intent]
    return page(found, p, "/v1/invoice_payments", "invoice", "status")


@route("POST", "/v1/invoiceitems", "InvoiceItemCreateParams")
def create_invoice_item(store: Store, p: Thing) -> Thing:
    """Something to bill: on a draft, or with the next invoice."""
    if not p.get("customer"):
        raise Problem("Missing required param: customer.", code="parameter_missing", param="customer", kept=False)
    customer = store.living("customer", p["customer"], "customer")
    price = None
    if p.get("pricing"):
        price = store.get("price", p["pricing"]["price"], "pricing[price]")
    seen(p, "currency", "amount")
    currency = price["currency"] if price else p.get("currency", "usd")
    subs.one_currency(store, customer, currency)
    quantity = p.get("quantity", 1)
    amount = price["unit_amount"] * quantity if price else p.get("amount", 0)
    keys = ("description", "discountable", "metadata")
    values = {key: p[key] for key in keys if key in p}
    values |= {"customer": customer["id"], "currency": currency, "amount": amount, "quantity": quantity}
    made = prorations.add_item(store, price, values)
    if p.get("invoice"):
        invoice = store.get("invoice", p["invoice"], "invoice")
        if invoice["status"] != "draft":
            raise Problem("The invoice is no longer editable.", code="invoice_not_editable", param="invoice")
        made["invoice"] = invoice["id"]
        invoice["lines"]["data"].append(invoices.line_of(store, made))
        invoices.total(store, invoice)
    return made


@route("GET", "/v1/invoiceitems", "InvoiceItemListParams")
def list_invoice_items(store: Store, p: Thing) -> Thing:
    """Invoice items, waiting or billed."""
    found = list(store.table("invoiceitem").values())
    if "pending" in p:
        found = [item for item in found if (item["invoice"] is None) == p["pending"]]
    return page(found, p, "/v1/invoiceitems", "customer", "invoice")
