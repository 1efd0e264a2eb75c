"""Steps of people who buy, shared by the tests of payments."""

from uuid import UUID

from app.kit import clock
from app.kit.db import Database, Scope
from app.orders.models import Channel, Order, OrderState
from app.orders.operations import Wish, place_order
from app.orders.queries import get_order, list_orders
from app.payments.gateway import gateway
from app.payments.models import Customer, StripeCall
from app.payments.operations import Asker, Back, begin_checkout
from app.payments.queries import list_customers
from app.payments.values import StripeSubscription
from app.subscriptions.models import Subscription
from tests.standins.stripe.handle import StandIn

BACK = Back(done="http://jianyun.test/done", left="http://jianyun.test/left")
MONTH = Wish(item="standard", interval="month", currency="CNY", channel=Channel.CHECKOUT)
YEAR = Wish(item="standard", interval="year", currency="CNY", channel=Channel.CHECKOUT)
ONCE = Wish(item="report", interval="once", currency="CNY", channel=Channel.CHECKOUT)
BY_INVOICE = Wish(item="standard", interval="year", currency="CNY", channel=Channel.INVOICE)


def asker(by: UUID) -> Asker:
    return Asker(by=by, email="liu@example.com", lang="zh")


def order(database: Database, tenant: UUID, wish: Wish, by: UUID) -> UUID:
    with database.begin(Scope.tenant(tenant)) as session:
        return place_order(session, tenant, wish, by=by, at=clock.now()).id


def check_out(database: Database, tenant: UUID, order_id: UUID, by: UUID) -> str:
    return begin_checkout(database, tenant, order_id, asker=asker(by), back=BACK)


def session_of(url: str) -> str:
    return url.rsplit("/", 1)[1]


def calls(database: Database, tenant: UUID) -> list[StripeCall]:
    with database.reading(Scope.tenant(tenant)) as session:
        return session.query(StripeCall).filter(StripeCall.tenant_id == tenant).order_by(StripeCall.created_at).all()


def customers(database: Database, tenant: UUID) -> list[Customer]:
    with database.reading(Scope.tenant(tenant)) as session:
        return list_customers(session, tenant)


def subscribe(database: Database, till: StandIn, tenant: UUID, wish: Wish, by: UUID) -> StripeSubscription:
    """Bought, paid, and written down as whoever hears Stripe's news writes it."""
    placed = order(database, tenant, wish, by)
    till.pay(session_of(check_out(database, tenant, placed, by)))
    (customer,) = customers(database, tenant)
    read = next(one for one in gateway.list_subscriptions(customer.stripe_id) if one.order_id == placed)
    write_down(database, tenant, read)
    return read


def write_down(database: Database, tenant: UUID, read: StripeSubscription) -> None:
    with database.begin(Scope.tenant(tenant)) as session:
        row = Subscription(stripe_id=read.id, item_id=read.item_id, plan=read.plan, interval=read.interval)
        row.currency, row.seats, row.collects, row.state = read.currency, read.quantity, read.collects, read.status
        row.since_at, row.period_end_at, row.read_at = read.created_at, read.period_end_at, clock.now()
        row.order_id = read.order_id
        session.add(row)
        get_order(session, tenant, read.order_id, hold=True).state = OrderState.PAID


def orders(database: Database, tenant: UUID) -> list[Order]:
    with database.reading(Scope.tenant(tenant)) as session:
        return list_orders(session, tenant)
