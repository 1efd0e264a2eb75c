"""What roles and shared parts are called, and where members are listed."""

from app.kit.text import Text
from app.tenants.models import Kind, Role, Share

MEMBERS_PAGE = {Kind.SME: "/firm/members", Kind.PROVIDER: "/provider/members"}
"""Where an organisation lists who belongs to it, for notices."""
ROLE_WORDS = {
    Role.OWNER: Text(zh="负责人", en="Owner"),
    Role.CONTRIBUTOR: Text(zh="填写人", en="Contributor"),
    Role.VIEWER: Text(zh="查看人", en="Viewer"),
    Role.CONSULTANT: Text(zh="顾问", en="Consultant"),
    Role.ACCOUNT_MANAGER: Text(zh="客户经理", en="Account manager"),
    Role.PROVIDER_ADMIN: Text(zh="机构管理员", en="Provider administrator"),
    Role.PROGRAMME_OFFICER: Text(zh="项目专员", en="Programme officer"),
    Role.PLATFORM_STAFF: Text(zh="平台人员", en="Platform staff"),
}
SHARE_WORDS = {
    Share.RESULTS: Text(
        zh="结果、路线图和报告（不含答案清单）", en="Result, roadmap and report (without the list of answers)"
    ),
    Share.ANSWERS: Text(zh="已提交的全部答案和备注", en="All answers and notes once they are submitted"),
    Share.EVIDENCE: Text(zh="上传的佐证材料和照片", en="Evidence and photos that were uploaded"),
    Share.DRAFTS: Text(
        zh="还没提交的答案（顾问协助填写时需要）",
        en="Answers not submitted yet (for a consultant who helps to fill in)",
    ),
}
