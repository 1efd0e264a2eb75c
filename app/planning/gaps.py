"""What could be better: steps of each answer an initiative can lift, what each is worth, and sheets after lifting."""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from math import ceil
from typing import Any

from app.content.answers import UNANSWERED, Answer, AnswerSheet, AnswerState, ShareValue, Value
from app.content.firm import Company
from app.content.lenses import Lens
from app.content.library import Initiative, Lift
from app.content.path import asked
from app.content.schema import Instrument, Kind, Question
from app.scoring.reading import Sites, earned, people_of, worth_of
from app.scoring.values import Scorecard

Rung = int | str | Fraction
"""Level of a ladder, option of a multiple, or a share to reach."""
StepKey = tuple[str, Rung]
Worth = Callable[[Answer], Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One improvement of one answer. needs: the step below it. by: initiatives that make it. points: of the score."""

    key: StepKey
    needs: StepKey | None
    by: tuple[str, ...]
    fraction: Fraction
    points: Fraction

    @property
    def value(self) -> int:
        """Milli-points of the readiness score."""
        return round(self.points * 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Every step still open. covers: initiative -> keys of its open steps. held: initiatives whose every lift is held.

    known: ids of all questions there are. sites: question answered per site -> site -> fraction earned there.
    levels: question -> ladder level held now. before: question -> fraction 0..1 earned now.
    """

    steps: Mapping[StepKey, Step]
    covers: Mapping[str, tuple[StepKey, ...]]
    held: frozenset[str]
    known: Set[str]
    sites: Mapping[str, Mapping[str, Fraction]]
    levels: Mapping[str, int]
    before: Mapping[str, Fraction]


def rungs_of(question: Question) -> Mapping[str, int]:
    """option -> place on the ladder: its level, else its order where points never fall, else its rank by points."""
    if any(option.level is not None for option in question.options):
        return {option.id: option.level or 0 for option in question.options}
    points = [option.points or Fraction(0) for option in question.options]
    if points == sorted(points):
        return {option.id: place for place, option in enumerate(question.options)}
    ranks = sorted(set(points))
    return {option.id: ranks.index(value) for option, value in zip(question.options, points, strict=True)}


def _given(answer: Answer) -> list[Answer]:
    return list(answer.sites.values()) if answer.sites else [answer]


def level_of(question: Question, answer: Answer) -> int:
    """Ladder level an answer holds, the lowest site counting; 0 while unanswered or not known."""
    rungs = rungs_of(question)
    found = [
        rungs.get(one.value, 0) if one.state is AnswerState.ANSWERED and isinstance(one.value, str) else 0
        for one in _given(answer)
        if one.state is not AnswerState.NOT_APPLICABLE
    ]
    return min(found, default=0)


def _raise(question: Question, value: Value | None, rung: Rung) -> Value:
    if isinstance(rung, Fraction):
        total = value.total if isinstance(value, ShareValue) and value.total else rung.denominator
        part = value.part if isinstance(value, ShareValue) else 0
        return ShareValue(max(part, ceil(rung * total)), total)
    if isinstance(rung, str):
        had = value if isinstance(value, tuple) else ()
        alone = {option.id for option in question.options if option.exclusive}
        chosen = {rung, *had} - alone
        return tuple(option.id for option in question.options if option.id in chosen)
    rungs = rungs_of(question)
    if isinstance(value, str) and rungs.get(value, 0) >= rung:
        return value
    return next(option for option, place in rungs.items() if place == rung)


def raised(question: Question, answer: Answer, rung: Rung) -> Answer:
    """The answer after one step, at every site the question applies to."""
    if answer.sites:
        sites = {site: raised(question, one, rung) for site, one in answer.sites.items()}
        return replace(answer, state=AnswerState.ANSWERED, sites=sites)
    if answer.state is AnswerState.NOT_APPLICABLE:
        return answer
    return replace(answer, state=AnswerState.ANSWERED, value=_raise(question, answer.value, rung))


def _targets(question: Question, lift: Lift) -> tuple[int, tuple[Rung, ...]]:
    """(step it starts above, rungs it ends on): one rung for ladders and shares, each option for multiples."""
    if lift.share is not None:
        return 0, (lift.share,)
    if lift.options:
        return 0, lift.options
    if lift.option is not None:
        return lift.after, (lift.option,) if question.kind is Kind.MULTIPLE else (rungs_of(question)[lift.option],)
    return lift.after, (lift.level or 0,)


def _is_held(question: Question, answer: Answer, rung: Rung) -> bool:
    given = [one for one in _given(answer) if one.state is not AnswerState.NOT_APPLICABLE]
    if isinstance(rung, int):
        return level_of(question, answer) >= rung
    if isinstance(rung, str):
        return all(isinstance(one.value, tuple) and rung in one.value for one in given)
    return all(isinstance(one.value, ShareValue) and one.value.fraction >= rung for one in given)


class Ladders:
    """The questions of one sheet that a lens counts, and what raising them is worth."""

    def __init__(self, instrument: Instrument, sheet: AnswerSheet, company: Company) -> None:
        self.sheet, self.people = sheet, people_of(company)
        self.known = {question.id for question in instrument.questions}
        self.questions: dict[str, Question] = {}
        for question in asked(instrument, sheet, company):
            answer = sheet.answer(question.id)
            if any(one.state is not AnswerState.NOT_APPLICABLE for one in _given(answer)):
                self.questions[question.id] = question

    def worths(self, lens: Lens, card: Scorecard) -> Mapping[str, Worth]:
        """question -> answer's fraction of the question's points."""
        out: dict[str, Worth] = {}
        scored = [capability for one in lens.dimensions if one.scored for capability in one.capabilities]
        for read in (read for capability in scored for read in capability.reads):
            question = self.questions.get(read.question)
            if question is not None and card.weights.get(read.question):
                sites = Sites(read.sites, self.people)
                out[read.question] = partial(_worth, worth_of(question, read), read.question, sites)
        return out


def _worth(value: Callable[[Any], Fraction], question: str, sites: Sites, answer: Answer) -> Fraction:
    return earned(answer, value, question, zero=False, sites=sites).low


def find_gaps(ladders: Ladders, lens: Lens, card: Scorecard, initiatives: Iterable[Initiative]) -> Gaps:
    """Every step that is open and that some initiative makes. Initiatives not given make none."""
    makers: dict[str, dict[Rung, list[str]]] = {}
    held: set[str] = set()
    for initiative in initiatives:
        open_lifts = 0
        for lift in initiative.lifts:
            question = ladders.questions.get(lift.question)
            if question is None:
                open_lifts += lift.question in ladders.known  # another trade's question is no reason to keep it open
                continue
            open_lifts += _note(makers, ladders, initiative.id, question, lift)
        if initiative.lifts and not open_lifts:
            held.add(initiative.id)
    worths, steps = ladders.worths(lens, card), dict[StepKey, Step]()
    for id, rungs in makers.items():
        question, worth = ladders.questions[id], worths.get(id)
        weight = card.weights.get(id, Fraction(0)) if worth else Fraction(0)
        steps.update(_steps(question, ladders.sheet.answer(id), rungs, worth, weight))
    covers: dict[str, list[StepKey]] = {}
    for key, step in steps.items():
        for initiative_id in step.by:
            covers.setdefault(initiative_id, []).append(key)
    return Gaps(
        steps=steps,
        covers={id: tuple(keys) for id, keys in covers.items()},
        held=frozenset(held),
        known=ladders.known,
        sites={id: places for id, worth in worths.items() if (places := _by_site(ladders.sheet.answer(id), worth))},
        levels={
            id: level_of(q, ladders.sheet.answer(id)) for id, q in ladders.questions.items() if q.kind is Kind.SINGLE
        },
        before={id: worth(ladders.sheet.answer(id)) for id, worth in worths.items()},
    )


def _by_site(answer: Answer, worth: Worth) -> Mapping[str, Fraction]:
    return {site: worth(one) for site, one in answer.sites.items() if one.state is not AnswerState.NOT_APPLICABLE}


def _note(
    makers: dict[str, dict[Rung, list[str]]], ladders: Ladders, initiative: str, question: Question, lift: Lift
) -> int:
    """Enter a lift under every step it makes; how many of them are open."""
    answer, opened = ladders.sheet.answer(question.id), 0
    after, ends = _targets(question, lift)
    for end in ends:
        if _is_held(question, answer, end):
            continue
        opened += 1
        known = set(rungs_of(question).values())
        made: list[Rung] = [end]
        if isinstance(end, int):
            made = [rung for rung in range(max(after, level_of(question, answer)) + 1, end + 1) if rung in known]
        for rung in made:
            by = makers.setdefault(question.id, {}).setdefault(rung, [])
            if initiative not in by:
                by.append(initiative)
    return opened


def _steps(
    question: Question, answer: Answer, rungs: Mapping[Rung, list[str]], worth: Worth | None, weight: Fraction
) -> Iterable[tuple[StepKey, Step]]:
    if any(isinstance(rung, str) for rung in rungs):
        order: list[Rung] = [option.id for option in question.options if option.id in rungs]
    else:
        order = sorted(rungs)
    chain = not any(isinstance(rung, str) for rung in order)
    below: Rung | None = None
    at, current = answer, answer
    for rung in order:
        if isinstance(rung, int) and _gap_below(question, answer, rung, below):
            return
        at = raised(question, current, rung)
        gained = worth(at) - worth(current) if worth else Fraction(0)
        current = at
        makers = sorted(_able(rungs, rung))
        needs = (question.id, below) if chain and below is not None else None
        yield (
            (question.id, rung),
            Step(key=(question.id, rung), needs=needs, by=tuple(makers), fraction=gained, points=gained * weight),
        )
        below = rung


def _gap_below(question: Question, answer: Answer, rung: int, below: Rung | None) -> bool:
    """No initiative makes the rung right below, so this one cannot be reached."""
    lower = [place for place in set(rungs_of(question).values()) if place < rung]
    held = below if isinstance(below, int) else level_of(question, answer)
    return bool(lower) and max(lower) > held


def _able(rungs: Mapping[Rung, list[str]], rung: Rung) -> set[str]:
    if isinstance(rung, Fraction):  # reaching a higher share reaches every lower one
        return {id for other, ids in rungs.items() if isinstance(other, Fraction) and other >= rung for id in ids}
    return set(rungs[rung])


def lifted_sheet(
    instrument: Instrument, sheet: AnswerSheet, company: Company, finished: Iterable[Initiative]
) -> AnswerSheet:
    """The sheet after these initiatives are finished, in any order: lifts chain, and none leaps over a level."""
    ladders = Ladders(instrument, sheet, company)
    answers = dict(sheet.answers)
    lifts = [lift for one in finished for lift in one.lifts if lift.question in ladders.questions]
    while any(_apply(ladders.questions[lift.question], lift, answers) for lift in lifts):
        pass
    return replace(sheet, answers=answers)


def _apply(question: Question, lift: Lift, answers: dict[str, Answer]) -> bool:
    """Make one lift as far as it goes now; whether that changed an answer."""
    after, ends = _targets(question, lift)
    moved = False
    for end in ends:
        answer = answers.get(question.id, UNANSWERED)
        too_high = isinstance(end, int) and level_of(question, answer) < after
        if not too_high and not _is_held(question, answer, end):
            answers[question.id] = raised(question, answer, end)
            moved = True
    return moved
