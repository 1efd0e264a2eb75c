"""What people set by hand in a plan, in words: on cards, in the chapter of the roadmap, in the workbook. Pure."""

from datetime import date
from typing import Literal

from app.kit.text import Text
from app.planning.values import Mark, MoneyRange, Shaping, Worth
from app.reports import wording
from app.reports.drawings import Piece

LABEL = Text(zh="人工设定", en="Set by hand")
TITLE = Text(zh="人工设定的内容及代价", en="What was set by hand, and what it costs")
WHAT = {
    "place": Text(zh="开始时间由{side}设定", en="Start set by {side}"),
    "own": Text(zh="由{side}加入", en="Added by {side}"),
    "cost": Text(zh="费用由{side}设定", en="Cost set by {side}"),
}
WHY = Text(zh="{what}（{day}）：{reason}", en="{what} ({day}): {reason}")
WAS = Text(zh="原估算：{money}。", en="Before, by our estimate: {money}.")
A_YEAR = Text(zh="每年{money}", en="{money} a year")
AGAINST = Text(zh="与不作人工设定的最优规划相比：", en="Against the best plan with nothing set by hand:")
WITHOUT = Text(zh="不作这一条，规划变为：", en="Without it the plan has:")
FIGURES = Text(zh="{score}，费用{money}，完工{months}。", en="{score}, cost {money}, the last work {months}.")
LESS = Text(zh="目标值低 {share}%", en="{share}% less of its aim")
MORE = Text(zh="目标值高 {share}%", en="{share}% more of its aim")
AS_GOOD = Text(zh="目标值相同", en="as much of its aim")
LATER = Text(zh="晚 {count} 个月", en="{count} months later")
SOONER = Text(zh="早 {count} 个月", en="{count} months sooner")
SAME_END = Text(zh="不变", en="at the same time")
PAYBACK = Text(zh="回本期由{before}变为{after}。", en="Payback: {after} instead of {before}.")
MONTHS = Text(zh="{best}–{worst} 个月", en="{best} to {worst} months")
NO_PAYBACK = Text(zh="无法计算", en="not to be told")


class EditData(Piece):
    """What somebody set by hand about an item. once, yearly: the library's price, where another was set."""

    kind: Literal["place", "own", "cost"]
    side: str
    reason: str
    on: date
    once: MoneyRange | None = None
    yearly: MoneyRange | None = None


class WorthData(Piece):
    """A plan in four figures; cost typical, in CNY fen. objective: in the planner's own unit."""

    objective: int
    cost: int
    months: int
    payback_months: tuple[int, int] | None


class ShapingData(Piece):
    """The best plan without anything set by hand, beside the plan with all of it."""

    free: WorthData
    edited: WorthData


def say_mark(mark: Mark) -> Text:
    """One sentence: what, by whom, when and why; and what stood there before."""
    what = WHAT[mark.kind].format(side=mark.side)
    told = WHY.format(what=what, day=wording.day(mark.on), reason=mark.reason)
    was = say_was(mark.once, mark.yearly)
    return wording.sentences(ended(told), WAS.format(money=was) if was else None)


def ended(text: Text) -> Text:
    """With a full stop, whatever people typed."""
    zh, en = text.zh.rstrip("。.；;"), text.en.rstrip("。.；;")
    return Text(zh=zh + "。", en=en + ".")


def say_was(once: MoneyRange | None, yearly: MoneyRange | None) -> Text | None:
    """The library's price; None where it was left as it is."""
    parts = [_range(once)] if once else []
    parts += [A_YEAR.format(money=_range(yearly))] if yearly else []
    return wording.joined(parts, zh="，", en=", ") if parts else None


def _range(money: MoneyRange) -> Text:
    typical, around = wording.money(money.typical), wording.money_span(money.low, money.high)
    if money.low == money.high:
        return typical
    return Text(zh=f"{typical.zh}（{around.zh}）", en=f"{typical.en} ({around.en})")


def say_against(told: Shaping) -> Text:
    """What everything set by hand costs against the best plan without."""
    return wording.sentences(AGAINST, *_figures(told.free, told.edited))


def say_without(edited: Worth, spared: Worth) -> Text:
    """What the plan would be without one of the things set."""
    return wording.sentences(WITHOUT, *_figures(edited, spared))


def _figures(before: Worth, after: Worth) -> tuple[Text, ...]:
    """Aim, money, months; payback where it differs."""
    told = FIGURES.format(
        score=_share(before.objective, after.objective),
        money=_more(after.cost - before.cost),
        months=_months(after.months - before.months),
    )
    if before.payback == after.payback:
        return (told,)
    return told, PAYBACK.format(before=_payback(before), after=_payback(after))


def _share(free: int, edited: int) -> Text:
    share = wording.decimal(abs(100 * (edited - free)) / max(abs(free), 1))
    if share == "0":
        return AS_GOOD
    return (LESS if edited < free else MORE).format(share=share)


def _more(fen: int) -> Text:
    if fen == 0:
        return Text(zh="不变", en="unchanged")
    amount, sign = wording.money(abs(fen)), "+" if fen > 0 else "−"
    return Text(zh=sign + amount.zh, en=sign + amount.en)


def _months(count: int) -> Text:
    return (LATER if count > 0 else SOONER).format(count=abs(count)) if count else SAME_END


def _payback(one: Worth) -> Text:
    return MONTHS.format(best=one.payback[0], worst=one.payback[1]) if one.payback else NO_PAYBACK
