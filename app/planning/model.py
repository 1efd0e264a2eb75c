"""The planning model as an integer program: one column for every start an initiative could have.

Columns x[i, t] say that initiative i begins in quarter t; z[s, q] that step s is earned by the end of quarter q. Given
whole x, the best z are whole by themselves, so only x is branched on. Every row carries the name of its constraint.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.content.library import Requires
from app.planning.candidates import Candidate, Start, World
from app.planning.edits import OwnInitiative
from app.planning.gaps import StepKey
from app.planning.prices import UNIT
from app.planning.solver import Program

MODEL = "1.0"
At = tuple[str, int]
"""(initiative, index of its start)."""


@dataclass(slots=True)
class Model:
    """A program and what its columns mean. area: milli-points x quarters. spend: 100 yuan; risk: points 1..5 each."""

    world: World
    program: Program = field(default_factory=Program)
    x: dict[At, int] = field(default_factory=dict)
    starts: dict[At, Start] = field(default_factory=dict)
    area: dict[int, int] = field(default_factory=dict)
    spend: dict[int, int] = field(default_factory=dict)
    risk: dict[int, int] = field(default_factory=dict)
    lateness: dict[int, int] = field(default_factory=dict)
    earned: dict[tuple[object, int], int] = field(default_factory=dict)

    def of(self, initiative: str) -> list[tuple[int, Start]]:
        """(column, start) of one initiative."""
        return [(self.x[at], self.starts[at]) for at in self.x if at[0] == initiative]


def build(world: World, allowed: Mapping[str, tuple[Start, ...]], *, forced: frozenset[str]) -> Model:
    """The model over some candidates and starts. forced: initiatives that a constraint demands (must, lock, duty)."""
    model = Model(world)
    for id in sorted(allowed):
        candidate = world.candidates[id]
        for index, start in enumerate(allowed[id]):
            column = model.x[id, index] = model.program.column()
            model.starts[id, index] = start
            model.spend[column] = sum(start.cash) // UNIT
            model.risk[column] = candidate.initiative.risk
            if late := candidate.late(start) if candidate.is_mandatory else 0:
                model.lateness[column] = late
    columns = {id: model.of(id) for id in allowed}
    for id, pairs in columns.items():
        model.program.row({column: 1 for column, _ in pairs}, None, 1, f"once:{id}")
    _money(model)
    _hands(model)
    for id in allowed:
        for need in world.candidates[id].initiative.requires:
            if not world.is_met(need):
                _requirement(model, columns, world.candidates[id], need)
    _demands(model, columns, forced)
    _value(model, columns)
    return model


def _money(model: Model) -> None:
    world = model.world
    for year in world.budget:
        quarters = [one.index for one in world.span if one.year == year and one.index < world.horizon]
        terms = {
            column: amount // UNIT
            for at, column in model.x.items()
            if (amount := sum(model.starts[at].cash[quarter] for quarter in quarters))
        }
        if terms and quarters:
            model.program.row(terms, None, world.budget[year] // UNIT, f"budget:{year}")


def _hands(model: Model) -> None:
    world = model.world
    roles = sorted({role for start in model.starts.values() for role in start.staff})
    for quarter in range(world.horizon):
        running = [
            (column, model.starts[at])
            for at, column in model.x.items()
            if model.starts[at].first <= quarter <= model.starts[at].last
        ]
        weeks = {column: start.weeks[quarter] for column, start in running if start.weeks[quarter]}
        model.program.row(weeks, None, world.weeks[quarter], "parallel")
        for role in roles:
            terms = {
                column: days for column, start in running if (days := start.staff.get(role, _none(world))[quarter])
            }
            if terms:
                limit = world.staff[role][quarter] if role in world.staff else 0
                model.program.row(terms, None, limit, f"staff:{role}")


def _none(world: World) -> tuple[int, ...]:
    return (0,) * len(world.span)


Columns = Mapping[str, list[tuple[int, Start]]]


def _requirement(model: Model, columns: Columns, candidate: Candidate, need: Requires) -> None:
    """Nothing begins before what it stands on is finished."""
    name = need.initiative or f"{need.question}={need.level}"
    for quarter in {start.first for _, start in columns[candidate.id]}:
        terms = {column: 1 for column, start in columns[candidate.id] if start.first <= quarter}
        if need.initiative is not None:
            before = [column for column, start in columns.get(need.initiative, ()) if start.last < quarter]
        else:
            key = (need.question or "", need.level or 0)
            earned = reach(model, columns, key, quarter - 1)
            before = [] if earned is None else [earned]
        terms.update(dict.fromkeys(before, -1))
        model.program.row(terms, None, 0, f"prerequisite:{candidate.id}>{name}")


def reach(model: Model, columns: Columns, key: StepKey, quarter: int) -> int | None:
    """Column that says a step is earned by the end of a quarter; None when it cannot be."""
    step = model.world.gaps.steps.get(key)
    if step is None or quarter < 0:
        return None
    if (key, quarter) in model.earned:
        return model.earned[key, quarter]
    makers = [column for id in step.by for column, start in columns.get(id, ()) if start.last <= quarter]
    below = None if step.needs is None else reach(model, columns, step.needs, quarter)
    if not makers or (step.needs is not None and below is None):
        return None
    column = model.earned[key, quarter] = model.program.column(whole=False)
    model.program.row({column: 1, **dict.fromkeys(makers, -1)}, None, 0)
    if below is not None:
        model.program.row({column: 1, below: -1}, None, 0)
    return column


def _demands(model: Model, columns: Columns, forced: frozenset[str]) -> None:
    means, world = model.world.problem.means, model.world
    for id in sorted(forced & set(columns)):
        pairs = columns[id]
        everything = {column: 1 for column, _ in pairs}
        if id in means.must:
            model.program.row(everything, 1, None, f"must:{id}")
        if id in means.locks:
            there = {column: 1 for column, start in pairs if start.first == means.locks[id]}
            model.program.row(there, 1, None, f"lock:{id}")
        if id in world.windows:
            first, last = world.windows[id]
            model.program.row({at: 1 for at, start in pairs if first <= start.first <= last}, 1, None, f"place:{id}")
        if id in world.insisted and isinstance(world.candidates[id].initiative, OwnInitiative):
            model.program.row(everything, 1, None, f"own:{id}")
        if world.candidates[id].is_mandatory:
            model.program.row(everything, 1, None, f"duty:{id}")


def small_cut(model: Model) -> bool:
    """Ask for a pilot in the first quarter; False when no initiative could be it."""
    world = model.world
    able = {column: 1 for at, column in model.x.items() if world.is_small_cut(at[0], model.starts[at])}
    if able:
        model.program.row(able, 1, None, "pilot")
    return bool(able)


def _value(model: Model, columns: Columns) -> None:
    """Steps with the same makers and the same step below are worth one column a quarter together."""
    steps, merged = model.world.gaps.steps, dict[tuple[object, ...], int]()
    group: dict[StepKey, tuple[object, ...]] = {}
    for key, step in steps.items():
        makers = tuple(id for id in step.by if id in columns)
        if not makers or (step.needs is not None and step.needs not in group):
            continue
        below = None if step.needs is None else group[step.needs]
        name = below if below is not None and below[1] == makers else (below, makers)
        group[key] = name
        merged[name] = merged.get(name, 0) + step.value
    parents = {name[0] for name in merged if name[0] is not None}
    for name, value in merged.items():
        _credit(model, columns, name, value, is_parent=name in parents)


def _credit(model: Model, columns: Columns, name: tuple[object, ...], value: int, *, is_parent: bool) -> None:
    below, makers = name
    if not isinstance(makers, tuple) or not (value or is_parent):
        return
    pairs = [pair for id in makers for pair in columns[id]]
    if below is None and len(makers) == 1 and not is_parent:
        for column, start in pairs:
            model.area[column] = model.area.get(column, 0) + value * max(model.world.horizon - start.last, 0)
        return
    for quarter in range(model.world.horizon):
        finished = [column for column, start in pairs if start.last <= quarter]
        if finished and (below is None or (below, quarter) in model.earned):
            column = model.earned[name, quarter] = model.program.column(whole=False)
            model.program.row({column: 1, **dict.fromkeys(finished, -1)}, None, 0)
            if below is not None:
                model.program.row({column: 1, model.earned[below, quarter]: -1}, None, 0)
            model.area[column] = value
