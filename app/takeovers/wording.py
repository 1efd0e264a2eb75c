"""What taking answers over says, in both languages."""

from app.kit.text import Text

CHOOSE_FILE = Text(zh="请选择一个文件。", en="Choose a file.")
TOO_LARGE = Text(
    zh="文件太大（最多 {most} MB），什么都没有导入。报告的“数据（JSON）”文件要小得多。",
    en="The file is too large (at most {most} MB), and nothing was imported. The data file (JSON) is far smaller.",
)
OTHER_TRADE = Text(
    zh="这份报告是“{theirs}”行业的，与贵公司的“{ours}”问卷不同，答案无法带入，什么都没有导入。",
    en="This report is of another trade ({theirs}), so its answers do not fit yours ({ours}). Nothing was imported.",
)
NO_LONGER_ASKED = Text(
    zh="现在的问卷（{edition}）没有这道题。", en="The questionnaire of today ({edition}) does not ask it."
)
NO_SUCH_PART = Text(
    zh="它属于可选模块“{id}”，本系统没有。",
    en="It belongs to the module “{id}”, which is not there.",
)
NO_SUCH_SITE = Text(
    zh="贵公司没有叫“{name}”的场所；先在企业资料里加上，再导入一次即可带入。",
    en="Your firm has no site called “{name}”. Add it to the firm's profile and import once more.",
)
BY_SITE_NOW = Text(
    zh="当时是全公司一个答案，现在要按场所分别回答。",
    en="It was one answer for the firm; now each site answers.",
)
ONE_FOR_ALL_NOW = Text(
    zh="当时按场所分别回答，现在全公司只有一个答案。",
    en="Each site answered then; now the firm answers as one.",
)
EMPTY = Text(
    zh="这份报告里没有可以带入的答案，什么都没有导入。",
    en="No answer of this report fits; nothing was imported.",
)
