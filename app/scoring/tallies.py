"""Weighted sums in whole numbers over one denominator, and the marks read off them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from app.scoring.reading import ONE, ZERO, Earned
from app.scoring.values import Mark

LOW, HIGH, ANSWERED, STATED, LADDER = 0, 1, 2, 3, 4
"""Places in `Tally.sums`; from LADDER on: points per level with missing as nothing, then with missing as the best."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over `den`; den is 0 where nothing counts. known: score over what was stated, None when nothing was."""

    den: int
    sums: tuple[int, ...]
    known: Fraction | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions were asked, answered in some way, and answered with evidence."""

    asked: int
    answered: int
    evidenced: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """Levels 1..top, each reached with this share of its points and of every lower level's (None: with all)."""

    top: int
    threshold: Fraction | None


def _step(value: int, den: int, level: int, top: int) -> int:
    """Points at one level, over den, of a fraction value/den of the whole ladder."""
    return min(max(top * value - (level - 1) * den, 0), den)


def tally_reads(reads: Sequence[tuple[int, Earned]], top: int) -> Tally:
    """Sum up (weight, earned) of one capability."""
    counting = [(weight, one) for weight, one in reads if weight and (one.counts or one.maybe)]
    if not counting:
        return Tally(0, (0,) * (LADDER + 2 * top), None)
    den = lcm(*(one.low.denominator for _, one in counting), *(one.high.denominator for _, one in counting))
    sums = [0] * (LADDER + 2 * top)
    for weight, one in counting:
        low = one.low.numerator * (den // one.low.denominator)
        high = one.high.numerator * (den // one.high.denominator)
        sums[LOW] += weight * low
        sums[HIGH] += weight * high
        if one.why not in ("unanswered", "not_asked"):
            sums[STATED] += weight * den
            sums[ANSWERED] += weight * den if one.why != "dont_know" else 0
        for level in range(1, top + 1):
            sums[LADDER + level - 1] += weight * _step(low, den, level, top)
            sums[LADDER + top + level - 1] += weight * _step(high, den, level, top)
    known = Fraction(sums[LOW], sums[STATED]) if sums[STATED] else None
    return Tally(den * sum(weight for weight, _ in counting), tuple(sums), known)


def combine(parts: Sequence[tuple[int, Tally]]) -> Tally:
    """Weighted mean of tallies; parts in which nothing counts, and weightless ones, leave."""
    counting = [(weight, tally) for weight, tally in parts if weight and tally.den]
    if not counting:
        return Tally(0, (0,) * (len(parts[0][1].sums) if parts else LADDER), None)
    common = lcm(*(tally.den for _, tally in counting))
    sums = [0] * len(counting[0][1].sums)
    for weight, tally in counting:
        factor = weight * (common // tally.den)
        sums = [total + factor * value for total, value in zip(sums, tally.sums, strict=True)]
    den = common * sum(weight for weight, _ in counting)
    shrink = gcd(den, *sums)
    if shrink > 1:
        den, sums = den // shrink, [value // shrink for value in sums]
    if sums[STATED] == den:
        return Tally(den, tuple(sums), Fraction(sums[LOW], den))
    known = [(weight, tally.known) for weight, tally in counting if tally.known is not None]
    total = sum(weight for weight, _ in known)
    return Tally(den, tuple(sums), sum((w * value for w, value in known), ZERO) / total if total else None)


def level_of(shares: Sequence[int], den: int, ladder: Ladder) -> int:
    """The highest level whose share of points, and every lower level's, meets the threshold."""
    threshold = ladder.threshold or ONE
    need, scale = threshold.numerator, threshold.denominator
    level = 0
    for share in shares:
        if not den or share * scale < need * den:
            break
        level += 1
    return level


def mark_of(tally: Tally, counts: Counts, ladder: Ladder, *, most: Fraction, so_far: bool) -> Mark:
    """A tally as a mark out of `most`. so_far: points lenses report what is earned, not the mean of what is known."""
    den, sums, top = tally.den, tally.sums, ladder.top
    times, over = most.numerator, most.denominator * (den or 1)
    low = Fraction(sums[LOW] * times, over)
    score = None
    if tally.known is not None:
        score = low if so_far or sums[STATED] == den else tally.known * most
    return Mark(
        score=score,
        max=most,
        at_least=low,
        at_most=low if sums[HIGH] == sums[LOW] else Fraction(sums[HIGH] * times, over),
        level=level_of(sums[LADDER : LADDER + top], den, ladder),
        level_at_most=level_of(sums[LADDER + top :], den, ladder),
        coverage=_part(counts.answered, counts.asked) if counts.asked else ONE,
        confidence=_part(sums[ANSWERED], sums[STATED]),
        evidenced=_part(counts.evidenced, counts.answered),
        reached={} if ladder.threshold is None else _reached(tally, top),
    )


def _part(value: int, whole: int) -> Fraction:
    if not value:
        return ZERO
    return ONE if value == whole else Fraction(value, whole)


def _reached(tally: Tally, top: int) -> Mapping[int, Fraction]:
    if not tally.den:
        return {}
    return {level: Fraction(tally.sums[LADDER + level - 1], tally.den) for level in range(1, top + 1)}
