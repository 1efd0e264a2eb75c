"""Why each other initiative is not in the plan: the first reason that holds, with its figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.content.library import Requires
from app.content.path import facts_of
from app.kit.text import Text
from app.planning.candidates import Candidate, Start, World
from app.planning.clashes import question_text, role_name, yuan
from app.planning.eligibility import NOT_TRADE
from app.planning.harvest import Chosen, Harvest
from app.planning.unmet import NOT_CASE, unmet
from app.planning.values import Rejected

Reason = Literal[
    "no_gap", "not_eligible", "excluded", "done", "prerequisite", "over_budget", "no_hands", "no_time", "lower_value"
]
Told = tuple[Reason, Text]

DONE = Text(zh="您已注明完成。", en="You marked it as done.")
IN_PLACE = Text(zh="按您的回答，这一步已经做到。", en="Your answers say it is in place.")
NO_GAP = Text(
    zh="它能改善的答案都已达到，或不计入得分。", en="The answers it improves are there already, or do not count."
)
EXCLUDED = Text(zh="您要求不做。", en="You ruled it out.")
NEEDS = Text(zh="要先完成“{need}”，而它没有排进来。", en="“{need}” must come first and is not in the plan.")
NEEDS_LEVEL = Text(
    zh="要先做到“{need}”的第{level}级，规划内达不到。",
    en="It needs level {level} at “{need}”, which the plan does not reach.",
)
NO_MONEY = Text(zh="需要{cost}元，而规划期预算为零。", en="It costs CNY {cost} and there is no budget.")
DUTY_UNPAID = Text(
    zh="这是法定义务，需要{cost}元，但预算为零，请尽快安排。",
    en="It is a legal duty and costs CNY {cost}, but there is no budget: find it soon.",
)
OVER = Text(
    zh="{year}年要付{cost}元，该年预算{budget}元，安排其他举措后只剩{left}元。",
    en="It takes CNY {cost} in {year}; of that year's CNY {budget}, CNY {left} is left beside the other work.",
)
NO_HANDS = Text(
    zh="规划的第{quarter}个季度，它要用{role}{days}个人天，只剩{left}个。",
    en="It takes {days} staff-days of “{role}” in quarter {quarter} of the plan, and {left} are left.",
)
NO_SLOT = Text(
    zh="同时最多做{count}项，它能做的季度，工期都已排满。",
    en="At most {count} may run at once, and the weeks of every quarter it could use are taken.",
)
NO_TIME = Text(
    zh="要{weeks}周，赶不上{count}个季度的规划期。",
    en="It takes {weeks} weeks and does not fit into the {count} quarters planned.",
)
NO_TIME_AFTER = Text(
    zh="要{weeks}周，等“{need}”完成后，{count}个季度内已来不及。",
    en="It takes {weeks} weeks, and after “{need}” the {count} quarters are not enough.",
)
NO_WORTH = Text(
    zh="它要改善的，规划内其他举措已经做到。", en="What it would improve, the plan already achieves by other means."
)
LOWER = Text(
    zh="预算和人手都够，但它要等别的改善先到位，规划期内提不了分。",
    en="Money and hands would do, but it builds on improvements the plan does not reach, so it adds nothing by then.",
)
UNNEEDED: Mapping[str, Text] = {
    "level": Text(
        zh="不做它也能按期达到您要的等级，而且花费更少。",
        en="The level you want is reached in time without it, for less.",
    ),
    "payback": Text(
        zh="按贵公司的数字，规划期内它省不回自己的花费。",
        en="By your own figures it does not earn back its cost within the plan.",
    ),
}


@dataclass(frozen=True, slots=True)
class Rest:
    """What a plan leaves over: fen by year, staff-days by role and quarter, working weeks by quarter."""

    money: Mapping[int, int]
    staff: Mapping[str, tuple[int, ...]]
    weeks: tuple[int, ...]


def left_over(world: World, chosen: Chosen) -> Rest:
    """Means less what the plan takes."""
    money = dict(world.budget)
    staff = {role: list(days) for role, days in world.staff.items()}
    weeks = list(world.weeks)
    for start in chosen.values():
        for span in world.span[: world.horizon]:
            money[span.year] -= start.cash[span.index]
        for quarter in range(start.first, start.last + 1):
            weeks[quarter] -= start.weeks[quarter]
            for role, work in start.staff.items():
                staff[role][quarter] -= work[quarter]
    return Rest(money, {role: tuple(days) for role, days in staff.items()}, tuple(weeks))


def rejections(world: World, chosen: Chosen, result: Harvest) -> tuple[Rejected, ...]:
    """One reason for every initiative not chosen, in order of id; others' trades only when asked for."""
    rest, means = left_over(world, chosen), world.problem.means
    out = []
    for id, one in world.initiatives.items():
        asked_for = id in means.must or id in means.locks or id in world.insisted
        if id not in chosen and (asked_for or world.problem.company.industry in one.industries):
            reason, detail = _plain(world, id) or _unfit(world, chosen, result, rest, world.candidates[id])
            out.append(Rejected(initiative=id, reason=reason, detail=detail))
    return tuple(out)


