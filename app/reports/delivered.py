"""What a roadmap brought: each piece of work it planned, held against the answers given since. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from app.content.catalogue import Catalogue
from app.content.library import Initiative
from app.content.path import Facts, facts_of, truth
from app.planning.values import Plan, PlannedItem
from app.reports.comparing import Side
from app.scoring.values import Scorecard

State = Literal["in_place", "partly", "not_yet", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the firm itself noted of a piece of work: when it ended, what it cost once (fen), whether it was dropped."""

    ended_on: date | None = None
    minor: int | None = None
    is_dropped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One planned piece of work. state: what the later answers say. was_due: it should have ended by then."""

    initiative: Initiative
    item: PlannedItem
    state: State
    was_due: bool
    kept: Kept | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A plan and what became of it by the day of the later assessment."""

    plan: Plan
    outcomes: tuple[Outcome, ...]

    @property
    def due(self) -> tuple[Outcome, ...]:
        """Work that should have ended by then."""
        return tuple(one for one in self.outcomes if one.was_due)

    def in_state(self, state: State) -> tuple[Outcome, ...]:
        """Work in one state by the later answers."""
        return tuple(one for one in self.outcomes if one.state == state)


def find_delivered(plan: Plan, after: Side, catalogue: Catalogue, noted: Mapping[str, Kept]) -> Delivered:
    """Every planned initiative: in place by the answers, partly, not yet, or not to be told from answers."""
    filling = after.filling
    facts, _ = facts_of(filling.instrument, filling.sheet, filling.company)
    known, card = catalogue.worded(filling.company.industry), after.cards["readiness"]
    outcomes = tuple(
        Outcome(
            initiative=known[item.initiative],
            item=item,
            state=_state(known[item.initiative], item, facts, card),
            was_due=item.ends_on <= after.on,
            kept=noted.get(item.initiative),
        )
        for item in sorted(plan.items, key=lambda one: (one.ends_on, one.initiative))
        if item.initiative in known
    )
    return Delivered(plan=plan, outcomes=outcomes)


def _state(initiative: Initiative, item: PlannedItem, facts: Facts, card: Scorecard) -> State:
    if initiative.in_place is not None and truth(initiative.in_place, facts) is True:
        return "in_place"
    reached = [_reached(card.values.get(gain.question), gain.before, gain.after) for gain in item.gains]
    if not reached:
        return "unknown" if initiative.in_place is None else "not_yet"
    if all(one == 1 for one in reached):
        return "in_place"
    return "partly" if any(reached) else "not_yet"


def _reached(now: Fraction | None, before: Fraction, after: Fraction) -> Fraction:
    """Share 0..1 of the way a gain promised."""
    if now is None or after <= before:
        return Fraction(0)
    return min(max((now - before) / (after - before), Fraction(0)), Fraction(1))
