"""What is said about paying through Stripe."""

from app.kit.text import Text

OTHER_CURRENCY = Text(
    zh="您一直用 {held} 付款，这张订单是 {asked}，没有扣款。请按 {held} 重新下单。",
    en="You have been paying in {held} and this order is in {asked}; nothing was charged. Please order again "
    "in {held}.",
)
PRICE_MOVED = Text(
    zh="下单之后价格变了，没有扣款。请重新下单，确认新的价格。",
    en="The price has changed since this was ordered; nothing was charged. Please order again at the new price.",
)
NOT_SOLD_YET = Text(
    zh="这一项暂时不能在线付款，没有扣款，订单已保留。可以先用对公转账付款，或过一会儿再试。",
    en="This cannot be paid online just now. Nothing was charged and your order is kept; pay by bank transfer or try "
    "again later.",
)
ELSEWHERE = Text(
    zh="您刚才在另一个窗口打开了付款页，这一页已关闭，没有扣款。请在最后打开的那一页付款。",
    en="You opened another payment page meanwhile, so this one is closed and nothing was charged. Please pay on "
    "the one opened last.",
)
JUST_PAID = Text(
    zh="另一张订单刚刚付款成功，没有重复扣款。一两分钟内就会生效。",
    en="Another order was paid just now, so nothing is charged twice. It takes effect within a minute or two.",
)
PAID_ALREADY = Text(
    zh="这张订单刚刚付款成功，没有重复扣款。一两分钟内就会生效。",
    en="This order was paid just now; it is not charged again. It takes effect within a minute or two.",
)
NO_ADDRESS = Text(
    zh="账单会发到邮箱，您的账号还没有邮箱，没有开出账单，订单已保留。请先在账号设置里添加邮箱，再来一次。",
    en="Invoices are sent by mail and your account has no mail address yet. Nothing was sent and your order is kept; "
    "add an address under your account and try again.",
)
WRONG_CHANNEL = Text(
    zh="这张订单不是这种付款方式，没有扣款。", en="This order is to be paid another way; nothing was charged."
)
NO_SUBSCRIPTION = Text(
    zh="现在没有可以调整的在线订阅，没有改动。",
    en="There is no subscription paid online that could be changed; nothing was changed.",
)
NO_ACCOUNT = Text(
    zh="还没有在线付过款，暂无付款资料可看。第一次在线付款之后就能在这里管理银行卡和账单。",
    en="Nothing was paid online yet, so there are no payment details to see. After the first payment you manage cards "
    "and invoices here.",
)
NOT_BY_SEAT = Text(
    zh="这个套餐不按席位收费，没有改动。", en="This plan is not paid for by the seat; nothing was changed."
)
SEATS_TAKEN = Text(
    zh="现在有 {used} 个席位在用，不能减到 {wanted} 个，没有改动。请先移除成员或撤回邀请。",
    en="{used} seats are in use, so {wanted} would be too few; nothing was changed. Remove members or withdraw "
    "invitations first.",
)
SEATS_RANGE = Text(
    zh="席位数应是 1 到 {most} 的整数，没有改动。",
    en="Seats are a whole number from 1 to {most}; nothing was changed.",
)
CARD_REFUSED = Text(
    zh="银行没有批准这笔付款，席位和套餐都没有改动。请在付款管理页换一张卡再试。",
    en="The bank did not approve this payment; seats and plan are unchanged. Try another card on the page of payment "
    "details.",
)
ALREADY_YEARLY = Text(zh="已经是按年付费，没有改动。", en="It is paid by the year already; nothing was changed.")
CHANGED_MEANWHILE = Text(
    zh="同时还有一次改动，以最后一次为准。请刷新后核对。",
    en="Something else was changed at the same time; the last change counts. Reload the page and check.",
)
