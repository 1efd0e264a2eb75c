"""Chosen initiatives in full: dates, money, gains, reasons and what they stand on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Literal

from app.planning.candidates import Candidate, Start, World
from app.planning.edits import marks
from app.planning.harvest import Chosen, Harvest, gains
from app.planning.lanes import lay_out
from app.planning.payoffs import estimates, payback_months
from app.planning.prices import cash
from app.planning.rollouts import rollout
from app.planning.values import Gain, MoneyRange, PlannedItem

Why = Literal["gap", "enables", "duty", "must", "locked"]


def stage_of(quarter: int) -> int:
    """1: the first 90 days (first quarter); 2: to month 12; 3: to the horizon."""
    return 1 if quarter == 0 else 2 if quarter < 4 else 3


def items(world: World, chosen: Chosen, result: Harvest) -> tuple[PlannedItem, ...]:
    """Every chosen initiative, in order of start, then id."""
    order = sorted(chosen, key=lambda id: (chosen[id].first, chosen[id].last, id))
    stands_on = {id: _after(world, chosen, result, id) for id in order}
    days = lay_out(world, chosen)
    order.sort(key=lambda id: (chosen[id].first, days[id], id))
    return tuple(
        replace(
            _item(world, chosen[id], world.candidates[id], gains(world, result, id), stands_on),
            starts_on=days[id][0],
            ends_on=days[id][1],
            late=_is_late(world.candidates[id], days[id][1]),
        )
        for id in order
    )


def _is_late(candidate: Candidate, live_on: date) -> bool:
    due = candidate.duty.due_on if candidate.duty else None
    return due is not None and live_on > due


def _after(world: World, chosen: Chosen, result: Harvest, id: str) -> tuple[str, ...]:
    """Chosen initiatives this one had to wait for."""
    out: set[str] = set()
    for need in world.candidates[id].initiative.requires:
        if world.is_met(need):
            continue
        if need.initiative in chosen:
            out.add(need.initiative or "")
        elif need.question is not None:
            levels = range(1, (need.level or 0) + 1)
            out |= {result.credited[need.question, rung] for rung in levels if (need.question, rung) in result.credited}
    return tuple(sorted(out))


def _item(
    world: World,
    start: Start,
    candidate: Candidate,
    found: tuple[tuple[Gain, ...], tuple[Gain, ...]],
    stands_on: Mapping[str, tuple[str, ...]],
) -> PlannedItem:
    mine, shared = found
    initiative, price = candidate.initiative, candidate.price
    payoffs = estimates(initiative, world.problem.company.baseline)
    due = candidate.duty.due_on if candidate.duty else None
    serves = tuple(id for id, needs in stands_on.items() if candidate.id in needs)
    return PlannedItem(
        initiative=candidate.id,
        stage=stage_of(start.first),
        first_quarter=start.first,
        last_quarter=start.last,
        starts_on=world.span[start.first].starts_on,
        ends_on=start.live_on,
        cost=costs(world, candidate, start),
        once=price.once,
        yearly=price.yearly,
        cash=start.cash,
        staff_days={role: sum(work) for role, work in start.staff.items()},
        points=sum((gain.points for gain in mine), Fraction(0)),
        gains=mine,
        also=shared,
        after=stands_on[candidate.id],
        serves=serves,
        why=_why(world, candidate, mine),
        duty=candidate.duty.policy if candidate.duty else None,
        deadline=due,
        late=_is_late(candidate, start.live_on),
        is_pilot=world.is_small_cut(candidate.id, start),
        payoffs=payoffs,
        payback_months=payback_months(price.once, price.yearly, payoffs),
        sites=rollout(initiative, world.gaps.sites, [site.id for site in world.problem.company.sites]),
        marks=marks(world.problem.means, candidate.id, candidate.library),
    )


def _why(world: World, candidate: Candidate, mine: tuple[Gain, ...]) -> Why:
    means = world.problem.means
    if candidate.is_mandatory:
        return "duty"
    if candidate.id in means.locks or candidate.id in world.windows:
        return "locked"
    if candidate.id in means.must or candidate.id in world.insisted:
        return "must"
    return "gap" if mine else "enables"


def cash_range(world: World, candidate: Candidate, start: Start) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Fen per quarter if everything turned out cheap, and if it turned out dear."""
    at = (start.first, start.last, world.horizon)
    return (
        cash(candidate.price, *at, lambda money: money.low),
        cash(candidate.price, *at, lambda money: money.high),
    )


def costs(world: World, candidate: Candidate, start: Start) -> MoneyRange:
    """One-off plus running cost within the horizon."""
    low, high = cash_range(world, candidate, start)
    return MoneyRange(low=sum(low), typical=sum(start.cash), high=sum(high))
