"""What price books and quotations say, on screen, in workbooks and in Word files."""

from datetime import date

from app.kit.text import Lang, Text

UNIT_WORDS = {
    "item": Text(zh="项", en="item"),
    "set": Text(zh="套", en="set"),
    "piece": Text(zh="台", en="piece"),
    "user": Text(zh="用户", en="user"),
    "site": Text(zh="场所", en="site"),
    "day": Text(zh="人天", en="staff-day"),
    "month": Text(zh="月", en="month"),
    "year": Text(zh="年", en="year"),
}
COLUMNS = {
    "code": Text(zh="编号", en="Code"),
    "initiative": Text(zh="对应举措", en="Initiative"),
    "name_zh": Text(zh="中文名称", en="Name in Chinese"),
    "name_en": Text(zh="英文名称", en="Name in English"),
    "unit": Text(zh="单位", en="Unit"),
    "price": Text(zh="不含税单价（元）", en="Unit price before tax (CNY)"),
    "rate": Text(zh="税率（%）", en="Tax rate (%)"),
    "note": Text(zh="备注", en="Note"),
}
BOOK = Text(zh="价目表", en="Price book")
GUIDE = (
    Text(zh="填写说明", en="How to fill it in"),
    Text(
        zh="每行一项。编号相同的会改成新内容，编号没有的会新增；表里没写的项保持不变。",
        en="One entry a line. A code that is there is changed, a new one is added; what is not in the table stays.",
    ),
    Text(
        zh="编号、单位、单价、税率必填；中英文名称至少填一个，没填的一种用另一种代替。",
        en="Code, unit, price and rate are needed, and a name in at least one language; it then stands for both.",
    ),
    Text(
        zh="对应举措：从下拉列表里选，也可以留空。填了的，报价时会自动带出价格。",
        en="Initiative: choose from the list, or leave it empty. With one, quotations are filled in from here.",
    ),
    Text(zh="税率：0、1、3、5、6、9 或 13。", en="Rate: 0, 1, 3, 5, 6, 9 or 13."),
)
CHOOSE_FILE = Text(zh="请选择一个文件。", en="Choose a file.")
TOO_LARGE = Text(
    zh="文件太大（最多 {most} MB），什么都没有导入。",
    en="The file is too large (at most {most} MB); nothing was imported.",
)
NO_HEADER = Text(
    zh="表格里没有“编号”这一列，什么都没有导入。请用下载的价目表作模板。",
    en="There is no column called “Code” in this table; nothing was imported. Use the downloaded price book.",
)
NOTHING = Text(zh="表格里没有内容，什么都没有导入。", en="There is nothing in this table; nothing was imported.")
TOO_MANY = Text(
    zh="价目表最多 {most} 项，什么都没有导入。", en="A price book holds {most} entries at most; nothing was imported."
)
NO_CODE = Text(zh="请填写编号。", en="The code is missing.")
NO_NAME = Text(zh="请至少填写一种语言的名称。", en="Give a name in at least one language.")
NO_UNIT = Text(zh="没有“{said}”这个单位。可选：{choices}。", en="There is no unit “{said}”. Choices: {choices}.")
NO_PRICE = Text(
    zh="“{said}”不是 0 到一千万之间、最多两位小数的金额。",
    en="“{said}” is not an amount from 0 to ten million with at most two decimals.",
)
NO_RATE = Text(zh="“{said}”不是可用的税率。可选：{choices}。", en="“{said}” is no rate in use. Choices: {choices}.")
NO_INITIATIVE = Text(
    zh="没有“{said}”这项举措，请从列表里选。", en="There is no initiative “{said}”; choose from the list."
)
TWIN = Text(zh="与第 {row} 行编号相同。", en="The same code as in row {row}.")
TAKEN = Text(
    zh="编号“{code}”已被另一项使用。您填的内容还在，请换一个编号。",
    en="Another entry has the code “{code}”. What you typed is still here; choose another code.",
)

