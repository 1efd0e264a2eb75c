"""Who a fapiao is made out to, checked by the rules of its two makes. No database."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from app.kit.text import Text
from app.kit.words import UncleanText, canonical


class Make(StrEnum):
    """Ordinary (普票), or special (专票), which lets the buyer deduct the tax."""

    ORDINARY = "ordinary"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """For whom a fapiao is made out."""

    make: Make = Make.ORDINARY
    title: str = ""
    is_person: bool = False
    tax_id: str = ""
    address: str = ""
    phone: str = ""
    bank: str = ""
    account: str = ""
    mailbox: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The buyer as it can be kept, what is wrong by field, and what to look at again."""

    buyer: Buyer
    faults: Mapping[str, Text]
    warnings: tuple[Text, ...] = ()


LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Digits and letters of GB 32100-2015, without I, O, S, V and Z, each standing for its place here."""
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
OLD = re.compile(r"[0-9]{15}|[0-9]{17}[0-9X]|[0-9]{20}")
ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
PHONE = re.compile(r"[0-9+() -]{5,40}")
ACCOUNT = re.compile(r"[0-9]{6,34}")
LONGEST = {"title": 100, "tax_id": 20, "address": 200, "phone": 40, "bank": 100, "account": 40, "mailbox": 200}
NO_TITLE = Text(zh="请填写发票抬头。", en="Enter the title.")
NO_TAX_ID = Text(
    zh="请填写统一社会信用代码；开给个人时请选“个人”。",
    en="Enter the unified social credit code; for a person choose “A person”.",
)
WRONG_TAX_ID = Text(
    zh="统一社会信用代码应是 18 位数字和大写字母（不含 I、O、S、V、Z）；旧税号是 15 位或 20 位数字。",
    en="The code has 18 digits and capital letters (no I, O, S, V, Z); an older tax number has 15 or 20 digits.",
)
MISTYPED = Text(
    zh="这个代码的校验位不对，多半有一位抄错了。请对照营业执照核对。",
    en="The check character does not fit: one place is probably mistyped. Compare it with the business licence.",
)
IS_OLD = Text(
    zh="这是旧的 15 位或 20 位税号，没有校验位，无法核对。如已换领新执照，请改用 18 位统一社会信用代码。",
    en="This is an older tax number without a check character. If your licence was renewed, use the 18-place code.",
)
NOT_FOR_PERSONS = Text(zh="增值税专用发票不能开给个人，请选普通发票。", en="A special fapiao cannot name a person.")
NEEDED_FOR_SPECIAL = Text(zh="开增值税专用发票必须填写这一项。", en="A special fapiao needs this.")
WRONG_PHONE = Text(zh="电话号码只能有数字、空格、加号、括号和短横线。", en="A number of digits, spaces, + ( ) and -.")
WRONG_ACCOUNT = Text(zh="银行账号应是 6 到 34 位数字。", en="An account has 6 to 34 digits.")
WRONG_MAILBOX = Text(zh="这不是一个邮箱地址。", en="This is no mail address.")
NO_MAILBOX = Text(zh="请填写收票邮箱。", en="Enter the mailbox that receives fapiao.")


def check_character(code: str) -> str:
    """The 18th place of a unified social credit code, from its first 17.

    GB 32100-2015 (法人和其他组织统一社会信用代码编码规则), 5.3: C18 = 31 - (sum of Ci * 3^(i-1) mod 31 for i = 1..17)
    mod 31, where Ci is the value of the character in place i and 31 stands for 0. KeyError-free: ValueError for a
    character the standard does not use."""
    total = sum(LETTERS.index(sign) * weight for sign, weight in zip(code[:17], WEIGHTS, strict=True))
    return LETTERS[(31 - total % 31) % 31]


def find_tax_fault(tax_id: str) -> Text | None:
    """What is wrong with a taxpayer's number; None for a code that checks and for the older kinds."""
    if OLD.fullmatch(tax_id) and len(tax_id) != 18:
        return None
    if len(tax_id) != 18 or any(sign not in LETTERS for sign in tax_id):
        return WRONG_TAX_ID
    return None if check_character(tax_id) == tax_id[17] else MISTYPED


def check_buyer(typed: Mapping[str, str], *, make: Make, is_person: bool) -> Checked:
    """One clean form of what was typed, and every fault of it."""
    clean, faults = _clean(typed)
    if is_person:
        clean["tax_id"] = ""
    buyer = Buyer(make=make, is_person=is_person, **clean)
    faults = {**_faults_of_name(buyer), **_faults_of_rest(buyer), **faults}
    is_old = bool(buyer.tax_id) and "tax_id" not in faults and len(buyer.tax_id) != 18
    return Checked(buyer=buyer, faults=faults, warnings=(IS_OLD,) if is_old else ())


def _clean(typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Text]]:
    clean, faults = {}, {}
    for name, most in LONGEST.items():
        try:
            clean[name] = " ".join(canonical(_narrow(typed.get(name, "")), limit=most).split())
        except UncleanText as error:
            clean[name], faults[name] = "", error.message
    clean["tax_id"] = re.sub(r"[\s-]", "", clean["tax_id"]).upper()
    clean["account"] = re.sub(r"[\s-]", "", clean["account"])
    return clean, faults


def _narrow(text: str) -> str:
    """Full-width letters and digits of a Chinese keyboard as plain ones."""
    return "".join(chr(ord(sign) - 0xFEE0) if "０" <= sign <= "ｚ" and sign.isalnum() else sign for sign in text)


def _faults_of_name(buyer: Buyer) -> dict[str, Text]:
    faults: dict[str, Text] = {}
    if not buyer.title:
        faults["title"] = NO_TITLE
    if buyer.is_person:
        return {**faults, "make": NOT_FOR_PERSONS} if buyer.make == Make.SPECIAL else faults
    wrong = find_tax_fault(buyer.tax_id) if buyer.tax_id else NO_TAX_ID
    return {**faults, "tax_id": wrong} if wrong else faults


def _faults_of_rest(buyer: Buyer) -> dict[str, Text]:
    shapes = {"phone": (PHONE, WRONG_PHONE), "account": (ACCOUNT, WRONG_ACCOUNT), "mailbox": (ADDRESS, WRONG_MAILBOX)}
    given = asdict(buyer)
    faults = {
        name: words for name, (shape, words) in shapes.items() if given[name] and not shape.fullmatch(given[name])
    }
    if not buyer.mailbox:
        faults["mailbox"] = NO_MAILBOX
    if buyer.make == Make.SPECIAL:
        faults |= {name: NEEDED_FOR_SPECIAL for name in ("address", "phone", "bank", "account") if not given[name]}
    return faults
