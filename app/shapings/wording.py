"""Sentences of the page on which a plan is shaped by hand."""

from app.kit.text import Text

ONLY_ZH = Text(zh="{words}", en="{words} (in Chinese only)")
ONLY_EN = Text(zh="{words}（只有英文）", en="{words}")
WHERE = {
    "here": Text(zh="就在现在的季度（锁定）", en="Where it is now (lock it)"),
    "stage": Text(zh="第 {number} 阶段内", en="Within stage {number}"),
    "window": Text(zh="在两个季度之间（见下）", en="Between two quarters (below)"),
}
SET_TO = {
    "fixed": Text(zh="{first}的季度开始", en="begins in the quarter {first}"),
    "between": Text(zh="{first}的季度到{last}的季度之间开始", en="begins between the quarters {first} and {last}"),
    "not_before": Text(zh="不早于{first}的季度", en="no earlier than the quarter {first}"),
    "not_after": Text(zh="不晚于{last}的季度", en="no later than the quarter {last}"),
}
COSTS = Text(zh="一次性 {once}", en="{once} once")
COSTS_YEARLY = Text(zh="{costs}，每年 {yearly}", en="{costs}, {yearly} a year")
OWN = Text(zh="自加的工作，{costs}", en="Work of your own, {costs}")
