"""Endpoints of checkout, payment intents, refunds, the portal, events and webhook endpoints."""

import secrets

from tests.standins.stripe import checkout, objects, paying
from tests.standins.stripe.routes import included, page, route
from tests.standins.stripe.state import Problem, Store, Thing, filled
from tests.standins.stripe.subscriptions import merged


@route("POST", "/v1/checkout/sessions", "checkout.SessionCreateParams")
def create_session(store: Store, p: Thing) -> Thing:
    """A checkout session."""
    return checkout.create(store, p)


@route("GET", "/v1/checkout/sessions", "checkout.SessionListParams")
def list_sessions(store: Store, p: Thing) -> Thing:
    """Sessions by customer, subscription, payment intent, status."""
    url, keys = "/v1/checkout/sessions", ("customer", "subscription", "payment_intent", "status")
    return page(store.table("checkout.session").values(), p, url, *keys)


@route("GET", "/v1/checkout/sessions/{}", "checkout.SessionRetrieveParams")
def get_session(store: Store, p: Thing, id_: str) -> Thing:
    """One session."""
    return store.get("checkout.session", id_)


@route("GET", "/v1/checkout/sessions/{}/line_items", "checkout.SessionLineItemListParams")
def session_lines(store: Store, p: Thing, id_: str) -> Thing:
    """What it sells."""
    return checkout.lines_of(store.get("checkout.session", id_))


@included("checkout.session", "line_items")
def _lines(store: Store, session: Thing) -> Thing:
    return checkout.lines_of(session)


@route("POST", "/v1/checkout/sessions/{}", "checkout.SessionUpdateParams")
def update_session(store: Store, p: Thing, id_: str) -> Thing:
    """Change a session's metadata."""
    session = store.get("checkout.session", id_)
    if "metadata" in p:
        session["metadata"] = merged(session["metadata"], p["metadata"])
    return session


@route("POST", "/v1/checkout/sessions/{}/expire", "checkout.SessionExpireParams")
def expire_session(store: Store, p: Thing, id_: str) -> Thing:
    """End a session nobody shall pay any more."""
    return checkout.expire(store, store.get("checkout.session", id_))


@route("GET", "/v1/payment_intents", "PaymentIntentListParams")
def list_intents(store: Store, p: Thing) -> Thing:
    """Payment intents."""
    return page(store.table("payment_intent").values(), p, "/v1/payment_intents", "customer")


@route("GET", "/v1/payment_intents/{}", "PaymentIntentRetrieveParams")
def get_intent(store: Store, p: Thing, id_: str) -> Thing:
    """One payment intent."""
    return store.get("payment_intent", id_)


@route("GET", "/v1/charges", "ChargeListParams")
def list_charges(store: Store, p: Thing) -> Thing:
    """Charges by customer or payment intent."""
    return page(store.table("charge").values(), p, "/v1/charges", "customer", "payment_intent")


@route("GET", "/v1/charges/{}", "ChargeRetrieveParams")
def get_charge(store: Store, p: Thing, id_: str) -> Thing:
    """One charge."""
    return store.get("charge", id_)


@route("POST", "/v1/refunds", "RefundCreateParams")
def create_refund(store: Store, p: Thing) -> Thing:
    """Give money back."""
    return paying.refund(store, p)


@route("GET", "/v1/refunds", "RefundListParams")
def list_refunds(store: Store, p: Thing) -> Thing:
    """Refunds by charge or payment intent."""
    return page(store.table("refund").values(), p, "/v1/refunds", "charge", "payment_intent")


@route("GET", "/v1/refunds/{}", "RefundRetrieveParams")
def get_refund(store: Store, p: Thing, id_: str) -> Thing:
    """One refund."""
    return store.get("refund", id_)


@route("POST", "/v1/billing_portal/configurations", "billing_portal.ConfigurationCreateParams")
def create_configuration(store: Store, p: Thing) -> Thing:
    """What the portal lets customers do."""
    first = not store.table("billing_portal.configuration")
    profile = {"headline": None, "privacy_policy_url": None, "terms_of_service_url": None}
    made = objects.blank(
        "billing_portal.configuration",
        active=True,
        business_profile=profile | (p.get("business_profile") or {}),
        created=store.now(),
        default_return_url=p.get("default_return_url"),
        features=_features(p["features"]),
        is_default=first,
        login_page={"enabled": False, "url": None},
        metadata=p.get("metadata") or {},
        name=p.get("name"),
        updated=store.now(),
    )
    return store.add(made)


def _features(given: Thing) -> Thing:
    reasons = {"enabled": False, "feedback_options": None, "options": []}
    pause = {"enabled": False, "duration": {"interval_options": [], "type": "indefinite"}}
    cancel: Thing = {
        "enabled": False,
        "mode": "at_period_end",
        "proration_behavior": "none",
        "cancellation_reason": reasons,
    }
    change: Thing = {
        "enabled": False,
        "billing_cycle_anchor": None,
        "default_allowed_updates": [],
        "products": None,
        "proration_behavior": "none",
        "schedule_at_period_end": {"conditions": []},
        "trial_update_behavior": "end_trial",
    }
    base: Thing = {
        "customer_update": {"enabled": False, "allowed_updates": []},
        "invoice_history": {"enabled": False},
        "payment_method_update": {"enabled": False, "payment_method_configuration": None},
        "subscription_cancel": cancel,
        "subscription_pause": pause,
        "subscription_update": change,
    }
    return filled(base, given)


