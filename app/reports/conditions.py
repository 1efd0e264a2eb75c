"""Conditions of a questionnaire as sentences: paper can hide nothing, so it says whom a question is for."""

from collections.abc import Mapping

from app.content.conditions import Condition
from app.content.schema import Question
from app.kit.text import Text

NAMES: Mapping[str, Text] = {
    "headcount": Text(zh="用工人数", en="the number of people employed"),
    "sites": Text(zh="场所数", en="the number of sites"),
    "revenue_band": Text(zh="上一年销售收入", en="sales last year"),
    "industry": Text(zh="行业", en="the trade"),
    "city": Text(zh="所在城市", en="the city"),
    "town": Text(zh="所在区镇", en="the district or town"),
}
FLAGS: Mapping[tuple[str, bool], Text] = {
    ("exports", True): Text(zh="企业有出口业务", en="the firm exports"),
    ("exports", False): Text(zh="企业没有出口业务", en="the firm does not export"),
    ("above_scale", True): Text(zh="企业是规上企业", en="sales are CNY 20 million a year or more"),
    ("above_scale", False): Text(zh="企业是规下企业", en="sales are below CNY 20 million a year"),
}
STATES: Mapping[str, Text] = {
    "unanswered": Text(zh="未回答", en="not answered"),
    "answered": Text(zh="已回答", en="answered"),
    "dont_know": Text(zh="不清楚", en="“don't know”"),
    "not_applicable": Text(zh="不适用", en="“does not apply”"),
}
Asked = Mapping[str, tuple[int, Question]]
"""Question id -> its number on paper, and the question."""


def say_condition(condition: Condition, asked: Asked) -> Text:
    """What must hold, as half a sentence that follows “only if”."""
    for parts, zh, en in ((condition.all, "，并且", " and "), (condition.any, "，或者", " or ")):
        if parts is not None:
            said = [say_condition(part, asked) for part in parts]
            return Text(zh=zh.join(one.zh for one in said), en=en.join(one.en for one in said))
    if condition.not_ is not None:
        inner = say_condition(condition.not_, asked)
        return Text(zh=f"并非“{inner.zh}”", en=f"it is not so that {inner.en}")
    if condition.company is not None:
        return _of_firm(condition, condition.company)
    return _of_answer(condition, condition.answer or "", asked)


def _of_firm(condition: Condition, name: str) -> Text:
    if isinstance(condition.is_, bool) and (name, condition.is_) in FLAGS:
        return FLAGS[name, condition.is_]
    subject = NAMES.get(name, Text(zh=name, en=name))
    test = _test(condition, None)
    return Text(zh=f"{subject.zh}{test.zh}", en=f"{subject.en} {test.en}")


def _of_answer(condition: Condition, id: str, asked: Asked) -> Text:
    number, question = asked.get(id, (0, None))
    subject = Text(zh=f"第 {number} 题的答案", en=f"the answer to question {number}")
    if condition.states is not None:
        states = [STATES.get(one, Text(zh=one, en=one)) for one in condition.states]
        zh, en = "或".join(one.zh for one in states), " or ".join(one.en for one in states)
        return Text(zh=f"{subject.zh}是“{zh}”", en=f"{subject.en} is {en}")
    if condition.exceeds is not None:
        other = asked.get(condition.exceeds, (0, None))[0]
        return Text(zh=f"{subject.zh}大于第 {other} 题", en=f"{subject.en} is above that of question {other}")
    test = _test(condition, question)
    return Text(zh=f"{subject.zh}{test.zh}", en=f"{subject.en} {test.en}")


def _test(condition: Condition, question: Question | None) -> Text:
    def named(raw: object) -> Text:
        options = {option.id: option.text for option in question.options} if question else {}
        return options.get(str(raw), Text(zh=str(raw), en=str(raw)))

    if condition.answered is not None:
        return _given(condition)
    if condition.includes is not None:
        one = named(condition.includes)
        return Text(zh=f"包含“{one.zh}”", en=f"includes “{one.en}”")
    if condition.excludes is not None:
        one = named(condition.excludes)
        return Text(zh=f"不包含“{one.zh}”", en=f"does not include “{one.en}”")
    if condition.is_ is not None or condition.one_of is not None:
        values = [named(raw) for raw in condition.one_of or (condition.is_,)]
        zh, en = "或".join(f"“{one.zh}”" for one in values), " or ".join(f"“{one.en}”" for one in values)
        return Text(zh=f"是{zh}", en=f"is {en}")
    return _bounds(condition)


def _given(condition: Condition) -> Text:
    return Text(zh="已填写", en="is given") if condition.answered else Text(zh="没有填写", en="is not given")


def _bounds(condition: Condition) -> Text:
    zh, en = [], []
    if condition.at_least is not None:
        zh.append(f"不低于 {condition.at_least:g}")
        en.append(f"is at least {condition.at_least:g}")
    if condition.at_most is not None:
        zh.append(f"不高于 {condition.at_most:g}")
        en.append(f"is at most {condition.at_most:g}")
    return Text(zh="，且".join(zh), en=" and ".join(en))
