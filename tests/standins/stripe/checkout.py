"""Checkout sessions: what may be sold how, and what happens when the customer pays, fails or leaves."""

from tests.standins.stripe import coupons, invoices, money, objects, paying
from tests.standins.stripe import subscriptions as subs
from tests.standins.stripe.state import DAY, Problem, Store, Thing, listing

PLAYED = {
    "allow_promotion_codes",
    "allowed_payment_method_types",
    "automatic_tax",
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "currency",
    "customer",
    "customer_creation",
    "customer_email",
    "customer_update",
    "discounts",
    "excluded_payment_method_types",
    "expand",
    "expires_at",
    "invoice_creation",
    "line_items",
    "locale",
    "metadata",
    "mode",
    "payment_intent_data",
    "payment_method_collection",
    "payment_method_options",
    "phone_number_collection",
    "saved_payment_method_options",
    "submit_type",
    "subscription_data",
    "success_url",
    "tax_id_collection",
    "ui_mode",
}
ONE_TIME = ("alipay", "wechat_pay")


def create(store: Store, p: Thing) -> Thing:
    """A session that waits at its url."""
    subs.played(p, PLAYED)
    subs.played(p.get("subscription_data") or {}, subs.PLAYED)
    customer = store.living("customer", p["customer"], "customer") if p.get("customer") else None
    _check_words(store, p)
    prices = _check_items(store, p)
    mode, currency = p["mode"], prices[0]["currency"]
    billed = mode == "subscription" or (p.get("invoice_creation") or {}).get("enabled")
    if billed:
        subs.one_currency(store, customer, currency)
    id_ = store.new_id("checkout.session")
    session = objects.blank(
        "checkout.session",
        **{key: p.get(key) for key in ("success_url", "cancel_url", "client_reference_id", "customer_email", "locale")},
        id=id_,
        allow_promotion_codes=p.get("allow_promotion_codes"),
        allowed_payment_method_types=p.get("allowed_payment_method_types"),
        excluded_payment_method_types=p.get("excluded_payment_method_types"),
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        billing_address_collection=p.get("billing_address_collection"),
        created=store.now(),
        currency=currency,
        custom_text=dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
        customer=customer and customer["id"],
        customer_creation=None if customer else p.get("customer_creation", "always" if billed else "if_required"),
        customer_details=_details(customer, p),
        expires_at=p.get("expires_at", store.now() + DAY),
        invoice_creation=_invoice_creation(p) if mode == "payment" else None,
        metadata=p.get("metadata") or {},
        mode=mode,
        payment_method_collection=p.get("payment_method_collection", "always") if mode == "subscription" else None,
        payment_method_options=p.get("payment_method_options") or {"card": {"request_three_d_secure": "automatic"}},
        payment_method_types=_methods(store, p),
        payment_status="unpaid",
        phone_number_collection={"enabled": False},
        shipping_options=[],
        status="open",
        submit_type=p.get("submit_type"),
        tax_id_collection={"required": "never"} | (p.get("tax_id_collection") or {"enabled": False}),
        ui_mode="hosted_page",
        url=f"{store.base}/c/pay/{id_}",
    )
    session["_data"] = p
    session["_lines"] = _lines(store, prices, p)
    store.add(session)
    session["discounts"] = []
    if p.get("discounts"):
        apply_discount(store, session, p["discounts"][0])
    total(store, session)
    return session


def _check_words(store: Store, p: Thing) -> None:
    for key in ("mode", "success_url", "line_items"):
        if not p.get(key):
            raise Problem(f"Missing required param: {key}.", code="parameter_missing", param=key, kept=False)
    if p["mode"] == "setup":
        raise Problem("The stand-in does not play `setup` mode.", code="standin_unplayed", param="mode")
    for one, other in (("customer", "customer_email"), ("allow_promotion_codes", "discounts")):
        if p.get(one) and p.get(other):
            raise Problem(f"You may only specify one of these parameters: {one}, {other}.")
    foreign = {"subscription": ("payment_intent_data", "invoice_creation"), "payment": ("subscription_data",)}
    for key in foreign[p["mode"]]:
        if p.get(key):
            raise Problem(f"You can not pass `{key}` in `{p['mode']}` mode.", param=key)
    _check_expiry(store, p)
    _check_tax_ids(p)


def _check_expiry(store: Store, p: Thing) -> None:
    at = p.get("expires_at")
    if at and not store.now() + 1800 <= at <= store.now() + DAY:
        raise Problem(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
            param="expires_at",
        )


