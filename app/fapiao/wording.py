"""What fapiao, their makes and states are called, and why something was not done."""

from collections.abc import Mapping

from app.fapiao.models import FapiaoState
from app.fapiao.values import Make
from app.kit.intake.values import Why
from app.kit.text import Text

MAKES = {
    Make.ORDINARY: Text(zh="增值税普通发票", en="Ordinary VAT fapiao"),
    Make.SPECIAL: Text(zh="增值税专用发票", en="Special VAT fapiao"),
}
STATES = {
    FapiaoState.REQUESTED: Text(zh="已申请", en="Asked for"),
    FapiaoState.EXPORTED: Text(zh="开票中", en="With the accountant"),
    FapiaoState.ISSUED: Text(zh="已开具，文件待上传", en="Issued, its file follows"),
    FapiaoState.DELIVERED: Text(zh="已开具", en="Issued"),
    FapiaoState.DECLINED: Text(zh="未能开具", en="Declined"),
    FapiaoState.WITHDRAWN: Text(zh="已撤回", en="Withdrawn"),
    FapiaoState.REVERSED: Text(zh="已冲红", en="Reversed in red"),
}
TONES = {
    FapiaoState.REQUESTED: "warn",
    FapiaoState.EXPORTED: "warn",
    FapiaoState.ISSUED: "accent",
    FapiaoState.DELIVERED: "good",
    FapiaoState.DECLINED: "bad",
    FapiaoState.REVERSED: "bad",
}
IN_DOLLARS = Text(
    zh="以美元收款，开不了人民币增值税发票；请下载 Stripe 的账单作为凭证。",
    en="Paid in US dollars: fapiao are made out in yuan only. The invoice of Stripe is your receipt.",
)
NO_FAPIAO = Text(zh="没有这张发票申请。", en="There is no such fapiao.")
NO_FILE_YET = Text(zh="发票文件还没有上传。", en="Its file is not here yet.")
NO_DETAILS = Text(
    zh="请先填写并保存开票信息，再申请发票。", en="Save the buyer's details first, then ask for the fapiao."
)
NONE_CHOSEN = Text(zh="请至少选择一笔付款。", en="Choose at least one payment.")
NOT_FREE = Text(
    zh="所选付款里有的已申请过发票、已退款或不能开票，没有提交申请。请重新选择。",
    en="One of these payments has a fapiao already, was paid back, or cannot have one; nothing was asked for. Choose "
    "again.",
)
TOO_LATE = Text(
    zh="发票已在开具中，不能撤回。需要修改时请联系我们。",
    en="It is with the accountant already and cannot be withdrawn. Get in touch to have it changed.",
)
NOT_NOW = Text(
    zh="这张发票已经是别的状态，没有改动。请看它现在的状态。",
    en="This fapiao stands elsewhere by now; nothing was changed. See where it stands.",
)
WRONG_NUMBER = Text(zh="发票号码是 8 到 20 位数字。", en="A fapiao number has 8 to 20 digits.")
NUMBER_TAKEN = Text(
    zh="这个发票号码已登记在另一张发票上，没有保存。请核对。",
    en="This number is on another fapiao already; nothing was kept. Compare the two.",
)
WRONG_DAY = Text(
    zh="开票日期不能晚于今天，也不能早于申请前一年。", en="A day within the last year, today at the latest."
)
NEEDS_REASON = Text(
    zh="请写明原因（2 到 300 个字），申请人会看到。", en="Say why, in 2 to 300 characters; they read it."
)
NO_FILE = Text(zh="没有选择文件。", en="No file was chosen.")
STORE_FULL = Text(
    zh="文件存储暂时写不进去，没有保存。请稍后再试。",
    en="The store takes no files right now; it was not kept. Try again later.",
)
SCANNER_AWAY = Text(
    zh="病毒扫描暂时没有响应，文件没有保存。请稍后再试。",
    en="The virus scanner does not answer; the file was not kept. Try again later.",
)
REFUSALS: Mapping[Why, Text] = {
    Why.EMPTY: Text(zh="文件是空的，没有保存。", en="The file is empty; it was not kept."),
    Why.TOO_LARGE: Text(zh="文件超过 {most} MB，没有保存。", en="The file is larger than {most} MB; it was not kept."),
    Why.UNKNOWN: Text(
        zh="发票文件只收 PDF、OFD 和 XML。这个文件不是，没有保存。",
        en="A fapiao comes as PDF, OFD or XML. This is none of them; it was not kept.",
    ),
    Why.LYING: Text(
        zh="文件名的后缀和内容不一致，没有保存。请上传开票系统导出的原文件。",
        en="The name says one kind of file, the content is another; it was not kept. Upload the file as it was issued.",
    ),
    Why.BROKEN: Text(
        zh="文件不完整或已损坏，没有保存。请从开票系统重新下载。",
        en="The file is cut short or damaged; it was not kept. Download it again where it was issued.",
    ),
    Why.LOCKED: Text(zh="文件加了密码，没有保存。", en="The file has a password; it was not kept."),
    Why.MACROS: Text(
        zh="文件里有会自动运行的内容，没有保存。请上传开票系统导出的原文件。",
        en="Something in the file would run by itself; it was not kept. Upload the file as it was issued.",
    ),
    Why.VIRUS: Text(zh="文件里发现了 {found}，没有保存。", en="{found} was found in the file; it was not kept."),
}
