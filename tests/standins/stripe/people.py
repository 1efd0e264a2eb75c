"""Endpoints of customers, their tax ids and payment methods."""

from tests.standins.stripe import dunning, objects, paying
from tests.standins.stripe.routes import included, page, route, seen
from tests.standins.stripe.state import Problem, Store, Thing, listing
from tests.standins.stripe.subscriptions import merged

CUSTOMER_KEYS = (
    "address",
    "balance",
    "business_name",
    "description",
    "email",
    "individual_name",
    "name",
    "phone",
    "preferred_locales",
    "shipping",
    "tax_exempt",
)
UNVERIFIED = {"status": "unavailable", "verified_address": None, "verified_name": None}


def _email(p: Thing) -> None:
    email = p.get("email")
    if email and ("@" not in email or " " in email):
        raise Problem(f"Invalid email address: {email}", code="email_invalid", param="email")


@route("POST", "/v1/customers", "CustomerCreateParams")
def create_customer(store: Store, p: Thing) -> Thing:
    """A new customer."""
    _email(p)
    values = {key: p[key] or None for key in CUSTOMER_KEYS if key in p}
    made = store.add(objects.customer(store, **values, metadata=p.get("metadata") or {}))
    store.emit("customer.created", made)
    for given in p.get("tax_id_data") or []:
        create_tax_id(store, given, made["id"])
    if p.get("payment_method"):
        attach_method(store, {"customer": made["id"]}, p["payment_method"])
    _settings(store, made, p)
    return made


@route("GET", "/v1/customers", "CustomerListParams")
def list_customers(store: Store, p: Thing) -> Thing:
    """Customers that were not deleted."""
    living = [one for one in store.table("customer").values() if not one.get("deleted")]
    return page(living, p, "/v1/customers", "email")


@route("GET", "/v1/customers/{}", "CustomerRetrieveParams")
def get_customer(store: Store, p: Thing, id_: str) -> Thing:
    """One customer; a deleted one is still told of, as `deleted`."""
    return store.get("customer", id_)


@route("POST", "/v1/customers/{}", "CustomerUpdateParams")
def update_customer(store: Store, p: Thing, id_: str) -> Thing:
    """Change a customer."""
    customer = store.living("customer", id_)
    _email(p)
    values = {key: p[key] if p[key] != "" else None for key in CUSTOMER_KEYS if key in p}
    if "metadata" in p:
        values["metadata"] = merged(customer["metadata"], p["metadata"])
    store.change(customer, "customer.updated", **values)
    _settings(store, customer, p)
    return customer


def _settings(store: Store, customer: Thing, p: Thing) -> None:
    named = (p.get("invoice_settings") or {}).get("default_payment_method")
    if named is None:
        return
    if named:
        method = store.get("payment_method", named, "invoice_settings[default_payment_method]")
        if method["customer"] != customer["id"]:
            raise Problem(
                f"The customer does not have a payment method with the ID {named}. The payment method must be "
                "attached to the customer.",
                code="resource_missing",
                param="invoice_settings[default_payment_method]",
            )
    settings = customer["invoice_settings"] | {"default_payment_method": named or None}
    store.change(customer, "customer.updated", invoice_settings=settings)


@route("DELETE", "/v1/customers/{}", "CustomerDeleteParams")
def delete_customer(store: Store, p: Thing, id_: str) -> Thing:
    """Delete for good: live subscriptions end at once."""
    customer = store.living("customer", id_)
    for sub in store.find("subscription", customer=id_):
        if sub["status"] in dunning.LIVE:
            dunning.end(store, sub, "cancellation_requested")
    store.emit("customer.deleted", customer)
    gone = {"id": id_, "object": "customer", "deleted": True}
    store.table("customer")[id_] = gone
    return gone


@route("POST", "/v1/customers/{}/tax_ids", "CustomerTaxIdCreateParams")
def create_tax_id(store: Store, p: Thing, id_: str) -> Thing:
    """A tax id of the customer; its number is not verified."""
    customer = store.living("customer", id_)
    owner = {"account": None, "application": None, "customer": id_, "customer_account": None, "type": "customer"}
    made = objects.blank(
        "tax_id",
        country=p["type"][:2].upper(),
        created=store.now(),
        customer=customer["id"],
        owner=owner,
        type=p["type"],
        value=p["value"],
        verification=dict(UNVERIFIED),
    )
    store.add(made)
    store.emit("customer.tax_id.created", made)
    return made


