"""Invoices from draft to paid or void, their lines, and payment intents that pay them."""

from typing import Any

from tests.standins.stripe import dunning, money, objects, paying
from tests.standins.stripe.state import DAY, Problem, Store, Thing, listing, public

NO_CREDIT: Thing = {"credited_items": None}


def line(store: Store, price: Thing, quantity: int, amount: int, period: tuple[int, int], **values: Any) -> Thing:
    """A line for a price; `period` are its first and last second."""
    details = {"price": price["id"], "product": price["product"]}
    pricing = {"price_details": details, "type": "price_details", "unit_amount_decimal": str(price["unit_amount"])}
    name = store.get("product", price["product"])["name"]
    return objects.blank(
        "line_item",
        **{
            "id": store.new_id("line_item"),
            "amount": amount,
            "subtotal": amount,
            "currency": price["currency"],
            "description": f"{quantity} × {name} (at {_rate(price)})",
            "discount_amounts": [],
            "discountable": True,
            "period": {"start": period[0], "end": period[1]},
            "pretax_credit_amounts": [],
            "pricing": pricing,
            "quantity": quantity,
            "quantity_decimal": str(quantity),
        }
        | values,
    )


def _rate(price: Thing) -> str:
    recurring = price["recurring"]
    shown = money.shown(price["unit_amount"], price["currency"])
    return f"{shown} / {recurring['interval']}" if recurring else f"{shown} each"


def of_item(sub: Thing, item: Thing, *, invoice_item: str | None = None) -> Thing:
    """Where a line comes from: an item of a subscription, perhaps through a proration."""
    details = {
        "invoice_item": invoice_item,
        "proration": bool(invoice_item),
        "proration_details": NO_CREDIT,
        "subscription": sub["id"],
        "subscription_item": item["id"],
    }
    return {
        "type": "subscription_item_details",
        "invoice_item_details": None,
        "subscription_item_details": details,
    }


def pending_lines(store: Store, customer: Thing, sub: Thing | None, invoice: Thing) -> list[Thing]:
    """Take invoice items that wait for this customer and subscription onto the invoice."""
    lines = []
    for item in list(store.table("invoiceitem").values()):
        owner = ((item["parent"] or {}).get("subscription_details") or {}).get("subscription")
        if item["customer"] != customer["id"] or item["invoice"] or owner not in (None, sub and sub["id"]):
            continue
        item["invoice"] = invoice["id"]
        lines.append(line_of(store, item))
    return lines


def line_of(store: Store, item: Thing) -> Thing:
    """The line an invoice item becomes."""
    details = {
        "invoice_item": item["id"],
        "proration": item["proration"],
        "proration_details": NO_CREDIT,
        "subscription": None,
    }
    parent = item.get("_line_parent") or {
        "type": "invoice_item_details",
        "invoice_item_details": details,
        "subscription_item_details": None,
    }
    return objects.blank(
        "line_item",
        **{key: item[key] for key in ("amount", "currency", "description", "discountable", "period", "pricing")},
        id=store.new_id("line_item"),
        subtotal=item["amount"],
        discount_amounts=[],
        pretax_credit_amounts=[],
        metadata=dict(item["metadata"]),
        quantity=item["quantity"],
        quantity_decimal=str(item["quantity"]),
        parent=parent,
        subscription=details["subscription"],
    )


def draft(
    store: Store,
    customer: Thing,
    currency: str,
    *,
    reason: str,
    sub: Thing | None = None,
    lines: tuple[Thing, ...] = (),
    pending: bool = True,
    **values: Any,
) -> Thing:
    """A new draft with these lines and whatever waits for the customer. Tells of it in `invoice.created`."""
    now, source = store.now(), sub or values
    parent = None
    if sub:
        details = {"metadata": dict(sub["metadata"]), "subscription": sub["id"], "subscription_proration_date": None}
        parent = {"quote_details": None, "subscription_details": details, "type": "subscription_details"}
    method = source.get("collection_method") or "charge_automatically"
    types = (source.get("payment_settings") or {}).get("payment_method_types")
    settings = {"default_mandate": None, "payment_method_options": None, "payment_method_types": types}
    made = objects.blank(
        "invoice",
        **{
            "id": store.new_id("invoice"),
            "account_country": store.account.country,
            "account_name": store.account.name,
            "attempt_count": 0,
            "attempted": False,
            "auto_advance": False,
            "billing_reason": reason,
            "collection_method": method,
            "created": now,
            "currency": currency,
            "customer": customer["id"],
            "due_date": now + source["days_until_due"] * DAY if source.get("days_until_due") is not None else None,
            "metadata": values.pop("metadata", None) or {},
            "parent": parent,
            "payment_settings": settings,
            "period_start": now,
            "period_end": now,
            "status": "draft",
            "discounts": list(sub["discounts"]) if sub else [],
        }
        | {key: value for key, value in values.items() if key not in ("payment_settings", "days_until_due")},
        **_fixed(),
    )
    made["_days"] = source.get("days_until_due")
    _name_customer(store, made, customer)
    found = [*(pending_lines(store, customer, sub, made) if pending else []), *lines]
    made["lines"] = listing(f"/v1/invoices/{made['id']}/lines", found)
    store.add(made)
    total(store, made)
    if sub:
        sub["latest_invoice"] = made["id"]
    customer["currency"] = customer["currency"] or currency
    store.emit("invoice.created", made)
    return made


