"""Which part of a condition a firm does not meet, in plain words."""

from collections.abc import Mapping

from app.content.conditions import Condition
from app.content.path import Facts, truth
from app.content.schema import Instrument, Kind, Question
from app.kit.text import Text

EXPORTS: Mapping[bool, Text] = {
    True: Text(zh="只面向有出口业务的企业。", en="Only for firms that export."),
    False: Text(zh="只面向没有出口业务的企业。", en="Only for firms that do not export."),
}
LEAST = Text(zh="只面向{what}在{least}以上的企业。", en="Only for firms with at least {least} {what}.")
MOST = Text(zh="只面向{what}不超过{most}的企业。", en="Only for firms with at most {most} {what}.")
COUNTED: Mapping[str, Text] = {
    "headcount": Text(zh="人数", en="people"),
    "sites": Text(zh="场所数", en="sites"),
}
PROFILE: Mapping[str, Text] = {
    "industry": Text(zh="不面向本行业。", en="It is not for your trade."),
    "city": Text(zh="适用地区不含贵公司所在地。", en="It does not cover your area."),
    "town": Text(zh="适用地区不含贵公司所在地。", en="It does not cover your area."),
    "revenue_band": Text(zh="年收入不在支持范围内。", en="Your yearly revenue is outside its range."),
    "above_scale": Text(
        zh="只面向规模以上企业（年主营收入2000万元及以上）。",
        en="Only for firms with CNY 20 million of yearly revenue or more.",
    ),
}
ANSWER_FIRST = Text(zh="先回答“{question}”。", en="Answer “{question}” first.")
LEVEL_FIRST = Text(zh="“{question}”先做到第{level}级。", en="Reach level {level} at “{question}” first.")
CHOICE = Text(zh="只在“{question}”选了“{option}”时适用。", en="Only where “{question}” is answered with “{option}”.")
NOT_CHOICE = Text(
    zh="“{question}”选了“{option}”，所以不适用。", en="It does not apply where “{question}” includes “{option}”."
)
BY_ANSWER = Text(zh="按您对“{question}”的回答，不适用。", en="Your answer to “{question}” does not call for it.")
NOT_CASE = Text(zh="不符合它的适用条件。", en="Its conditions do not hold for you.")


def unmet(condition: Condition, facts: Facts, instrument: Instrument) -> Text | None:
    """The first part that does not hold, None when all does. Of alternatives, the first is named."""
    if truth(condition, facts) is True:
        return None
    parts = condition.all or condition.any
    if parts:
        told = [text for part in parts if (text := unmet(part, facts, instrument)) is not None]
        return told[0] if told else NOT_CASE
    if condition.company is not None:
        return _profile(condition)
    question = next((one for one in instrument.questions if one.id == condition.answer), None)
    return NOT_CASE if question is None else _answer(condition, question, truth(condition, facts) is None)


def described(condition: Condition, instrument: Instrument) -> Text | None:
    """A single part as a sentence that also reads where it holds; None for alternatives and what has no such words."""
    if condition.company is not None:
        told = _profile(condition)
    else:
        question = next((one for one in instrument.questions if one.id == condition.answer), None)
        told = NOT_CASE if question is None or condition.excludes else _answer(condition, question, is_missing=False)
    return told if condition.company in (*COUNTED, "exports") or condition.includes or condition.is_ else None


def _profile(condition: Condition) -> Text:
    field = condition.company or ""
    if field == "exports" and isinstance(condition.is_, bool):
        return EXPORTS[condition.is_]
    if field in COUNTED and condition.at_least is not None:
        return LEAST.format(what=COUNTED[field], least=f"{condition.at_least:g}")
    if field in COUNTED and condition.at_most is not None:
        return MOST.format(what=COUNTED[field], most=f"{condition.at_most:g}")
    return PROFILE.get(field, NOT_CASE)


def _answer(condition: Condition, question: Question, is_missing: bool) -> Text:
    if is_missing or condition.answered:
        return ANSWER_FIRST.format(question=question.text)
    if condition.at_least is not None and question.kind is Kind.SINGLE:
        return LEVEL_FIRST.format(question=question.text, level=f"{condition.at_least:g}")
    for words, option in ((CHOICE, condition.includes or condition.is_), (NOT_CHOICE, condition.excludes)):
        for one in question.options:
            if option is not None and one.id == option:
                return words.format(question=question.text, option=one.text)
    return BY_ANSWER.format(question=question.text)
