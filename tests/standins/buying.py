"""What tests of the stand-in sell: a plan by month and year, a report, and a customer who buys."""

from typing import Any

import requests

from tests.standins.stripe.handle import StandIn


class Shop:
    """A small catalogue at a stand-in, reached through the real library."""

    def __init__(self, standin: StandIn) -> None:
        self.standin = standin
        self.v1 = standin.client().v1
        self.product = self.v1.products.create({"name": "Standard"}).id
        self.monthly = self.price(9_900, recurring={"interval": "month"})
        self.yearly = self.price(99_000, recurring={"interval": "year"})
        self.report = self.price(19_900)
        self.customer = self.v1.customers.create({"email": "li@example.com", "name": "佛山明珠家具"}).id

    def price(self, amount: int, currency: str = "cny", **values: Any) -> str:
        """A price's id."""
        given = {"product": self.product, "currency": currency, "unit_amount": amount, **values}
        return self.v1.prices.create(given).id

    def checkout(self, *, mode: str = "subscription", price: str = "", quantity: int = 1, **values: Any) -> Any:
        """A checkout session for the monthly plan unless told."""
        given: dict[str, Any] = {
            "mode": mode,
            "customer": self.customer,
            "line_items": [{"price": price or self.monthly, "quantity": quantity}],
            "success_url": "http://app.test/done?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://app.test/plans",
        }
        if mode == "subscription":
            given["subscription_data"] = {"metadata": {"order": "o-1"}}
        return self.v1.checkout.sessions.create({**given, **values})

    def subscribe(self, *, quantity: int = 1, number: str = "4242424242424242", **values: Any) -> Any:
        """A live subscription, bought by card through Checkout."""
        session = self.checkout(quantity=quantity, **values)
        self.standin.pay(session.id, number=number)
        return self.v1.subscriptions.retrieve(self.v1.checkout.sessions.retrieve(session.id).subscription)

    def post(self, url: str, **form: str) -> requests.Response:
        """Press a button of a hosted page; where it leads to is not followed."""
        return requests.post(url, data=form, allow_redirects=False, timeout=5)
