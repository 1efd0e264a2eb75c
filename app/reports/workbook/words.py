"""What the codes of a report are called in a workbook."""

from collections.abc import Mapping

from app.kit.text import Text

KINDS = {
    "cloud": Text(zh="上云", en="Cloud"),
    "iot": Text(zh="物联网", en="IoT"),
    "data": Text(zh="数据", en="Data"),
    "people": Text(zh="人员", en="People"),
    "security": Text(zh="安全", en="Security"),
    "compliance": Text(zh="合规", en="Compliance"),
}
CHOSEN_FOR = {
    "gap": Text(zh="补短板", en="Closes a gap"),
    "enables": Text(zh="其他举措的前提", en="Others need it"),
    "duty": Text(zh="法定或合同义务", en="A duty"),
    "must": Text(zh="企业要求", en="Asked for"),
    "locked": Text(zh="企业指定了时间", en="Fixed in time"),
}
REASONS = {
    "no_gap": Text(zh="没有差距", en="No gap"),
    "not_eligible": Text(zh="不适用", en="Does not apply"),
    "excluded": Text(zh="企业排除", en="Ruled out by the firm"),
    "done": Text(zh="已经做了", en="Done already"),
    "prerequisite": Text(zh="缺前提", en="A prerequisite is missing"),
    "over_budget": Text(zh="超出预算", en="Over budget"),
    "no_hands": Text(zh="人手不够", en="No hands"),
    "no_time": Text(zh="时间不够", en="No time"),
    "lower_value": Text(zh="收益较低", en="Lower value"),
}
OFFERS = {
    "subsidy": Text(zh="补贴", en="Subsidy"),
    "target": Text(zh="目标", en="Target"),
    "duty": Text(zh="义务", en="Duty"),
    "certificate": Text(zh="认定", en="Certificate"),
}
STATUSES = {
    "applies": Text(zh="可以申请", en="Applies"),
    "too_late": Text(zh="来不及", en="Too late"),
    "not_eligible": Text(zh="不符合", en="Not eligible"),
    "overdue": Text(zh="已过期限", en="Overdue"),
    "due": Text(zh="须办理", en="Due"),
    "check": Text(zh="需核实", en="To be checked"),
}
STATES = {
    "answered": Text(zh="已答", en="Answered"),
    "dont_know": Text(zh="不清楚", en="Don't know"),
    "not_applicable": Text(zh="不适用", en="Not applicable"),
    "unanswered": Text(zh="未作答", en="Not answered"),
}
ROLES = {
    "owner": Text(zh="老板", en="owner"),
    "it": Text(zh="信息化", en="IT"),
    "operations": Text(zh="一线", en="operations"),
    "office": Text(zh="办公室", en="office"),
}
SETS = {
    "reference": Text(zh="公开数据", en="published"),
    "estimate": Text(zh="我们的估计", en="our estimate"),
    "peers": Text(zh="同行样本", en="peers"),
}
MISSING = {
    "score": Text(zh="总分 {have}，需 {need}", en="score {have} of {need}"),
    "scenarios": Text(zh="达标场景 {have} 个，需 {need} 个", en="scenarios {have} of {need}"),
    "starred": Text(zh="达标星标场景 {have} 个，需 {need} 个", en="starred scenarios {have} of {need}"),
    "threshold": Text(zh="本级得分率 {have}，需 {need}", en="share of the level's points {have} of {need}"),
}
REVIEWS = {
    "self_declared": Text(zh="企业自评", en="Self-declared"),
    "in_review": Text(zh="评审中", en="In review"),
    "signed_off": Text(zh="已签核", en="Signed off"),
}
EDITIONS = {
    "full": Text(zh="完整版", en="Full edition"),
    "share": Text(zh="分享版（不含逐题答案）", en="Edition to share (without answers)"),
}


def word(known: Mapping[str, Text], code: str) -> Text:
    """A code in words; a newer one as it is."""
    return known.get(code) or Text(zh=code, en=code)
