"""Sentences about the progress of a plan, in both languages."""

from app.kit.text import Text

NO_WORK = Text(zh="路线图里找不到这项举措。", en="There is no such initiative in this roadmap.")
NO_CALENDAR = Text(zh="这个日历地址打不开。", en="This calendar address does not open.")
NO_SITE = Text(zh="这项举措没有安排在这个场所。", en="This initiative is not planned for that site.")
CHANGED_MEANWHILE = Text(
    zh="您打开这一页之后，别人改过这项举措。您填的内容都还在下面，没有保存；请对照最新情况，再保存一次。",
    en="Somebody changed this initiative after you opened the page. What you typed is still below and not saved:"
    " compare it with what is saved now, then save again.",
)
CHECK_CHANGED = Text(
    zh="您打开这一页之后，别人改过这个条件，已保留对方的内容。请刷新后再确认。",
    en="Somebody changed this condition after you opened the page. Theirs was kept; reload and confirm again.",
)
NO_CONDITION = Text(zh="这个阶段关口没有这个条件。", en="No gate of this roadmap has that condition.")
START_IN_FUTURE = Text(zh="开始日期不能晚于今天。", en="The start cannot be later than today.")
END_IN_FUTURE = Text(zh="结束日期不能晚于今天。", en="The end cannot be later than today.")
TOO_EARLY = Text(zh="日期太早，请填 {least} 之后的日期。", en="That is too early; enter a day after {least}.")
END_BEFORE_START = Text(zh="结束日期早于开始日期。", en="The end is before the start.")
END_WITHOUT_START = Text(zh="请先填实际开始日期。", en="Enter the day it started first.")
ENDED_YET_OPEN = Text(
    zh="有结束日期，状态却不是“已完成”或“已放弃”。请改状态，或者清空结束日期。",
    en="There is an end date, but the state is neither done nor dropped. Change the state or clear the date.",
)
NEEDS_REASON = Text(zh="请写明放弃的原因。", en="Say why it was dropped.")
HELD_IN_FUTURE = Text(zh="确认日期不能晚于今天。", en="The day cannot be later than today.")
MOST_MONEY = 1_000_000_000
BAD_MONEY = Text(
    zh="金额请填 0 到 1,000,000,000 元之间，最多两位小数。",
    en="Enter an amount from 0 to 1,000,000,000 yuan, with two decimals at most.",
)
BAD_DAYS = Text(zh="请填 0 到 10,000 之间的整数天。", en="Enter whole days from 0 to 10,000.")
STATES = {
    "planned": Text(zh="计划中", en="Planned"),
    "started": Text(zh="进行中", en="Started"),
    "paused": Text(zh="已暂停", en="Paused"),
    "done": Text(zh="已完成", en="Done"),
    "dropped": Text(zh="已放弃", en="Dropped"),
}
"""How far a piece of work is."""
LINE = Text(zh="{day} · {title}", en="{day} · {title}")
