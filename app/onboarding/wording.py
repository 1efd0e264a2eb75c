"""Columns of the workbook of firms, what may be wrong in it, and the text that goes along with a link."""

from app.kit.text import Text

COLUMNS = {
    "name": Text(zh="企业名称", en="Firm"),
    "trade": Text(zh="行业", en="Trade"),
    "contact_name": Text(zh="联系人", en="Contact person"),
    "contact": Text(zh="手机或邮箱", en="Mobile or e-mail"),
    "account_manager": Text(zh="客户经理", en="Account manager"),
    "consultant": Text(zh="顾问", en="Consultant"),
    "note": Text(zh="备注", en="Note"),
}
WIDTHS = {
    "name": 34,
    "trade": 18,
    "contact_name": 18,
    "contact": 28,
    "account_manager": 22,
    "consultant": 22,
    "note": 40,
}
LIMITS = {"name": 120, "contact_name": 80, "contact": 254, "note": 2000}
GUIDE = (
    Text(zh="填写说明", en="How to fill it in"),
    Text(zh="每行一家企业，只有“企业名称”必填。", en="One firm a line; only the name is needed."),
    Text(zh="行业：从下拉列表里选，也可以留空。", en="Trade: choose from the list, or leave it empty."),
    Text(
        zh="手机或邮箱：填邮箱的可以直接发邮件邀请，其他的由您把链接发到微信。",
        en="Mobile or e-mail: firms with an address can be invited by mail; to the others you send the link yourself.",
    ),
    Text(
        zh="客户经理、顾问：本机构成员的姓名或邮箱，须有相应角色。",
        en="Account manager, consultant: name or address of a member of yours who has that role.",
    ),
    Text(
        zh="上传后先预览。只要有一处错误，就整份都不导入。",
        en="You see a preview first. With one mistake in it, nothing of the file is imported.",
    ),
)
CHOOSE_FILE = Text(zh="请选择一个文件。", en="Choose a file.")
TOO_LARGE = Text(
    zh="文件太大（最多 {most} MB），什么都没有导入。",
    en="The file is too large (at most {most} MB); nothing was imported.",
)
TOO_MANY = Text(
    zh="一次最多导入 {most} 家企业，这份表格有 {found} 家，什么都没有导入。请分几次导入。",
    en="At most {most} firms at once; this table has {found}, and nothing was imported. Import it in parts.",
)
NO_HEADER = Text(
    zh="表格里没有“企业名称”这一列，什么都没有导入。请用我们的模板。",
    en="There is no column called “Firm” in this table; nothing was imported. Use our template.",
)
NOTHING = Text(zh="表格里没有企业。", en="There is no firm in this table.")
NO_NAME = Text(zh="请填写企业名称。", en="The name of the firm is missing.")
NO_TRADE = Text(zh="没有“{said}”这个行业。可选：{choices}。", en="There is no trade “{said}”. Choices: {choices}.")
NO_CONTACT = Text(zh="“{said}”不是邮箱，也不是手机号。", en="“{said}” is neither a mail address nor a mobile number.")
NO_COLLEAGUE = Text(zh="本机构没有担任这个角色的“{said}”。", en="Nobody called “{said}” has this role with you.")
TWO_COLLEAGUES = Text(
    zh="叫“{said}”的成员不止一位，请填邮箱。", en="More than one member is called “{said}”; give the address."
)
TWIN = Text(zh="与第 {row} 行是同一家企业。", en="The same firm as in row {row}.")
FULL = Text(zh="名册最多 {most} 家企业，没有导入。", en="A book holds {most} firms at most; nothing was imported.")
TO_PASTE = Text(
    zh="{provider}邀请{firm}在渐云做一次数字化自评，大约半小时，手机上就能填，结果和路线图归贵企业所有。点开链接，登录后由您决定"
    "让{provider}看什么、看多久，随时可以收回：\n{link}",
    en="{provider} invites {firm} to assess how digital it is on Jianyun: about half an hour on a phone, and the result"
    " and roadmap are the firm's own. Open the link and sign in; you decide what {provider} may see and for how long,"
    " and can withdraw it at any time:\n{link}",
)
