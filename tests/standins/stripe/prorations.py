"""Changes of seats or prices in the middle of a period: credit for unused time, charge for the rest."""

from tests.standins.stripe import invoices, money, objects
from tests.standins.stripe import subscriptions as subs
from tests.standins.stripe.state import Problem, Store, Thing

Change = tuple[Thing, Thing | None]  # the item as it was, and as it is; None when it was taken off


def change_items(store: Store, sub: Thing, p: Thing) -> list[Change]:
    """Apply new quantities and prices; returns what really changed."""
    changed: list[Change] = []
    for at, given in enumerate(p["items"]):
        if "id" not in given:
            changed.append(({}, _added(store, sub, given, at)))
            continue
        item = next((item for item in subs.items_of(sub) if item["id"] == given["id"]), None)
        if item is None:
            raise Problem(f"No such subscription item: '{given['id']}'", code="resource_missing", param="items")
        old = dict(item)
        if given.get("deleted"):
            sub["items"]["data"].remove(item)
            changed.append((old, None))
            continue
        _apply(store, sub, item, given, at)
        if (old["price"]["id"], old["quantity"]) != (item["price"]["id"], item["quantity"]):
            changed.append((old, item))
    return changed


def _added(store: Store, sub: Thing, given: Thing, at: int) -> Thing:
    price = subs.price_of(store, given, f"items[{at}]")
    if any(item["price"]["id"] == price["id"] for item in subs.items_of(sub)):
        raise Problem(
            f"Cannot add multiple subscription items with the same plan: {price['id']}", param=f"items[{at}][price]"
        )
    start, end = subs.period_of(sub)
    item = subs.make_item(store, sub, price, given)
    item.update(current_period_start=start, current_period_end=end)
    sub["items"]["data"].append(item)
    return item


def _apply(store: Store, sub: Thing, item: Thing, given: Thing, at: int) -> None:
    if "price" in given and given["price"] != item["price"]["id"]:
        price = subs.price_of(store, given, f"items[{at}]")
        if price["currency"] != sub["currency"]:
            raise Problem(
                f"The price specified supports currencies of `{price['currency']}`. This doesn't match the expected "
                f"currency: `{sub['currency']}`.",
                param=f"items[{at}][price]",
            )
        item.update(price=price, plan=objects.plan(price))
    if "quantity" in given:
        if given["quantity"] < 0:
            raise Problem("Invalid non-negative integer", param=f"items[{at}][quantity]")
        item["quantity"] = given["quantity"]
    if "metadata" in given:
        item["metadata"] = subs.merged(item["metadata"], given["metadata"])


def bill_change(store: Store, sub: Thing, changed: list[Change], p: Thing) -> None:
    """Make proration items, and an invoice at once where that was asked for or the interval changed."""
    if sub["status"] not in ("active", "past_due"):
        return
    behaviour = p.get("proration_behavior", "create_prorations")
    start, end = subs.period_of(sub)
    at = p.get("proration_date") or store.now()
    turned = any(old and new and old["price"]["recurring"] != new["price"]["recurring"] for old, new in changed)
    if behaviour != "none":
        for old, new in changed:
            if old:
                _prorate(store, sub, old, -1, (start, end, at))
            if new and not turned:
                _prorate(store, sub, new, 1, (start, end, at))
    if turned:
        _turn(store, sub)
    elif behaviour == "always_invoice":
        customer = store.get("customer", sub["customer"])
        _collect(store, sub, invoices.draft(store, customer, sub["currency"], reason="subscription_update", sub=sub))


def _turn(store: Store, sub: Thing) -> None:
    """A new interval: its first period begins now and is billed."""
    sub["billing_cycle_anchor"] = store.now()
    subs.set_period(sub, store.now(), subs.next_end(sub, store.now()))
    if sub["cancel_at_period_end"]:
        sub["cancel_at"] = subs.period_of(sub)[1]
    _collect(store, sub, subs.bill(store, sub, "subscription_update"))


def _collect(store: Store, sub: Thing, invoice: Thing) -> None:
    if sub["collection_method"] == "send_invoice":
        invoice.update(auto_advance=True, automatically_finalizes_at=store.now() + store.account.draft_seconds)
        return
    invoice["auto_advance"] = True
    invoices.finalize(store, invoice)
    if invoice["status"] == "open":
        invoices.collect(store, invoice)


def credit_rest(store: Store, sub: Thing) -> None:
    """Credit for the unused rest of the period, as invoice items that wait."""
    start, end = subs.period_of(sub)
    for item in subs.items_of(sub):
        _prorate(store, sub, item, -1, (start, end, store.now()))


def _prorate(store: Store, sub: Thing, item: Thing, sign: int, period: tuple[int, int, int]) -> None:
    start, end, at = period
    price, quantity = item["price"], item["quantity"]
    full = price["unit_amount"] * quantity
    # In flexible billing a proration is made of what was or will be really paid: discounts are already off.
    net = full - sum(off for _, off in money.discounted(store, sub["discounts"], full))
    name = store.get("product", price["product"])["name"]
    words = "Unused" if sign < 0 else "Remaining"
    shown = f"{quantity} × {name}" if quantity != 1 else name
    source = {
        "subscription_details": {"subscription": sub["id"], "subscription_item": item["id"]},
        "type": "subscription_details",
    }
    values = {
        "customer": sub["customer"],
        "currency": sub["currency"],
        "amount": sign * money.share(net, start, end, at),
        "description": f"{words} time on {shown} after {money.day_of(at)}",
        "period": {"start": at, "end": end},
        "discountable": False,
        "proration": True,
        "proration_details": {"credited_items": None, "discount_amounts": []},
        "parent": source,
        "quantity": quantity,
    }
    made = add_item(store, price, values)
    made["_line_parent"] = invoices.of_item(sub, item, invoice_item=made["id"])


def add_item(store: Store, price: Thing | None, values: Thing) -> Thing:
    """An invoice item that waits for the customer's next invoice."""
    pricing = None
    if price:
        details = {"price": price["id"], "product": price["product"]}
        unit = str(price["unit_amount"])
        pricing = {"price_details": details, "type": "price_details", "unit_amount_decimal": unit}
    base: Thing = {
        "date": store.now(),
        "discountable": True,
        "period": {"start": store.now(), "end": store.now()},
        "pricing": pricing,
        "proration": False,
        "quantity": 1,
    }
    merged = base | values
    merged["quantity_decimal"] = str(merged["quantity"])
    merged["net_amount"] = merged["amount"]
    made = store.add(objects.blank("invoiceitem", **merged))
    store.emit("invoiceitem.created", made)
    return made
