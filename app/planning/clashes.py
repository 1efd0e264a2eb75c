"""Why demands cannot hold together: an irreducible set of constraints, found by leaving them out one at a time."""

from collections.abc import Mapping
from dataclasses import replace

from app.content.library import Initiative, Requires
from app.kit.text import Text
from app.planning.candidates import World, survey
from app.planning.cpsat import solve
from app.planning.edits import insisted, said_window, without
from app.planning.gaps import StepKey
from app.planning.model import Model, build
from app.planning.planner import demanded, makers_of
from app.planning.problem import PlanningProblem
from app.planning.quarters import said_day
from app.planning.solver import Limits, Program
from app.planning.targets import GROUP, require, wanted_steps
from app.planning.values import Clash

LATER = 12
"""Quarters behind the horizon that are looked at, so that the horizon itself can be part of a clash."""
WORDS: Mapping[str, Text] = {
    "target": Text(
        zh="您要在{by}前达到工信部评测的{level}级（估算）。",
        en="You want level {level} of the MIIT indicators (our estimate) by {by}.",
    ),
    "must": Text(zh="您要求一定要做“{title}”。", en="You asked for “{title}”."),
    "must_not": Text(zh="您排除了“{title}”。", en="You ruled out “{title}”."),
    "lock": Text(
        zh="“{title}”固定在规划的第{quarter}个季度开始。", en="“{title}” is locked to start in quarter {quarter}."
    ),
    "place": Text(zh="{side}把“{title}”的开始时间定为{when}。", en="{side} set “{title}” to begin {when}."),
    "own": Text(zh="{side}加入了“{title}”，必须排进规划。", en="{side} added “{title}”, which has to be in the plan."),
    "cost": Text(
        zh="{side}把“{title}”的费用改为{money}元（通常值）。", en="{side} put the cost of “{title}” at CNY {money}."
    ),
    "duty": Text(zh="“{title}”是法定义务，不能不做。", en="“{title}” is a legal duty and cannot be left out."),
    "fits": Text(zh="“{title}”不适合贵公司的行业或现状。", en="“{title}” is not meant for a firm like this one."),
    "unknown": Text(zh="没有编号为“{id}”的举措。", en="There is no initiative “{id}”."),
    "prerequisite": Text(zh="“{title}”之前要先完成“{need}”。", en="“{title}” needs “{need}” finished first."),
    "level": Text(zh="“{title}”之前，{need}要先达到要求的等级。", en="“{title}” needs {need} reached first."),
    "budget": Text(zh="{year}年的预算是{money}元。", en="The budget for {year} is CNY {money}."),
    "staff": Text(zh="“{role}”每季度只有{days}个人天。", en="“{role}” has only {days} staff-days a quarter."),
    "parallel": Text(zh="同一季度最多同时做{count}项。", en="At most {count} run in the same quarter."),
    "horizon": Text(zh="规划只有{count}个季度。", en="The plan has only {count} quarters."),
}
ROLES: Mapping[str, Text] = {
    "owner": Text(zh="老板", en="owner"),
    "it": Text(zh="信息化", en="IT"),
    "operations": Text(zh="一线", en="operations"),
    "office": Text(zh="办公室", en="office"),
}


def role_name(role: str) -> Text:
    """A role in words."""
    return ROLES.get(role, Text(zh=role, en=role))


def yuan(fen: int) -> Text:
    """Whole CNY: from ten thousand on in wan for Chinese readers."""
    whole = fen // 100
    wan = f"{whole / 10_000:,.2f}".rstrip("0").rstrip(".")
    return Text(zh=f"{wan} 万" if whole >= 10_000 else f"{whole:,}", en=f"{whole:,}")


def clashes(problem: PlanningProblem) -> tuple[Clash, ...]:
    """An irreducible set: it cannot hold, and without any one of its members the rest can. Empty when all can hold."""
    model, broken = _everything(problem)
    if broken:
        return (Clash(constraint=broken, message=_message(model.world, broken)),)
    if _holds_with(model.program, _names(model)):
        return ()
    model, prices = _with_fewest_prices(problem, model)
    names = _names(model)
    active = set(names)
    for name in sorted(names, key=_general_first):
        if not _holds_with(model.program, active - {name}):
            active.discard(name)
    told = sorted(active | prices, key=_specific_first)
    return tuple(Clash(constraint=name, message=_message(model.world, name)) for name in told)


def _names(model: Model) -> set[str]:
    """The constraints that could be given up."""
    return {row.group for row in model.program.rows if row.group and not row.group.startswith("once:")}


def _with_fewest_prices(problem: PlanningProblem, model: Model) -> tuple[Model, set[str]]:
    """(the model with the library's prices wherever the clash is there all the same, the prices it needs)."""
    needed: set[str] = set()
    for edit in [one for one in problem.means.edits if one.kind == "cost" and one.initiative in model.world.candidates]:
        less = replace(problem, means=without(problem.means, edit))
        freed, _ = _everything(less)
        if _holds_with(freed.program, _names(freed)):
            needed.add(f"cost:{edit.initiative}")
        else:
            problem, model = less, freed
    return model, needed


ORDER = ("staff", "parallel", "budget", "horizon", "prerequisite", "fits", "must_not", "duty", "lock", "cost", "place",
         "must", "own", GROUP)  # fmt: skip


def _general_first(name: str) -> tuple[int, str]:
    return ORDER.index(name.split(":")[0]), name


