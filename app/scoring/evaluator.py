"""Scoring one sheet: what each answer earned, summed up over capabilities, dimensions and the whole."""

from collections.abc import Mapping
from fractions import Fraction

from app.content.answers import UNANSWERED, Answer, AnswerSheet, AnswerState
from app.content.firm import Company
from app.content.lenses import Lens
from app.content.path import Truth, facts_of
from app.content.schema import Instrument
from app.content.trades import fit_lens
from app.scoring import gates
from app.scoring.plans import (
    CapabilityPlan,
    DimensionPlan,
    LensPlan,
    ReadPlan,
    Scored,
    all_earned,
    compile_lens,
    dimension_weights,
)
from app.scoring.reading import MAYBE, NOT_ASKED, ZERO, Earned, people_of
from app.scoring.shares import Shares, shares_of
from app.scoring.tallies import Counts, Tally, combine, mark_of, tally_reads
from app.scoring.values import CapabilityScore, DimensionScore, GateResult, Mark, Scorecard, TraceLine

_plans: dict[tuple[int, int], LensPlan] = {}


class Filling:
    """One sheet as a lens sees it: answers, whether each question is asked, and which are answered how far."""

    def __init__(self, sheet: AnswerSheet, asked: Mapping[str, Truth], company: Company) -> None:
        self.answers, self.truth, self.people = sheet.answers, asked, people_of(company)
        self.asked = {name for name, put in asked.items() if put}
        given = {
            name: answer
            for name, answer in sheet.answers.items()
            if answer.state is not AnswerState.UNANSWERED and name in self.asked
        }
        self.answered = set(given)
        self.evidenced = {name for name, answer in given.items() if answer.evidence or _site_evidence(answer)}

    def earn(self, read: ReadPlan) -> Earned:
        """What one read earns."""
        if read.question in self.asked:
            return read.earn(self.answers.get(read.question, UNANSWERED), self.people)
        return MAYBE if self.truth[read.question] is None else NOT_ASKED

    def count(self, questions: frozenset[str]) -> Counts:
        """How far these questions are answered."""
        return Counts(len(questions & self.asked), len(questions & self.answered), len(questions & self.evidenced))


def _site_evidence(answer: Answer) -> bool:
    return bool(answer.sites) and any(one.evidence for one in answer.sites.values())


def score(  # noqa: PLR0913
    lens: Lens,
    instrument: Instrument,
    sheet: AnswerSheet,
    company: Company,
    pains: tuple[str, ...] = (),
    trace: bool = True,
) -> Scorecard:
    """What a lens says of a sheet, exact. Invalid when lens, instrument, sheet or pains do not fit each other."""
    plan = _plan(lens, instrument)
    _, asked = facts_of(instrument, sheet, company)
    filling = Filling(sheet, asked, company)
    scored = tuple(_dimension(one, plan, filling) for one in plan.dimensions)
    tuned = _weigh(plan, scored, dimension_weights(plan, company.industry, tuple(pains)))
    base = _weigh(plan, scored, dimension_weights(plan, company.industry, ())) if pains else tuned
    shares = shares_of(plan, scored, tuned)
    counts = filling.count(plan.all)
    results, overall = _gated(plan, scored, tuned, counts)
    base_overall = overall if base is tuned else _gated(plan, scored, base, counts)[1]
    states = {name: sheet.answer(name).state for name in plan.questions if asked[name]}
    return Scorecard(
        lens=lens.id,
        lens_version=lens.version,
        instrument=instrument.id,
        instrument_version=instrument.version,
        overall=overall,
        dimensions=tuple(_dimension_score(plan, one, tuned, filling) for one in scored),
        gates=results,
        weights=shares.questions,
        base_weights=shares.questions if base is tuned else shares_of(plan, scored, base).questions,
        base_overall=base_overall,
        values=_values(plan, scored),
        states=states,
        unknown=tuple(name for name in plan.questions if states.get(name) is AnswerState.DONT_KNOW),
        trace=_trace(plan, scored, shares) if trace else (),
    )


def _plan(lens: Lens, instrument: Instrument) -> LensPlan:
    lens = fit_lens(lens, instrument)
    key = (id(lens), id(instrument))
    found = _plans.get(key)
    if found is None or found.lens is not lens or found.instrument is not instrument:
        if len(_plans) > 32:
            _plans.clear()
        found = _plans[key] = compile_lens(lens, instrument)
    return found


