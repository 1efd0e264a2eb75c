"""Subscriptions from their first invoice on: trials, renewals, changes, cancellation."""

from tests.standins.stripe import coupons, dunning, invoices, money, objects, paying, prorations
from tests.standins.stripe.state import DAY, Problem, Store, Thing, filled, listing

UPDATED = "customer.subscription.updated"
PLAYED = {
    "billing_mode",
    "cancel_at",
    "cancel_at_period_end",
    "cancellation_details",
    "collection_method",
    "currency",
    "customer",
    "days_until_due",
    "default_payment_method",
    "description",
    "discounts",
    "expand",
    "invoice_settings",
    "items",
    "metadata",
    "off_session",
    "automatic_tax",
    "payment_behavior",
    "payment_settings",
    "proration_behavior",
    "proration_date",
    "trial_end",
    "trial_period_days",
    "trial_settings",
    "billing_cycle_anchor",
}
ONLY_SENT = ("alipay", "wechat_pay")


def played(p: Thing, known: set[str]) -> None:
    """Say plainly what Stripe can and the stand-in cannot, instead of passing over it."""
    for key in p:
        if key not in known or (key == "automatic_tax" and p[key].get("enabled")):
            raise Problem(f"The stand-in for Stripe does not play '{key}' here.", code="standin_unplayed", param=key)
        p.get(key)


def price_of(store: Store, item: Thing, param: str, *, sold: bool = False) -> Thing:
    """The price an item names, which must be active unless it was `sold` while it was."""
    if "price" not in item:
        raise Problem("The stand-in plays items by price id only.", code="standin_unplayed", param=f"{param}[price]")
    price = store.get("price", item["price"], f"{param}[price]")
    if not sold and not (price["active"] and store.get("product", price["product"])["active"]):
        told = "The price specified is inactive. This field only accepts active prices."
        raise Problem(told, param=f"{param}[price]")
    return price


def one_currency(store: Store, customer: Thing | None, currency: str, param: str = "currency") -> None:
    """Refuse a currency other than the one the customer is billed in."""
    if customer and customer.get("currency") and customer["currency"] != currency:
        raise Problem(
            "You cannot combine currencies on a single customer. This customer has an active subscription, "
            "subscription schedule, discount, quote, invoice, or invoice item with currency "
            f"{customer['currency']}.",
            param=param,
        )


def sendable(method: str, types: list[str] | None, param: str) -> None:
    """Alipay and WeChat Pay are never charged by themselves: the customer approves each payment."""
    for kind in types or []:
        if kind in ONLY_SENT and method != "send_invoice":
            raise Problem(
                f"The payment method type `{kind}` can only be used with invoices and subscriptions whose "
                "`collection_method` is `send_invoice`.",
                param=param,
            )


def make_item(store: Store, sub: Thing, price: Thing, given: Thing) -> Thing:
    """A subscription item; its period is set by the subscription's."""
    if price["type"] != "recurring":
        raise Problem(
            f"The price specified is set to `type=one_time` but this field only accepts prices with "
            f"`type=recurring`. (price: {price['id']})",
            param="items[0][price]",
        )
    item = objects.blank(
        "subscription_item",
        created=store.now(),
        current_period_start=store.now(),
        current_period_end=store.now(),
        metadata=given.get("metadata") or {},
        plan=objects.plan(price),
        price=price,
        quantity=given.get("quantity", 1),
        subscription=sub["id"],
    )
    return store.add(item)


def items_of(sub: Thing) -> list[Thing]:
    """Its items."""
    return list(sub["items"]["data"])


def set_period(sub: Thing, start: int, end: int) -> None:
    """Every item's current period: since Basil it lives there, not on the subscription."""
    for item in items_of(sub):
        item.update(current_period_start=start, current_period_end=end)


def period_of(sub: Thing) -> tuple[int, int]:
    """The current period, of all items alike."""
    item = items_of(sub)[0]
    return item["current_period_start"], item["current_period_end"]


def next_end(sub: Thing, after: int) -> int:
    """End of the period that holds the moment."""
    return money.period_end(sub["billing_cycle_anchor"], after, items_of(sub)[0]["price"]["recurring"])