@route("GET", "/v1/customers/{}/tax_ids", "CustomerTaxIdListParams")
def list_tax_ids(store: Store, p: Thing, id_: str) -> Thing:
    """Tax ids of one customer."""
    store.living("customer", id_)
    return page(store.find("tax_id", customer=id_), p, f"/v1/customers/{id_}/tax_ids")


@route("DELETE", "/v1/customers/{}/tax_ids/{}", "CustomerTaxIdDeleteParams")
def delete_tax_id(store: Store, p: Thing, id_: str, tax_id: str) -> Thing:
    """Take a tax id away."""
    gone = store.get("tax_id", tax_id)
    store.table("tax_id").pop(tax_id)
    store.emit("customer.tax_id.deleted", gone)
    return {"id": tax_id, "object": "tax_id", "deleted": True}


@included("customer", "tax_ids")
def _tax_ids(store: Store, customer: Thing) -> Thing:
    return listing(f"/v1/customers/{customer['id']}/tax_ids", list(store.find("tax_id", customer=customer["id"])))


@included("customer", "subscriptions")
def _subscriptions(store: Store, customer: Thing) -> Thing:
    found = [sub for sub in store.find("subscription", customer=customer["id"]) if not sub["ended_at"]]
    return listing(f"/v1/customers/{customer['id']}/subscriptions", found[::-1])


@route("POST", "/v1/payment_methods", "PaymentMethodCreateParams")
def create_method(store: Store, p: Thing) -> Thing:
    """A payment method from a test card's number or token."""
    seen(p, "billing_details", "metadata", "card", "allow_redisplay")
    kind = p.get("type", "card")
    if kind != "card":
        return store.add(objects.payment_method(store, kind))
    given = p.get("card") or {}
    if "token" in given:
        return store.add(objects.card(store, paying.number_of(given["token"], "card[token]")))
    number = str(given.get("number", ""))
    if not number.isdigit():
        raise Problem("Your card number is incorrect.", status=402, kind="card_error", code="incorrect_number")
    return store.add(objects.card(store, number))


@route("GET", "/v1/payment_methods/{}", "PaymentMethodRetrieveParams")
def get_method(store: Store, p: Thing, id_: str) -> Thing:
    """One payment method."""
    return store.get("payment_method", id_)


@route("GET", "/v1/payment_methods", "PaymentMethodListParams")
def list_methods(store: Store, p: Thing) -> Thing:
    """Payment methods of a customer."""
    return page(store.table("payment_method").values(), p, "/v1/payment_methods", "customer", "type")


@route("GET", "/v1/customers/{}/payment_methods", "CustomerPaymentMethodListParams")
def methods_of(store: Store, p: Thing, id_: str) -> Thing:
    """The same by the customer's path."""
    store.living("customer", id_)
    url = f"/v1/customers/{id_}/payment_methods"
    return page(store.find("payment_method", customer=id_), p, url, "type")


@route("POST", "/v1/payment_methods/{}/attach", "PaymentMethodAttachParams")
def attach_method(store: Store, p: Thing, id_: str) -> Thing:
    """Give it to a customer. `pm_card_visa` and its like make a new one each time."""
    customer = store.living("customer", p["customer"], "customer")
    if id_.startswith("pm_card_"):
        method = objects.card(store, paying.number_of(id_, "payment_method"))
        method["id"] = store.new_id("payment_method")
        paying.attach(store, method, customer)
        return store.add(method)
    return paying.attach(store, store.get("payment_method", id_), customer)


@route("POST", "/v1/payment_methods/{}/detach", "PaymentMethodDetachParams")
def detach_method(store: Store, p: Thing, id_: str) -> Thing:
    """Take it from its customer."""
    method = store.get("payment_method", id_)
    owner = store.table("customer").get(method["customer"] or "")
    if owner and not owner.get("deleted") and owner["invoice_settings"]["default_payment_method"] == id_:
        owner["invoice_settings"]["default_payment_method"] = None
    method["customer"] = None
    store.emit("payment_method.detached", method)
    return method
