"""Sentences roadmaps may say to a person."""

from app.kit.text import Text

NO_ROADMAP = Text(zh="找不到这份路线图。", en="There is no such roadmap.")
NOT_SUBMITTED = Text(
    zh="评估提交之后才能排路线图。已填的答案都在，请先完成提交。",
    en="A roadmap needs a submitted assessment. Your answers are kept; please submit first.",
)
