"""What month ends say, on screen, on paper, on slides and in sheets."""

from datetime import date

from app.kit.text import Lang, Text

TITLE = Text(zh="客户名册月报", en="The book at month end")
AS_OF = Text(zh="截至 {day}", en="As at {day}")
AGAINST = Text(zh="截至 {day}，对比 {other}", en="As at {day} against {other}")
FIRST = Text(zh="截至 {day}（首期，无对比）", en="As at {day} (the first, with nothing to compare)")
WORDS = {
    "firms": Text(zh="企业数", en="Firms"),
    "before": Text(zh="上期", en="Before"),
    "after": Text(zh="本期", en="Now"),
    "up": Text(zh="上升", en="Up"),
    "down": Text(zh="下降", en="Down"),
    "new": Text(zh="新增", en="New"),
    "ended": Text(zh="结束", en="Ended"),
    "overdue": Text(zh="逾期", en="Overdue"),
    "stalled": Text(zh="停滞", en="Stalled"),
    "level": Text(zh="平均等级", en="Mean level"),
    "trade": Text(zh="行业", en="Trade"),
    "manager": Text(zh="客户经理", en="Account manager"),
    "firm": Text(zh="企业", en="Firm"),
    "points": Text(zh="得分变化", en="Points"),
    "stage": Text(zh="阶段", en="Stage"),
    "score": Text(zh="得分", en="Score"),
    "move": Text(zh="变化", en="Movement"),
    "same": Text(zh="持平", en="Same"),
    "next": Text(zh="下一步", en="Next action"),
    "due": Text(zh="日期", en="Due"),
    "count": Text(zh="数量", en="Number"),
}
BY_TRADE = Text(zh="按行业", en="By trade")
BY_MANAGER = Text(zh="按客户经理", en="By account manager")
BY_STAGE = Text(zh="各阶段客户", en="Clients by stage")
RISEN = Text(zh="上升最多", en="Risen most")
FALLEN = Text(zh="下降最多", en="Fallen most")
ARRIVED = Text(zh="新增企业", en="New firms")
WAITING = Text(zh="等待最久的逾期", en="Overdue longest")
MOVEMENT = Text(zh="变化一览", en="What moved")
ATTENTION = Text(zh="需要跟进", en="What needs attention")
NONE = Text(zh="没有。", en="None.")
NO_TRADE = Text(zh="未填行业", en="No trade given")
NO_MANAGER = Text(zh="未分配", en="Nobody yet")
WITHDRAWN = Text(zh="（已结束授权）", en="(consent ended)")
ABOUT = Text(
    zh="只统计当时同意由本机构查看的企业；之后结束授权的企业，名称不再显示，数字保留。",
    en="Counts only firms that agreed to be seen at the time. Of firms that withdrew since, the name is gone and the "
    "figures stay.",
)
NOT_PRINTED = Text(
    zh="月报这会儿打印不出来，数据都在。请过几分钟再试，或先下载 XLSX。",
    en="The page cannot be printed just now; the figures are safe. Try again in a few minutes, or take the XLSX.",
)
FILE = Text(zh="客户月报", en="Month end")


def say_day(day: date, lang: Lang) -> str:
    """30 Nov 2026, or 2026年11月30日."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {day:%b} {day.year}"


def say_days(as_of: date, against: date | None, lang: Lang) -> str:
    """Which two days are held against each other."""
    if against is None:
        return FIRST.format(day=say_day(as_of, lang)).get(lang)
    return AGAINST.format(day=say_day(as_of, lang), other=say_day(against, lang)).get(lang)
