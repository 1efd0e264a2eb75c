"""What an order, its state and its way of paying are called."""

from app.kit.text import Lang, Text
from app.orders.models import Channel, Order, OrderState
from app.subscriptions.plans import Plan, shop
from app.subscriptions.wording import INTERVAL_WORDS

STATES = {
    OrderState.OPEN: Text(zh="待付款", en="Waiting for payment"),
    OrderState.PAID: Text(zh="已付款", en="Paid"),
    OrderState.EXPIRED: Text(zh="已过期", en="Expired"),
    OrderState.WITHDRAWN: Text(zh="已撤回", en="Withdrawn"),
    OrderState.REFUNDED: Text(zh="已退款", en="Refunded"),
}
TONES = {OrderState.OPEN: "warn", OrderState.PAID: "good", OrderState.REFUNDED: "bad"}
CHANNELS = {
    Channel.CHECKOUT: Text(zh="在线支付", en="Paid online"),
    Channel.INVOICE: Text(zh="账单预付（支付宝、微信、银行卡）", en="Prepaid by invoice (Alipay, WeChat Pay, card)"),
    Channel.TRANSFER: Text(zh="对公转账", en="Bank transfer"),
}
SEATS = Text(zh="{title}，{count} 个席位，{interval}", en="{title}, {count} seats, {interval}")
ONE_SEAT = Text(zh="{title}，1 个席位，{interval}", en="{title}, 1 seat, {interval}")
FOR_TIME = Text(zh="{title}，{interval}", en="{title}, {interval}")
PIECES = Text(zh="{title} × {count}", en="{title} × {count}")


def say_item(order: Order, lang: Lang) -> str:
    """What was asked for, in a line; the bare id of something that is sold no more."""
    item = next((one for one in shop.plans.items if one.id == order.item), None)
    if item is None:
        return order.item
    if isinstance(item, Plan):
        words = (ONE_SEAT if order.quantity == 1 else SEATS) if item.per_seat else FOR_TIME
        interval = INTERVAL_WORDS[order.interval].get(lang)
        interval = interval.lower() if lang == "en" else interval
        return words.get(lang).format(title=item.title.get(lang), count=order.quantity, interval=interval)
    return (
        item.title.get(lang) if order.quantity == 1 else PIECES.format(title=item.title, count=order.quantity).get(lang)
    )
