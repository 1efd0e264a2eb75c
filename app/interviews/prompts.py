"""What helps to ask a question aloud, drawn from the question itself: no edition of the content is changed. Pure."""

from app.content.schema import Kind, Question
from app.kit.text import Text

OPEN = Text(
    zh="先请对方用自己的话说，再念选项，不要替对方选。",
    en="Let them tell it in their own words first; then read the choices out, and do not choose for them.",
)
SHOW = Text(zh="请对方当场给您看：{evidence}", en="Ask to be shown: {evidence}")
FIGURES = Text(zh="问清数字从哪里来、是哪个月的。", en="Ask where the figures come from, and of which month they are.")
BY_KIND = {
    Kind.SINGLE: Text(
        zh="介于两级之间时，问最近一周实际是怎么做的；没有处处做到，就选低的一级。",
        en="Between two steps, ask how it was done last week; where it does not hold everywhere, take the lower.",
    ),
    Kind.MULTIPLE: Text(
        zh="逐条念，只勾对方明确确认的。", en="Read every line out, and tick only what is plainly confirmed."
    ),
    Kind.SHARE: FIGURES,
    Kind.NUMBER: FIGURES,
    Kind.TABLE: FIGURES,
}
DOUBT = Text(
    zh="对方不知道就选“不知道”，记下谁会知道。",
    en="If they do not know, choose “I don't know”, and note down who would.",
)


def prompts_for(question: Question) -> tuple[Text, ...]:
    """Two to four hints for whoever asks."""
    out = [OPEN]
    if question.kind in BY_KIND:
        out.append(BY_KIND[question.kind])
    if question.evidence is not None:
        out.append(SHOW.format(evidence=question.evidence))
    if question.allow.dont_know:
        out.append(DOUBT)
    return tuple(out)