ISSUED_ALREADY = Text(
    zh="这份报价单已经发出，内容不能再改。需要调整，请另做一份新的。",
    en="This quotation is issued and cannot be changed. To change something, make a new one of it.",
)
CHANGED_MEANWHILE = Text(
    zh="这份报价单刚被同事改过，您的改动没有保存，填的内容还在下面。请打开最新版本对照后再改。",
    en="A colleague has just changed this quotation, so yours was not saved; what you typed is still below. Open the "
    "newest version and compare.",
)
NO_LINES = Text(zh="报价单里还没有内容，没有发出。", en="There is nothing in this quotation yet; it was not issued.")
NO_SUM = Text(
    zh="报价总额是 0，没有发出。请先填写单价。", en="The total is zero; it was not issued. Fill in the prices first."
)
PAST = Text(
    zh="有效期已过，没有发出。请先改有效期。", en="The validity is past; it was not issued. Change the day first."
)
TOO_MANY_LINES = Text(
    zh="一份报价单最多 {most} 行，没有保存。", en="A quotation has {most} lines at most; nothing was saved."
)

TITLE = Text(zh="报价单", en="Quotation")
WORDS = {
    "number": Text(zh="报价单号", en="Number"),
    "issued": Text(zh="报价日期", en="Date"),
    "valid": Text(zh="有效期至", en="Valid until"),
    "to": Text(zh="致", en="To"),
    "from": Text(zh="报价方", en="From"),
    "contact": Text(zh="联系方式", en="Contact"),
    "by": Text(zh="经办人", en="Prepared by"),
    "replaces": Text(zh="替代报价单", en="Replaces"),
    "line": Text(zh="序号", en="No."),
    "name": Text(zh="项目", en="Item"),
    "unit": Text(zh="单位", en="Unit"),
    "quantity": Text(zh="数量", en="Quantity"),
    "price": Text(zh="不含税单价", en="Unit price"),
    "rate": Text(zh="税率", en="Tax rate"),
    "net": Text(zh="不含税金额", en="Amount"),
    "sum": Text(zh="不含税合计", en="Total before tax"),
    "tax": Text(zh="增值税 {rate}", en="VAT at {rate}"),
    "total": Text(zh="价税合计", en="Total including tax"),
    "capitals": Text(zh="大写", en="In Chinese capitals"),
    "note": Text(zh="说明", en="Note"),
    "disclosure": Text(zh="利益关系说明", en="Disclosure of interest"),
    "roadmap": Text(zh="路线图", en="roadmap"),
}
LINES = Text(zh="报价明细", en="Lines")
TOTALS = Text(zh="合计", en="Sums")
FROM_PLAN = Text(zh="来自路线图的建议", en="Recommended by the roadmap")
CURRENCY = Text(zh="金额单位：人民币元", en="Amounts in CNY")
DRAFT = Text(zh="草稿", en="Draft")
NEW_LINE = Text(zh="新的一项", en="New item")
WITHDRAWN = Text(zh="（已结束授权）", en="(consent ended)")

REVIEWS = Text(
    zh="{provider}评审过贵企业的自评答案，路线图以评审结果为依据；本报价由同一机构提供。"
    "贵企业没有义务向其采购，可以向其他供应商询价比较。",
    en="{provider} reviewed the answers your roadmap rests on, and this quotation is an offer of the same "
    "organisation. You are not obliged to buy from it and may compare other offers.",
)
ADVISES = Text(
    zh="{provider}经贵企业同意查看了评估结果和路线图；本报价中有路线图建议的项目，由同一机构销售。"
    "贵企业没有义务向其采购，可以向其他供应商询价比较。",
    en="{provider} sees your results and roadmap by your consent, and what this quotation offers from the roadmap is "
    "sold by the same organisation. You are not obliged to buy from it and may compare other offers.",
)


def say_day(day: date, lang: Lang) -> str:
    """30 Nov 2026, or 2026年11月30日."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else f"{day.day} {day:%b} {day.year}"


def say_money(minor: int) -> str:
    """1,234.50."""
    return f"{minor // 100:,}.{minor % 100:02d}"


def say_number(hundredths: int) -> str:
    """12, 1.5 or 0.25: no more decimals than there are."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}" if not rest else f"{whole:,}.{rest:02d}".rstrip("0")


def say_rate(rate: int) -> str:
    """6%."""
    return f"{say_number(rate)}%"
