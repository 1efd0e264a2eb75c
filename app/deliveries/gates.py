"""The gates of a plan: what must hold before the next stage, and since when it does. Pure."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.deliveries.pieces import Piece
from app.deliveries.projects import Project
from app.deliveries.values import Check
from app.kit.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One line of a gate's checklist."""

    key: str
    title: Text
    exit: Text | None
    check: Check

    @property
    def holds(self) -> bool:
        """Whether the owner confirmed it."""
        return self.check.held_on is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The gate behind one stage. due_on: the stage's last day."""

    stage: int
    next_stage: int
    due_on: date
    conditions: tuple[Condition, ...]

    @property
    def open_since(self) -> date | None:
        """The day the last condition came to hold; None while one is missing."""
        days = [one.check.held_on for one in self.conditions]
        known = [day for day in days if day is not None]
        return max(known) if known and len(known) == len(days) else None

    @property
    def held(self) -> int:
        """How many conditions hold."""
        return sum(one.holds for one in self.conditions)


def gates_of(project: Project) -> tuple[Gate, ...]:
    """The gates between stages that have work, in order."""
    stages = [stage for stage in project.plan.stages if stage.initiatives]
    found = []
    for stage, following in pairwise(stages):
        keys = stage.gate or stage.initiatives
        conditions = tuple(_condition(project, key) for key in keys)
        gate = Gate(stage=stage.number, next_stage=following.number, due_on=stage.ends_on, conditions=conditions)
        found.append(gate)
    return tuple(found)


def _condition(project: Project, key: str) -> Condition:
    known = project.library.get(key)
    return Condition(
        key=key,
        title=project.title(key),
        exit=known.exit_criterion if known else None,
        check=project.checks.get(key) or Check(initiative=key),
    )


def shut_before(gates: tuple[Gate, ...], stage: int | None) -> tuple[Gate, ...]:
    """Gates before a stage that have not been passed."""
    return tuple(gate for gate in gates if stage is not None and gate.stage < stage and gate.open_since is None)


def is_ahead(piece: Piece, gates: tuple[Gate, ...]) -> bool:
    """Whether work was begun although a gate before it is shut: a warning, never a refusal."""
    return piece.said.is_begun and bool(shut_before(gates, piece.stage))
