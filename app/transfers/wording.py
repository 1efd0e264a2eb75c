"""What transfers are called, and why something was not done."""

from app.kit.text import Text
from app.transfers.models import TransferState

STATES = {
    TransferState.ENTERED: Text(zh="等第二人确认", en="Waits for a second person"),
    TransferState.CONFIRMED: Text(zh="已确认入账", en="Confirmed"),
    TransferState.UNMATCHED: Text(zh="未匹配", en="Unmatched"),
    TransferState.RETURNED: Text(zh="已退回", en="Returned"),
    TransferState.WITHDRAWN: Text(zh="已撤销登记", en="Entry withdrawn"),
}
TONES = {
    TransferState.ENTERED: "warn",
    TransferState.CONFIRMED: "good",
    TransferState.UNMATCHED: "bad",
}
NO_TRANSFER = Text(zh="没有这笔转账。", en="There is no such transfer.")
NOT_BY_TRANSFER = Text(
    zh="这张订单不是对公转账的订单，没有登记。请企业另下一张对公转账的订单，或把这笔款记为未匹配。",
    en="This order is not to be paid by bank transfer, so nothing was entered. Ask them to order again that way, or "
    "keep the money as unmatched.",
)
NOT_WAITING_ORDER = Text(
    zh="这张订单已付款、已撤回或已退款，没有登记。如果款确实到了，请记为未匹配，再退回或用于别的订单。",
    en="This order is paid, withdrawn or refunded, so nothing was entered. If the money is there, keep it as unmatched "
    "and return it or use it for another order.",
)
WRONG = Text(
    zh="到账 {paid}，订单是 {due}，没有登记。请核对银行回单；金额确实不同的，可以写明原因记为未匹配。",
    en="{paid} was received where the order says {due}; nothing was entered. Check the bank's slip; if it really "
    "differs, say why and keep it as unmatched.",
)
TWICE = Text(
    zh="这个银行流水号已经登记过，没有再次登记。请在转账列表里查找。",
    en="This bank reference is on the books already; nothing was entered. Look for it in the list of transfers.",
)
BEING_CHECKED = Text(
    zh="这张订单已有一笔款在等确认，没有登记。请先处理那一笔，或把这笔记为未匹配。",
    en="A transfer for this order is waiting already, so nothing was entered. Settle that one first, or keep this one "
    "as unmatched.",
)
NEEDS_NOTE = Text(zh="请写明原因（2 到 300 个字），以后查账要看。", en="Say why, in 2 to 300 characters.")
SAME_PERSON = Text(
    zh="这笔款是您登记的，要由另一位经办人确认。没有改动。",
    en="You entered this one, so another clerk has to confirm it. Nothing was changed.",
)
NOBODY_ENTERED = Text(
    zh="登记人的账号已注销，看不出是不是两个人经手，没有改动。请撤销这笔登记，重新登记后再确认。",
    en="Whoever entered this has closed their account, so two people cannot be told apart; nothing was changed. "
    "Withdraw the entry and enter it again.",
)
NOT_WAITING = Text(
    zh="这笔款已经处理过，没有改动。请看它现在的状态。",
    en="This transfer was dealt with already; nothing was changed. See where it stands.",
)
CANNOT_PAY = Text(
    zh="订单在登记之后已付款、已撤回或已退款，没有入账。请把这笔款改记为未匹配。",
    en="The order was paid, withdrawn or refunded since it was entered, so nothing was booked. Set the money aside as "
    "unmatched.",
)
FUTURE = Text(zh="到账日期不能晚于今天。", en="It cannot have arrived after today.")
EARLY = Text(zh="到账日期太早，请核对。", en="That is too long ago; check the day.")
EMPTY = Text(zh="请填写。", en="This is needed.")
NO_AMOUNT = Text(
    zh="金额要大于 0，最多两位小数，例如 1980.00。",
    en="An amount above 0 with at most two decimals, for example 1980.00.",
)
SHORT_REFERENCE = Text(
    zh="银行流水号是 4 到 64 位的字母、数字和短横线。",
    en="A bank reference has 4 to 64 letters, digits and hyphens.",
)