def _check_tax_ids(p: Thing) -> None:
    naming = (p.get("customer_update") or {}).get("name")
    if (p.get("tax_id_collection") or {}).get("enabled") and p.get("customer") and naming != "auto":
        raise Problem(
            "Tax ID collection requires updating business name on the customer. To enable tax ID collection for an "
            "existing customer, please set `customer_update[name]` to `auto`.",
        )


def _check_items(store: Store, p: Thing) -> list[Thing]:
    prices = []
    for at, item in enumerate(p["line_items"]):
        price = subs.price_of(store, item, f"line_items[{at}]")
        if item.get("quantity", 0) < 1:
            raise Problem("Quantity is required.", param=f"line_items[{at}][quantity]")
        if price["recurring"] and p["mode"] == "payment":
            raise Problem(
                "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or "
                "use only one-time prices.",
                param="mode",
            )
        prices.append(price)
    if p["mode"] == "subscription" and not any(price["recurring"] for price in prices):
        told = "You must provide at least one recurring price in `subscription` mode when using prices."
        raise Problem(told, param="line_items")
    if len({price["currency"] for price in prices}) > 1:
        raise Problem("All line items must have the same currency.", param="line_items")
    return prices


def _methods(store: Store, p: Thing) -> list[str]:
    """Since Endive types are not given but filtered: what cannot be used here is left out without a word."""
    eligible = [kind for kind in store.account.methods if p["mode"] == "payment" or kind not in ONE_TIME]
    allowed = p.get("allowed_payment_method_types") or eligible
    left = [kind for kind in eligible if kind in allowed and kind not in (p.get("excluded_payment_method_types") or [])]
    if not left:
        raise Problem(
            "No valid payment method types for this Checkout Session. Please ensure that you have activated payment "
            "methods compatible with your chosen currency in your dashboard "
            "(https://dashboard.stripe.com/settings/payment_methods)."
        )
    return left


def _details(customer: Thing | None, p: Thing) -> Thing | None:
    email = customer["email"] if customer else p.get("customer_email")
    if not email:
        return None
    keys = ("address", "business_name", "individual_name", "name", "phone", "tax_ids")
    return {**dict.fromkeys(keys), "email": email, "tax_exempt": "none", "name": customer and customer["name"]}


def _invoice_creation(p: Thing) -> Thing:
    keys = ("account_tax_ids", "custom_fields", "description", "footer", "issuer", "rendering_options")
    given = p.get("invoice_creation") or {"enabled": False}
    data: Thing = {**dict.fromkeys(keys), "metadata": {}} | (given.get("invoice_data") or {})
    return {"enabled": given["enabled"], "invoice_data": data}


def _lines(store: Store, prices: list[Thing], p: Thing) -> list[Thing]:
    lines = []
    for price, item in zip(prices, p["line_items"], strict=True):
        amount = price["unit_amount"] * item["quantity"]
        values: Thing = dict.fromkeys(("amount_discount", "amount_tax"), 0)
        values |= dict.fromkeys(("amount_subtotal", "amount_total"), amount)
        name = store.get("product", price["product"])["name"]
        made = objects.blank(
            "item",
            **values,
            id=store.new_id("item"),
            currency=price["currency"],
            description=name,
            price=price,
            quantity=item["quantity"],
        )
        lines.append(made)
    return lines


def apply_discount(store: Store, session: Thing, given: Thing) -> None:
    """Take a coupon or promotion code onto the session."""
    session["_discount"] = coupons.redeem(store, given, session)
    code = session["_discount"]["promotion_code"]
    session["discounts"] = [{"coupon": None if code else given.get("coupon"), "promotion_code": code}]
    total(store, session)


def total(store: Store, session: Thing) -> None:
    """Add up; a trial asks for nothing today."""
    subtotal = sum(line["amount_subtotal"] for line in session["_lines"])
    trial = (session["_data"].get("subscription_data") or {}).get("trial_period_days")
    if trial:
        subtotal = sum(line["amount_subtotal"] for line in session["_lines"] if not line["price"]["recurring"])
    found = session.get("_discount")
    off = sum(amount for _, amount in money.discounted(store, [found["id"]], subtotal)) if found else 0
    session.update(
        amount_subtotal=subtotal,
        amount_total=subtotal - off,
        total_details={"amount_discount": off, "amount_shipping": 0, "amount_tax": 0, "breakdown": None},
    )


def open_session(store: Store, id_: str) -> Thing:
    """The session, which must still be open."""
    session = store.get("checkout.session", id_)
    if session["status"] != "open":
        raise Problem(f"This Checkout Session is {session['status']}.", param="session")
    return session


