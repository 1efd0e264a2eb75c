"""A lens over one instrument, worked out once: whole-number weights and a value table for every question read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from app.content.answers import Answer, AnswerState
from app.content.lenses import Capability, Dimension, Lens, SitesRule
from app.content.schema import Instrument, Question
from app.content.trades import fit_lens
from app.kit.errors import Invalid
from app.kit.text import Text
from app.scoring import reading
from app.scoring.reading import Earned, Sites, Worth
from app.scoring.tallies import Ladder, Tally
from app.scoring.values import CapabilityScore

FOREIGN = Text(
    zh="评分规则“{lens}”不适用于问卷“{instrument}”。",
    en='The lens "{lens}" does not read the questionnaire "{instrument}".',
)
NO_QUESTION = Text(
    zh="评分规则“{lens}”引用的题目“{id}”不在问卷里。",
    en='The lens "{lens}" reads "{id}", which the questionnaire lacks.',
)
NO_PAIN = Text(
    zh="评分规则里没有痛点“{id}”，应为 {known} 之一。", en='The lens has no pain "{id}"; use one of {known}.'
)
PAIN_STEP, PAIN_MOST = Fraction(1, 8), Fraction(1, 4)
"""Each stated pain raises a dimension's weight by an eighth of itself, a quarter at most."""


@dataclass(slots=True)
class ReadPlan:
    """One question read by one capability."""

    question: str
    weight: int
    worth: Worth
    zero: bool
    sites: SitesRule
    known: dict[object, Earned] = field(default_factory=dict)

    def earn(self, answer: Answer, people: Mapping[str, int]) -> Earned:
        """What the answer gives; the same object for the same answer, so that marks can be looked up."""
        if answer.state is AnswerState.ANSWERED and not answer.sites:
            value: object = answer.value
            if isinstance(value, Mapping):
                value = tuple(sorted(value.items()))
            key = (True, value) if answer.evidence else value
            found = self.known.get(key)
            if found is None:
                if len(self.known) > 4096:
                    self.known.clear()
                found = self.known[key] = reading.earned(answer, self.worth, self.question, zero=self.zero)
            return found
        sites = Sites(self.sites, people)
        return reading.earned(answer, self.worth, self.question, zero=self.zero, sites=sites)


@dataclass(slots=True)
class CapabilityPlan:
    """One capability: its weight in whole numbers, what it reads, and marks already worked out."""

    source: Capability
    weight: int
    reads: tuple[ReadPlan, ...]
    questions: tuple[str, ...]
    marks: dict[tuple[int, ...], tuple[CapabilityScore, Tally, tuple[Earned, ...]]] = field(default_factory=dict)
    """By identity of what was earned, which each entry keeps alive."""


@dataclass(frozen=True, slots=True)
class DimensionPlan:
    """One dimension."""

    source: Dimension
    capabilities: tuple[CapabilityPlan, ...]
    questions: frozenset[str]


@dataclass(frozen=True, slots=True)
class LensPlan:
    """The whole. scale: what capability weights were multiplied by (points lenses need it back)."""

    lens: Lens
    instrument: Instrument
    dimensions: tuple[DimensionPlan, ...]
    ladder: Ladder
    scale: int
    points: bool
    questions: tuple[str, ...]
    all: frozenset[str]
    reads: tuple[tuple[CapabilityPlan, ReadPlan], ...]
    twice: bool
    """Whether some question is read more than once."""
    weights: dict[tuple[str, tuple[str, ...]], dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scored:
    """One dimension on its way: its parts, its sum, the weight that counts, and what every read earned."""

    plan: DimensionPlan
    capabilities: tuple[CapabilityScore, ...]
    tally: Tally
    weight: int
    earned: tuple[tuple[Earned, ...], ...]


def all_earned(scored: tuple[Scored, ...]) -> list[Earned]:
    """What every read earned, in the order of `LensPlan.reads`."""
    return [earned for one in scored for reads in one.earned for earned in reads]


def compile_lens(lens: Lens, instrument: Instrument) -> LensPlan:
    """Work a lens out for an instrument. Invalid when it is not for it or finds nothing, or not all points, there."""
    lens = fit_lens(lens, instrument)
    if instrument.id not in lens.instruments or not lens.dimensions:
        raise Invalid(FOREIGN.format(lens=lens.id, instrument=instrument.id))
    questions = {question.id: question for question in instrument.questions}
    points = lens.combine == "points"
    weights = [_weight(one, points) for dimension in lens.dimensions for one in dimension.capabilities]
    scale = lcm(*(weight.denominator for weight in weights))
    dimensions = []
    for dimension in lens.dimensions:
        plans = tuple(_capability(one, lens, questions, scale) for one in dimension.capabilities)
        names = frozenset(name for plan in plans for name in plan.questions)
        dimensions.append(DimensionPlan(dimension, plans, names))
    read = frozenset(name for one in dimensions for name in one.questions)
    reads = tuple((part, one) for dimension in dimensions for part in dimension.capabilities for one in part.reads)
    return LensPlan(
        lens=lens,
        instrument=instrument,
        dimensions=tuple(dimensions),
        ladder=Ladder(reading.TOP, lens.gates[0].threshold),
        scale=scale,
        points=points,
        questions=tuple(name for name in questions if name in read),
        all=read,
        reads=reads,
        twice=len(reads) > len(read),
    )


def _weight(capability: Capability, points: bool) -> Fraction:
    return capability.max if points and capability.max is not None else capability.weight


def _capability(source: Capability, lens: Lens, questions: Mapping[str, Question], scale: int) -> CapabilityPlan:
    factor = lcm(*(read.weight.denominator for read in source.reads))
    reads = []
    for read in source.reads:
        if read.question not in questions:
            raise Invalid(NO_QUESTION.format(lens=lens.id, id=read.question))
        worth = reading.worth_of(questions[read.question], read)
        reads.append(
            ReadPlan(read.question, int(read.weight * factor), worth, lens.not_applicable == "zero", read.sites)
        )
    return CapabilityPlan(
        source=source,
        weight=int(_weight(source, lens.combine == "points") * scale),
        reads=tuple(reads),
        questions=tuple(dict.fromkeys(read.question for read in source.reads)),
    )


def dimension_weights(plan: LensPlan, industry: str, pains: tuple[str, ...]) -> dict[str, int]:
    """Scored dimension -> weight in whole numbers, for a trade and the owner's pains. Invalid on an unknown pain."""
    key = (industry, tuple(sorted(set(pains))))
    found = plan.weights.get(key)
    if found is None:
        found = _tune(plan.lens, *key)
        if len(plan.weights) < 4096:
            plan.weights[key] = found
    return found


def _tune(lens: Lens, industry: str, pains: tuple[str, ...]) -> dict[str, int]:
    known = {pain.id: pain for pain in lens.pains}
    for pain in pains:
        if pain not in known:
            raise Invalid(NO_PAIN.format(id=pain, known=", ".join(known) or "-"))
    own = lens.industry_weights.get(industry, {})
    weights: dict[str, Fraction] = {}
    for dimension in lens.dimensions:
        if dimension.scored:
            raised = sum(dimension.id in known[pain].raises for pain in pains)
            weights[dimension.id] = own.get(dimension.id, dimension.weight) * (1 + min(PAIN_MOST, PAIN_STEP * raised))
    factor = lcm(*(weight.denominator for weight in weights.values()))
    return {id: int(weight * factor) for id, weight in weights.items()}
