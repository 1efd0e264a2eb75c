"""Every word of a pack's papers, in both languages; official forms are Chinese first."""

from app.content.library import Confidence
from app.kit.text import Text
from app.packs.values import Fit, Found

FITS: dict[Fit, Text] = {
    "open": Text(zh="条件符合", en="Conditions hold"),
    "check": Text(zh="先核实，再申报", en="Check before you apply"),
    "late": Text(zh="按现在的路线图赶不上", en="Too late for this plan"),
    "past": Text(zh="已截止", en="Ended"),
    "none": Text(zh="不依托具体政策", en="No policy behind it"),
}
FOUND: dict[Found, Text] = {
    "enclosed": Text(zh="已附", en="Enclosed"),
    "to_sign": Text(zh="已预填，待签章", en="Prefilled, to be signed"),
    "backed": Text(zh="有佐证", en="Backed by files"),
    "missing": Text(zh="还缺", en="Missing"),
}
STATES = {
    "met": Text(zh="符合", en="Met"),
    "not_met": Text(zh="不符合", en="Not met"),
    "unknown": Text(zh="未知", en="Not known"),
}
SURE: dict[Confidence, Text] = {
    "A": Text(zh="官方原文写明", en="In the official text"),
    "B": Text(zh="可靠来源写明", en="In a reliable source"),
    "C": Text(zh="仅见于报道，未核实", en="In reports only, unverified"),
    "D": Text(zh="评测用表转录，未核对", en="From a transcription, unchecked"),
    "E": Text(zh="通常会要，我们的估计", en="Usual; our estimate"),
    "M": Text(zh="未核实", en="Unverified"),
}
NAMES = {
    "read_me": Text(zh="00 请先读", en="00 Read me first"),
    "checklist": Text(zh="01 材料清单", en="01 Checklist"),
    "application": Text(zh="02 申报表（预填）", en="02 Application form (reading copy)"),
    "index": Text(zh="03 佐证材料目录", en="03 Index of evidence"),
    "report": Text(zh="04 诊断报告", en="04 Report"),
    "roadmap": Text(zh="05 路线图与数据", en="05 Roadmap and data"),
    "proofs": Text(zh="佐证材料", en="Evidence"),
}
L = {
    "made": Text(zh="生成日期 {day} · 报告内容校验码 {code}", en="Made on {day} · report content code {code}"),
    "draft": Text(
        zh="本表按企业在线填写的资料预填，不是官方表格。主管部门发布的当年表格不同的，以官方表格为准。",
        en="Prefilled from what the firm entered online; this is no official form. Where the authority’s own form "
        "of the year differs, that form decides.",
    ),
    "copy": Text(
        zh="中文件为正式件。",
        en="Reading copy in English. The Chinese paper is the one to hand in.",
    ),
    "past": Text(zh="注意：这项政策已经截止", en="Mind: this policy has ended"),
    "late": Text(zh="注意：按现在的路线图赶不上", en="Mind: too late by your present roadmap"),
    "check": Text(zh="注意：先向主管部门核实", en="Mind: check with the authority first"),
    "application": Text(zh="申报表（预填）", en="Application form"),
    "checklist": Text(zh="申报材料清单", en="Checklist of papers"),
    "missing": Text(zh="还缺什么", en="What is still missing"),
    "missing_n": Text(
        zh="共 {all} 份材料，还缺 {missing} 份；另有 {open} 个条件没有落实。",
        en="{missing} of {all} papers are missing, and {open} conditions are open.",
    ),
    "nothing": Text(zh="材料齐了，只差签字盖章。", en="All papers are there; only signatures and stamps remain."),
    "asks": Text(zh="政策要求", en="What the policy asks"),
    "conditions": Text(zh="条件逐条", en="Condition by condition"),
    "condition": Text(zh="条件", en="Condition"),
    "state": Text(zh="情况", en="State"),
    "todo": Text(zh="怎么办", en="What to do"),
    "papers": Text(zh="材料逐项", en="Paper by paper"),
    "paper": Text(zh="材料", en="Paper"),
    "sure": Text(zh="是否必需的把握", en="How sure it is asked"),
    "remark": Text(zh="说明", en="Remark"),
    "tick": Text(zh="核对", en="OK"),
    "box": Text(zh="□", en="□"),
    "source": Text(
        zh="材料要求的依据：{title}（{sure}）；核对于 {day}。",
        en="Basis of what is asked: {title} ({sure}); checked on {day}.",
    ),
    "firm": Text(zh="一、企业基本情况", en="1  The firm"),
    "name": Text(zh="企业名称", en="Name of the firm"),
    "credit": Text(zh="统一社会信用代码", en="Unified social credit code"),
    "person": Text(zh="法定代表人", en="Legal representative"),
    "contact": Text(zh="联系人及电话", en="Contact and telephone"),
    "bank": Text(zh="开户银行及账号", en="Bank and account"),
    "sites": Text(zh="场所", en="Sites"),
    "scale": Text(zh="规模以上企业", en="Above scale"),
    "scale_yes": Text(
        zh="是（按自报年营收，年主营业务收入 2000 万元及以上）",
        en="Yes, by the revenue stated (CNY 20 million or more)",
    ),
    "scale_no": Text(zh="否（按自报年营收）", en="No, by the revenue stated"),
    "exports": Text(zh="有无出口", en="Exports"),
    "yes": Text(zh="有", en="Yes"),
    "no": Text(zh="无", en="No"),
    "fill": Text(zh="（请填写）", en="(to be filled in)"),
    "state_now": Text(zh="二、数字化现状", en="2  Where the firm stands"),
    "level_value": Text(zh="{level}，{score} 分", en="{level}, {score} points"),
    "unofficial": Text(
        zh="以上为企业自评，未经官方评测；正式等级以国家评测系统或现场评定为准。",
        en="A self-assessment, not an official rating; only the national system or an on-site rating counts.",
    ),
    "gaps": Text(zh="主要短板", en="Main gaps"),
    "gap": Text(zh="{title}（失 {points} 分）", en="{title} ({points} points lost)"),
    "project": Text(zh="三、项目内容与进度", en="3  The project and its dates"),
    "no_project": Text(
        zh="还没有路线图，或没有一项能在截止日前完成。先定好路线图再申报。",
        en="There is no roadmap yet, or nothing in it ends in time. Settle the roadmap before you apply.",
    ),
    "until": Text(zh="只列 {day} 前能完成的工作。", en="Only work that ends by {day} is listed."),
    "item": Text(zh="建设内容", en="Work"),
    "dates": Text(zh="起止", en="Dates"),
    "done_when": Text(zh="验收标准", en="Done when"),
    "money": Text(zh="四、投资明细（元）", en="4  Investment (CNY)"),
    "money_note": Text(
        zh="金额为规划估算（通常值），申报时请换成合同金额。★ 为政策资料里点名的内容；其余能否列支，请向主管部门核实。",
        en="Planning estimates (typical); replace them with contract amounts. ★: named in what is known of the policy; "
        "ask the authority whether the rest counts.",
    ),
    "once": Text(zh="一次性", en="One-off"),
    "yearly": Text(zh="每年", en="Yearly"),
    "range": Text(zh="规划期合计范围", en="Range over the plan"),
    "contract": Text(zh="合同金额", en="Contract"),
    "sum": Text(zh="合计", en="Sum"),
    "effects": Text(zh="五、预期成效", en="5  Expected effects"),
    "effect_level": Text(
        zh="等级（非官方估算）：现在 {now} 级，按路线图完成后 {after} 级。",
        en="Official level (unofficial estimate): {now} now, {after} once the roadmap is done.",
    ),
    "figure": Text(zh="经营数据", en="Business figure"),
    "now": Text(zh="现值", en="Now"),
    "known": Text(zh="来源", en="Basis"),
    "measured": Text(zh="实测", en="measured"),
    "estimated": Text(zh="估计", en="estimated"),
    "hoped": Text(zh="预期改善（同行通常值，估计）", en="Expected improvement (typical of the trade, an estimate)"),
    "target": Text(zh="申报目标", en="Target declared"),
    "pledge": Text(zh="承诺与签章", en="Declaration, signature and stamp"),
    "sign": Text(zh="法定代表人（签字）", en="Legal representative (signature)"),
    "stamp": Text(zh="单位公章（盖章）", en="Company seal (stamp)"),
    "day": Text(zh="年　　月　　日", en="Date"),
    "office": Text(zh="受理部门意见", en="Remarks of the office"),
    "index": Text(zh="佐证材料目录", en="Index of evidence"),
    "no_exhibits": Text(
        zh="还没有上传佐证材料。可在问卷每道题下面上传，再重新生成本材料。",
        en="No evidence has been uploaded yet. Add files under the questions, then have this pack made anew.",
    ),
    "left_out": Text(zh="按您的选择，本材料不含佐证材料。", en="Evidence is left out of this pack."),
    "files_in": Text(zh="文件原件见“{folder}”文件夹。", en="The files are in the folder “{folder}”."),
    "files_out": Text(zh="按您的选择，只列目录，不附原件。", en="Only the list is given; the files are not attached."),
    "code": Text(zh="编号", en="No."),
    "file": Text(zh="文件名", en="File"),
    "answer": Text(zh="对应题目", en="Answer it stands behind"),
    "hash": Text(zh="SHA-256", en="SHA-256"),
}
HOUSE = Text(zh="渐云", en="Jianyun")
READ_ME = Text(
    zh="""{by} · 申报材料

{title}
{firm}
生成日期 {day}，当前情况：{fit}

先看“01 材料清单”：政策要什么、已有什么、还缺什么。
“02 申报表（预填）”用 Word 或 WPS 打开，补齐“（请填写）”的栏目，核对后签字盖章。
官方发布的当年表格与此不同的，以官方表格为准。报告和等级是企业自评，没有官方效力。
English 文件夹是英文阅读件。manifest.json 列出每个文件的大小和 SHA-256 校验值。
""",
    en="""{by}: papers for an application

{title}
{firm}
Made on {day}; state today: {fit}

Begin with the checklist: what is asked, what is there, what is still missing. The Chinese form is the one to hand in;
open it in Word or WPS, complete what is marked, check it, sign and stamp it. Where the authority's own form of the year
differs, that form decides. Report and level are a self-assessment without official standing. The folder English holds
reading copies. manifest.json lists size and SHA-256 of every file.
""",
)
