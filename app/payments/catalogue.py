"""What is sold, as Stripe knows it: brought in line with the plans by `jianyun billing sync`, as often as one likes.

Products are known by id and prices by lookup key. Stripe's prices never change: another amount is a new price, which
takes the key over, and the old one is archived. Whoever subscribed at the old price keeps it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.kit import ids
from app.kit.money import Money
from app.payments.gateway import MARK, gateway
from app.payments.readings import read_price
from app.payments.values import OURS, StripePrice, lookup_key, product_id
from app.subscriptions.plans import Item, Plan, Plans, Product

PORTAL: dict[str, Any] = {
    "customer_update": {"enabled": True, "allowed_updates": ["email", "address", "tax_id", "name"]},
    "invoice_history": {"enabled": True},
    "payment_method_update": {"enabled": True},
    "subscription_cancel": {"enabled": True, "mode": "at_period_end", "proration_behavior": "none"},
    "subscription_update": {"enabled": False},
}
"""Cards, invoices and cancelling at the period's end. Seats and plans change with us, where seats in use are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that Stripe has otherwise than we do."""

    said: str
    act: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    key: str
    product: str
    amount: Money
    interval: str


def compare_catalogue(plans: Plans) -> list[Step]:
    """What has to be done at Stripe, in order; nothing is changed."""
    gateway.check()
    sold = [one for one in plans.items if isinstance(one, Product) or (isinstance(one, Plan) and one.prices)]
    names = {product_id(one.id): one for one in sold}
    there = {one["id"]: one for one in gateway.list_raw("products", {"ids": list(names), "limit": 100})}
    steps = [step for id_, item in names.items() for step in _product_steps(id_, item, there.get(id_))]
    prices = [price for id_ in names if id_ in there for price in _prices_of(id_)]
    steps += _price_steps([wanted for item in sold for wanted in _wanted_of(item)], prices)
    steps += _portal_steps()
    return steps


def _send(name: str, target: str | None, params: dict[str, Any]) -> Callable[[], None]:
    def act() -> None:
        gateway.act(name, target, params, key=f"catalogue:{ids.new_id()}")

    return act


def _product_steps(id_: str, item: Item, there: dict[str, Any] | None) -> Iterator[Step]:
    wanted: dict[str, Any] = {
        "name": f"{item.title.zh} {item.title.en}",
        "description": f"{item.promise.zh} {item.promise.en}",
        "active": True,
    }
    if isinstance(item, Plan) and item.per_seat:
        wanted["unit_label"] = "席位 seat"
    if there is None:
        made = {"id": id_, **wanted, "metadata": {MARK: item.id}}
        yield Step(said=f"create product {id_}", act=_send("products.create", None, made))
    elif changed := {key: value for key, value in wanted.items() if there.get(key) != value}:
        said = f"update product {id_}: {', '.join(changed)}"
        yield Step(said=said, act=_send("products.update", id_, changed))


def _prices_of(product: str) -> list[StripePrice]:
    return [read_price(one) for one in gateway.list_raw("prices", {"product": product, "active": True, "limit": 100})]


def _wanted_of(item: Item) -> Iterator[_Wanted]:
    prices = item.prices if isinstance(item, Plan) else {"once": item.price} if isinstance(item, Product) else {}
    for interval, amounts in prices.items():
        for currency, minor in amounts.items():
            key = lookup_key(item.id, interval, currency)
            amount = Money(minor, currency)
            yield _Wanted(key=key, product=product_id(item.id), amount=amount, interval=interval)


def _price_steps(wanted: list[_Wanted], there: list[StripePrice]) -> Iterator[Step]:
    right = {one.key: _matching(one, there) for one in wanted}
    for one in wanted:
        if right[one.key] is None:
            yield Step(said=f"create price {one.key}: {_said(one.amount)}", act=_send("prices.create", None, _new(one)))
    kept = {price.id for price in right.values() if price is not None}
    for price in there:
        if price.id not in kept and (price.lookup_key is None or price.lookup_key.startswith(OURS)):
            said = f"archive price {price.id} ({price.lookup_key or price.product_id}): {_said(price.amount)}"
            yield Step(said=said, act=_send("prices.update", price.id, {"active": False}))


def _matching(wanted: _Wanted, there: list[StripePrice]) -> StripePrice | None:
    asked = (wanted.key, wanted.product, wanted.amount, wanted.interval)
    return next((one for one in there if (one.lookup_key, one.product_id, one.amount, one.interval) == asked), None)


def _new(wanted: _Wanted) -> dict[str, Any]:
    params: dict[str, Any] = {
        "product": wanted.product,
        "currency": wanted.amount.currency.lower(),
        "unit_amount": wanted.amount.minor,
        "lookup_key": wanted.key,
        "transfer_lookup_key": True,
        "tax_behavior": "inclusive",
    }
    if wanted.interval != "once":
        params["recurring"] = {"interval": wanted.interval}
    return params


def _said(amount: Money) -> str:
    return f"{amount.currency} {amount.major:,.2f}"


def _portal_steps() -> Iterator[Step]:
    found = gateway.list_raw("billing_portal.configurations", {"active": True, "limit": 100})
    ours = next((one for one in found if one["metadata"].get(MARK) == "portal"), None)
    if ours is None:
        params = {"features": PORTAL, "metadata": {MARK: "portal"}}
        act = _send("billing_portal.configurations.create", None, params)
        yield Step(said="create the portal's configuration", act=act)
    elif not _holds(ours["features"], PORTAL):
        act = _send("billing_portal.configurations.update", ours["id"], {"features": PORTAL})
        yield Step(said=f"update the portal's configuration {ours['id']}", act=act)


def _holds(there: Any, wanted: Any) -> bool:
    """Whether all that we want is there, beside whatever Stripe adds."""
    if isinstance(wanted, dict):
        return isinstance(there, dict) and all(_holds(there.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(there, list) and sorted(there) == sorted(wanted)
    return bool(there == wanted)
