"""What plans, prices and the time they last are called, and the questions people ask before they buy."""

from app.kit.money import Money
from app.kit.text import Lang, Text
from app.subscriptions.entitlements import State
from app.subscriptions.plans import Feature, Interval

SIGNS: dict[tuple[Lang, str], str] = {("zh", "CNY"): "¥", ("zh", "USD"): "US$", ("en", "USD"): "US$"}
EACH: dict[Interval, Text] = {
    "month": Text(zh="{price}／月", en="{price} a month"),
    "year": Text(zh="{price}／年", en="{price} a year"),
    "once": Text(zh="{price}，一次付清", en="{price}, paid once"),
}
EACH_SEAT: dict[Interval, Text] = {
    "month": Text(zh="每个席位 {price}／月", en="{price} a seat and month"),
    "year": Text(zh="每个席位 {price}／年", en="{price} a seat and year"),
}
INTERVAL_WORDS: dict[str, Text] = {
    "month": Text(zh="按月", en="Monthly"),
    "year": Text(zh="按年", en="Yearly"),
    "once": Text(zh="一次付清", en="Once"),
}
SAVES = Text(zh="按年比按月省 {share}%", en="A year costs {share}% less than twelve months")
NOTHING = Text(zh="不收费", en="No charge")
ANY_NUMBER = Text(zh="不限", en="Any number")
FEATURE_WORDS = {
    Feature.ROADMAP: Text(
        zh="完整的分阶段路线图，可随时重算", en="The whole staged roadmap, worked out anew at any time"
    ),
    Feature.REPORTS: Text(zh="报告：网页、PDF、表格，可分享", en="Reports as page, PDF and workbook, to share"),
    Feature.REASSESSMENT: Text(zh="再次评估，看清进展", en="Assess again and see what moved"),
    Feature.PORTFOLIO: Text(zh="客户台账、月末盘点和项目群", en="The book of clients, month ends and programmes"),
    Feature.BRAND: Text(zh="报告和邮件用自己的品牌", en="Your own brand on reports and mails"),
    Feature.BATCH: Text(zh="批量导出报告", en="Reports of many firms in one file"),
}
OF_A_FIRM = {
    Feature.ROADMAP: Text(
        zh="这家企业的套餐还不包含完整路线图。评估结果和路线图的第一步可以照常查看。",
        en="This firm's plan does not hold the whole roadmap. Its results and the first step can be read as before.",
    ),
    Feature.REPORTS: Text(
        zh="这家企业的套餐还不包含报告。答案、审核和评估结果都在，可以照常查看。",
        en="This firm's plan does not hold reports. Answers, reviews and results are kept and can be read as before.",
    ),
    Feature.REASSESSMENT: Text(
        zh="这家企业的套餐还不包含前后对比。每次评估的结果都可以照常查看。",
        en="This firm's plan does not hold comparisons. The results of each assessment can be read as before.",
    ),
}
"""To somebody of a provider: it is not their plan."""
STATE_WORDS: dict[State, Text] = {
    State.TRIALING: Text(zh="试用中", en="On trial"),
    State.ACTIVE: Text(zh="有效", en="Active"),
    State.PAST_DUE: Text(zh="扣款未成功", en="Payment overdue"),
    State.UNPAID: Text(zh="未付款，已停用", en="Unpaid, stopped"),
    State.PAUSED: Text(zh="已暂停", en="Paused"),
    State.INCOMPLETE: Text(zh="等待首次付款", en="Waiting for the first payment"),
    State.INCOMPLETE_EXPIRED: Text(zh="首次付款未完成", en="The first payment never came"),
    State.CANCELED: Text(zh="已结束", en="Ended"),
}
BASICS = (
    Text(zh="五分钟快测", en="The five-minute scan"),
    Text(zh="全部评估结果：等级、差距、原因", en="Every result: level, gaps and why"),
    Text(zh="路线图的第一步和它的价格", en="The first step of the roadmap and its price"),
)
"""What every firm has."""
PROVIDER_BASICS = (
    Text(zh="审核、签发客户的评估", en="Reviewing and signing off assessments"),
    Text(zh="企业授权、邀请与记录", en="Consents, invitations and the record of acts"),
)
"""What every provider has."""
FREE_FOR_PROVIDERS = Text(
    zh="审核并签发客户的评估，先和几家企业一起试用。",
    en="Review and sign off assessments, and try it out with a few firms.",
)
ROWS = {
    "assessments": Text(zh="完整评估", en="Full assessments"),
    "people": Text(zh="企业成员", en="People of the firm"),
    "colleagues": Text(zh="机构成员", en="People of the provider"),
    "clients": Text(zh="客户企业", en="Firms in the book"),
    "credits": Text(zh="附送的评估名额", en="Assessment credits included"),
    "lasts": Text(zh="用多久", en="For how long"),
    "price": Text(zh="价格（含税）", en="Price, tax included"),
}
LASTS = {
    "free": Text(zh="一直可用", en="As long as you like"),
    "plan": Text(
        zh="订阅期内；期间打开的内容以后仍可查看",
        en="While it runs; what was opened in that time stays readable",
    ),
    "report": Text(zh="这一次评估，长期可看", en="This one assessment, for good"),
    "credits": Text(zh="购买后两年内有效", en="Two years from the day they are bought"),
}
ONE_OF_ITS_OWN = Text(zh="购买的那一次", en="The one it is bought for")
PER_SEAT_BOUGHT = Text(zh="按购买的席位", en="As many as seats are bought")
CREDITS_A_YEAR = Text(zh="按年付费，每席位每年 {count} 个", en="{count} a seat and year, when paid yearly")
PIECES = Text(zh="{count} 个", en="{count}")
WITH_STRIPE: tuple[tuple[Text, Text], ...] = (
    (
        Text(zh="可以用支付宝或微信支付吗？", en="Can I pay by Alipay or WeChat Pay?"),
        Text(
            zh="可以，用在一次付清的项目上：单次报告、预付一年。按月或按年自动续费要用银行卡，支付宝和微信支付不支持自动扣款订阅。"
            "预付一年到期前 30 天和 7 天我们会提醒，不会自动扣款。",
            en="Yes, for what is paid in one go: a single report or a prepaid year. Renewals that run by themselves "
            "need a card, since Alipay and WeChat Pay take no recurring payments here. Before a prepaid year ends we "
            "remind you, 30 and 7 days ahead; nothing is charged by itself.",
        ),
    ),
)
WITHOUT_STRIPE: tuple[tuple[Text, Text], ...] = (
    (
        Text(zh="怎样付款？", en="How do I pay?"),
        Text(
            zh="这里还没有开通在线支付，请用对公转账：下单后页面会给出收款账户和要填写的订单号。",
            en="Paying online is not set up here; please pay by bank transfer. Once you have ordered, the page shows "
            "the account and the order number to write on the slip.",
        ),
    ),
)
QUESTIONS: tuple[tuple[Text, Text], ...] = (
    (
        Text(zh="能对公转账吗？", en="Can a firm pay by bank transfer?"),
        Text(
            zh="能。下单时选“对公转账”，按订单页上的账户汇款，附言写订单号。到账并核对后开通，通常需要一到两个工作日。",
            en="Yes. Choose bank transfer when you order, pay into the account the order shows and write the order "
            "number on the slip. It opens once the money is there and checked, usually within one or two working days.",
        ),
    ),
    (
        Text(zh="能开发票吗？", en="Do you issue fapiao?"),
        Text(
            zh="能。付款后在“套餐与用量”里填写抬头和税号，开好的发票可以在同一页下载。",
            en="Yes. After paying, give the title and the tax number under “Plan and usage”; the issued fapiao is "
            "there to download.",
        ),
    ),
    (
        Text(zh="怎样取消？", en="How do I cancel?"),
        Text(
            zh="随时可以在“套餐与用量”里取消，不用打电话。已付的时间用完为止，之后不再扣款；到期前还可以反悔。",
            en="At any time under “Plan and usage”, without calling anybody. What is paid for runs to its end and "
            "nothing is charged after that; until then you can change your mind.",
        ),
    ),
    (
        Text(zh="不续费，数据会怎样？", en="What happens to our data if we stop paying?"),
        Text(
            zh="什么都不会删除。答案、结果，还有付费期间打开的路线图和报告都留着，可以继续查看，也可以导出；只是不能再新做。",
            en="Nothing is deleted. Answers, results, and the roadmaps and reports opened while you paid stay readable "
            "and can be exported; only new ones cannot be made.",
        ),
    ),
    (
        Text(zh="由园区或服务机构付费可以吗？", en="Can our park or our adviser pay for us?"),
        Text(
            zh="可以。服务机构手里的评估名额可以交给企业，一个名额打开一次评估的路线图和报告，企业不用付费。",
            en="Yes. A provider can hand its assessment credits to firms: each opens the roadmap and the report of one "
            "assessment, and the firm pays nothing.",
        ),
    ),
)


def say_price(money: Money, lang: Lang) -> str:
    """¥1,980 or US$290; cents only where there are any."""
    sign = SIGNS.get((lang, money.currency), f"{money.currency} ")
    return sign + f"{money.major:,.2f}".removesuffix(".00")
