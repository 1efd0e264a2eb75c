"""What the states of a consent, the acts of its log, and the columns of both files are called."""

from app.consents.models import Outcome, Standing
from app.kit.text import Text

STANDING_WORDS = {
    Standing.LIVE: Text(zh="有效", en="live"),
    Standing.SOON: Text(zh="即将到期", en="ends soon"),
    Standing.ENDED: Text(zh="已到期", en="ended"),
    Standing.WITHDRAWN: Text(zh="已收回", en="withdrawn"),
}
TONES = {Standing.LIVE: "accent", Standing.SOON: "warn", Standing.ENDED: "", Standing.WITHDRAWN: "bad"}
OUTCOME_WORDS = {
    Outcome.AGREED: Text(zh="企业已按申请同意", en="agreed to as asked"),
    Outcome.LESS: Text(zh="企业同意了一部分", en="agreed to in part"),
    Outcome.DECLINED: Text(zh="企业已谢绝", en="declined"),
    Outcome.WITHDRAWN: Text(zh="服务机构已撤回", en="withdrawn by the provider"),
    Outcome.EXPIRED: Text(zh="到期未答复", en="ran out unanswered"),
    Outcome.OVERTAKEN: Text(zh="授权已另行变动，申请作废", en="void: the consent changed meanwhile"),
}
UNTIL_WITHDRAWN = Text(zh="直到收回", en="until withdrawn")
LIST_TITLE = Text(zh="企业授权", en="Consents of firms")
LIST_HEADS = {
    "firm": (Text(zh="企业", en="Firm"), 28),
    "shares": (Text(zh="可查看的内容", en="What is shared"), 44),
    "purpose": (Text(zh="用途", en="What for"), 36),
    "since": (Text(zh="开始", en="Since"), 14),
    "until": (Text(zh="截止", en="Until"), 16),
    "standing": (Text(zh="状态", en="State"), 14),
    "asked": (Text(zh="待答复的申请", en="Open ask"), 30),
}
LOG_TITLE = Text(zh="授权记录", en="Consent log")
LOG_HEADS = {
    "utc": (Text(zh="时间（UTC）", en="When (UTC)"), 22),
    "local": (Text(zh="时间（{zone}）", en="When ({zone})"), 22),
    "what": (Text(zh="事项", en="What happened"), 32),
    "party": (Text(zh="对方", en="With whom"), 28),
    "scope": (Text(zh="内容", en="What it covers"), 48),
    "purpose": (Text(zh="用途", en="What for"), 36),
    "until": (Text(zh="截止（UTC）", en="Until (UTC)"), 22),
    "before": (Text(zh="之前", en="Before"), 48),
    "who": (Text(zh="谁", en="Who"), 24),
}
ACT_WORDS = {
    "agreed": Text(zh="同意查看", en="Agreed to be seen"),
    "changed": Text(zh="变更了授权", en="Changed the consent"),
    "withdrawn": Text(zh="收回了授权", en="Withdrew the consent"),
    "lapsed": Text(zh="授权到期", en="The consent ran out"),
    "asked": Text(zh="服务机构申请扩大或延长", en="The provider asked for more or for longer"),
    **{f"ask-{outcome}": Text(zh=f"申请：{text.zh}", en=f"Ask: {text.en}") for outcome, text in OUTCOME_WORDS.items()},
    "joined": Text(zh="加入项目", en="Joined a programme"),
    "left": Text(zh="退出项目", en="Left a programme"),
    "given": Text(zh="本人同意", en="Gave your own consent"),
    "taken-back": Text(zh="本人收回同意", en="Took your own consent back"),
}
PROVIDER_GONE = Text(zh="已注销的服务机构", en="a provider that is no longer here")
FIRM_GONE = Text(zh="已不在客户名册中的企业", en="a firm that is no longer in your book")
BY_FIRM = Text(zh="企业", en="the firm")
BY_SYSTEM = Text(zh="系统", en="the system")
BY_GONE = Text(zh="已不在的人", en="somebody no longer here")
EDITION = Text(zh="{name}（{edition} 版）", en="{name} (edition of {edition})")