@route("GET", "/v1/billing_portal/configurations", "billing_portal.ConfigurationListParams")
def list_configurations(store: Store, p: Thing) -> Thing:
    """Configurations of the portal."""
    url = "/v1/billing_portal/configurations"
    return page(store.table("billing_portal.configuration").values(), p, url, "active", "is_default")


@route("POST", "/v1/billing_portal/configurations/{}", "billing_portal.ConfigurationUpdateParams")
def update_configuration(store: Store, p: Thing, id_: str) -> Thing:
    """Change a configuration."""
    found = store.get("billing_portal.configuration", id_)
    for key in ("active", "default_return_url", "name"):
        if key in p:
            found[key] = p[key]
    if "metadata" in p:
        found["metadata"] = merged(found["metadata"], p["metadata"])
    for key, value in (p.get("features") or {}).items():
        found["features"][key] = found["features"][key] | value
    found["updated"] = store.now()
    return found


EVERYTHING: Thing = {
    "customer_update": {"enabled": True, "allowed_updates": ["email", "tax_id"]},
    "invoice_history": {"enabled": True},
    "payment_method_update": {"enabled": True},
    "subscription_cancel": {"enabled": True},
}


@route("POST", "/v1/billing_portal/sessions", "billing_portal.SessionCreateParams")
def create_portal(store: Store, p: Thing) -> Thing:
    """A link into the portal for one customer."""
    if not p.get("customer"):
        raise Problem("Missing required param: customer.", code="parameter_missing", param="customer", kept=False)
    customer = store.living("customer", p["customer"], "customer")
    named = p.get("configuration")
    if named:
        configuration = store.get("billing_portal.configuration", named, "configuration")
    else:
        known = store.find("billing_portal.configuration", is_default=True)
        configuration = next(known, None) or create_configuration(store, {"features": EVERYTHING})
    id_ = store.new_id("billing_portal.session")
    made = objects.blank(
        "billing_portal.session",
        id=id_,
        configuration=configuration["id"],
        created=store.now(),
        customer=customer["id"],
        locale=p.get("locale"),
        return_url=p.get("return_url") or configuration["default_return_url"],
        url=f"{store.base}/p/session/{id_}",
    )
    store.add(made)
    store.emit("billing_portal.session.created", made)
    return made


@route("GET", "/v1/events", "EventListParams")
def list_events(store: Store, p: Thing) -> Thing:
    """Events by type."""
    wanted = p.get("types")
    found = [event for event in store.table("event").values() if not wanted or event["type"] in wanted]
    return page(found, p, "/v1/events", "type")


@route("GET", "/v1/events/{}", "EventRetrieveParams")
def get_event(store: Store, p: Thing, id_: str) -> Thing:
    """One event."""
    return store.get("event", id_)


@route("POST", "/v1/webhook_endpoints", "WebhookEndpointCreateParams")
def create_endpoint(store: Store, p: Thing) -> Thing:
    """An address events are sent to. Its secret is told this once."""
    made = objects.blank(
        "webhook_endpoint",
        api_version=p.get("api_version"),
        created=store.now(),
        description=p.get("description"),
        enabled_events=p["enabled_events"],
        metadata=p.get("metadata") or {},
        status="enabled",
        url=p["url"],
    )
    store.add(made)
    made["_secret"] = f"whsec_{secrets.token_hex(16)}"
    return made | {"secret": made["_secret"]}


@route("GET", "/v1/webhook_endpoints", "WebhookEndpointListParams")
def list_endpoints(store: Store, p: Thing) -> Thing:
    """Addresses events are sent to."""
    return page(store.table("webhook_endpoint").values(), p, "/v1/webhook_endpoints")


@route("GET", "/v1/webhook_endpoints/{}", "WebhookEndpointRetrieveParams")
def get_endpoint(store: Store, p: Thing, id_: str) -> Thing:
    """One address."""
    return store.get("webhook_endpoint", id_)


@route("POST", "/v1/webhook_endpoints/{}", "WebhookEndpointUpdateParams")
def update_endpoint(store: Store, p: Thing, id_: str) -> Thing:
    """Change an address, switch it off or on. The API version it is pinned to never changes."""
    found = store.get("webhook_endpoint", id_)
    for key in ("url", "enabled_events", "description"):
        if key in p:
            found[key] = p[key]
    if "disabled" in p:
        found["status"] = "disabled" if p["disabled"] else "enabled"
    return found


@route("DELETE", "/v1/webhook_endpoints/{}", "WebhookEndpointDeleteParams")
def delete_endpoint(store: Store, p: Thing, id_: str) -> Thing:
    """Take an address away."""
    store.get("webhook_endpoint", id_)
    store.table("webhook_endpoint").pop(id_)
    return {"id": id_, "object": "webhook_endpoint", "deleted": True}
