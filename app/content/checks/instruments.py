"""Questionnaires: ids, options, ranges, conditions, contradictions."""

from collections.abc import Iterator
from typing import Any

from app.content.checks.inspection import NO_QUESTION, Inspection, twins
from app.content.conditions import Condition
from app.content.loader import Placed
from app.content.schema import Instrument, Kind, Question
from app.kit.text import Text

TWIN = Text(zh="编号“{id}”在这份问卷里重复。", en='The id "{id}" is used twice in this questionnaire.')
FEW = Text(zh="选择题至少要有两个选项。", en="A choice needs at least two options.")
STRAY = Text(zh="{kind}题不能有选项。", en="A {kind} question takes no options.")
TWIN_OPTION = Text(zh="选项编号“{id}”重复。", en='Option "{id}" appears twice.')
NO_RANGE = Text(
    zh="{kind}题要写明 min 和 max，且 min 小于 max。", en="A {kind} question needs min and max, min below max."
)
NO_ROWS = Text(zh="表格题至少要有一行。", en="A table needs at least one row.")
STEPS = Text(
    zh="steps 应给 min 到 max 的每个整数各起一个名字。", en="`steps` must name every whole number from min to max."
)
TRADE = Text(
    zh="问卷应写明 industry、industries 或 module: true 之一。",
    en="A questionnaire has exactly one of: industry, industries, module: true.",
)
OFFER = Text(
    zh="只有模块能写 offered_when，且只能看企业资料（company）。",
    en="Only a module takes offered_when, and it looks at the company profile alone.",
)
TAKEN = Text(
    zh="题目编号“{id}”已在问卷“{other}”用过；模块与它同答一份答卷，请换一个。",
    en='The questionnaire "{other}" has a question "{id}" already; a module is answered beside it: choose another id.',
)
MODULE_PHRASES = ("title", "use_title", "use", "limits_title", "limits")
NO_PHRASES = Text(
    zh="phrases 里 modules.{id} 还缺：{missing}（报告里这一章要用）。",
    en="The phrases modules.{id} still lack {missing}, which the report's chapter on it needs.",
)
RESERVED = Text(zh="行编号不能叫“{id}”。", en='A row cannot be called "{id}".')
GAP = Text(zh="级别应从 0 起逐级排列，不能跳级。", en="Levels must run upwards from 0 without gaps.")
NO_NONE = Text(zh="没有标成互斥（exclusive）的“无”。", en='The list lacks an exclusive "none" option.')
MIXED = Text(zh="同一题的选项要么都有级别，要么都没有。", en="Either every option has a level or none has.")


def check_instruments(inspection: Inspection) -> None:
    """All questionnaires."""
    for thing, instrument in inspection.instruments:
        _check_ids(inspection, thing, instrument)
        _check_place(inspection, thing, instrument)
        known = {question.id for question in instrument.questions}
        for index, one in enumerate(instrument.contradictions):
            place = thing.at("contradictions", index)
            inspection.check_condition(one.when, place, known, trades=[instrument.industry])
            for id in set(one.questions) - known:
                inspection.fault(place, NO_QUESTION, id=id)
    earlier: dict[str, set[str]] = {}
    for thing, instrument, way, question in inspection.asked:
        seen = earlier.setdefault(thing.document.name, set())
        _check_question(inspection, thing, way, question)
        if question.when:
            inspection.check_condition(question.when, thing.at(*way, "when"), seen, trades=[instrument.industry])
        seen.add(question.id)


def _check_place(inspection: Inspection, thing: Placed, instrument: Instrument) -> None:
    """A questionnaire has its trade or trades; a module has none and shares no id with what is answered beside it."""
    if sum((instrument.industry is not None, bool(instrument.industries), instrument.module)) != 1:
        inspection.fault(thing.at(), TRADE)
    if instrument.offered_when is not None:
        inspection.check_condition(instrument.offered_when, thing.at("offered_when"))
        if not instrument.module or any(True for _ in _answers_in(instrument.offered_when)):
            inspection.fault(thing.at("offered_when"), OFFER)
    if instrument.module:
        _check_phrases(inspection, thing, instrument)
        others = {one.id: owner.id for _, owner, _, one in inspection.asked if owner.id != instrument.id}
        for _, owner, way, one in inspection.asked:
            if owner is instrument and one.id in others:
                inspection.fault(thing.at(*way, "id"), TAKEN, id=one.id, other=others[one.id])


def _check_phrases(inspection: Inspection, thing: Placed, module: Instrument) -> None:
    """The report's chapter on a module takes its sentences from the phrases."""
    phrases: Any = inspection.loaded.phrases.get("modules")
    own = phrases.get(module.id, {}) if isinstance(phrases, dict) else {}
    missing = [name for name in MODULE_PHRASES if name not in own]
    if missing:
        inspection.fault(thing.at("id"), NO_PHRASES, id=module.id, missing=", ".join(missing))


def _answers_in(condition: Condition) -> Iterator[str]:
    if condition.answer is not None:
        yield condition.answer
    for part in (*(condition.all or ()), *(condition.any or ()), *([condition.not_] if condition.not_ else [])):
        yield from _answers_in(part)


def _check_ids(inspection: Inspection, thing: Placed, instrument: Instrument) -> None:
    places = [(one.id, thing.at(*way, "id")) for _, owner, way, one in inspection.asked if owner is instrument]
    groups = [
        places,
        [(one.id, thing.at("sections", index, "id")) for index, one in enumerate(instrument.sections)],
        [(one.id, thing.at("contradictions", index, "id")) for index, one in enumerate(instrument.contradictions)],
        [(one.id, thing.at("baseline", index, "id")) for index, one in enumerate(instrument.baseline)],
    ]
    for group in groups:
        for index in twins([id for id, _ in group]):
            inspection.fault(group[index][1], TWIN, id=group[index][0])


def _check_question(inspection: Inspection, thing: Placed, place: tuple[str | int, ...], question: Question) -> None:
    here, kind = thing.at(*place), question.kind.value
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE):
        _check_options(inspection, thing, place, question)
    elif question.options:
        inspection.fault(here, STRAY, kind=kind)
    ranged = question.kind in (Kind.NUMBER, Kind.SCALE, Kind.TABLE)
    if ranged and (question.min is None or question.max is None or question.min >= question.max):
        inspection.fault(here, NO_RANGE, kind=kind)
    if question.steps and (not ranged or len(question.steps) != (question.max or 0) - (question.min or 0) + 1):
        inspection.fault(here, STEPS)
    if question.kind is Kind.TABLE and not question.rows:
        inspection.fault(here, NO_ROWS)
    for row in question.rows:
        if row.id in ("state", "value", "sites", "evidence"):
            inspection.fault(here, RESERVED, id=row.id)


def _check_options(inspection: Inspection, thing: Placed, place: tuple[str | int, ...], question: Question) -> None:
    here = thing.at(*place, "options")
    if len(question.options) < 2:
        inspection.fault(here, FEW)
    for index in twins([option.id for option in question.options]):
        inspection.fault(thing.at(*place, "options", index), TWIN_OPTION, id=question.options[index].id)
    levels = [option.level for option in question.options if option.level is not None]
    if levels and len(levels) != len(question.options):
        inspection.fault(here, MIXED)
    elif levels and levels != list(range(len(levels))):
        inspection.fault(here, GAP)
    scored = any(option.points for option in question.options)
    if question.kind is Kind.MULTIPLE and scored and not any(option.exclusive for option in question.options):
        inspection.fault(here, NO_NONE)