def _dimension(dimension: DimensionPlan, plan: LensPlan, filling: Filling) -> Scored:
    parts: list[tuple[CapabilityScore, Tally]] = []
    earned: list[tuple[Earned, ...]] = []
    for capability in dimension.capabilities:
        reads = tuple(filling.earn(read) for read in capability.reads)
        earned.append(reads)
        parts.append(_capability(capability, dimension, plan, filling, reads))
    pairs = [(one.weight, tally) for one, (_, tally) in zip(dimension.capabilities, parts, strict=True)]
    weight = sum(weight for weight, tally in pairs if tally.den)
    return Scored(dimension, tuple(one for one, _ in parts), combine(pairs), weight, tuple(earned))


def _capability(
    capability: CapabilityPlan, dimension: DimensionPlan, plan: LensPlan, filling: Filling, reads: tuple[Earned, ...]
) -> tuple[CapabilityScore, Tally]:
    key = tuple(map(id, reads))
    found = capability.marks.get(key)
    if found is not None:
        return found[0], found[1]
    tally = tally_reads(
        [(read.weight, one) for read, one in zip(capability.reads, reads, strict=True)], plan.ladder.top
    )
    source = capability.source
    most = source.max if plan.points and source.max is not None and dimension.source.scored else plan.lens.total
    mark = mark_of(tally, filling.count(frozenset(capability.questions)), plan.ladder, most=most, so_far=plan.points)
    mark = gates.in_band(plan.lens, mark)
    one = CapabilityScore(
        id=source.id, title=source.title, mark=mark, starred=source.starred, questions=capability.questions
    )
    if len(capability.marks) > 4096:
        capability.marks.clear()
    capability.marks[key] = (one, tally, reads)
    return one, tally


def _weigh(plan: LensPlan, scored: tuple[Scored, ...], weights: Mapping[str, int]) -> Mapping[str, int]:
    """Weights of the dimensions that count: by the lens, or by the points they hold."""
    return {
        one.plan.source.id: one.weight if plan.points else weights[one.plan.source.id]
        for one in scored
        if one.plan.source.scored and one.tally.den
    }


def _overall(plan: LensPlan, scored: tuple[Scored, ...], weights: Mapping[str, int], counts: Counts) -> Mark:
    tally = combine([(weights.get(one.plan.source.id, 0), one.tally) for one in scored])
    return mark_of(tally, counts, plan.ladder, most=plan.lens.total, so_far=plan.points)


def _gated(
    plan: LensPlan, scored: tuple[Scored, ...], weights: Mapping[str, int], counts: Counts
) -> tuple[tuple[GateResult, ...], Mark]:
    """Every gate's verdict, and the whole with the level of the first."""
    overall = _overall(plan, scored, weights, counts)
    results = gates.judge_gates(plan.lens, overall, _scenarios(scored))
    return results, gates.with_level(overall, results[0])


def _scenarios(scored: tuple[Scored, ...]) -> tuple[CapabilityScore, ...]:
    return tuple(one for part in scored if not part.plan.source.scored for one in part.capabilities)


def _dimension_score(plan: LensPlan, one: Scored, weights: Mapping[str, int], filling: Filling) -> DimensionScore:
    source = one.plan.source
    total = sum(weights.values())
    most = Fraction(one.weight, plan.scale) if plan.points and source.scored else plan.lens.total
    mark = mark_of(one.tally, filling.count(one.plan.questions), plan.ladder, most=most, so_far=plan.points)
    return DimensionScore(
        id=source.id,
        title=source.title,
        mark=gates.in_band(plan.lens, mark),
        weight=Fraction(weights.get(source.id, 0), total) if total else ZERO,
        scored=source.scored,
        dial=source.dial,
        capabilities=one.capabilities,
    )


def _values(plan: LensPlan, scored: tuple[Scored, ...]) -> dict[str, Fraction]:
    pairs = zip(plan.reads, all_earned(scored), strict=True)
    if not plan.twice:
        return {read.question: earned.low for (_, read), earned in pairs if earned.counts}
    found: dict[str, list[tuple[int, Fraction]]] = {}
    for (_, read), earned in pairs:
        if earned.counts:
            found.setdefault(read.question, []).append((read.weight, earned.low))
    return {name: parts[0][1] if len(parts) == 1 else _mean(parts) for name, parts in found.items()}


def _mean(parts: list[tuple[int, Fraction]]) -> Fraction:
    total = sum(weight for weight, _ in parts)
    return sum((weight * value for weight, value in parts), ZERO) / total if total else parts[0][1]


def _trace(plan: LensPlan, scored: tuple[Scored, ...], shares: Shares) -> tuple[TraceLine, ...]:
    return tuple(
        TraceLine(
            question=read.question,
            capability=capability.source.id,
            why=earned.why,
            value=earned.low,
            points=most * earned.low if earned.low else ZERO,
            max=most,
            weakest=earned.weakest,
        )
        for (capability, read), earned, most in zip(plan.reads, all_earned(scored), shares.reads, strict=True)
    )
