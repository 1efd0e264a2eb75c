"""What programmes say: consents, outcomes, targets and the cohort report."""

from app.kit.text import Text
from app.programmes.models import MeasureKind, TargetStatus

PURPOSE = Text(
    zh="用于「{programme}」的汇总统计与共性需求分析，由{provider}组织。",
    en="For the sums and the common needs of “{programme}”, run by {provider}.",
)
COUNTED = Text(
    zh="只计入汇总：等级、各维度得分、变化、共性差距，以及路线图中的举措与费用区间。不显示企业名称，不查看任何答案。",
    en="Counted in sums only: level, scores by dimension, movement, common gaps, and what the roadmap plans at what "
    "cost. No name is shown, and no answer is seen.",
)
NAMED = Text(
    zh="除计入汇总外，向项目专员显示企业名称、等级和是否已签发。不查看任何答案。",
    en="Beside the sums, the programme's officer sees the firm's name, its level and whether it is signed off. No "
    "answer is seen.",
)
CONSENT = {"sums": COUNTED, "named": NAMED}
OUTCOMES = {
    "kept": Text(zh="新一期报告已生成。", en="A new edition was kept."),
    "few": Text(
        zh="有结果的企业还不到 10 家，为避免识别出个别企业，暂不生成报告。",
        en="Fewer than ten firms have a result yet; so that nobody can be told apart, no edition was drawn.",
    ),
    "same": Text(zh="与上一期相比没有变化，未生成新报告。", en="Nothing has changed since the last edition."),
    "close": Text(
        zh="与已有的某一期相比，有变化的企业不到 10 家；两期相减会看出个别企业，因此未生成新报告。",
        en="Fewer than ten firms differ from an edition already kept; laying the two side by side would tell single "
        "firms apart, so none was drawn.",
    ),
}
MEASURES = {
    MeasureKind.JOINED: Text(zh="加入企业数", en="Firms that joined"),
    MeasureKind.ASSESSED: Text(zh="完成评估企业数", en="Firms assessed"),
    MeasureKind.SIGNED_OFF: Text(zh="已签发企业数", en="Firms signed off"),
    MeasureKind.LEVEL: Text(zh="达到某等级的企业数", en="Firms at a level or above"),
    MeasureKind.OWN: Text(zh="自行填报的数字", en="A number of our own"),
}
STATUSES = {
    TargetStatus.ON_TRACK: Text(zh="正常推进", en="On track"),
    TargetStatus.AT_RISK: Text(zh="有风险", en="At risk"),
    TargetStatus.DONE: Text(zh="已完成", en="Done"),
    TargetStatus.MISSED: Text(zh="未完成", en="Missed"),
    TargetStatus.OPEN: Text(zh="暂无数据", en="Cannot be told yet"),
}
TONES = {
    TargetStatus.ON_TRACK: "accent",
    TargetStatus.AT_RISK: "warn",
    TargetStatus.DONE: "good",
    TargetStatus.MISSED: "bad",
    TargetStatus.OPEN: "",
}
FIELDS = {
    "goal": Text(zh="目标", en="Goal"),
    "measure": Text(zh="衡量方式", en="Measure"),
    "level": Text(zh="等级", en="Level"),
    "aimed": Text(zh="目标值", en="Target value"),
    "own": Text(zh="已达到", en="Reached"),
    "due_on": Text(zh="期限", en="Due"),
    "responsible": Text(zh="责任人", en="Responsible"),
    "override": Text(zh="人工状态", en="Status by hand"),
    "reason": Text(zh="原因", en="Reason"),
    "is_evidenced": Text(zh="佐证齐全", en="Evidence complete"),
    "committed_minor": Text(zh="已承诺资金（分）", en="Money committed (minor units)"),
    "paid_minor": Text(zh="已拨付资金（分）", en="Money paid (minor units)"),
    "currency": Text(zh="币种", en="Currency"),
}
TITLE = Text(zh="项目汇总报告", en="Cohort report")
AS_OF = Text(zh="第 {number} 期，截至 {day}", en="Edition {number}, as at {day}")
ABOUT = Text(
    zh="只统计同意计入的企业。任何数字及其余数都不少于 10 家；不足的并入相邻一类或不显示。只有与已有各期相比至少 "
    "10 家企业有变化时，才生成新一期。费用为企业路线图中的估算区间之和，周期为举措的典型周期。",
    en="Counts only firms that agreed to it. No figure, and no remainder of one, speaks of fewer than ten firms: "
    "smaller ones are joined to their neighbour or left out. A new edition is drawn only when at least ten firms "
    "differ from each earlier one. Costs are the ranges of the firms' roadmaps added up, "
    "estimates; weeks are typical ones.",
)
WORDS = {
    "firms": Text(zh="有结果的企业", en="Firms with a result"),
    "joined": Text(zh="加入企业", en="Firms that joined"),
    "signed": Text(zh="已签发", en="Signed off"),
    "level": Text(zh="等级", en="Level"),
    "count": Text(zh="企业数", en="Firms"),
    "move": Text(zh="与上次相比", en="Against the time before"),
    "dimension": Text(zh="维度", en="Dimension"),
    "mean": Text(zh="平均分", en="Mean score"),
    "bands": Text(zh="得分分布", en="How scores spread"),
    "gap": Text(zh="尚未起步的能力", en="Capability yet to begin"),
    "of": Text(zh="{k} / {n} 家", en="{k} of {n}"),
    "pilot": Text(zh="可共同试点的举措", en="Work that could be piloted together"),
    "cost": Text(zh="合计费用区间", en="Pooled cost"),
    "weeks": Text(zh="典型周期（周）", en="Typical weeks"),
    "range": Text(zh="{low} 至 {high} 元", en="CNY {low} to {high}"),
    "overall": Text(zh="总体", en="Overall"),
    "whole": Text(zh="合并统计，不细分", en="all together, not told apart"),
    "hidden": Text(zh="不显示", en="not shown"),
}
LEVELS = Text(zh="等级分布", en="Distribution of levels")
MOVEMENT = Text(zh="变化", en="Movement")
DIMENSIONS = Text(zh="各维度", en="By dimension")
GAPS = Text(zh="共性差距", en="Common gaps")
PILOTS = Text(zh="共同试点", en="Shared pilots")
MOVES = {
    "up": Text(zh="上升", en="risen"),
    "same": Text(zh="持平", en="the same"),
    "down": Text(zh="下降", en="fallen"),
    "first": Text(zh="首次评估", en="assessed once"),
}
BANDS = {
    "low": Text(zh="40 分以下", en="below 40"),
    "middle": Text(zh="40–70 分", en="40 to 70"),
    "high": Text(zh="70 分及以上", en="70 and above"),
}
NONE = Text(
    zh="没有可以显示的数字：每一项都不足 10 家，或其余企业不足 10 家。",
    en="Nothing can be shown: each figure, or what it leaves, speaks of fewer than ten firms.",
)
OR = Text(zh="或", en=" or ")
NOT_PRINTED = Text(
    zh="报告这会儿打印不出来，数据都在。请过几分钟再试，或先下载 XLSX。",
    en="The report cannot be printed just now; the figures are safe. Try again in a few minutes, or take the XLSX.",
)
NO_EDITION = Text(zh="这个项目还没有生成过汇总报告。", en="No cohort report of this programme was drawn yet.")
FILE = {"pdf": TITLE, "xlsx": TITLE, "docx": Text(zh="项目工作报告", en="Programme report")}
NOT_IN = Text(zh="您的企业没有参加这个项目。", en="Your firm does not take part in this programme.")
NO_POSTER = Text(
    zh="海报这会儿打印不出来。请过几分钟再试；推广链接和代码照常可用。",
    en="The poster cannot be printed just now. Try again in a few minutes; link and code work as ever.",
)
POSTER = {
    "lead": Text(zh="上云、联网，您的企业走到哪一步了？", en="Your firm and the cloud: how far are you?"),
    "sub": Text(zh="五分钟手机自测，结果当场看", en="Five minutes on your phone, the result at once"),
    "scan": Text(zh="扫描二维码", en="Scan the code"),
    "answer": Text(zh="答十几道题，不用注册", en="A dozen questions, no account"),
    "see": Text(zh="当场看到等级和第一步", en="See your level and the first step to take"),
    "code": Text(zh="打开项目页面的二维码", en="Code that opens the page of the programme"),
    "typed": Text(
        zh="已有账号：打开“企业与成员”里的“项目”，输入代码", en="With an account: Firm and members, Programmes, code"
    ),
    "unit": Text(zh="负责单位", en="Responsible unit"),
    "free": Text(
        zh="自愿参加，不收费，随时可以退出。您的答案不会给任何人看。",
        en="Taking part is voluntary and free, and ends whenever you like. Nobody is shown your answers.",
    ),
}