def create(store: Store, p: Thing, *, sold: bool = False) -> Thing:
    """A new subscription with its first invoice. `sold`: a checkout page promised these prices."""
    played(p, PLAYED - {"billing_cycle_anchor"})
    if not p.get("customer"):
        raise Problem("Missing required param: customer.", code="parameter_missing", param="customer", kept=False)
    if not p.get("items"):
        raise Problem("Missing required param: items.", code="parameter_missing", param="items", kept=False)
    customer = store.living("customer", p["customer"], "customer")
    prices = [price_of(store, item, f"items[{at}]", sold=sold) for at, item in enumerate(p["items"])]
    _check(store, customer, prices, p)
    sub = _blank(store, customer, prices[0]["currency"], p)
    made = [make_item(store, sub, price, item) for price, item in zip(prices, p["items"], strict=True)]
    sub["items"] = listing(f"/v1/subscription_items?subscription={sub['id']}", made)
    for given in p.get("discounts") or []:
        sub["discounts"].append(coupons.redeem(store, given, sub)["id"])
    _start(store, sub, customer, p)
    return sub


def _check(store: Store, customer: Thing, prices: list[Thing], p: Thing) -> None:
    if len({(price["currency"], str(price["recurring"])) for price in prices}) > 1:
        raise Problem("The stand-in plays subscriptions of one currency and one interval only.", param="items")
    one_currency(store, customer, prices[0]["currency"])
    method = p.get("collection_method", "charge_automatically")
    if method == "send_invoice" and p.get("days_until_due") is None:
        raise Problem(
            "You must provide `days_until_due` when `collection_method` is `send_invoice`.", param="days_until_due"
        )
    if method != "send_invoice" and p.get("days_until_due") is not None:
        raise Problem("You can only set `days_until_due` if `collection_method` is `send_invoice`.")
    types = (p.get("payment_settings") or {}).get("payment_method_types")
    sendable(method, types or None, "payment_settings[payment_method_types]")
    free = p.get("trial_period_days") or p.get("trial_end") or p.get("payment_behavior") == "default_incomplete"
    if p.get("default_payment_method"):
        store.get("payment_method", p["default_payment_method"], "default_payment_method")
    named = p.get("default_payment_method") or customer["invoice_settings"]["default_payment_method"]
    if method == "charge_automatically" and not named and not free:
        raise Problem(
            "This customer has no attached payment source or default payment method. Please consider adding a "
            "default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions.",
            code="resource_missing",
        )


def _blank(store: Store, customer: Thing, currency: str, p: Thing) -> Thing:
    now = store.now()
    mode = (p.get("billing_mode") or {}).get("type", "flexible")
    flexible = {"proration_discounts": "included"} if mode == "flexible" else None
    settings: Thing = {"payment_method_options": None, "payment_method_types": None}
    settings |= {"save_default_payment_method": "off"} | (p.get("payment_settings") or {})
    behaviour = {"end_behavior": {"billing_cycle_anchor": None, "missing_payment_method": "create_invoice"}}
    sub = objects.blank(
        "subscription",
        automatic_tax=dict(objects.NO_TAX),
        billing_cycle_anchor=now,
        billing_mode={"type": mode, "flexible": flexible, "updated_at": now},
        billing_schedules=[],
        cancel_at_period_end=False,
        cancellation_details=dict(dunning.NO_REASON),
        collection_method=p.get("collection_method", "charge_automatically"),
        created=now,
        currency=currency,
        customer=customer["id"],
        days_until_due=p.get("days_until_due"),
        default_payment_method=p.get("default_payment_method"),
        default_tax_rates=[],
        description=p.get("description"),
        invoice_settings={
            "account_tax_ids": None,
            "custom_fields": None,
            "description": None,
            "footer": None,
            "issuer": dict(objects.SELF),
        },
        metadata=p.get("metadata") or {},
        payment_settings=settings,
        start_date=now,
        status="incomplete",
        trial_settings=filled(behaviour, p.get("trial_settings")),
    )
    return store.add(sub)


def _start(store: Store, sub: Thing, customer: Thing, p: Thing) -> None:
    now = store.now()
    until = p.get("trial_end") or (now + p["trial_period_days"] * DAY if p.get("trial_period_days") else None)
    if until and until != "now":
        sub.update(status="trialing", trial_start=now, trial_end=int(until), billing_cycle_anchor=int(until))
        set_period(sub, now, int(until))
    else:
        set_period(sub, now, next_end(sub, now))
        sub["status"] = "active" if sub["collection_method"] == "send_invoice" else "incomplete"
    invoice = bill(store, sub, "subscription_create")
    _cancel_dates(store, sub, p)
    store.emit("customer.subscription.created", sub)
    if sub["status"] == "trialing":
        invoices.finalize(store, invoice)
    elif sub["collection_method"] == "send_invoice":
        invoice.update(auto_advance=True, automatically_finalizes_at=now + store.account.draft_seconds)
    else:
        _first_payment(store, sub, invoice, p.get("payment_behavior", "allow_incomplete"))


