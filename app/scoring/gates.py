"""Levels by gate, and exactly what the next level still asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.content.lenses import Gate, Lens, Requirement
from app.scoring.values import CapabilityScore, GateResult, Mark, Missing


@dataclass(frozen=True, slots=True)
class Standing:
    """What requirements are held against: the score so far, and (level, starred) of each scenario."""

    score: Fraction
    scenarios: tuple[tuple[int, bool], ...]

    def missing(self, requirement: Requirement) -> tuple[Missing, ...]:
        """The demands of one requirement that are not met."""
        at_level = [starred for level, starred in self.scenarios if level >= requirement.level]
        found: list[Missing] = []
        if self.score < requirement.score or (requirement.open and self.score == requirement.score):
            found.append(Missing(kind="score", have=self.score, need=requirement.score))
        if len(at_level) < requirement.scenarios:
            have, need = Fraction(len(at_level)), Fraction(requirement.scenarios)
            found.append(Missing(kind="scenarios", have=have, need=need))
        if sum(at_level) < requirement.starred:
            found.append(Missing(kind="starred", have=Fraction(sum(at_level)), need=Fraction(requirement.starred)))
        return tuple(found)


def judge_gates(lens: Lens, overall: Mark, scenarios: Sequence[CapabilityScore]) -> tuple[GateResult, ...]:
    """Every gate of the lens; `overall` carries the levels of the threshold gate."""
    now = Standing(overall.at_least, tuple((one.mark.level, one.starred) for one in scenarios))
    best = Standing(overall.at_most, tuple((one.mark.level_at_most, one.starred) for one in scenarios))
    return tuple(_judge(gate, lens, overall, now, best) for gate in lens.gates)


def in_band(lens: Lens, mark: Mark) -> Mark:
    """The mark of a part with the levels of the reported gate, where that gate places parts too."""
    gate = lens.gates[0]
    if not gate.bands:
        return mark
    top = max(level.level for level in lens.levels)
    low, high = (_by_requirements(gate, Standing(score, ()), top) for score in (mark.at_least, mark.at_most))
    return replace(mark, level=low, level_at_most=high)


def with_level(overall: Mark, gate: GateResult) -> Mark:
    """The whole carries the level of the gate we report."""
    if (overall.level, overall.level_at_most) == (gate.level, gate.level_at_most):
        return overall
    return replace(overall, level=gate.level, level_at_most=gate.level_at_most)


def _by_requirements(gate: Gate, standing: Standing, top: int) -> int:
    level = 0 if gate.requirements else top
    for requirement in sorted(gate.requirements, key=lambda one: one.level):
        if standing.missing(requirement):
            break
        level = requirement.level
    return level


def _judge(gate: Gate, lens: Lens, overall: Mark, now: Standing, best: Standing) -> GateResult:
    levels = sorted(level.level for level in lens.levels)
    top = levels[-1]
    level, at_most = _by_requirements(gate, now, top), _by_requirements(gate, best, top)
    if gate.threshold is not None:
        level, at_most = min(level, overall.level, top), min(at_most, overall.level_at_most, top)
    following = next((one for one in levels if one > level), None)
    missing: tuple[Missing, ...] = ()
    if following is not None:
        for requirement in gate.requirements:
            if requirement.level == following:
                missing += now.missing(requirement)
        if gate.threshold is not None and overall.reached.get(following, Fraction(0)) < gate.threshold:
            have = overall.reached.get(following, Fraction(0))
            missing += (Missing(kind="threshold", have=have, need=gate.threshold),)
    return GateResult(
        id=gate.id, title=gate.title, level=level, level_at_most=at_most, next_level=following, missing=missing
    )
