"""What is said about credits."""

from app.credits.models import CreditState
from app.kit.text import Text

STATE_WORDS = {
    CreditState.HANDED: Text(zh="待使用", en="Waiting"),
    CreditState.USED: Text(zh="已使用", en="Used"),
    CreditState.RETURNED: Text(zh="已退回", en="Came back"),
}
RECALLED = Text(zh="正在收回", en="Being taken back")
BOUGHT = Text(zh="购买", en="Bought")
WITH_PLAN = Text(zh="年度套餐附赠", en="With the plan’s year")
LEDGER = Text(zh="评估名额", en="Assessment credits")
COLUMNS = {
    "firm": Text(zh="企业", en="Firm"),
    "state": Text(zh="状态", en="State"),
    "handed": Text(zh="发放日期", en="Handed over"),
    "by": Text(zh="发放人", en="By"),
    "settled": Text(zh="使用或退回日期", en="Used or came back"),
}
NO_CREDIT = Text(zh="没有这个名额。", en="There is no such credit.")
NOBODY_CHOSEN = Text(
    zh="请至少选择一家企业。还没有发放名额。", en="Choose at least one firm. Nothing was handed over yet."
)
TOO_MANY = Text(
    zh="可用名额有 {left} 个，您选了 {wanted} 家企业，没有发放。请减少企业，或先购买名额。",
    en="You have {left} credits and chose {wanted} firms; nothing was handed over. Choose fewer, or buy more first.",
)
IS_USED = Text(
    zh="企业已经用掉这个名额，打开的报告归企业所有，不能收回。",
    en="The firm has used this credit. What it opened is the firm’s for good and cannot be taken back.",
)
