"""How things stand with a plan, in plain sentences; what is counted; ways of paying."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.kit.text import Lang, Text
from app.orders.models import Channel
from app.subscriptions.entitlements import Collects, State
from app.subscriptions.models import Subscription

COUNTED = {
    "assessments": Text(zh="完整评估", en="Full assessments"),
    "seats": Text(zh="成员席位（含未接受的邀请）", en="Seats, standing invitations included"),
    "clients": Text(zh="客户企业", en="Firms in the book"),
    "credits": Text(zh="剩余评估名额", en="Assessment credits left"),
    "passes": Text(zh="等着打开下一次评估的名额", en="Credits that wait for the next assessment"),
}
UNLIMITED = Text(zh="已用 {used}，不限数量", en="{used} used, any number allowed")
OF_LIMIT = Text(zh="已用 {used}，共 {limit}", en="{used} of {limit} used")
OVER = Text(
    zh="已用 {used}，套餐含 {limit}：已有的都保留，只是不能再增加",
    en="{used} used, {limit} in the plan: all of them stay, none can be added",
)
LEFT = Text(zh="{used} 个", en="{used}")
FREE = Text(
    zh="免费使用，没有到期日。问卷、全部结果和路线图的第一步都已打开。",
    en="Free, without an end. The questionnaire, the whole result and the first step of the roadmap are open.",
)
FREE_PROVIDER = Text(
    zh="免费使用，没有到期日。审核、授权和邀请都已打开。",
    en="Free, without an end. Reviews, consents and invitations are open.",
)
TRIAL = Text(
    zh="试用到 {day}，还剩 {left} 天。之后按所选方式自动续费；不想继续，请在这之前取消，不收费。",
    en="On trial until {day}, {left} days left. It renews by itself after that; cancel before then and nothing is "
    "charged.",
)
TRIAL_ENDS = Text(
    zh="试用到 {day}，还剩 {left} 天。已取消：到期后不收费。",
    en="On trial until {day}, {left} days left. Cancelled: nothing is charged when it ends.",
)
RENEWS = Text(zh="有效，{day} 自动续费。", en="Active. It renews by itself on {day}.")
ENDS = Text(
    zh="已取消，可以用到 {day}，之后不再扣款。到时候已打开的路线图和报告仍可查看。",
    en="Cancelled. It stays open until {day}, and nothing is charged after that. Roadmaps and reports opened by then "
    "stay readable.",
)
PREPAID = Text(
    zh="已预付到 {day}，不会自动扣款。到期前 30 天和 7 天我们会提醒。",
    en="Paid until {day}. Nothing is charged by itself; we remind you 30 and 7 days before.",
)
PREPAID_BY_INVOICE = Text(
    zh="已预付到 {day}，不会自动扣款。到期时会发出下一年的账单；不想继续，请在这之前取消。",
    en="Paid until {day}. Nothing is charged by itself: the invoice for the next year is sent then. Cancel before if "
    "you do not want it.",
)
PREPAID_OVER = Text(
    zh="预付的时间到 {day} 为止。为了等款项到账，功能保留到 {until}。",
    en="The prepaid time ended on {day}. While a payment may be on its way, everything stays open until {until}.",
)
AWAITS = Text(zh="账单已发出，付款后开通。", en="The invoice is sent; it opens once that is paid.")
LATE = Text(
    zh="{day} 的扣款没有成功。功能保留到 {until}；请在这之前更新银行卡，支付服务会自动再试。",
    en="The payment of {day} did not go through. Everything stays open until {until}; please update the card before "
    "then. The payment service tries again by itself.",
)
STOPPED = {
    State.UNPAID: Text(
        zh="多次扣款都没有成功，已停用。内容都还在；更新银行卡并付清账单后恢复。",
        en="Several payments did not go through, so it is stopped. Everything is kept; it opens again once the card is "
        "updated and the invoice paid.",
    ),
    State.PAUSED: Text(
        zh="试用结束时没有银行卡，已暂停。内容都还在；补上银行卡后恢复。",
        en="There was no card when the trial ended, so it is paused. Everything is kept; add a card to go on.",
    ),
    State.INCOMPLETE: Text(zh="首次付款还没有完成。", en="The first payment is not finished yet."),
    State.INCOMPLETE_EXPIRED: Text(
        zh="首次付款没有完成，没有扣款。", en="The first payment never came; nothing was charged."
    ),
}
ENDED = Text(
    zh="已于 {day} 结束。期间打开的内容仍可查看。", en="Ended on {day}. What was opened until then stays readable."
)
INVOICE_STATES: dict[str, tuple[Text, str]] = {
    "open": (Text(zh="待付款", en="To be paid"), "warn"),
    "paid": (Text(zh="已付款", en="Paid"), "good"),
    "void": (Text(zh="已作废", en="Void"), ""),
    "uncollectible": (Text(zh="未能收款", en="Not collected"), "bad"),
}
"""What the state of an invoice is called, and its tone."""
WAYS = {
    Channel.CHECKOUT: Text(zh="银行卡，到期自动续费", en="By card, renews by itself"),
    Channel.INVOICE: Text(
        zh="支付宝、微信支付或银行卡，预付一年，不自动续费",
        en="Alipay, WeChat Pay or card: a year ahead, no renewal by itself",
    ),
    Channel.TRANSFER: Text(zh="对公转账，到账后开通", en="Bank transfer; opens when the money is there"),
}
ONCE = Text(zh="在线支付：银行卡、支付宝或微信支付", en="Online: card, Alipay or WeChat Pay")
UNREADABLE = Text(
    zh="下一张账单暂时读不到。这不影响使用，过一会儿再看。",
    en="The next invoice cannot be read at the moment. Nothing else is affected; look again in a while.",
)
CHANGED_PRICE = Text(
    zh="价格或选择在您确认前有变化，没有下单。请核对新的总价后再确认。",
    en="The price or the choice changed before you confirmed, so nothing was ordered. Look at the new total and "
    "confirm.",
)
NOT_ONE_OF_YOURS = Text(zh="没有这次评估，没有下单。", en="There is no such assessment; nothing was ordered.")


def say_day(moment: datetime, lang: Lang, zone: ZoneInfo) -> str:
    """2026年12月1日, or 1 December 2026, where the reader is."""
    day = moment.astimezone(zone).date()
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {day:%B} {day.year}"


def days_left(until: datetime, at: datetime) -> int:
    """Whole days, begun ones counted."""
    return max(0, -(-(until - at) // timedelta(days=1)))


def say_standing(row: Subscription, lang: Lang, *, at: datetime, zone: ZoneInfo) -> str:
    """How things stand with this subscription, in a sentence or two."""
    words, days = _standing(row, at)
    left = days_left(row.trial_end_at, at) if row.trial_end_at else 0
    told = {name: say_day(moment, lang, zone) for name, moment in days.items() if moment is not None}
    return words.get(lang).format(left=left, **{"day": "–", "until": "–"} | told)


def _standing(row: Subscription, at: datetime) -> tuple[Text, dict[str, datetime | None]]:
    state, open_until = State(row.state), row.open_until_at
    if row.ended_at is not None or state == State.CANCELED:
        return ENDED, {"day": row.ended_at or open_until}
    if state in STOPPED:
        return STOPPED[state], {}
    if state == State.TRIALING:
        return (TRIAL_ENDS if row.cancel_at else TRIAL), {"day": row.trial_end_at}
    if state == State.PAST_DUE and row.past_due_since_at is not None:
        return LATE, {"day": row.past_due_since_at, "until": open_until}
    return _running(row, at)


def _running(row: Subscription, at: datetime) -> tuple[Text, dict[str, datetime | None]]:
    if row.cancel_at is not None:
        return (ENDS if row.cancel_at > at else ENDED), {"day": row.cancel_at}
    if row.collects == Collects.CARD:
        return RENEWS, {"day": row.period_end_at}
    if row.paid_until_at is None:
        return AWAITS, {}
    if row.paid_until_at > at:
        return (PREPAID if row.collects == Collects.TRANSFER else PREPAID_BY_INVOICE), {"day": row.paid_until_at}
    over = row.open_until_at is None or row.open_until_at <= at
    return (
        (ENDED, {"day": row.paid_until_at})
        if over
        else (
            PREPAID_OVER,
            {"day": row.paid_until_at, "until": row.open_until_at},
        )
    )
