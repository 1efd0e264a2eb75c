"""How objects looked before Basil (2025-03-31): what an endpoint gets that pins no API version on an old account."""

from typing import Any

from tests.standins.stripe.state import Thing

BASIL = "2025-03-31"


def dressed(thing: Any, version: str) -> Any:
    """The object as that version shows it: periods on the subscription, `subscription` on the invoice."""
    if version >= BASIL or not isinstance(thing, dict):
        return thing
    change = {"subscription": _subscription, "invoice": _invoice}.get(thing.get("object", ""))
    return change(dict(thing)) if change else thing


def _subscription(sub: Thing) -> Thing:
    items = [dict(item) for item in sub["items"]["data"]]
    for key in ("current_period_start", "current_period_end"):
        sub[key] = [item.pop(key) for item in items].pop()
    sub["items"] = sub["items"] | {"data": items}
    sub.pop("billing_mode")
    return sub


def _invoice(invoice: Thing) -> Thing:
    details = (invoice.pop("parent") or {}).get("subscription_details") or {}
    return invoice | {"subscription": details.get("subscription"), "paid": invoice["status"] == "paid"}
