"""Answers tried in place of those given, and what each single step would bring. No database, no request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from app.content.answers import Answer, AnswerSheet, AnswerState, ShareValue, parse_answers
from app.content.firm import Company
from app.content.lenses import Lens
from app.content.path import asked
from app.content.schema import Instrument, Kind, Option, Question, Section
from app.kit.text import Text
from app.scoring import score
from app.scoring.values import Scorecard

LEVERS = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be tried."""

    id: str
    text: Text
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One question with the answer tried. `part` of `total` for shares; `changed` against what was answered."""

    question: Question
    choices: tuple[Choice, ...]
    part: int | None = None
    total: int | None = None
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """One answer that is tried in place of the one given."""

    question: Question
    before: Answer
    after: Answer


@dataclass(frozen=True, slots=True)
class Lever:
    """One step up at one question, and the points of the whole it brings."""

    question: Question
    option: Option
    points: Fraction


def can_be_tried(question: Question) -> bool:
    """Choices and counts can; figures and free text move no score."""
    return question.kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.SHARE) and question.informs is None


def tried_sheet(
    instrument: Instrument, sheet: AnswerSheet, company: Company, fields: Mapping[str, list[str]]
) -> AnswerSheet:
    """The sheet with the answers of a form put in: field name is the question, values are options or a count.

    An answer that differs by site becomes the same at every site. What is empty or does not fit stays as answered.
    """
    raw: dict[str, object] = {}
    for question in instrument.questions:
        given = [value for value in fields.get(question.id, []) if value]
        if given and can_be_tried(question):
            raw[question.id] = _raw(question, sheet.answer(question.id), given)
    parsed, _faults = parse_answers(instrument, raw, company)
    return replace(sheet, answers={**sheet.answers, **_changed(sheet, parsed.answers)})


def _raw(question: Question, answer: Answer, given: list[str]) -> object:
    if question.kind is Kind.SHARE:
        total = total_of(answer)
        whole = given[0].isdecimal() and len(given[0]) < 7 and total
        return {"part": min(int(given[0]), total or 0), "total": total} if whole else None
    return given if question.kind is Kind.MULTIPLE else given[0]


def _changed(sheet: AnswerSheet, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Those that say something else than the sheet; an answer by site stays as it is while all sites would agree.

    Counts by site are shown added up, so the same sum says nothing new.
    """
    return {
        id: one for id, one in answers.items() if one.value not in (_plain(sheet.answer(id)), _sum(sheet.answer(id)))
    }


def _sum(answer: Answer) -> ShareValue | None:
    values = [one.value for one in answer.sites.values()]
    shares = [one for one in values if isinstance(one, ShareValue)]
    if not shares:
        return None
    return ShareValue(part=sum(one.part for one in shares), total=sum(one.total for one in shares))


def _plain(answer: Answer) -> object:
    values = {one.value for one in answer.sites.values()} if answer.sites else {answer.value}
    return next(iter(values)) if len(values) == 1 else None


def total_of(answer: Answer) -> int | None:
    """How many there are in all, where a share was answered; several sites together."""
    values = [one.value for one in (answer.sites.values() if answer.sites else [answer])]
    shares = [one for one in values if isinstance(one, ShareValue)]
    return sum(one.total for one in shares) if shares else None


def list_trials(
    instrument: Instrument, given: AnswerSheet, tried: AnswerSheet, company: Company
) -> list[tuple[Section, list[Trial]]]:
    """Every question that can be tried, by section, as the firm would be asked now."""
    visible = {question.id for question in asked(instrument, tried, company)}
    out = []
    for section in instrument.sections:
        rows = [
            _trial(question, given.answer(question.id), tried.answer(question.id))
            for question in section.questions
            if question.id in visible and can_be_tried(question)
        ]
        if rows:
            out.append((section, [row for row in rows if row.question.kind is not Kind.SHARE or row.total]))
    return out


def _trial(question: Question, given: Answer, tried: Answer) -> Trial:
    value = _plain(tried)
    chosen = set(value) if isinstance(value, tuple) else {value}
    part = None
    if question.kind is Kind.SHARE:
        shares = [one.value for one in (tried.sites.values() if tried.sites else [tried])]
        part = sum(one.part for one in shares if isinstance(one, ShareValue))
    return Trial(
        question=question,
        choices=tuple(Choice(one.id, one.text, one.id in chosen) for one in question.options),
        part=part,
        total=total_of(tried) or total_of(given),
        changed=given != tried,
    )


def flips(instrument: Instrument, given: AnswerSheet, tried: AnswerSheet) -> tuple[Flip, ...]:
    """Every answer that is tried in place of the one given, in the order of the questionnaire."""
    pairs = [(one, given.answer(one.id), tried.answer(one.id)) for one in instrument.questions]
    return tuple(Flip(question=one, before=old, after=new) for one, old, new in pairs if old != new)


def levers(
    lens: Lens, instrument: Instrument, sheet: AnswerSheet, company: Company, before: Scorecard
) -> tuple[Lever, ...]:
    """The single rungs up a ladder that bring most, the best first."""
    found = []
    for question, option in _steps(instrument, sheet, company):
        answer = Answer(state=AnswerState.ANSWERED, value=option.id)
        tried = replace(sheet, answers={**sheet.answers, question.id: answer})
        after = score(lens, instrument, tried, company, trace=False)
        found.append(Lever(question, option, after.overall.at_least - before.overall.at_least))
    best = sorted((one for one in found if one.points > 0), key=lambda one: (-one.points, one.question.id))
    return tuple(best[:LEVERS])


def _steps(instrument: Instrument, sheet: AnswerSheet, company: Company) -> Iterable[tuple[Question, Option]]:
    for question in asked(instrument, sheet, company):
        if question.kind is not Kind.SINGLE or not can_be_tried(question):
            continue
        value = _plain(sheet.answer(question.id))
        places = [option.id for option in question.options]
        if sheet.answer(question.id).state is AnswerState.NOT_APPLICABLE or value not in places:
            continue
        for option in question.options[places.index(str(value)) + 1 :][:1]:
            yield question, option