def _plain(world: World, id: str) -> Told | None:
    """Reasons that need no look at the plan."""
    means, gaps = world.problem.means, world.gaps
    if id in means.done:
        return "done", DONE
    if id in gaps.held:
        return "no_gap", NO_GAP
    if id in world.in_place:
        return "done", IN_PLACE
    if id not in world.fits:
        return "not_eligible", _misfit(world, id)
    worth = any(gaps.steps[key].points for key in gaps.covers.get(id, ()))
    if not worth and not _is_needed(world, id):
        return "no_gap", NO_GAP
    return ("excluded", EXCLUDED) if id in means.must_not else None


def _misfit(world: World, id: str) -> Text:
    problem, initiative = world.problem, world.initiatives[id]
    if problem.company.industry not in initiative.industries or initiative.when is None:
        return NOT_TRADE
    facts, _ = facts_of(problem.instrument, problem.sheet, problem.company)
    return unmet(initiative.when, facts, problem.instrument) or NOT_CASE


def _is_needed(world: World, id: str) -> bool:
    return any(need.initiative == id for one in world.candidates.values() for need in one.initiative.requires)


def _unfit(world: World, chosen: Chosen, result: Harvest, rest: Rest, candidate: Candidate) -> Told:
    told, ready, last_need = _prerequisite(world, chosen, result, candidate)
    if told is not None:
        return told
    starts = [start for start in candidate.starts if start.last < world.horizon]
    usable = [start for start in starts if start.first > ready]
    if starts:
        told = _money(world, rest, candidate, usable or starts) or _hands(world, rest, usable or starts)
        if told is not None:
            return told
    weeks, count = candidate.initiative.weeks, world.horizon
    if not usable:
        if starts and last_need is not None:
            return "no_time", NO_TIME_AFTER.format(weeks=weeks, count=count, need=last_need)
        return "no_time", NO_TIME.format(weeks=weeks, count=count)
    if world.problem.means.goal != "improvement":
        return "lower_value", UNNEEDED[world.problem.means.goal]
    steps = world.gaps.steps
    fresh = [key for key in world.gaps.covers.get(candidate.id, ()) if steps[key].value and key not in result.earned]
    return "lower_value", LOWER if fresh else NO_WORTH


def _prerequisite(
    world: World, chosen: Chosen, result: Harvest, candidate: Candidate
) -> tuple[Told | None, int, Text | None]:
    """(a prerequisite the plan does not meet, quarter after which all are met, the last one's title)."""
    ready, last = -1, None
    for need in candidate.initiative.requires:
        if world.is_met(need):
            continue
        at = _met_at(chosen, result, need)
        name = _need_name(world, need)
        if at is None:
            return ("prerequisite", _needs(world, chosen, need, name)), ready, last
        if at > ready:
            ready, last = at, name
    return None, ready, last


def _met_at(chosen: Chosen, result: Harvest, need: Requires) -> int | None:
    if need.initiative is not None:
        return chosen[need.initiative].last if need.initiative in chosen else None
    return result.earned.get((need.question or "", need.level or 0))


def _needs(world: World, chosen: Chosen, need: Requires, name: Text) -> Text:
    if need.initiative is not None:
        return NEEDS.format(need=name)
    return NEEDS_LEVEL.format(need=name, level=need.level or 0)


def _need_name(world: World, need: Requires) -> Text:
    if need.initiative is not None:
        one = world.initiatives.get(need.initiative)
        return one.title if one else Text(zh=need.initiative, en=need.initiative)
    return question_text(world, need.question or "")


def _money(world: World, rest: Rest, candidate: Candidate, starts: list[Start]) -> Told | None:
    """Every start would overdraw a year; told with the one that overdraws least."""
    short = []
    for start in starts:
        paid = _by_year(world, start)
        worst = max(paid, key=lambda year: (paid[year] - rest.money[year], -year))
        if paid[worst] <= rest.money[worst]:
            return None
        short.append((paid[worst] - rest.money[worst], start.first, worst, paid[worst]))
    _, _, year, cost = min(short)
    total = candidate.price.once.typical or candidate.price.yearly.typical
    if not any(world.budget.values()):
        words = DUTY_UNPAID if candidate.is_mandatory else NO_MONEY
        return "over_budget", words.format(cost=yuan(total))
    detail = OVER.format(
        year=year, cost=yuan(cost), budget=yuan(world.budget[year]), left=yuan(max(rest.money[year], 0))
    )
    return "over_budget", detail


def _by_year(world: World, start: Start) -> dict[int, int]:
    paid: dict[int, int] = dict.fromkeys(world.budget, 0)
    for span in world.span[: world.horizon]:
        paid[span.year] += start.cash[span.index]
    return paid


def _hands(world: World, rest: Rest, starts: list[Start]) -> Told | None:
    """Among starts that can be paid, every one lacks staff or a free place."""
    payable = [
        start for start in starts if all(paid <= rest.money[year] for year, paid in _by_year(world, start).items())
    ]
    short = []
    for start in payable:
        lack = [
            (days - left, -quarter, role, days, left)
            for role, work in start.staff.items()
            for quarter, days in enumerate(work)
            if (left := rest.staff.get(role, (0,) * len(work))[quarter]) < days
        ]
        full = any(rest.weeks[quarter] < start.weeks[quarter] for quarter in range(start.first, start.last + 1))
        if not lack and not full:
            return None
        if lack:
            short.append(max(lack))
    if short:
        _, quarter, role, days, left = min(short)
        return "no_hands", NO_HANDS.format(role=role_name(role), quarter=1 - quarter, days=days, left=max(left, 0))
    return "no_hands", NO_SLOT.format(count=world.problem.means.parallel)
