"""Shared questionnaires: every trade has its words, and every answer is carried to something that exists, upwards."""

from fractions import Fraction
from itertools import pairwise

from app.content.catalogue import edition_order
from app.content.checks.inspection import NO_OPTION, NO_QUESTION, Inspection, Way, twins
from app.content.loader import Placed
from app.content.schema import Carry, Instrument, Kind, Question
from app.kit.text import Text

FOREIGN = Text(
    zh="行业“{id}”不在这份问卷的 industries 里。",
    en='The trade "{id}" is not among the industries of this questionnaire.',
)
NO_EXAMPLE = Text(
    zh="题目“{id}”还没有行业“{trade}”自己的例子（trades）。",
    en='Question "{id}" lacks an example of its own for the trade "{trade}" (under `trades`).',
)
UNCOVERED = Text(
    zh="行业“{trade}”已有完整问卷，却没有一题带过去（carries）。",
    en='The trade "{trade}" has a full questionnaire, yet no answer is carried into it (`carries`).',
)
TWICE = Text(zh="行业“{trade}”里有两题都带到“{id}”。", en='Two answers are carried into "{id}" of the trade "{trade}".')
UNLIKE = Text(
    zh="{kind}题的答案带不进{other}题“{id}”；选择题之间可用 options 对应。",
    en='A {kind} answer cannot be carried into the {other} question "{id}"; choices can be mapped by `options`.',
)
INCOMPLETE = Text(
    zh="options 应给每个选项各写一个去处，还缺或多出：{ids}。",
    en="`options` must name a place for every option and no other; missing or unknown: {ids}.",
)
PER_SITE = Text(
    zh="题目“{id}”逐个场所回答，一个总的答案带不进去。",
    en='The question "{id}" is answered site by site, so one answer for the firm cannot be carried into it.',
)
ONE = Text(zh="单选题“{id}”只能带入一个选项。", en='The single choice "{id}" takes one option.')
DOWN = Text(
    zh="选项“{better}”比“{worse}”好，带到“{id}”却得分更低。",
    en='Option "{better}" is above "{worse}", yet it is carried to less in "{id}".',
)


def check_scans(inspection: Inspection) -> None:
    """All questionnaires that trades share."""
    for thing, scan, way, question in inspection.asked:
        _check_words(inspection, thing, scan, way, question)
    for thing, scan in inspection.instruments:
        for trade in scan.industries:
            full = _full(inspection, trade)
            if full is not None:
                _check_trade(inspection, thing, scan, trade, full)


def _full(inspection: Inspection, trade: str) -> Instrument | None:
    """The latest edition of a trade's own questionnaire."""
    editions = [one for _, one in inspection.instruments if one.id == trade]
    return max(editions, key=lambda one: edition_order(one.version), default=None)


def _check_words(inspection: Inspection, thing: Placed, scan: Instrument, way: Way, question: Question) -> None:
    for name in ("trades", "carries"):
        for trade in getattr(question, name):
            if trade not in scan.industries:
                inspection.fault(thing.at(*way, name, trade), FOREIGN, id=trade)
    options = {option.id for option in question.options}
    for trade, words in question.trades.items():
        for id in sorted(set(words.options) - options):
            inspection.fault(thing.at(*way, "trades", trade), NO_OPTION, question=question.id, id=id)
    for trade in scan.industries[1:]:
        if trade not in question.trades or question.trades[trade].example is None:
            inspection.fault(thing.at(*way, "id"), NO_EXAMPLE, id=question.id, trade=trade)


def _check_trade(inspection: Inspection, thing: Placed, scan: Instrument, trade: str, full: Instrument) -> None:
    known = {question.id: question for question in full.questions}
    carried = [one.carries[trade].question for one in scan.questions if trade in one.carries]
    if not carried:
        inspection.fault(thing.at("industries"), UNCOVERED, trade=trade)
    for index in twins(carried):
        inspection.fault(thing.at("industries"), TWICE, trade=trade, id=carried[index])
    for _, owner, way, question in inspection.asked:
        carry = question.carries.get(trade)
        if owner is not scan or carry is None:
            continue
        place = thing.at(*way, "carries", trade)
        if carry.question not in known:
            inspection.fault(place, NO_QUESTION, id=carry.question)
        else:
            _check_carry(inspection, place, question, carry, known[carry.question])


def _check_carry(inspection: Inspection, place: str, question: Question, carry: Carry, target: Question) -> None:
    if target.per != question.per:
        inspection.fault(place, PER_SITE, id=target.id)
    choices = (Kind.SINGLE, Kind.MULTIPLE)
    same = question.kind is target.kind and not carry.options
    if not same and not (carry.options and question.kind in choices and target.kind in choices):
        names = {"kind": question.kind.value, "other": target.kind.value}
        inspection.fault(place, UNLIKE, id=target.id, **names)
        return
    own, there = [option.id for option in question.options], {option.id for option in target.options}
    if carry.options and set(carry.options) != set(own):
        inspection.fault(place, INCOMPLETE, ids=", ".join(sorted(set(carry.options) ^ set(own))))
        return
    places = {id: _places(carry, id) for id in own}
    for id in sorted({one for ids in places.values() for one in ids} - there):
        inspection.fault(place, NO_OPTION, question=target.id, id=id)
    if target.kind is Kind.SINGLE and any(len(ids) != 1 for ids in places.values()):
        inspection.fault(place, ONE, id=target.id)
    _check_direction(inspection, place, question, target, places)


def _places(carry: Carry, option: str) -> tuple[str, ...]:
    named = carry.options.get(option, option)
    return (named,) if isinstance(named, str) else named


def _check_direction(
    inspection: Inspection, place: str, question: Question, target: Question, places: dict[str, tuple[str, ...]]
) -> None:
    """A higher level is never carried to less."""
    worth = {option.id: option.points or Fraction(option.level or 0) for option in target.options}
    ladder = sorted((one for one in question.options if one.level is not None), key=lambda one: one.level or 0)
    carried = [(one.id, sum((worth.get(id, Fraction(0)) for id in places[one.id]), Fraction(0))) for one in ladder]
    for (worse, less), (better, more) in pairwise(carried):
        if more < less:
            inspection.fault(place, DOWN, id=target.id, better=better, worse=worse)
