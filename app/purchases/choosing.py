"""What somebody is about to buy, read from an address; and what may be chosen. Values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from app.kit.ids import parse_id
from app.kit.money import Money
from app.kit.text import Text
from app.orders.models import Channel
from app.orders.operations import MOST
from app.purchases.wording import ONCE, WAYS
from app.subscriptions.plans import Currency, Interval, Item, Plan, Plans


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One choice with all that may be chosen in its place, and what it comes to."""

    item: Item
    items: tuple[Item, ...]
    interval: Interval
    intervals: tuple[Interval, ...]
    channel: Channel
    channels: tuple[Channel, ...]
    quantity: int
    counts: bool
    """Whether the number can be chosen."""
    assessment_id: UUID | None
    total: Money

    @property
    def is_plan(self) -> bool:
        """Whether it is something one subscribes to."""
        return isinstance(self.item, Plan)

    @property
    def trial_days(self) -> int:
        """Days that are free at first, where it begins by a card."""
        return self.item.trial_days if isinstance(self.item, Plan) and self.channel == Channel.CHECKOUT else 0

    def address(self) -> dict[str, str]:
        """The same choice as arguments of an address."""
        told = {"item": self.item.id, "interval": self.interval, "channel": self.channel.value}
        told |= {"quantity": str(self.quantity)} if self.counts else {}
        return told | ({"assessment": str(self.assessment_id)} if self.assessment_id else {})


def way_words(channel: Channel, interval: Interval) -> Text:
    """How a way of paying is offered."""
    return ONCE if interval == "once" and channel == Channel.CHECKOUT else WAYS[channel]


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who buys: a firm ("sme") or a provider, in which currency, whether it can pay online, seats taken today."""

    kind: str
    currency: Currency
    online: bool
    seats: int = 1


def read_choice(asked: Mapping[str, str], plans: Plans, buyer: Buyer) -> Chosen:
    """What an address asks for; what is not sold so gives way to what is."""
    kind = buyer.kind
    items: tuple[Item, ...] = (*plans.sold_to(kind), *(one for one in plans.products if kind in one.kinds))
    item = next((one for one in items if one.id == asked.get("item")), items[0])
    intervals = _intervals(item)
    interval = next((one for one in intervals if one == asked.get("interval")), intervals[0])
    channels = _channels(interval, online=buyer.online)
    channel = next((one for one in channels if one.value == asked.get("channel")), channels[0])
    per_seat = isinstance(item, Plan) and item.per_seat
    counts = per_seat or item.id == "credits"
    quantity = _number(asked.get("quantity", ""), buyer.seats if per_seat else 1) if counts else 1
    price = plans.price(item.id, interval, buyer.currency)
    assert price is not None  # noqa: S101 (only what has one is offered)
    return Chosen(
        item=item,
        items=items,
        interval=interval,
        intervals=intervals,
        channel=channel,
        channels=channels,
        quantity=quantity,
        counts=counts,
        assessment_id=parse_id(asked.get("assessment")) if item.id == "report" else None,
        total=price * quantity,
    )


def _intervals(item: Item) -> tuple[Interval, ...]:
    if not isinstance(item, Plan):
        return ("once",)
    return tuple(cast(Interval, one) for one in ("year", "month") if one in item.prices)


def _channels(interval: Interval, *, online: bool) -> tuple[Channel, ...]:
    """A month is paid by card alone where cards are taken: nobody wants twelve bank transfers a year."""
    if not online:
        return (Channel.TRANSFER,)
    more = {"year": (Channel.INVOICE, Channel.TRANSFER), "month": (), "once": (Channel.TRANSFER,)}
    return (Channel.CHECKOUT, *more[interval])


def _number(raw: str, fallback: int) -> int:
    number = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 6 else fallback
    return min(max(number, 1), MOST)