def _specific_first(name: str) -> tuple[int, str]:
    return -ORDER.index(name.split(":")[0]), name


def _everything(problem: PlanningProblem) -> tuple[Model, str | None]:
    """The model of what is demanded and what that stands on, over a longer time, every limit as a named row."""
    means = problem.means
    known = problem.by_id
    unknown = sorted({*means.must, *means.locks, *insisted(means)} - set(known) - set(means.done))
    wide = replace(problem, initiatives=tuple(_open_to_all(problem)))
    world = survey(wide, means.horizon + LATER)
    forced = frozenset(demanded(world) & set(world.candidates))
    helping = {id for key in wanted_steps(world) if key in world.gaps.steps for id in _makers(world, key)}
    allowed = {id: world.candidates[id].starts for id in sorted(_closure(world, forced | helping))}
    model = build(world, allowed, forced=forced)
    require(model)
    narrow = survey(problem)
    for id in allowed:
        columns = {column: 1 for column, _ in model.of(id)}
        if id in means.must_not:
            model.program.row(columns, None, 0, f"must_not:{id}")
        if id not in narrow.fits:
            model.program.row(columns, None, 0, f"fits:{id}")
    late = {model.x[at]: 1 for at, start in model.starts.items() if start.last >= means.horizon}
    if late:
        model.program.row(late, None, 0, "horizon")
    return model, f"unknown:{unknown[0]}" if unknown else None


def _open_to_all(problem: PlanningProblem) -> list[Initiative]:
    """Initiatives as if they fitted: whether they do is a row of its own."""
    trade = problem.company.industry
    return [
        one
        if trade in one.industries and one.when is None
        else one.model_copy(update={"industries": (*one.industries, trade), "when": None})
        for one in problem.initiatives
    ]


def _makers(world: World, key: StepKey) -> set[str]:
    """Candidates that make a step, or one below it."""
    out: set[str] = set()
    step = world.gaps.steps.get(key)
    while step is not None:
        out.update(step.by)
        step = world.gaps.steps.get(step.needs) if step.needs is not None else None
    return out & set(world.candidates)


def _closure(world: World, forced: frozenset[str] | set[str]) -> set[str]:
    seen, waiting = set(forced), sorted(forced)
    while waiting:
        for need in world.candidates[waiting.pop()].initiative.requires:
            makers = _behind(world, need) & set(world.candidates) - seen
            seen |= makers
            waiting.extend(sorted(makers))
    return seen


def _behind(world: World, need: Requires) -> set[str]:
    if world.is_met(need):
        return set()
    return {need.initiative} if need.initiative else makers_of(world, need)


def _holds_with(program: Program, active: set[str]) -> bool:
    """Whether starts exist that keep the named constraints and the structure of the model."""
    rows = [row for row in program.rows if not row.group or row.group.startswith("once:") or row.group in active]
    if any(not row.terms and ((row.low or 0) > 0 or (row.high is not None and row.high < 0)) for row in rows):
        return False
    part = Program(upper=program.upper, whole=program.whole, rows=[row for row in rows if row.terms])
    return solve(part, {}, maximise=False, limits=Limits()).status != "infeasible"


def _message(world: World, name: str) -> Text:
    kind, _, rest = name.partition(":")
    means = world.problem.means
    if kind == "prerequisite":
        id, need = rest.split(">")
        if need in world.initiatives:
            return WORDS[kind].format(title=_title(world, id), need=_title(world, need))
        return WORDS["level"].format(title=_title(world, id), need=question_text(world, need.split("=")[0]))
    if kind == "budget":
        return WORDS[kind].format(year=rest, money=yuan(means.budget_by_year.get(int(rest), 0)))
    if kind == "staff":
        return WORDS[kind].format(role=role_name(rest), days=means.staff_days.get(rest, 0))
    if kind in ("parallel", "horizon"):
        return WORDS[kind].format(count=means.parallel if kind == "parallel" else means.horizon)
    if kind == GROUP:
        by = means.target_by or world.span[means.horizon - 1].ends_on
        return WORDS[kind].format(level=means.target_level or 0, by=said_day(by))
    return _of_initiative(world, kind, rest)


def _of_initiative(world: World, kind: str, rest: str) -> Text:
    """A demand that is about one initiative."""
    if kind == "unknown":
        return WORDS[kind].format(id=rest)
    if kind in ("place", "own", "cost"):
        return _edited(world, kind, rest)
    return WORDS[kind].format(title=_title(world, rest), quarter=world.problem.means.locks.get(rest, 0) + 1)


def _edited(world: World, kind: str, id: str) -> Text:
    """What somebody set by hand, in words."""
    edit = next(one for one in reversed(world.problem.means.edits) if (one.kind, one.initiative) == (kind, id))
    price = world.candidates[id].price.once if id in world.candidates else None
    told: dict[str, Text | str | int] = {"title": _title(world, id), "side": edit.side}
    if kind == "place":
        return WORDS[kind].format(when=said_window(edit.earliest, edit.latest), **told)
    return WORDS[kind].format(money=yuan(price.typical if price else 0), **told)


def _title(world: World, id: str) -> Text:
    return world.initiatives[id].title


def question_text(world: World, id: str) -> Text:
    """A question's own words."""
    for question in world.problem.instrument.questions:
        if question.id == id:
            return question.text
    return Text(zh=id, en=id)
