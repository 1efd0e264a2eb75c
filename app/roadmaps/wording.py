"""Sentences roadmaps may say to a person."""

from app.kit.text import Text

NO_ROADMAP = Text(zh="找不到这份路线图。", en="There is no such roadmap.")
NOT_A_PLAN = Text(
    zh="这个版本里没有排好的方案，不能采用。填写的条件都还在，改一改可以再试。",
    en="This version holds no plan yet, so it cannot be adopted. Its means are kept; change them and try again.",
)
STANDS_OTHERWISE = Text(
    zh="这期间有人采用了第 {number} 版。这个方案还在，请对照新的现行方案再看一遍，再决定是否采用。",
    en="Meanwhile version {number} was adopted. This plan is kept: look at it against the new one, then adopt it if you"
    " still want to.",
)
NOT_SUBMITTED = Text(
    zh="评估提交之后才能排路线图。已填的答案都在，请先完成提交。",
    en="A roadmap needs a submitted assessment. Your answers are kept; please submit first.",
)
NO_EDIT = Text(zh="找不到这条人工设定。", en="There is no such change made by hand.")
TOO_MANY = Text(
    zh="一份路线图最多保留 {most} 条人工设定。请先撤回不再需要的，再添加。",
    en="A roadmap holds at most {most} changes made by hand. Take back those you no longer need, then add this one.",
)
NO_PLAN_YET = Text(zh="还没有现行的路线图，请先排一份。", en="No roadmap stands yet; have one worked out first.")
LEANED_ON = Text(
    zh="“{title}”要先完成这项工作，请先修改或撤回它。",
    en="“{title}” needs this work first; change or take back that one before.",
)
