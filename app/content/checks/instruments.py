"""Questionnaires: ids, options, ranges, conditions, contradictions."""

from app.content.checks.inspection import NO_QUESTION, Inspection, twins
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
RESERVED = Text(zh="行编号不能叫“{id}”。", en='A row cannot be called "{id}".')
GAP = Text(zh="级别应从 0 起逐级排列，不能跳级。", en="Levels must run upwards from 0 without gaps.")
NO_NONE = Text(zh="没有标成互斥（exclusive）的“无”。", en='The list lacks an exclusive "none" option.')
MIXED = Text(zh="同一题的选项要么都有级别，要么都没有。", en="Either every option has a level or none has.")


def check_instruments(inspection: Inspection) -> None:
    """All questionnaires."""
    for thing, instrument in inspection.instruments:
        _check_ids(inspection, thing, instrument)
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
