"""What is said about batches."""

from app.kit.text import Text

REASONS = {
    "no_firm": Text(zh="还没有加入", en="has not joined"),
    "consent": Text(zh="企业的授权已结束", en="consent ended"),
    "not_shared": Text(zh="企业没有同意共享结果，或您的角色看不到", en="results are not shared with you"),
    "no_report": Text(zh="还没有报告", en="no report yet"),
    "retracted": Text(zh="报告已撤回，还没有新的", en="the report was retracted, and there is no new one"),
    "not_signed": Text(zh="还没有签发", en="not signed off"),
    "rights": Text(zh="申请人已无权限", en="the requester lost the right"),
    "plan": Text(zh="机构的套餐已不含批量导出", en="the provider's plan no longer holds batch exports"),
    "drawing": Text(zh="文件没有画成", en="a file could not be drawn"),
}
OUTCOMES = {
    "waiting": Text(zh="等待", en="waiting"),
    "drawn": Text(zh="已收入", en="included"),
    "excluded": Text(zh="不收", en="excluded"),
    "failed": Text(zh="失败", en="failed"),
}
NOTHING_CHOSEN = Text(zh="没有选中任何企业，什么也没有开始。", en="No firm is selected, and nothing was begun.")
TOO_MANY = Text(
    zh="一次最多 2000 家，什么也没有开始。请先筛选。",
    en="At most 2,000 firms at a time; nothing was begun. Filter first.",
)
NO_FORMAT = Text(
    zh="请至少选一种文件和一种语言。什么也没有开始。", en="Choose a format and a language. Nothing was begun."
)
QUEUE_FULL = Text(
    zh="已有一批在做，三批在排队。什么也没有开始；等一批做完再来。",
    en="One batch is being made and three are waiting. Nothing was begun; come back when one is done.",
)
NO_BATCH = Text(
    zh="这批文件已经不在了：七天后会删除。请重新导出。",
    en="This batch is gone: it is deleted after seven days. Export again.",
)
NO_STANDING = Text(zh="没有这项定期导出，或它已被删除。", en="There is no such scheduled export, or it was deleted.")
TOO_MANY_STANDING = Text(
    zh="定期导出最多十项，您已有十项，什么也没有保存。请先删除一项。",
    en="You have ten scheduled exports, the most there can be; nothing was kept. Delete one first.",
)
NO_RHYTHM = Text(
    zh="请选择每月或每周的哪一天，什么也没有保存。", en="Choose a day of the month or the week; nothing was kept."
)
VIEW_GONE = Text(
    zh="这项导出所依据的视图已被删除，或同事不再共享。请在客户列表里选一个视图，重新设定。",
    en="The view that says which firms were meant was removed, or is not shared any more. Choose a view in the list of "
    "clients and set the export up again.",
)
MONTHLY = Text(zh="每月 {day} 日", en="every month on day {day}")
MONTHLY_LAST = Text(zh="每月 {day} 日（没有这一天就在月末）", en="every month on day {day} (or its last day)")
WEEKLY = (
    Text(zh="每周一", en="every Monday"),
    Text(zh="每周二", en="every Tuesday"),
    Text(zh="每周三", en="every Wednesday"),
    Text(zh="每周四", en="every Thursday"),
    Text(zh="每周五", en="every Friday"),
    Text(zh="每周六", en="every Saturday"),
    Text(zh="每周日", en="every Sunday"),
)
STOPPED = {
    "rights": Text(zh="您当时已没有导出报告的角色", en="you had lost the role that may export reports"),
    "no_view": Text(zh="所依据的视图已经不在", en="the view it follows is gone"),
    "plan": Text(zh="当时的套餐不含批量导出", en="the plan of that time held no batch exports"),
}


def say_rhythm(rhythm: str, day: int) -> Text:
    """How often, in words."""
    if rhythm == "weekly":
        return WEEKLY[day - 1]
    return (MONTHLY_LAST if day > 28 else MONTHLY).format(day=day)
