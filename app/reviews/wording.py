"""What reviews say: refusals, acts, flags."""

from app.kit.text import Text

TAKEN = Text(
    zh="{name}刚刚接下了这次评审，没有重复分配。要换人，请让对方转交，或在列表里改派。",
    en="{name} took this review a moment ago, so it stays with them. To change that, assign it to somebody else.",
)
NOT_YOURS = Text(
    zh="这次评审现在由{name}负责，您的改动没有保存。需要接手的话，请先把它转给自己。",
    en="{name} has this review, so your change was not saved. Assign it to yourself first to take over.",
)
NOBODY = Text(zh="还没有人", en="Nobody")
ELSEWHERE = Text(
    zh="另一家服务机构正在评审这次评估，这里没有任何改动。",
    en="Another provider is reviewing this assessment; nothing was changed here.",
)
MOVED_ON = Text(
    zh="这一条刚在另一个窗口改过，您的改动没有保存。现在是：{now}。",
    en="This was changed in another window a moment ago, so yours was not saved. It is now: {now}.",
)
ANSWER_MOVED = Text(
    zh="企业刚改了这个答案，您的意见没有保存，请看过新答案再定。",
    en="The firm has changed this answer meanwhile, so your verdict was not saved. Look at the new answer first.",
)
NO_PLACE = Text(zh="这次评审里没有这道题。", en="The review has no such question.")
NO_REASON = Text(
    zh="调整答案要写明理由，企业会看到。请补上理由再保存，其他内容都还在。",
    en="An adjustment needs a reason; the firm will read it. Add one and save again, the rest is kept.",
)
SAME_ANSWER = Text(
    zh="调整后的答案和企业填的一样。同意的话请选“同意”。",
    en="That is the answer the firm gave. Choose “agree” if it is right.",
)
NO_ANSWER = Text(zh="请选好调整后的答案。", en="Say what the answer should be.")
NO_ACT = Text(zh="请选择同意、调整或提问。", en="Choose to agree, to adjust or to ask.")
NO_WORDS = Text(zh="请先写内容，再发送。", en="Write something first.")
TOO_LONG = Text(zh="最多 {most} 字，请写短一些。", en="At most {most} characters, please.")
NOTHING_ASKED = Text(
    zh="请写明要企业改什么，或至少对一道题提出问题。",
    en="Say what is to be changed, or ask about at least one answer.",
)
PENDING = Text(
    zh="还有 {n} 个答案没有定下来，暂时不能签字。已经给出的意见都在。",
    en="{n} answers are not settled yet, so it cannot be signed. Every verdict so far is kept.",
)
NO_CONSULTANT = Text(zh="这位同事不是顾问，没有改派。", en="That colleague is no consultant, so nothing was assigned.")
NO_REVIEW = Text(zh="这次评估还没有评审。", en="This assessment has no review yet.")
NO_FINDING = Text(zh="意见库里没有这一条。", en="There is no such finding in the library.")
ACTS = {
    "taken": Text(zh="接下评审", en="Took the review"),
    "requested": Text(zh="请企业修改", en="Asked for changes"),
    "resubmitted": Text(zh="企业重新提交", en="The firm submitted again"),
    "signed": Text(zh="签字确认", en="Signed off"),
    "reopened": Text(zh="重新打开评审", en="Opened the review again"),
    "released": Text(zh="放回待评审列表", en="Put back into the queue"),
    "assigned": Text(zh="转给同事", en="Assigned"),
}
FLAGS = {
    "contradiction": Text(zh="前后矛盾", en="Contradiction"),
    "jump": Text(zh="比上次跳了两级", en="Jump of two levels"),
    "no-evidence": Text(zh="没有佐证", en="No evidence"),
    "unknown": Text(zh="没有明确答案", en="No answer"),
    "changed": Text(zh="看过后又改了", en="Changed since"),
    "asked": Text(zh="等企业答复", en="Asked"),
}
VERDICTS = {
    "agree": Text(zh="同意", en="Agreed"),
    "adjust": Text(zh="已调整", en="Adjusted"),
    "ask": Text(zh="已提问", en="Asked"),
}
