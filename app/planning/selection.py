"""The bare selection problem: which items to buy under a budget so that the goals they complete are worth most."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.content.answers import Fault
from app.kit.errors import Invalid
from app.kit.text import Text
from app.planning.highs import solve
from app.planning.solver import Limits, Program

MOST = 10**9
"""The largest cost, value or budget: sums of thousands stay exact in the solver's arithmetic."""
LIMITS = Limits(seconds=115.0)

WHOLE = Text(zh="应为0到{most}之间的整数。", en="A whole number from 0 to {most} is expected.")
OBJECT = Text(zh="应为对象。", en="An object is expected.")
LIST = Text(zh="应为列表。", en="A list is expected.")
MISSING = Text(zh="缺少此项。", en="This is missing.")
STRANGE = Text(zh="没有这个字段。", en="There is no such field.")
NAME = Text(zh="应为非空文本。", en="A text that is not empty is expected.")
TWICE = Text(zh="“{id}”出现了两次。", en='"{id}" appears twice.')
UNKNOWN = Text(zh="没有名为“{id}”的项。", en='There is no item "{id}".')
CYCLE = Text(zh="前置条件成环：{path}。", en="Prerequisites form a cycle: {path}.")


class SelectionFaults(Invalid):
    """A selection problem that cannot be read; `faults` names every place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0]
        super().__init__(Text(zh=f"{first.path}：{first.message.zh}", en=f"{first.path}: {first.message.en}"))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Selection:
    """A well-formed problem. needs and requires hold item ids without repeats."""

    budget: int
    costs: Mapping[str, int]
    requires: Mapping[str, tuple[str, ...]]
    goals: Mapping[str, tuple[int, tuple[str, ...]]]


def select(problem: Mapping[str, Any], limits: Limits = LIMITS) -> dict[str, Any]:
    """{"objective", "optimal", "chosen", "bound", "cost"}: the most valuable affordable choice and how sure that is.

    problem: {"budget", "items": [{"id", "cost", "requires"}], "goals": [{"id", "value", "needs"}]}, whole numbers.
    A goal counts only if all it needs is chosen. SelectionFaults when the problem is not well-formed.
    """
    read = parse_selection(problem)
    program, item_columns, objective = _program(read)
    outcome = solve(program, objective, limits)
    met = _affordable_goals(read, outcome.values, item_columns)
    chosen = _closure(read, met)
    worth = sum(read.goals[goal][0] for goal in met)
    return {
        "objective": worth,
        "optimal": outcome.status == "optimal" or worth == outcome.bound,
        "chosen": [id for id in read.costs if id in chosen],
        "bound": max(outcome.bound, worth),
        "cost": sum(read.costs[id] for id in chosen),
    }


def _program(read: Selection) -> tuple[Program, dict[str, int], dict[int, int]]:
    """Goals are the whole columns; given goals, the cheapest items follow by themselves."""
    program, objective = Program(), dict[int, int]()
    wanted = _closure(read, read.goals)
    items = {id: program.column() for id in read.costs if id in wanted}
    divisor = math.gcd(*read.costs.values()) or 1
    program.row({items[id]: read.costs[id] // divisor for id in items if read.costs[id]}, None, read.budget // divisor)
    for id, item in items.items():
        for need in read.requires[id]:
            program.row({item: 1, items[need]: -1}, None, 0)
    for value, needs in read.goals.values():
        if value:
            column = program.column()
            objective[column] = value
            for need in needs:
                program.row({column: 1, items[need]: -1}, None, 0)
    return program, items, objective


def _affordable_goals(read: Selection, values: Sequence[int], columns: Mapping[str, int]) -> list[str]:
    """Goals the chosen items complete; checked against the budget in whole numbers."""
    if not values:
        return []
    have = {id for id, column in columns.items() if values[column] == 1}
    met = [goal for goal, (_, needs) in read.goals.items() if have.issuperset(needs)]
    closure = _closure(read, met)
    if not closure <= have or sum(read.costs[id] for id in closure) > read.budget:
        raise ArithmeticError("the solver's choice does not stand up to exact arithmetic")
    return met


def _closure(read: Selection, goals: Sequence[str] | Mapping[str, Any]) -> set[str]:
    """The items these goals need, with everything those require."""
    waiting = [need for goal in goals for need in read.goals[goal][1]]
    seen = set(waiting)
    while waiting:
        for need in read.requires[waiting.pop()]:
            if need not in seen:
                seen.add(need)
                waiting.append(need)
    return seen


def parse_selection(raw: object) -> Selection:
    """A valid problem, or SelectionFaults naming every fault by path."""
    faults: list[Fault] = []
    root = _object(raw, "$", {"budget", "items", "goals"}, faults)
    budget = _whole(root, "budget", "$", faults)
    items = _rows(root, "items", ("cost", "requires"), faults)
    goals = _rows(root, "goals", ("value", "needs"), faults)
    known = {row[1] for row in items}
    for path, _, _, names, field in (*items, *goals):
        for place, name in enumerate(names):
            if name not in known:
                faults.append(Fault(path=f"{path}.{field}[{place}]", message=UNKNOWN.format(id=name[:80])))
    requires = {id: tuple(dict.fromkeys(names)) for _, id, _, names, _ in items}
    if not faults:
        faults.extend(_cycle(requires))
    if faults:
        raise SelectionFaults(faults)
    return Selection(
        budget,
        {id: cost for _, id, cost, _, _ in items},
        requires,
        {id: (value, tuple(dict.fromkeys(names))) for _, id, value, names, _ in goals},
    )


RowOf = tuple[str, str, int, tuple[str, ...], str]
"""(path, id, cost or value, ids named, field that names them)."""


def _object(raw: object, path: str, fields: set[str], faults: list[Fault]) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        faults.append(Fault(path=path, message=OBJECT))
        return {}
    for name in raw:
        if name not in fields:
            faults.append(Fault(path=f"{path}.{str(name)[:80]}", message=STRANGE))
    return raw


def _whole(row: Mapping[str, Any], name: str, path: str, faults: list[Fault]) -> int:
    value = row.get(name)
    if name not in row:
        faults.append(Fault(path=f"{path}.{name}", message=MISSING))
    elif isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        faults.append(Fault(path=f"{path}.{name}", message=WHOLE.format(most=MOST)))
    else:
        return value
    return 0


def _rows(root: Mapping[str, Any], name: str, fields: tuple[str, str], faults: list[Fault]) -> list[RowOf]:
    raw = root.get(name)
    if not isinstance(raw, list):
        faults.append(Fault(path=f"$.{name}", message=LIST if name in root else MISSING))
        return []
    out: list[RowOf] = []
    seen: set[str] = set()
    number, names = fields
    for place, one in enumerate(raw):
        path = f"$.{name}[{place}]"
        row = _object(one, path, {"id", number, names}, faults)
        if not isinstance(one, Mapping):
            continue
        id = row.get("id")
        if not isinstance(id, str) or not id:
            faults.append(Fault(path=f"{path}.id", message=NAME if "id" in row else MISSING))
            continue
        if id in seen:
            faults.append(Fault(path=f"{path}.id", message=TWICE.format(id=id[:80])))
        seen.add(id)
        out.append((path, id, _whole(row, number, path, faults), _names(row, names, path, faults), names))
    return out


def _names(row: Mapping[str, Any], name: str, path: str, faults: list[Fault]) -> tuple[str, ...]:
    raw = row.get(name, [])
    if not isinstance(raw, list):
        faults.append(Fault(path=f"{path}.{name}", message=LIST))
        return ()
    for place, one in enumerate(raw):
        if not isinstance(one, str) or not one:
            faults.append(Fault(path=f"{path}.{name}[{place}]", message=NAME))
    return tuple(one for one in raw if isinstance(one, str) and one)


def _cycle(requires: Mapping[str, tuple[str, ...]]) -> list[Fault]:
    """The first cycle found, walking in order and without recursion: chains may be thousands long."""
    done: set[str] = set()
    for root in requires:
        path, on_path = [root], {root}
        walks = [iter(requires[root])] if root not in done else []
        while walks:
            step = next((need for need in walks[-1] if need not in done), None)
            if step is None:
                walks.pop()
                done.add(path[-1])
                on_path.discard(path.pop())
            elif step in on_path:
                loop = [*path[path.index(step) :], step]
                return [Fault(path="$.items", message=CYCLE.format(path=" > ".join(name[:80] for name in loop[:20])))]
            else:
                path.append(step)
                on_path.add(step)
                walks.append(iter(requires[step]))
    return []
