"""What the import says, in both languages."""

from typing import TYPE_CHECKING

from app.kit.text import Text

if TYPE_CHECKING:
    from app.imports.columns import Field

NO_HEADER = Text(
    zh="没有找到表头，什么都没有导入。请下载我们的表格，在里面填写；系统表至少要有“名称”“用途”“运行在哪里”三列，"
    "设备表至少要有“名称”“设备种类”“总台数”三列。",
    en="No row names the columns, and nothing was imported. Download our workbook and fill it in; systems need at least"
    " the columns “Name”, “What it does” and “Where it runs”, equipment “Name”, “Kind of equipment” and “How many”.",
)
NOTHING = Text(
    zh="表格里只有表头，没有内容，什么都没有导入。请填好后再上传。",
    en="The workbook has column heads but no entries, and nothing was imported. Fill it in and upload it again.",
)
TOO_MANY_ROWS = Text(
    zh="一次最多导入 {most} 行，这个文件有 {found} 行，什么都没有导入。请把同类的合并成一行，或分成几个文件。",
    en="At most {most} rows at a time; this file has {found}, and nothing was imported. Put entries of one kind into"
    " one row, or split the file.",
)
UNKNOWN_COLUMN = Text(
    zh="这些列我们不认识，没有读取：{names}。", en="These columns are not known to us and were not read: {names}."
)
UNKNOWN_KEY = Text(
    zh="没有编号为“{value}”的条目，可能已被删除。要新增，请把编号留空。",
    en="There is no entry “{value}”; it may have been removed. Leave this cell empty to add a new one.",
)
NO_NUMBER = Text(zh="“{value}”不是整数，请填 0 或正整数。", en="“{value}” is not a whole number; enter 0 or more.")
NO_DAY = Text(zh="“{value}”不是日期，请写成 2026-05-31。", en="“{value}” is not a date; write 2026-05-31.")
NO_CHOICE = Text(
    zh="没有“{value}”这个选项。可以填：{offered}。", en="“{value}” cannot be chosen. Use one of: {offered}."
)
FUTURE = Text(
    zh="这个日期还没到，请填已经做过的那一次。", en="This day is still to come; enter the last time it was done."
)
ABOVE = Text(zh="不能多于“{outer}”（{most}）。", en="This cannot be more than “{outer}” ({most}).")
TWIN = Text(
    zh="“{name}”和第 {row} 行是同一条，请只保留一行。", en="“{name}” is the same entry as row {row}; keep one of them."
)
CHANGED_MEANWHILE = Text(
    zh="您查看预览期间，清单被改动过，所以还没有导入。请再看一遍下面的预览。",
    en="The list was changed while you looked at the preview, so nothing has been imported yet. Look at it once more.",
)
TO_MEND = Text(zh="要改的地方", en="What to mend")
GUIDE = (
    Text(zh="填写说明", en="How to fill it in"),
    Text(
        zh="“系统”表：每一行是一个系统，员工在屏幕上用来干活的都算，例如记账软件、接单的群、订单表格。",
        en="Systems: one row for each system, everything your people open on a screen to get work done, such as"
        " accounts, the chat group that carries orders, the order spreadsheet.",
    ),
    Text(
        zh="“设备”表：同一种设备合成一行，写总台数，再写其中有多少台有接口、已联网、数据有人用。",
        en="Equipment: machines of one kind are one row, with how many there are, and how many of these have an"
        " interface, are connected, and send data that somebody uses.",
    ),
    Text(
        zh="带 * 的列必填，其余可以空着。有下拉箭头的格子请从列表里选。",
        en="Columns with * are needed, others may stay empty. Cells with an arrow offer a list to choose from.",
    ),
    Text(
        zh="已有的条目带编号，改内容会更新这一条；新增时编号留空。没写在表里的条目不会被删除。",
        en="Entries you have already carry a number; changing their row updates them. Leave the number empty for new"
        " ones. Entries that are not in the workbook are not removed.",
    ),
    Text(
        zh="上传后先看预览，您确认了才会导入；只要有一处错误，就一行也不导入。",
        en="After the upload you see a preview, and nothing is kept until you confirm; while there is one mistake, no"
        " row is kept.",
    ),
)
CHOOSE_FILE = Text(zh="请先选择一个文件。", en="Choose a file first.")
TOO_LARGE = Text(
    zh="文件超过 {most} MB，什么都没有导入。请删掉图片和多余的工作表，再上传。",
    en="The file is larger than {most} MB, and nothing was imported. Remove pictures and other sheets, then upload it.",
)
FULL = Text(
    zh="导入后会有 {total} 条，超过最多 {most} 条，什么都没有导入。请先删去不用的，或合并同类。",
    en="This would make {total} entries, more than the {most} a firm may have, and nothing was imported. Remove what is"
    " no longer used, or put entries of one kind together.",
)


def lacking(field: "Field") -> Text:
    """A needed cell is empty."""
    return Text(zh="“{name}”必填。", en="“{name}” is needed.").format(name=field.title)
