"""The list the accountant makes fapiao out from, as a workbook and as CSV; text stays text in both."""

from collections.abc import Iterable
from datetime import datetime

from app.fapiao.models import FapiaoState
from app.fapiao.queries import Line
from app.fapiao.values import Make
from app.fapiao.wording import MAKES, STATES
from app.kit.clock import HOUSE_ZONE
from app.kit.text import Lang, Text
from app.kit.xlsx import Cell, Column, Sheet, write_csv, write_workbook

TITLE = Text(zh="开票申请", en="Fapiao asked for")
PERSON = Text(zh="个人", en="person")
COMPANY = Text(zh="单位", en="organisation")
COLUMNS: tuple[tuple[Text, int], ...] = (
    (Text(zh="申请编号", en="Reference"), 14),
    (Text(zh="发票种类", en="Make"), 18),
    (Text(zh="抬头", en="Title"), 32),
    (Text(zh="抬头类型", en="Buyer"), 12),
    (Text(zh="纳税人识别号", en="Tax number"), 22),
    (Text(zh="价税合计", en="Amount, tax included"), 14),
    (Text(zh="币种", en="Currency"), 8),
    (Text(zh="地址", en="Address"), 32),
    (Text(zh="电话", en="Telephone"), 16),
    (Text(zh="开户行", en="Bank"), 26),
    (Text(zh="银行账号", en="Account"), 24),
    (Text(zh="收票邮箱", en="Mailbox"), 26),
    (Text(zh="客户", en="Organisation here"), 26),
    (Text(zh="申请日期", en="Asked on"), 12),
    (Text(zh="状态", en="State"), 16),
    (Text(zh="发票号码", en="Number"), 22),
    (Text(zh="开票日期", en="Issued on"), 12),
)
AMOUNT = 5


def write_list(lines: Iterable[Line], lang: Lang, kind: str, *, at: datetime) -> bytes:
    """Every fapiao a row; `kind` is xlsx or csv."""
    columns = [
        Column(title=title.get(lang), width=width, shape="money" if place == AMOUNT else "text")
        for place, (title, width) in enumerate(COLUMNS)
    ]
    rows = [_row(one, lang) for one in lines]
    sheet = Sheet(name=TITLE.get(lang), columns=columns, rows=rows, kept=1, ready=True)
    return write_csv(sheet) if kind == "csv" else write_workbook([sheet], title=TITLE.get(lang), at=at)


def _row(line: Line, lang: Lang) -> list[Cell]:
    one = line.row
    return [
        one.reference,
        MAKES[Make(one.make)].get(lang),
        one.title,
        (PERSON if one.is_person else COMPANY).get(lang),
        one.tax_id,
        one.amount.major,
        one.currency,
        one.address,
        one.phone,
        one.bank,
        one.account,
        one.mailbox,
        line.name,
        one.created_at.astimezone(HOUSE_ZONE).date(),
        STATES[FapiaoState(one.state)].get(lang),
        one.number or "",
        one.issued_on,
    ]
