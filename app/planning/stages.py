"""The plan over time: quarters with cash and hands, stages with score and gate, and when high cost would break it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.content.lenses import Lens
from app.planning.candidates import World
from app.planning.gaps import lifted_sheet
from app.planning.harvest import Chosen
from app.planning.items import cash_range, stage_of
from app.planning.values import MoneyRange, Offer, PlannedItem, Quarter, Stage
from app.scoring import score
from app.scoring.values import Scorecard

FIRST = {1: 0, 2: 1, 3: 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the firm stands once some work is finished. Scores and levels are untuned: what the result page shows."""

    score: Fraction
    level: int
    miit_level: int | None


def standing(world: World, finished: Iterable[str]) -> Standing:
    """Re-scored by the scoring engine on the lifted sheet; what is still missing counts as nothing."""
    problem = world.problem
    done = [world.initiatives[id] for id in finished]
    sheet = lifted_sheet(problem.instrument, problem.sheet, problem.company, done)

    def card(lens: Lens) -> Scorecard:
        return score(lens, problem.instrument, sheet, problem.company, trace=False)

    overall = card(problem.readiness_lens).overall
    miit = card(problem.miit_lens).level if problem.miit_lens and problem.miit else None
    return Standing(score=overall.at_least, level=overall.level, miit_level=miit)


def stages(world: World, chosen: Chosen, planned: tuple[PlannedItem, ...]) -> tuple[Stage, ...]:
    """Stages that lie within the horizon; each is scored with everything finished by its end."""
    out = []
    for number in (1, 2, 3):
        if FIRST[number] >= world.horizon:
            break
        end = min({1: 0, 2: 3, 3: world.horizon - 1}[number], world.horizon - 1)
        own = [item for item in planned if item.stage == number]
        after = standing(world, [item.initiative for item in planned if item.last_quarter <= end])
        out.append(
            Stage(
                number=number,
                starts_on=world.span[FIRST[number]].starts_on,
                ends_on=world.span[end].ends_on,
                initiatives=tuple(item.initiative for item in own),
                cost=_cash_between(world, chosen, FIRST[number], end),
                score_after=after.score,
                level_after=after.level,
                miit_level_after=after.miit_level,
                gate=_gate(own, planned, number),
            )
        )
    return tuple(out)


def _gate(own: list[PlannedItem], planned: tuple[PlannedItem, ...], number: int) -> tuple[str, ...]:
    """Initiatives of this stage that later ones stand on, and its pilots; all of the stage when neither exists."""
    later = {id for item in planned if item.stage > number for id in item.after}
    gate = tuple(item.initiative for item in own if item.initiative in later or item.is_pilot)
    return gate or tuple(item.initiative for item in own)


def cash_by_case(world: World, chosen: Chosen) -> tuple[MoneyRange, ...]:
    """Cash per quarter: cheap, typical, dear."""
    low, typical, high = ([0] * world.horizon for _ in range(3))
    for id, start in chosen.items():
        cheap, dear = cash_range(world, world.candidates[id], start)
        for quarter in range(world.horizon):
            low[quarter] += cheap[quarter]
            typical[quarter] += start.cash[quarter]
            high[quarter] += dear[quarter]
    return tuple(MoneyRange(low=a, typical=b, high=c) for a, b, c in zip(low, typical, high, strict=True))


def _cash_between(world: World, chosen: Chosen, first: int, last: int) -> MoneyRange:
    part = cash_by_case(world, chosen)[first : last + 1]
    return MoneyRange(
        low=sum(one.low for one in part), typical=sum(one.typical for one in part), high=sum(one.high for one in part)
    )


def breaks_at(world: World, chosen: Chosen) -> int | None:
    """The first stage in whose course high cost would exceed a calendar year's budget."""
    spent: dict[int, int] = {}
    for span, cash in zip(world.span, cash_by_case(world, chosen), strict=False):
        spent[span.year] = spent.get(span.year, 0) + cash.high
        if spent[span.year] > world.budget[span.year]:
            return stage_of(span.index)
    return None


def reached_levels(world: World, planned: tuple[PlannedItem, ...]) -> Mapping[int, date]:
    """Official level above the one held -> the day the plan reaches it: that quarter's last go-live."""
    if world.problem.miit is None:
        return {}
    held, out = world.problem.miit.level, dict[int, date]()
    for quarter in sorted({item.last_quarter for item in planned}):
        finished = [item for item in planned if item.last_quarter <= quarter]
        level = standing(world, [item.initiative for item in finished]).miit_level or 0
        day = max(item.ends_on for item in finished)
        for reached in range(held + 1, level + 1):
            out.setdefault(reached, day)
    return out


def quarters(
    world: World, chosen: Chosen, offers: tuple[Offer, ...], reached: Mapping[int, date]
) -> tuple[Quarter, ...]:
    """Every quarter's cash and hands; subsidies that could come in are shown beside, never as budget."""
    used: dict[str, list[int]] = {role: [0] * world.horizon for role in world.staff}
    for start in chosen.values():
        for role, work in start.staff.items():
            for quarter in range(start.first, start.last + 1):
                used[role][quarter] += work[quarter]
    cash, money = cash_by_case(world, chosen), _subsidies(world, chosen, offers, reached)
    return tuple(
        Quarter(
            index=span.index,
            starts_on=span.starts_on,
            ends_on=span.ends_on,
            cash=cash[span.index],
            subsidy=money.get(span.index, 0),
            staff_used={role: days[span.index] for role, days in used.items()},
            staff_available={role: days[span.index] for role, days in world.staff.items()},
        )
        for span in world.span
    )


def _subsidies(
    world: World, chosen: Chosen, offers: tuple[Offer, ...], reached: Mapping[int, date]
) -> Mapping[int, int]:
    """The largest subsidy that applies (they do not add up), in the quarter after its level, at most what was spent."""
    kinds = {policy.id: policy for policy in world.problem.policies}
    open_ = [offer for offer in offers if offer.status == "applies" and offer.amount]
    best = max(
        (offer for offer in open_ if kinds[offer.policy].kind == "subsidy"),
        key=lambda offer: (offer.amount or 0, offer.policy),
        default=None,
    )
    if best is None or not chosen:
        return {}
    policy = kinds[best.policy]
    last = policy.valid_to or date.max
    days = [day for level, day in reached.items() if level >= (policy.min_level or 0) and day <= last]
    day = max(days) if days else world.span[0].starts_on
    quarter = next((span.index for span in world.span if span.starts_on > day), None)
    if quarter is None:
        return {}
    spent = sum(cash.typical for cash in cash_by_case(world, chosen)[:quarter])
    return {quarter: min(best.amount or 0, spent)}
