"""Which questions are asked, which conditions hold, and which answers contradict each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.content.answers import UNANSWERED, Answer, AnswerSheet, AnswerState, ShareValue
from app.content.conditions import Condition
from app.content.firm import Company
from app.content.schema import Contradiction, Instrument, Question

Truth = bool | None
"""None: an answer that would decide it is still missing."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a condition may look at. `answers` holds only answers to questions that are asked; `known` names all the
    questionnaire has: one it lacks (another trade's) will never be answered, so nothing waits for it."""

    answers: Mapping[str, Answer]
    company: Company
    levels: Mapping[str, Mapping[str, int]]
    known: Mapping[str, Truth]


@dataclass(frozen=True, slots=True)
class _Map:
    """What conditions need of an instrument, worked out once: option levels, all ids, questions with a condition."""

    instrument: Instrument
    levels: Mapping[str, Mapping[str, int]]
    all: Mapping[str, Truth]
    conditional: tuple[Question, ...]


_maps: dict[int, _Map] = {}


def _map(instrument: Instrument) -> _Map:
    known = _maps.get(id(instrument))
    if known is None:
        questions = instrument.questions
        levels = {
            question.id: {option.id: option.level for option in question.options if option.level is not None}
            for question in questions
        }
        conditional = tuple(question for question in questions if question.when)
        if len(_maps) > 64:
            _maps.clear()
        known = _maps[id(instrument)] = _Map(instrument, levels, {one.id: True for one in questions}, conditional)
    return known


def option_levels(instrument: Instrument) -> Mapping[str, Mapping[str, int]]:
    """question id -> option id -> level, for questions whose options have levels."""
    return _map(instrument).levels


def truth(condition: Condition, facts: Facts) -> Truth:
    """True, False, or None while an answer it depends on is missing."""
    if condition.all is not None:
        parts = [truth(part, facts) for part in condition.all]
        return False if False in parts else None if None in parts else True
    if condition.any is not None:
        parts = [truth(part, facts) for part in condition.any]
        return True if True in parts else None if None in parts else False
    if condition.not_ is not None:
        part = truth(condition.not_, facts)
        return None if part is None else not part
    if condition.company is not None:
        return _passes(condition, _company_value(facts.company, condition.company), None)
    return _answer_truth(condition, facts)


def _answer_truth(condition: Condition, facts: Facts) -> Truth:
    name = condition.answer or ""
    answer = facts.answers.get(name, UNANSWERED)
    if condition.states is not None:
        return answer.state.value in condition.states
    if condition.answered is not None:
        return (answer.state is AnswerState.ANSWERED) == condition.answered
    if answer.state is AnswerState.UNANSWERED:
        return None if name in facts.known else False
    given = answer.sites.values() if answer.sites else (answer,)
    values = [one for one in given if one.state is AnswerState.ANSWERED]
    if condition.exceeds is not None:
        return _exceeds(name, condition.exceeds, facts)
    return any(_passes(condition, one.value, facts.levels.get(name)) for one in values)


def _exceeds(one: str, other: str, facts: Facts) -> Truth:
    numbers = []
    for name in (one, other):
        answer = facts.answers.get(name, UNANSWERED)
        if answer.state is AnswerState.UNANSWERED:
            return None if name in facts.known else False
        numbers.append(_number(answer.value, facts.levels.get(name)))
    return numbers[0] is not None and numbers[1] is not None and numbers[0] > numbers[1]


def _passes(condition: Condition, value: Any, levels: Mapping[str, int] | None) -> bool:
    if condition.is_ is not None:
        return _same(value, condition.is_)
    if condition.one_of is not None:
        return any(_same(value, one) for one in condition.one_of)
    if condition.includes is not None:
        return isinstance(value, tuple) and condition.includes in value
    if condition.excludes is not None:
        return isinstance(value, tuple) and condition.excludes not in value
    if condition.answered is not None:
        return (value is not None) == condition.answered
    number = _number(value, levels)
    if number is None or (condition.at_least is None and condition.at_most is None):
        return False
    least, most = condition.at_least, condition.at_most
    return (least is None or number >= Fraction(str(least))) and (most is None or number <= Fraction(str(most)))


def _same(value: Any, wanted: Any) -> bool:
    return bool(value == wanted) and isinstance(value, bool) == isinstance(wanted, bool)


def _number(value: Any, levels: Mapping[str, int] | None) -> Fraction | None:
    if isinstance(value, ShareValue):
        return value.fraction
    if isinstance(value, str):
        level = (levels or {}).get(value)
        return None if level is None else Fraction(level)
    return Fraction(value) if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def _company_value(company: Company, name: str) -> Any:
    if name == "sites":
        return len(company.sites)
    return getattr(company, name, None)


def is_offered(module: Instrument, company: Company) -> bool:
    """Whether a firm with this profile is offered a module."""
    return module.offered_when is None or truth(module.offered_when, Facts({}, company, {}, {})) is True


def facts_of(instrument: Instrument, sheet: AnswerSheet, company: Company) -> tuple[Facts, Mapping[str, Truth]]:
    """The facts conditions see, and for each question whether it is asked (None: depends on a missing answer).

    An answer to a question that is not asked is no fact: going back and changing an earlier answer takes it out.
    """
    known = _map(instrument)
    asked = dict(known.all)
    if not known.conditional:
        return Facts(sheet.answers, company, known.levels, known.all), asked
    visible = dict(sheet.answers)
    facts = Facts(visible, company, known.levels, known.all)
    for question in known.conditional:
        put = truth(question.when, facts) if question.when else True
        asked[question.id] = put
        if not put:
            visible.pop(question.id, None)
    return facts, asked


def asked(instrument: Instrument, sheet: AnswerSheet, company: Company) -> tuple[Question, ...]:
    """The questions this firm is asked, in order, given the answers so far."""
    _, put = facts_of(instrument, sheet, company)
    return tuple(question for question in instrument.questions if put[question.id])


def holds(condition: Condition, sheet: AnswerSheet, company: Company, instrument: Instrument) -> bool:
    """Whether a condition is true now; one that waits for a missing answer is not."""
    return truth(condition, facts_of(instrument, sheet, company)[0]) is True


def contradictions(instrument: Instrument, sheet: AnswerSheet, company: Company) -> tuple[Contradiction, ...]:
    """The instrument's contradictions that these answers run into."""
    facts, _ = facts_of(instrument, sheet, company)
    return tuple(one for one in instrument.contradictions if truth(one.when, facts) is True)
