"""What whoever decides about the plan must know on every page. Values in, values out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.kit.text import Text
from app.subscriptions.entitlements import Collects, State
from app.subscriptions.models import Subscription

TRIAL_ENDS_IN, PREPAID_ENDS_IN = timedelta(days=3), timedelta(days=30)
QUIET_FOR = timedelta(days=1)
KINDS_OF_BANNERS = ("late", "trial", "prepaid")
"""The most urgent first."""
LATE = Text(
    zh="{day} 的扣款没有成功，功能保留到 {until}。请更新银行卡。",
    en="The payment of {day} did not go through. Everything stays open until {until}; please update the card.",
)
STOPPED = Text(
    zh="多次扣款没有成功，套餐已停用，内容都还在。请更新银行卡并付清账单。",
    en="Several payments did not go through and the plan is stopped. Everything is kept; please update the card and "
    "pay the invoice.",
)
TRIAL = Text(
    zh="试用到 {day} 结束，之后自动续费。不想继续，请在这之前取消。",
    en="The trial ends on {day} and the plan renews by itself. Cancel before then if you do not want that.",
)
PREPAID = Text(
    zh="预付的时间到 {day} 为止，不会自动续费。",
    en="The prepaid time ends on {day}; it does not renew by itself.",
)

PREPAID_BY_INVOICE = Text(
    zh="预付的时间到 {day} 为止，到时会发出下一年的账单。不想继续，请在这之前取消。",
    en="The prepaid time ends on {day}; the invoice for the next year is sent then. Cancel before if you do not "
    "want it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """One thing to know: `kind` names it, `days` fill the sentence."""

    kind: str
    words: Text
    days: dict[str, datetime]
    row: Subscription


def find_banner(rows: Iterable[Subscription], at: datetime) -> Banner | None:
    """The most urgent thing about what an organisation holds, if any."""
    found = [banner for row in rows if (banner := _banner(row, at)) is not None]
    return min(found, key=lambda one: KINDS_OF_BANNERS.index(one.kind), default=None)


def _banner(row: Subscription, at: datetime) -> Banner | None:
    state = State(row.state)
    if row.ended_at is not None:
        return None
    if state == State.UNPAID:
        return Banner(kind="late", words=STOPPED, days={}, row=row)
    if state == State.PAST_DUE and row.past_due_since_at and row.open_until_at:
        days = {"day": row.past_due_since_at, "until": row.open_until_at}
        return Banner(kind="late", words=LATE, days=days, row=row)
    if row.cancel_at is not None:
        return None
    if state == State.TRIALING and row.trial_end_at and row.trial_end_at - TRIAL_ENDS_IN <= at:
        return Banner(kind="trial", words=TRIAL, days={"day": row.trial_end_at}, row=row)
    return _prepaid(row, at)


def _prepaid(row: Subscription, at: datetime) -> Banner | None:
    if row.collects == Collects.CARD or row.paid_until_at is None or row.open_until_at is None:
        return None
    if row.open_until_at <= at or row.paid_until_at - PREPAID_ENDS_IN > at:
        return None
    words = PREPAID if row.collects == Collects.TRANSFER else PREPAID_BY_INVOICE
    return Banner(kind="prepaid", words=words, days={"day": row.paid_until_at}, row=row)