def _fixed() -> Thing:
    tax = objects.NO_TAX | {"provider": None, "status": None}
    zeros = (
        "amount_overpaid",
        "amount_shipping",
        "post_payment_credit_notes_amount",
        "pre_payment_credit_notes_amount",
    )
    moments = ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
    return {
        **dict.fromkeys((*zeros, "amount_paid", "amount_due", "amount_remaining", "starting_balance"), 0),
        "amount_paid_off_stripe": 0,
        "automatic_tax": tax,
        "customer_tax_ids": [],
        "issuer": dict(objects.SELF),
        "status_transitions": dict.fromkeys(moments),
        "total_discount_amounts": [],
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
    }


def _name_customer(store: Store, invoice: Thing, customer: Thing) -> None:
    for key in ("address", "email", "name", "phone", "shipping", "tax_exempt"):
        invoice[f"customer_{key}"] = customer[key]
    ids = [{"type": tax["type"], "value": tax["value"]} for tax in store.find("tax_id", customer=customer["id"])]
    invoice["customer_tax_ids"] = ids


def total(store: Store, invoice: Thing) -> None:
    """Add up lines, discounts and the customer's balance."""
    lines = invoice["lines"]["data"]
    for at in lines:
        at["invoice"] = invoice["id"]
    invoice["subtotal"] = sum(at["amount"] for at in lines)
    open_to = sum(at["amount"] for at in lines if at["discountable"])
    taken = money.discounted(store, invoice["discounts"], open_to)
    invoice["total_discount_amounts"] = [{"amount": off, "discount": id_} for id_, off in taken]
    invoice["total"] = invoice["subtotal"] - sum(off for _, off in taken)
    invoice["subtotal_excluding_tax"], invoice["total_excluding_tax"] = invoice["subtotal"], invoice["total"]
    balance = store.get("customer", invoice["customer"]).get("balance", 0)
    invoice["starting_balance"] = balance
    due = max(0, invoice["total"] + min(0, balance)) if invoice["total"] > 0 else 0
    invoice.update(amount_due=due, amount_remaining=due)


def finalize(store: Store, invoice: Thing, paid_by: Thing | None = None) -> Thing:
    """Number it, fix its sum, and open it; nothing due, or an intent that took the money, means paid at once."""
    if invoice["status"] != "draft":
        raise Problem("This invoice is already finalized, you can't re-finalize a non-draft invoice.")
    customer = store.living("customer", invoice["customer"], "customer")
    total(store, invoice)
    invoice["ending_balance"] = invoice["starting_balance"] + invoice["total"] - invoice["amount_due"]
    customer["balance"] = invoice["ending_balance"]
    number = f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04d}"
    customer["next_invoice_sequence"] += 1
    page = f"{store.base}/i/{invoice['id']}"
    days = invoice["_days"]
    invoice["status_transitions"]["finalized_at"] = store.now()
    invoice.update(
        number=number,
        status="open",
        effective_at=store.now(),
        automatically_finalizes_at=None,
        hosted_invoice_url=page,
        invoice_pdf=f"{page}/pdf",
        due_date=store.now() + days * DAY if days is not None else invoice["due_date"],
    )
    if invoice["amount_due"]:
        _ask_for_payment(store, invoice, paid_by)
    _use_once(store, invoice)
    store.emit("invoice.finalized", invoice)
    if paid_by or not invoice["amount_due"]:
        _close(store, invoice)
    return invoice


def _ask_for_payment(store: Store, invoice: Thing, paid_by: Thing | None) -> None:
    intent = paid_by or _intent(store, invoice)
    payment = {"charge": None, "payment_intent": intent["id"], "payment_record": None, "type": "payment_intent"}
    made = objects.blank(
        "invoice_payment",
        amount_paid=invoice["amount_due"] if paid_by else None,
        amount_requested=invoice["amount_due"],
        created=store.now(),
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=True,
        payment=payment,
        status="paid" if paid_by else "open",
        status_transitions={"canceled_at": None, "paid_at": store.now() if paid_by else None},
    )
    store.add(made)


def _intent(store: Store, invoice: Thing) -> Thing:
    types = invoice["payment_settings"]["payment_method_types"] or ["card"]
    intent = objects.payment_intent(
        store,
        invoice["amount_due"],
        invoice["currency"],
        customer=invoice["customer"],
        description=f"Payment for Invoice {invoice['number']}",
        payment_method_types=list(types),
    )
    store.add(intent)
    store.emit("payment_intent.created", intent)
    return intent