def _first_payment(store: Store, sub: Thing, invoice: Thing, behaviour: str) -> None:
    invoices.finalize(store, invoice)
    if invoice["status"] == "open" and behaviour != "default_incomplete":
        invoices.collect(store, invoice)


def bill(store: Store, sub: Thing, reason: str) -> Thing:
    """A draft for the current period, with what waits to be billed."""
    start, end = period_of(sub)
    trial = sub["status"] == "trialing"
    lines = []
    for item in items_of(sub):
        amount = 0 if trial else item["price"]["unit_amount"] * item["quantity"]
        parent = invoices.of_item(sub, item)
        values: Thing = {"parent": parent, "subscription": sub["id"], "metadata": dict(sub["metadata"])}
        if trial:
            name = store.get("product", item["price"]["product"])["name"]
            values["description"] = f"Trial period for {name}"
        lines.append(invoices.line(store, item["price"], item["quantity"], amount, (start, end), **values))
    customer = store.get("customer", sub["customer"])
    dates = {} if reason == "subscription_create" else {"period_start": sub.get("_billed_from", start)}
    return invoices.draft(store, customer, sub["currency"], reason=reason, sub=sub, lines=tuple(lines), **dates)


def renew(store: Store, sub: Thing) -> None:
    """The period is over: the next one begins and its invoice is drafted, to be collected an hour later."""
    start, end = period_of(sub)
    sub["_billed_from"] = start
    set_period(sub, end, next_end(sub, end))
    invoice = bill(store, sub, "subscription_cycle")
    before = {"items": {"data": [{"current_period_start": start, "current_period_end": end}]}}
    store.emit(UPDATED, sub, before)
    if sub["status"] != "unpaid":
        invoice.update(auto_advance=True, automatically_finalizes_at=store.now() + store.account.draft_seconds)


def end_trial(store: Store, sub: Thing) -> None:
    """The trial is over: bill, or without a payment method do as the subscription was told to."""
    customer = store.get("customer", sub["customer"])
    method = paying.method_for(store, customer, sub)
    choice = sub["trial_settings"]["end_behavior"]["missing_payment_method"]
    at = store.now()
    if sub["collection_method"] == "charge_automatically" and method is None and choice == "cancel":
        dunning.end(store, sub)
        return
    if sub["collection_method"] == "charge_automatically" and method is None and choice == "pause":
        sub["trial_end"] = at
        dunning.pause(store, sub, "trial_end_without_payment_method")
        return
    start_paying(store, sub, "subscription_cycle")


def start_paying(store: Store, sub: Thing, reason: str) -> None:
    """After a trial or a pause: a period that begins now, and its invoice."""
    at, before = store.now(), {"status": sub["status"]}
    sub.update(status="active", status_details=None, billing_cycle_anchor=at)
    if before["status"] == "trialing":
        sub["trial_end"] = at
    set_period(sub, at, next_end(sub, at))
    invoice = bill(store, sub, reason)
    store.emit(UPDATED, sub, before)
    invoice.update(auto_advance=True, automatically_finalizes_at=at + store.account.draft_seconds)


def _cancel_dates(store: Store, sub: Thing, p: Thing) -> None:
    end = period_of(sub)[1]
    if "cancel_at_period_end" in p:
        wanted = bool(p["cancel_at_period_end"])
        sub.update(cancel_at_period_end=wanted, cancel_at=end if wanted else None)
    elif "cancel_at" in p:
        at = end if p["cancel_at"] == "min_period_end" else p["cancel_at"] or None
        sub.update(cancel_at_period_end=False, cancel_at=at)
    else:
        return
    reason = "cancellation_requested" if sub["cancel_at"] else None
    sub["canceled_at"] = store.now() if sub["cancel_at"] else None
    told = dict(p.get("cancellation_details") or {})
    sub["cancellation_details"] = dict(dunning.NO_REASON) | told | {"reason": reason}


