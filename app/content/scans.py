"""Quick scans: one short questionnaire in the words of each trade, whose answers prefill the trade's full one."""

from collections.abc import Iterator
from dataclasses import replace

from app.content.answers import UNANSWERED, Answer, AnswerSheet, AnswerState, Value
from app.content.schema import Carry, Instrument, Kind, Question, Section
from app.kit.errors import Invalid
from app.kit.text import Text
from app.kit.words import shown

NO_TRADE = Text(
    zh="问卷“{id}”不适用于行业“{industry}”，应为 {known} 之一。",
    en='The questionnaire "{id}" is not for the trade "{industry}"; use one of {known}.',
)
_fitted: dict[tuple[int, str], tuple[Instrument, Instrument]] = {}


def fit_scan(scan: Instrument, industry: str) -> Instrument:
    """A shared questionnaire in the words of one trade; the same object every time. Invalid for any other trade."""
    if industry not in scan.industries:
        message = NO_TRADE.format(id=scan.id, industry=shown(industry), known=", ".join(scan.industries) or "-")
        raise Invalid(message)
    found = _fitted.get((id(scan), industry))
    if found is None or found[0] is not scan:
        if len(_fitted) > 64:
            _fitted.clear()
        sections = tuple(_section(one, industry) for one in scan.sections)
        fitted = scan.model_copy(update={"industry": industry, "industries": (), "sections": sections})
        found = _fitted[id(scan), industry] = (scan, fitted)
    return found[1]


def _section(section: Section, industry: str) -> Section:
    return section.model_copy(update={"questions": tuple(_worded(one, industry) for one in section.questions)})


def _worded(question: Question, industry: str) -> Question:
    changes: dict[str, object] = {"trades": {}}
    own = question.trades.get(industry)
    if own is not None:
        changes |= {name: text for name in ("text", "help", "example") if (text := getattr(own, name)) is not None}
        changes["options"] = tuple(
            one.model_copy(update={"text": own.options.get(one.id, one.text)}) for one in question.options
        )
    return question.model_copy(update=changes)


def carry_over(scan: Instrument, sheet: AnswerSheet, full: Instrument) -> dict[str, Answer]:
    """Answers of a trade's full questionnaire as far as a quick scan gives them, marked as prefilled.

    Don't know and not applicable are carried where the full question accepts them; what is unanswered stays so.
    """
    known = {question.id: question for question in full.questions}
    answers: dict[str, Answer] = {}
    for question in scan.questions:
        carry = question.carries.get(full.industry or "")
        target = known.get(carry.question) if carry else None
        if carry is None or target is None:
            continue
        answer = _carried(sheet.answer(question.id), carry, target)
        if answer is not UNANSWERED:
            answers[target.id] = replace(answer, prefilled=True)
    return answers


def _carried(answer: Answer, carry: Carry, target: Question) -> Answer:
    if answer.state is AnswerState.UNANSWERED:
        return UNANSWERED
    if answer.state is not AnswerState.ANSWERED:
        return Answer(state=answer.state) if getattr(target.allow, answer.state.value) else UNANSWERED
    value = answer.value
    if carry.options and isinstance(value, str | tuple):
        value = _translated(value, carry, target)
    return Answer(state=AnswerState.ANSWERED, value=value)


def _translated(value: str | tuple[str, ...], carry: Carry, target: Question) -> Value:
    chosen = set(_options(value, carry))
    if target.kind is Kind.SINGLE:
        return next(option.id for option in target.options if option.id in chosen)
    return tuple(option.id for option in target.options if option.id in chosen)


def _options(value: str | tuple[str, ...], carry: Carry) -> Iterator[str]:
    for one in (value,) if isinstance(value, str) else value:
        named = carry.options[one]
        yield from (named,) if isinstance(named, str) else named