def _use_once(store: Store, invoice: Thing) -> None:
    """A coupon for one invoice is used up by this one."""
    sub = dunning.subscription_of(store, invoice)
    for id_ in list(sub["discounts"]) if sub else []:
        coupon = store.get("coupon", store.get("discount", id_)["source"]["coupon"])
        if coupon["duration"] == "once" and any(at["discount"] == id_ for at in invoice["total_discount_amounts"]):
            sub["discounts"].remove(id_)  # type: ignore[index]


def payment_of(store: Store, invoice: Thing) -> tuple[Thing, Thing]:
    """The invoice's payment and its payment intent."""
    made = next(store.find("invoice_payment", invoice=invoice["id"]))
    return made, store.get("payment_intent", made["payment"]["payment_intent"])


def _close(store: Store, invoice: Thing, *, out_of_band: bool = False) -> None:
    due = invoice["amount_due"]
    invoice["status_transitions"]["paid_at"] = store.now()
    invoice.update(status="paid", amount_remaining=0, amount_paid=due, attempted=True, next_payment_attempt=None)
    if out_of_band:
        invoice["amount_paid_off_stripe"] = due
    dunning.on_paid(store, invoice)
    store.emit("invoice.paid", invoice)
    store.emit("invoice.payment_succeeded", invoice)


def collect(store: Store, invoice: Thing, method: Thing | None = None) -> bool:
    """One attempt to take the money of an open invoice, with the default payment method unless told."""
    customer = store.living("customer", invoice["customer"], "customer")
    method = method or paying.method_for(store, customer, invoice, dunning.subscription_of(store, invoice))
    made, intent = payment_of(store, invoice)
    invoice.update(attempted=True, attempt_count=invoice["attempt_count"] + 1)
    if method and paying.attempt(store, intent, method):
        made["status_transitions"]["paid_at"] = store.now()
        made.update(status="paid", amount_paid=invoice["amount_due"])
        store.emit("invoice_payment.paid", made)
        _close(store, invoice)
        return True
    dunning.on_failed(store, invoice)
    store.emit("invoice.payment_failed", invoice)
    dunning.after_failed(store, invoice)
    return False


def pay(store: Store, invoice: Thing, p: Thing) -> Thing:
    """Pay on request; a declined card is an error answer."""
    if invoice["status"] == "draft":
        finalize(store, invoice)
    if invoice["status"] == "paid":
        raise Problem("Invoice is already paid")
    if invoice["status"] == "void":
        raise Problem("This invoice can no longer be paid")
    if p.get("paid_out_of_band"):
        made, intent = payment_of(store, invoice)
        made["status"], intent["status"] = "canceled", "canceled"
        _close(store, invoice, out_of_band=True)
        return invoice
    named = p.get("payment_method")
    method = store.get("payment_method", named, "payment_method") if named else None
    owner = store.living("customer", invoice["customer"], "customer")
    method = method or paying.method_for(store, owner, invoice, dunning.subscription_of(store, invoice))
    if method is None:
        raise Problem("There is no `default_payment_method` set on this Customer or Invoice. Please set one.")
    if not collect(store, invoice, method):
        raise declined_error(store, invoice)
    return invoice


def declined_error(store: Store, invoice: Thing) -> Problem:
    """Why the last attempt failed, as an error answer."""
    intent = payment_of(store, invoice)[1]
    code = (intent["last_payment_error"] or {}).get("decline_code", "generic_decline")
    return paying.declined(code, payment_intent=public(intent))


def shut(store: Store, invoice: Thing, status: str) -> Thing:
    """Void an open invoice or write it off."""
    if invoice["status"] not in ("open", "uncollectible") or invoice["status"] == status:
        raise Problem(f"You can only {status} invoices that are open; this one is {invoice['status']}.")
    moment = "voided_at" if status == "void" else "marked_uncollectible_at"
    invoice["status_transitions"][moment] = store.now()
    invoice.update(status=status, auto_advance=False, next_payment_attempt=None)
    if status == "uncollectible":
        invoice["status_details"] = {"uncollectible": {"reason": "user_forgiven"}}
    if status == "void":
        invoice.update(amount_remaining=0, status_details=None)
        made, intent = payment_of(store, invoice)
        made["status"], intent["status"] = "canceled", "canceled"
    store.emit("invoice.voided" if status == "void" else "invoice.marked_uncollectible", invoice)
    return invoice


def send(store: Store, invoice: Thing) -> Thing:
    """Mail it to the customer: in test mode an event and nothing more."""
    if invoice["collection_method"] != "send_invoice":
        raise Problem("You can only manually send an invoice if its collection method is 'send_invoice'.")
    if invoice["status"] == "draft":
        finalize(store, invoice)
    store.emit("invoice.sent", invoice)
    return invoice
