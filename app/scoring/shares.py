"""How many points of the total each answer is worth at full value, given which answers count."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.scoring.plans import LensPlan, Scored, all_earned
from app.scoring.reading import ZERO, Earned


@dataclass(frozen=True, slots=True)
class Shares:
    """Points at full value: by question, and by read in the order of dimensions and capabilities."""

    questions: Mapping[str, Fraction]
    reads: tuple[Fraction, ...]


_known: dict[tuple[object, ...], tuple[LensPlan, Shares]] = {}


def shares_of(plan: LensPlan, scored: tuple[Scored, ...], weights: Mapping[str, int]) -> Shares:
    """The shares; worked out once for every pattern of answers that count."""
    pattern = tuple([earned.counts for earned in all_earned(scored)])
    key = (id(plan), pattern, tuple(weights.items()))
    found = _known.get(key)
    if found is None:
        if len(_known) > 1024:
            _known.clear()
        found = _known[key] = (plan, _work_out(plan, scored, weights))
    return found[1]


def _work_out(plan: LensPlan, scored: tuple[Scored, ...], weights: Mapping[str, int]) -> Shares:
    total = sum(weights.get(one.plan.source.id, 0) for one in scored if any(_counting(one)))
    reads: list[Fraction] = []
    for one in scored:
        weight = weights.get(one.plan.source.id, 0)
        reads += _dimension(one, plan.lens.total * weight / total if total else ZERO)
    questions: dict[str, Fraction] = {}
    for (_, read), points in zip(plan.reads, reads, strict=True):
        if points:
            questions[read.question] = questions.get(read.question, ZERO) + points
    return Shares(questions, tuple(reads))


def _dimension(one: Scored, points: Fraction) -> Iterator[Fraction]:
    """Points of each read of a dimension worth `points`."""
    weights = _counting(one)
    held = sum(weights)
    for capability, weight, earned in zip(one.plan.capabilities, weights, one.earned, strict=True):
        own = points * weight / held if held else ZERO
        yield from _capability([read.weight for read in capability.reads], earned, own)


def _capability(weights: list[int], earned: tuple[Earned, ...], points: Fraction) -> Iterator[Fraction]:
    total = sum(weight for weight, one in zip(weights, earned, strict=True) if one.counts)
    for weight, one in zip(weights, earned, strict=True):
        yield points * weight / total if one.counts and total else ZERO


def _counting(one: Scored) -> list[int]:
    """Each capability's weight, 0 where none of its answers count."""
    return [
        capability.weight if any(earned.counts for earned in reads) else 0
        for capability, reads in zip(one.plan.capabilities, one.earned, strict=True)
    ]
