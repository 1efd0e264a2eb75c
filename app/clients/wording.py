"""What stages, columns and flags of a client are called."""

from app.clients.models import Stage
from app.kit.text import Text

STAGE_WORDS = {
    Stage.NOTED: Text(zh="已登记", en="Noted"),
    Stage.INVITED: Text(zh="已邀请", en="Invited"),
    Stage.OPENED: Text(zh="已打开邀请", en="Invitation opened"),
    Stage.JOINED: Text(zh="已加入", en="Joined"),
    Stage.FILLING: Text(zh="填写中", en="Filling in"),
    Stage.SUBMITTED: Text(zh="已提交", en="Submitted"),
    Stage.IN_REVIEW: Text(zh="审核中", en="In review"),
    Stage.CHANGES_REQUESTED: Text(zh="待企业修改", en="Changes requested"),
    Stage.SIGNED_OFF: Text(zh="已签发", en="Signed off"),
    Stage.ENDED: Text(zh="授权已结束", en="Consent ended"),
}
LEVEL_WORDS = {
    0: Text(zh="起步前", en="Before the start"),
    1: Text(zh="初始", en="Initial"),
    2: Text(zh="规范", en="Standardised"),
    3: Text(zh="集成", en="Integrated"),
    4: Text(zh="协同", en="Collaborative"),
}
COLUMN_WORDS = {
    "name": Text(zh="企业", en="Firm"),
    "stage": Text(zh="阶段", en="Stage"),
    "trade": Text(zh="行业", en="Trade"),
    "level": Text(zh="等级", en="Level"),
    "score": Text(zh="得分", en="Score"),
    "moved": Text(zh="变化", en="Movement"),
    "active": Text(zh="最近活动", en="Last activity"),
    "due": Text(zh="复评日期", en="Re-assessment"),
    "manager": Text(zh="客户经理", en="Account manager"),
    "consultant": Text(zh="顾问", en="Consultant"),
    "next": Text(zh="下一步", en="Next action"),
    "plan": Text(zh="套餐", en="Plan"),
}
MORE_WORDS = {
    "next_on": Text(zh="下一步日期", en="Next action on"),
    "flags": Text(zh="提醒", en="Flags"),
    "headcount": Text(zh="人数", en="Headcount"),
    "contact_name": Text(zh="联系人", en="Contact"),
    "contact": Text(zh="联系方式", en="Mail or phone"),
    "plan_ends": Text(zh="套餐到期或续费", en="Plan ends or renews"),
}
PLAN_ENDS = Text(zh="套餐到期（不自动续费）", en="Plan ends, without renewal")
RENEWS_ON = Text(zh="{day} 续费", en="renews {day}")
ENDS_ON = Text(zh="{day} 到期", en="ends {day}")
OVERDUE = Text(zh="逾期", en="Overdue")
STALLED = Text(zh="停滞", en="Stalled")
BOOK_TITLE = Text(zh="客户名册", en="Clients")
NOTHING_CHOSEN = Text(
    zh="没有选中任何企业，什么也没有改。请先勾选企业。",
    en="No firm is selected, and nothing was changed. Tick some firms first.",
)
NOT_A_COLLEAGUE = Text(
    zh="这位同事不在贵机构，或者不担任这个角色，什么也没有改。请重新选择。",
    en="This person does not work here in that role, and nothing was changed. Choose somebody else.",
)
TOO_MANY = Text(
    zh="一次最多改 {most} 家，什么也没有改。请少选一些，分几次来。",
    en="At most {most} firms at a time, and nothing was changed. Select fewer and go in steps.",
)
NO_VIEW = Text(zh="这个视图已经不在了。", en="This view is not there any more.")
VIEW_NAMED = Text(
    zh="您已有一个叫“{name}”的视图，没有再存。请换一个名字。",
    en="You already have a view called “{name}”; nothing was kept. Choose another name.",
)
NO_NOTE = Text(zh="这条记录已经不在了。", en="This note is not there any more.")
NEEDS_WORDS = Text(zh="请先写点内容。", en="Write something first.")
BAD_DAY = Text(
    zh="看不懂这个日期，什么也没有改。请写成 2026-12-01 这样。",
    en="This date cannot be read, and nothing was changed. Write it like 2026-12-01.",
)
