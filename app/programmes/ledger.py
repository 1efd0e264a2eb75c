"""How a target stands, from what was reached, when it is due and how long the programme has run. Pure."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.programmes.models import Edition, MeasureKind, Programme, Target, TargetStatus

LEEWAY = Fraction(8, 10)
"""A target is on track while four fifths of what time alone would ask are reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A target as it stands. reached: None where the data may not tell; computed: what the data say."""

    target: Target
    reached: int | None
    computed: TargetStatus

    @property
    def status(self) -> TargetStatus:
        """What was set by hand, else what the data say."""
        return TargetStatus(self.target.override) if self.target.override else self.computed


def reached_of(target: Target, joined: int, edition: Edition | None) -> int | None:
    """What a target has come to. Everything about results comes from the newest edition, so it tells nothing more."""
    kind = MeasureKind(target.measure)
    if kind is MeasureKind.OWN:
        return target.own
    if kind is MeasureKind.JOINED:
        return joined
    if edition is None:
        return None
    if kind is MeasureKind.ASSESSED:
        return edition.cohort.n
    return edition.cohort.signed_off if kind is MeasureKind.SIGNED_OFF else edition.cohort.at_least(target.level or 0)


def stand(programme: Programme, target: Target, reached: int | None, *, today: date) -> Standing:
    """How it stands on a day."""
    return Standing(target=target, reached=reached, computed=_status(programme, target, reached, today))


def _status(programme: Programme, target: Target, reached: int | None, today: date) -> TargetStatus:
    if reached is None:
        return TargetStatus.OPEN
    if reached >= target.aimed:
        return TargetStatus.DONE
    if today > target.due_on:
        return TargetStatus.MISSED
    whole = max((target.due_on - programme.from_on).days, 1)
    gone = min(max((today - programme.from_on).days, 0), whole)
    due = Fraction(target.aimed * gone, whole) * LEEWAY
    return TargetStatus.ON_TRACK if reached >= due else TargetStatus.AT_RISK
