"""What roles and shared parts are called."""

from app.kit.text import Text
from app.tenants.models import Role, Share

ROLE_WORDS = {
    Role.OWNER: Text(zh="负责人", en="Owner"),
    Role.CONTRIBUTOR: Text(zh="填写人", en="Contributor"),
    Role.VIEWER: Text(zh="查看人", en="Viewer"),
    Role.CONSULTANT: Text(zh="顾问", en="Consultant"),
    Role.ACCOUNT_MANAGER: Text(zh="客户经理", en="Account manager"),
    Role.PROVIDER_ADMIN: Text(zh="机构管理员", en="Provider administrator"),
}
SHARE_WORDS = {
    Share.RESULTS: Text(
        zh="结果、路线图和报告（不含答案清单）", en="Result, roadmap and report (without the list of answers)"
    ),
    Share.ANSWERS: Text(zh="全部答案和备注，包括还没提交的", en="All answers and notes, also those not submitted yet"),
    Share.EVIDENCE: Text(zh="上传的佐证材料和照片", en="Evidence and photos that were uploaded"),
}