def update(store: Store, sub: Thing, p: Thing) -> Thing:
    """Change quantity, price, dates and the rest; prorations as asked."""
    played(p, PLAYED - {"customer", "currency", "trial_period_days", "billing_mode"})
    if sub["ended_at"] and set(p) - {"cancellation_details", "metadata", "expand"}:
        raise Problem("A canceled subscription can only update its cancellation_details and metadata.")
    shown = {key: value for key, value in sub.items() if not key.startswith("_")}
    shown["items"] = {"data": [dict(item) for item in items_of(sub)]}
    _plain_values(store, sub, p)
    _cancel_dates(store, sub, p)
    changed = prorations.change_items(store, sub, p) if p.get("items") else None
    if p.get("trial_end"):
        _move_trial(store, sub, p["trial_end"])
    differs = {key: value for key, value in shown.items() if key != "items" and value != sub[key]}
    if changed:
        differs["items"] = shown["items"]
    if differs:
        store.emit(UPDATED, sub, differs)
    if changed:
        prorations.bill_change(store, sub, changed, p)
    return sub


def _plain_values(store: Store, sub: Thing, p: Thing) -> None:
    for key in ("description", "days_until_due", "collection_method"):
        if key in p:
            sub[key] = p[key] or None
    sub["trial_settings"] = filled(sub["trial_settings"], p.get("trial_settings"))
    if "default_payment_method" in p:
        named = p["default_payment_method"] or None
        sub["default_payment_method"] = named and store.get("payment_method", named, "default_payment_method")["id"]
    if "payment_settings" in p:
        types = p["payment_settings"].get("payment_method_types") or None
        sendable(sub["collection_method"], types, "payment_settings[payment_method_types]")
        sub["payment_settings"] = sub["payment_settings"] | p["payment_settings"]
    if "metadata" in p:
        sub["metadata"] = merged(sub["metadata"], p["metadata"])
    if "discounts" in p:
        sub["discounts"] = [coupons.redeem(store, given, sub)["id"] for given in p["discounts"] or []]


def merged(old: Thing, new: Thing | str) -> Thing:
    """Metadata after an update: keys sent empty are dropped, an empty string drops all."""
    if not isinstance(new, dict):
        return {}
    return {key: value for key, value in {**old, **new}.items() if value != ""}


def _move_trial(store: Store, sub: Thing, until: object) -> None:
    if until == "now":
        if sub["status"] == "trialing":
            start_paying(store, sub, "subscription_update")
            newest = store.get("invoice", sub["latest_invoice"])
            invoices.finalize(store, newest)
            if newest["status"] == "open" and sub["collection_method"] == "charge_automatically":
                invoices.collect(store, newest)
        return
    at = int(str(until))
    if at <= store.now():
        raise Problem("Invalid timestamp: must be an integer Unix timestamp in the future.", param="trial_end")
    start = period_of(sub)[0]
    sub.update(status="trialing", trial_start=sub["trial_start"] or start, trial_end=at, billing_cycle_anchor=at)
    set_period(sub, start, at)


def cancel(store: Store, sub: Thing, p: Thing) -> Thing:
    """End it now, with credit for unused time where asked."""
    if sub["status"] in ("canceled", "incomplete_expired"):
        raise Problem(f"No such subscription: '{sub['id']}'", status=404, code="resource_missing", param="id")
    if p.get("prorate") and sub["status"] in ("active", "past_due"):
        prorations.credit_rest(store, sub)
    if p.get("invoice_now"):
        customer = store.get("customer", sub["customer"])
        last = invoices.draft(store, customer, sub["currency"], reason="subscription_cycle", sub=sub)
        invoices.finalize(store, last)
    told = dict(p.get("cancellation_details") or {})
    sub["cancellation_details"] = sub["cancellation_details"] | told
    dunning.end(store, sub, "cancellation_requested")
    return sub


def resume(store: Store, sub: Thing) -> Thing:
    """A paused subscription goes on with a period that begins now."""
    if sub["status"] != "paused":
        raise Problem("Only subscriptions with status `paused` can be resumed.")
    start_paying(store, sub, "subscription_update")
    newest = store.get("invoice", sub["latest_invoice"])
    invoices.finalize(store, newest)
    if newest["status"] == "open":
        invoices.collect(store, newest)
    store.emit("customer.subscription.resumed", sub)
    return sub
