"""Which of Stripe's prices an order is paid by."""

from app.kit import log
from app.kit.errors import Conflict
from app.orders.models import Order
from app.payments.faults import GatewayFault
from app.payments.gateway import gateway
from app.payments.values import StripePrice, lookup_key
from app.payments.wording import NOT_SOLD_YET, PRICE_MOVED
from app.subscriptions.plans import shop

_log = log.get(__name__)


class NotSoldYet(GatewayFault):
    """Stripe does not know this price, or knows another amount: `jianyun billing sync` was not run."""

    def __init__(self, key: str) -> None:
        super().__init__(NOT_SOLD_YET)
        self.key = key

    def __str__(self) -> str:
        return f"{self.key} is not at Stripe as the plans have it: run `jianyun billing sync`"


def find_price(item: str, interval: str, currency: str) -> StripePrice:
    """The price new customers pay; NotSoldYet when Stripe has none."""
    key = lookup_key(item, interval, currency)
    found = gateway.list_prices([key])
    if not found:
        _log.error("price missing at Stripe", price=key, remedy="jianyun billing sync")
        raise NotSoldYet(key)
    return found[0]


def price_of(order: Order) -> StripePrice:
    """The price of an order, of the same amount. Conflict when the plans moved on since it was placed."""
    price = find_price(order.item, order.interval, order.currency)
    if price.amount * order.quantity == order.amount:
        return price
    today = shop.plans.price(order.item, order.interval, order.currency)  # type: ignore[arg-type]
    if price.amount != today:
        _log.error("price differs at Stripe", price=price.lookup_key, remedy="jianyun billing sync")
        raise NotSoldYet(lookup_key(order.item, order.interval, order.currency))
    raise Conflict(PRICE_MOVED)
