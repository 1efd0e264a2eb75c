"""Where a review came to another answer than the firm, the largest difference first. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from app.kit.text import Text
from app.results.changes import Changes
from app.scoring.values import Scorecard


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One question answered otherwise. own, reviewed: points of the whole; `reasons`, one a site where sites differ."""

    question: str
    own: Fraction
    reviewed: Fraction
    reasons: tuple[Text, ...]

    @property
    def size(self) -> Fraction:
        """How far apart they are."""
        return abs(self.own - self.reviewed)


def points_by_question(card: Scorecard) -> dict[str, Fraction]:
    """Points each question earned in the whole."""
    found: dict[str, Fraction] = {}
    for line in card.trace:
        found[line.question] = found.get(line.question, Fraction(0)) + line.points
    return found


def differences(own: Scorecard, reviewed: Scorecard, changes: Changes) -> tuple[Difference, ...]:
    """Every adjusted question; those that do not count come last."""
    before, after = points_by_question(own), points_by_question(reviewed)
    found = [
        Difference(
            question=question,
            own=before.get(question, Fraction(0)),
            reviewed=after.get(question, Fraction(0)),
            reasons=tuple(dict.fromkeys(one.reason for one in changes if one.question == question)),
        )
        for question in _questions(changes)
    ]
    return tuple(sorted(found, key=lambda one: (-one.size, one.question)))


def _questions(changes: Changes) -> Iterator[str]:
    yield from dict.fromkeys(one.question for one in changes)
