"""What the workbook and its import say, in both languages."""

from collections.abc import Mapping

from app.kit.text import Text

DONT_KNOW = Text(zh="不清楚", en="I don't know")
DOES_NOT_APPLY = Text(zh="与我们无关", en="Does not apply to us")
PART = Text(zh="其中", en="How many of them")
TOTAL = Text(zh="总数", en="Out of how many")
YES = Text(zh="是", en="Yes")
HEADS: Mapping[str, Text] = {
    "number": Text(zh="题号", en="No."),
    "question": Text(zh="题目", en="Question"),
    "site": Text(zh="场所", en="Site"),
    "answer": Text(zh="答案", en="Answer"),
    "unit": Text(zh="单位", en="Unit"),
    "note": Text(zh="备注", en="Note"),
    "help": Text(zh="说明", en="Help"),
}
TO_MEND = Text(zh="要改的地方", en="What to mend")
TITLE = Text(zh="问卷", en="Questionnaire")
EXAMPLE = Text(zh="例如：{text}", en="For example: {text}")
ONLY = Text(zh="只在以下情况回答：{text}。", en="Only if {text}.")
TICK = Text(zh="逐条看，符合的在“答案”列选“是”。", en="Choose “Yes” in each line below that is true.")
BELOW = Text(zh="请填下面各行。", en="Fill in the lines below.")
RANGE = Text(zh="{low} 至 {high}。", en="From {low} to {high}.")
GUIDE = (
    Text(zh="填写说明", en="How to fill it in"),
    Text(
        zh="这是{firm}的问卷，版本 {edition}。只能导回这家企业的这次评估。",
        en="This is the questionnaire of {firm}, edition {edition}. It can be loaded into this assessment of this firm"
        " only.",
    ),
    Text(
        zh="只填“答案”和“备注”两列。有下拉箭头的格子请从列表里选；有几条的题，在它下面的各行里填。",
        en="Fill in the columns “Answer” and “Note” only. Cells with an arrow offer a list to choose from; where a"
        " question has several entries, fill in the lines below it.",
    ),
    Text(
        zh="按现在的真实情况答，不按计划答。拿不准就选“不清楚”，和空着不答是两回事。",
        en="Answer as things are today, not as they are planned. Where you are not sure choose “I don't know”; that is"
        " not the same as leaving the cell empty.",
    ),
    Text(
        zh="空着的格子不会改动网上已有的答案；要清空一个答案，请在网上清。",
        en="An empty cell leaves the answer that is there online as it is; to clear an answer, do so online.",
    ),
    Text(
        zh="请不要删改隐藏的列和表头，它们说明每一行是哪道题。行可以排序和筛选。",
        en="Leave the hidden columns and the heads as they are: they say which question each row is. Rows may be sorted"
        " and filtered.",
    ),
    Text(
        zh="上传后先看预览：哪些是新的、改了的、不变的。您确认了才会保存；只要有一处看不懂，就一个也不保存。",
        en="After the upload you see a preview of what is new, changed or the same. Nothing is kept until you confirm;"
        " while one answer cannot be read, none is kept.",
    ),
)

CHOOSE_FILE = Text(zh="请先选择一个文件。", en="Choose a file first.")
TOO_LARGE = Text(
    zh="文件超过 {most} MB，什么都没有导入。请删掉图片和多余的工作表，再上传。",
    en="The file is larger than {most} MB, and nothing was imported. Remove pictures and other sheets, then upload it.",
)
NOT_OURS = Text(
    zh="这不是从这里下载的问卷表格，或者隐藏的列被删掉了，什么都没有导入。请重新下载表格，把答案填进去再上传。",
    en="This is not a questionnaire downloaded here, or its hidden columns were removed; nothing was imported. Download"
    " the workbook again, put the answers into it and upload it.",
)
OTHER_FIRM = Text(
    zh="这是另一家企业的问卷表格，什么都没有导入。请检查是不是选错了文件。",
    en="This workbook is of another firm, and nothing was imported. Check whether you chose the right file.",
)
OTHER_ASSESSMENT = Text(
    zh="这份表格属于这家企业的另一次评估，什么都没有导入。请下载这次评估的表格。",
    en="This workbook belongs to another assessment of this firm, and nothing was imported. Download the workbook of"
    " this assessment.",
)
OTHER_EDITION = Text(
    zh="这份表格是问卷“{theirs}”版，这次评估用的是“{ours}”版，什么都没有导入。请重新下载表格。",
    en="This workbook is for the questionnaire “{theirs}”, and this assessment uses “{ours}”; nothing was imported."
    " Download the workbook again.",
)
TWICE = Text(
    zh="同一份问卷在文件里有两张表，什么都没有导入。请只保留一张。",
    en="The file holds two sheets of the same questionnaire, and nothing was imported. Keep one of them.",
)
EMPTY = Text(
    zh="表格里一个答案也没有，什么都没有导入。请填好后再上传。",
    en="There is not one answer in the workbook, and nothing was imported. Fill it in and upload it again.",
)
STRANGE_ROW = Text(
    zh="看不出这一行是哪道题。请把答案填到原来的行里。",
    en="It cannot be told which question this row is. Put the answer into the row that was there.",
)
ROW_TWICE = Text(zh="这道题和第 {row} 行重复，请只保留一行。", en="This is the same as row {row}; keep one of them.")
NO_CHOICE = Text(zh="没有“{value}”这个选项，请从列表里选。", en="“{value}” cannot be chosen; use the list.")
NO_TICK = Text(
    zh="“{value}”看不懂；符合选“是”，不符合就空着。", en="“{value}” is not clear: choose “Yes”, or leave it empty."
)
NO_NUMBER = Text(zh="“{value}”不是数字，请填数字，例如 12。", en="“{value}” is not a number; enter one, such as 12.")
NO_WHOLE = Text(zh="“{value}”不是 0 或正整数。", en="“{value}” is not a whole number of 0 or more.")
IN_LINES = Text(
    zh="这道题请在下面各行里填，这一格只能选“不清楚”一类。",
    en="Answer this question in the lines below it; this cell is only for “I don't know” and the like.",
)
ONLY_IN_LINES = Text(
    zh="这道题请在下面各行里填，这一格空着。",
    en="Answer this question in the lines below it, and leave this cell empty.",
)
HALF = Text(zh="下面各行没有填全。", en="Not every line below is filled in.")
BOTH = Text(zh="既有答案，又选了“{state}”，请只留一个。", en="There is an answer and also “{state}”; keep one of them.")
ALONE = Text(zh="“{option}”不能和其他选项一起选。", en="“{option}” cannot be chosen together with others.")
CHANGED_MEANWHILE = Text(
    zh="您看预览期间，有答案被改动过，所以还没有保存。请再看一遍下面的预览。",
    en="Answers were changed while you looked at the preview, so nothing has been kept yet. Look at it once more.",
)
