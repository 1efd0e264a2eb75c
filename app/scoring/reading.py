"""How much one answer is worth: tables made once per lens and question, then looked up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.content.answers import Answer, AnswerState, ShareValue
from app.content.firm import Company
from app.content.lenses import Bracket, Read, SitesRule
from app.content.schema import Kind, Question
from app.kit.errors import Invalid
from app.kit.text import Text
from app.scoring.values import Why

ZERO, ONE = Fraction(0), Fraction(1)
MISFIT = Text(zh="题目“{id}”的答案与问卷不符。", en='The answer to "{id}" does not fit the questionnaire.')
TOP = 4
"""Level ladders run 0..4, whatever levels a lens names."""
Worth = Callable[[Any], Fraction]


@dataclass(frozen=True, slots=True)
class Earned:
    """What one question gives: fraction earned with missing as nothing (low) and as the best (high).

    counts: stays in the denominator. maybe: not asked now, but a missing answer may yet bring it up.
    """

    why: Why
    low: Fraction
    high: Fraction
    counts: bool
    maybe: bool = False
    evidenced: bool = False
    weakest: str | None = None


@dataclass(frozen=True, slots=True)
class Sites:
    """How one read joins its sites, and how many people work at each (empty where not all are stated)."""

    rule: SitesRule
    people: Mapping[str, int]

    def combine(self, values: Mapping[str, Fraction]) -> Fraction:
        """One fraction of several sites' fractions."""
        if self.rule == "weakest":
            return min(values.values())
        weights = {site: self.people.get(site, 0) if self.rule == "headcount" else 1 for site in values}
        total = sum(weights.values())
        if not total:
            return sum(values.values(), ZERO) / len(values)
        return sum((weights[site] * value for site, value in values.items()), ZERO) / total


EQUAL = Sites("mean", {})


def people_of(company: Company) -> Mapping[str, int]:
    """Site -> people there; empty while any site leaves it open."""
    stated = {site.id: site.headcount for site in company.sites if site.headcount is not None}
    return stated if len(stated) == len(company.sites) else {}


NOT_ASKED = Earned("not_asked", ZERO, ZERO, counts=False)
MAYBE = Earned("not_asked", ZERO, ONE, counts=False, maybe=True)
UNANSWERED = Earned("unanswered", ZERO, ONE, counts=True)
DONT_KNOW = Earned("dont_know", ZERO, ZERO, counts=True)
LEAVES = Earned("not_applicable", ZERO, ZERO, counts=False)
ZEROED = Earned("not_applicable", ZERO, ZERO, counts=True)


def _clamp(value: Fraction) -> Fraction:
    return min(max(value, ZERO), ONE)


def _bracketed(brackets: tuple[Bracket, ...]) -> Worth:
    steps = sorted(((bracket.above, bracket.points) for bracket in brackets), reverse=True)
    best = max((points for _, points in steps), default=ZERO)

    def worth(value: Fraction) -> Fraction:
        reached = max((points for above, points in steps if value > above), default=ZERO)
        return reached / best if best else ZERO

    return worth


def _option_points(question: Question, read: Read) -> dict[str, Fraction]:
    points = {}
    for option in question.options:
        if read.points is not None:
            points[option.id] = read.points.get(option.id, ZERO)
        elif option.level is not None:
            points[option.id] = Fraction(option.level, TOP)
        else:
            points[option.id] = option.points or ZERO
    return points


def _single(question: Question, read: Read) -> Worth:
    points = _option_points(question, read)
    levels = read.points is None and any(option.level is not None for option in question.options)
    best = ONE if levels else max(points.values(), default=ZERO)
    table = {id: _clamp(value / best) if best else ZERO for id, value in points.items()}
    return table.__getitem__


def _multiple(question: Question, read: Read) -> Worth:
    points = _option_points(question, read)
    best = sum((points[option.id] for option in question.options if not option.exclusive), ZERO)
    table = {id: value / best if best else ZERO for id, value in points.items()}
    known: dict[tuple[str, ...], Fraction] = {}

    def worth(value: tuple[str, ...]) -> Fraction:
        found = known.get(value)
        if found is None:
            if len(known) > 4096:
                known.clear()
            found = known[value] = _clamp(sum((table[id] for id in value), ZERO))
        return found

    return worth


def _number(question: Question, read: Read) -> Worth:
    low, high = question.min or ZERO, question.max if question.max is not None else ONE
    return lambda value: _clamp(Fraction(value - low) / (high - low)) if high > low else ZERO


def worth_of(question: Question, read: Read) -> Worth:
    """Value -> fraction 0..1 for one question read one way."""
    if question.kind is Kind.SINGLE:
        return _single(question, read)
    if question.kind is Kind.MULTIPLE:
        return _multiple(question, read)
    if question.kind is Kind.SHARE:
        bracketed = _bracketed(read.brackets) if read.brackets else lambda share: share
        return lambda value: bracketed(_share(value))
    if question.kind is Kind.TABLE:
        number, rows = _number(question, read), max(len(question.rows), 1)
        return lambda value: sum((number(Fraction(one)) for one in value.values()), ZERO) / rows
    if question.kind is Kind.TEXT:
        return lambda value: ONE if value else ZERO
    return _bracketed(read.brackets) if read.brackets else _number(question, read)


def _share(value: ShareValue) -> Fraction:
    return value.fraction


def earned(answer: Answer, worth: Worth, question: str, *, zero: bool, sites: Sites = EQUAL) -> Earned:
    """What an answer to an asked question gives. zero: not applicable scores nothing instead of leaving."""
    if answer.sites:
        return _earned_by_sites(answer, worth, question, zero=zero, sites=sites)
    state = answer.state
    if state is AnswerState.ANSWERED:
        try:
            value = worth(answer.value)
        except (KeyError, TypeError, AttributeError) as error:
            raise Invalid(MISFIT.format(id=question)) from error
        return Earned("answered", value, value, counts=True, evidenced=answer.evidence > 0)
    if state is AnswerState.UNANSWERED:
        return UNANSWERED
    if state is AnswerState.DONT_KNOW:
        return DONT_KNOW
    return ZEROED if zero else LEAVES


def _earned_by_sites(answer: Answer, worth: Worth, question: str, *, zero: bool, sites: Sites) -> Earned:
    parts: Mapping[str, Earned] = {
        site: earned(one, worth, question, zero=zero) for site, one in sorted(answer.sites.items())
    }
    counting = {site: part for site, part in parts.items() if part.counts}
    if not counting:
        return ZEROED if zero else LEAVES
    known = {site: part.low for site, part in counting.items() if part.why == "answered"}
    why: Why = (
        "answered" if known else "dont_know" if any(p.why == "dont_know" for p in parts.values()) else "unanswered"
    )
    return Earned(
        why,
        sites.combine({site: part.low for site, part in counting.items()}),
        sites.combine({site: part.high for site, part in counting.items()}),
        counts=True,
        evidenced=answer.evidence > 0 or any(part.evidenced for part in parts.values()),
        weakest=min(known, key=lambda site: known[site]) if len(set(known.values())) > 1 else None,
    )
