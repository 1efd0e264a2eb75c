"""Parts, states and closed doors as people read them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app.assessments.filling import Excerpt, Filling
from app.delegations.models import DelegationState
from app.kit.text import Text

STATES: Mapping[str, tuple[Any, str]] = {
    DelegationState.SENT: (_l("Sent, not opened yet"), ""),
    DelegationState.OPENED: (_l("Opened"), "accent"),
    DelegationState.HANDED_BACK: (_l("Handed back"), "good"),
    DelegationState.EXPIRED: (_l("Expired"), "warn"),
    DelegationState.WITHDRAWN: (_l("Withdrawn"), ""),
    DelegationState.SUBMITTED: (_l("Closed: the assessment was submitted"), ""),
    DelegationState.GONE: (_l("Closed: no longer asked"), "warn"),
}
"""Label and tone of a badge."""

CLOSED: Mapping[str, Text] = {
    "unknown": Text(
        zh="这个链接打不开。请核对网址是否完整，或者请发链接给您的人再发一次。",
        en="This link does not open. Check that the address is complete, or ask whoever sent it to send it again.",
    ),
    "replaced": Text(
        zh="这个链接已经换成了新的。请用最近一次收到的链接。",
        en="This link has been replaced. Please use the one you were sent last.",
    ),
    DelegationState.HANDED_BACK: Text(
        zh="这一部分已经交回，谢谢您。链接到此结束，您不用再做什么。",
        en="This part has been handed back. Thank you; the link ends here and nothing more is needed.",
    ),
    DelegationState.EXPIRED: Text(
        zh="约定的日子已经过了，链接打不开了。要接着填，请让发链接给您的人延长期限；已填的答案都在。",
        en="The agreed day has passed and the link no longer opens. What you filled in is kept; ask whoever sent it for"
        " more time.",
    ),
    DelegationState.WITHDRAWN: Text(
        zh="发链接给您的人收回了这一部分，您不用再填了。谢谢。",
        en="Whoever sent you this part has taken it back; there is nothing left to fill in. Thank you.",
    ),
    DelegationState.SUBMITTED: Text(
        zh="整份问卷已经提交，答案不能再改。谢谢您的帮助。",
        en="The whole questionnaire has been submitted and its answers can no longer change. Thank you for your help.",
    ),
    DelegationState.GONE: Text(
        zh="这一部分已经不在问卷里了，您不用再填了。谢谢。",
        en="This part is no longer in the questionnaire; there is nothing left to fill in. Thank you.",
    ),
    "elsewhere": Text(
        zh="这个链接已在别的设备上打开，您在这里填的答案没有保存。",
        en="This link is open on another device; your answer was not accepted here.",
    ),
}

OF_SITE = Text(zh="{site}的题目", en="Questions about {site}")
AT_SITE = Text(zh="{section}（{site}）", en="{section} ({site})")


def name_part(filling: Filling, excerpt: Excerpt) -> Text:
    """What a part is called; a site that is gone goes by its key."""
    sites = {one.id: one.name for one in filling.company.sites}
    site = sites.get(excerpt.site, excerpt.site)
    section = next((one.title for one in filling.instrument.sections if one.id == excerpt.section), None)
    if section is None:
        return OF_SITE.format(site=site)
    return AT_SITE.format(section=section, site=site) if site else section


def masked(email: str) -> str:
    """An address as a reminder for its owner that tells strangers little: w…@example.com."""
    name, _, host = email.partition("@")
    return f"{name[:1]}…@{host}"