def expire(store: Store, session: Thing) -> Thing:
    """Its time is over, or it is ended on request."""
    if session["status"] != "open":
        raise Problem(
            f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of '
            f'"{session["status"]}".'
        )
    session.update(status="expired", url=None)
    store.emit("checkout.session.expired", session)
    return session


def lines_of(session: Thing) -> Thing:
    """Its line items as a list object."""
    return listing(f"/v1/checkout/sessions/{session['id']}/line_items", session["_lines"])


def _customer(store: Store, session: Thing) -> Thing | None:
    if session["customer"]:
        return store.living("customer", session["customer"], "customer")
    if session["customer_creation"] != "always":
        return None
    made = store.add(objects.customer(store, email=session["customer_email"]))
    store.emit("customer.created", made)
    session["customer"] = made["id"]
    return made


def complete(store: Store, session: Thing, kind: str, number: str = paying.GOOD) -> bool:
    """The customer pays by `card`, `alipay` or `wechat_pay`. False when the card was declined: the page stays."""
    if kind not in session["payment_method_types"]:
        raise Problem(f"The session does not offer {kind}.")
    method = objects.card(store, number) if kind == "card" else objects.payment_method(store, kind)
    method["id"] = store.new_id("payment_method")
    pays = _pay_subscription if session["mode"] == "subscription" else _pay_once
    customer = _customer(store, session)
    if not pays(store, session, customer, method):
        return False
    session.update(status="complete", url=None, customer_details=_details(customer, session))
    email = session["customer_email"] or (customer or {}).get("email") or "somebody@example.com"
    session["customer_details"] = session["customer_details"] or _details(None, {"customer_email": email})
    session["payment_status"] = "paid" if session["amount_total"] else "no_payment_required"
    store.emit("checkout.session.completed", session)
    return True


def _pay_once(store: Store, session: Thing, customer: Thing | None, method: Thing) -> bool:
    if not session["amount_total"]:
        return True
    data = session["_data"].get("payment_intent_data") or {}
    intent = store.table("payment_intent").get(session["payment_intent"] or "")
    if intent is None:
        intent = objects.payment_intent(
            store,
            session["amount_total"],
            session["currency"],
            customer=customer and customer["id"],
            description=data.get("description"),
            metadata=data.get("metadata") or {},
            payment_method_types=list(session["payment_method_types"]),
        )
        store.add(intent)
        store.emit("payment_intent.created", intent)
        session["payment_intent"] = intent["id"]
    if not paying.attempt(store, intent, method):
        return False
    store.add(method)
    if session["invoice_creation"]["enabled"] and customer:
        _invoice(store, session, customer, intent)
    return True


def _invoice(store: Store, session: Thing, customer: Thing, intent: Thing) -> None:
    lines = tuple(
        invoices.line(store, line["price"], line["quantity"], line["amount_total"], (store.now(), store.now()))
        for line in session["_lines"]
    )
    data = session["invoice_creation"]["invoice_data"]
    made = invoices.draft(
        store, customer, session["currency"], reason="manual", lines=lines, pending=False, metadata=data["metadata"]
    )
    if session.get("_discount"):
        made["discounts"] = [session["_discount"]["id"]]
    session["invoice"] = made["id"]
    invoices.finalize(store, made, paid_by=intent)


def _pay_subscription(store: Store, session: Thing, customer: Thing | None, method: Thing) -> bool:
    if customer is None:
        raise Problem("A subscription needs a customer.")
    if paying.refusal(method) and (session["amount_total"] or not paying.storable(method)):
        with_failure = objects.payment_intent(
            store, session["amount_total"], session["currency"], customer=customer["id"]
        )
        paying.attempt(store, store.add(with_failure), method)
        return False
    store.add(method)
    paying.attach(store, method, customer)
    data = dict(session["_data"].get("subscription_data") or {})
    items = [
        {"price": line["price"]["id"], "quantity": line["quantity"]}
        for line in session["_lines"]
        if line["price"]["recurring"]
    ]
    for line in session["_lines"]:
        if not line["price"]["recurring"]:
            _one_time(store, session, line)
    p = dict(data)
    if session.get("_discount"):
        p["discounts"] = [{"discount": session["_discount"]["id"]}]
    p |= {"customer": customer["id"], "items": items, "default_payment_method": method["id"]}
    sub = subs.create(store, p, sold=True)
    session.update(subscription=sub["id"], invoice=sub["latest_invoice"])
    return True


def _one_time(store: Store, session: Thing, line: Thing) -> None:
    from tests.standins.stripe.prorations import add_item

    values = {
        "customer": session["customer"],
        "currency": session["currency"],
        "amount": line["amount_total"],
        "description": line["description"],
        "quantity": line["quantity"],
    }
    add_item(store, line["price"], values)
