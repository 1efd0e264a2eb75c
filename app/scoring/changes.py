"""What stands behind a movement: which answers changed and what each brought, so that the parts add up to it."""

from dataclasses import dataclass
from fractions import Fraction

from app.scoring.movement import Shift
from app.scoring.values import CapabilityScore, Scorecard, TraceLine

ZERO = Fraction(0)
Key = tuple[str, str]
"""(capability, question)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChange:
    """One answer in one capability, then and now (None: that reading does not know it), in points of the whole."""

    capability: str
    question: str
    before: TraceLine | None
    after: TraceLine | None

    @property
    def points(self) -> Fraction:
        """Points gained."""
        return _points(self.after) - _points(self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """points of `answers` + reweighed + rest = `total`, the movement of the score with missing answers as nothing.

    reweighed: unchanged answers that count for more or less, as others began or ceased to apply. rest: what is set
    aside for questions that open answers may still bring up.
    """

    answers: tuple[AnswerChange, ...]
    reweighed: Fraction
    rest: Fraction
    total: Fraction


def _points(line: TraceLine | None) -> Fraction:
    return line.points if line else ZERO


def answer_changes(before: Scorecard, after: Scorecard) -> Changes:
    """Both by one edition of one lens. Answers that moved most come first."""
    old, new = _lines(before), _lines(after)
    changed: list[AnswerChange] = []
    reweighed = ZERO
    for key in dict.fromkeys((*new, *old)):
        then, now = old.get(key), new.get(key)
        if _said(then) != _said(now):
            changed.append(AnswerChange(capability=key[0], question=key[1], before=then, after=now))
        else:
            reweighed += _points(now) - _points(then)
    total = after.overall.at_least - before.overall.at_least
    rest = total - reweighed - sum((one.points for one in changed), ZERO)
    changed.sort(key=lambda one: -abs(one.points))
    return Changes(answers=tuple(changed), reweighed=reweighed, rest=rest, total=total)


def _lines(card: Scorecard) -> dict[Key, TraceLine]:
    return {(line.capability, line.question): line for line in card.trace}


def _said(line: TraceLine | None) -> tuple[str, Fraction]:
    return ("not_asked", ZERO) if line is None else (line.why, line.value)


def capability_shifts(before: Scorecard, after: Scorecard) -> dict[str, tuple[Shift, ...]]:
    """Dimension -> how each of its capabilities moved, out of its own most; those both readings have."""
    old = {one.id: one for part in before.dimensions for one in part.capabilities}
    return {
        part.id: tuple(_shift(old[one.id], one) for one in part.capabilities if one.id in old)
        for part in after.dimensions
    }


def _shift(then: CapabilityScore, now: CapabilityScore) -> Shift:
    return Shift(
        id=now.id,
        title=now.title,
        before=then.mark.score,
        after=now.mark.score,
        levels=(then.mark.level, now.mark.level),
    )
