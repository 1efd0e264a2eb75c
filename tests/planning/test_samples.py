"""The three sample firms end to end, their plans checked from their own figures."""

import json
from datetime import date
from functools import cache

import pytest

from app.cli.sheets import read_sheet
from app.planning import plan
from app.planning.candidates import survey
from app.planning.harvest import harvest
from app.planning.problem import PlanningProblem
from app.planning.values import Plan
from tests.bench.firms import ROOT, catalogue, problem_of

NAMES = ("foshan-upholstery-12", "guangzhou-panels-85", "dongguan-exporter-240")
pytestmark = pytest.mark.parametrize("name", NAMES)


@cache
def planned(name: str) -> tuple[PlanningProblem, Plan]:
    filing, faults = read_sheet(json.loads((ROOT / f"samples/{name}.json").read_text(encoding="utf-8")), catalogue())
    assert filing, faults
    case = problem_of(filing)
    return case, plan(case)


def test_the_plan_is_proven_and_earns_what_it_says(name: str) -> None:
    case, found = planned(name)
    assert found.proof.status == "optimal" and found.proof.objective == found.proof.bound
    world = survey(case)
    chosen = {
        item.initiative: next(
            start for start in world.candidates[item.initiative].starts if start.first == item.first_quarter
        )
        for item in found.items
    }
    assert harvest(world, chosen).area == found.proof.objective
    assert found.score_after > found.score_before and found.level_after >= found.level_before
    assert {item.initiative for item in found.items}.isdisjoint(one.initiative for one in found.rejected)
    assert len(found.items) + len(found.rejected) == len(case.initiatives)


def test_stage_one_holds_a_small_pilot(name: str) -> None:
    _, found = planned(name)
    first = [item for item in found.items if item.is_pilot]
    assert (first and all(item.stage == 1 for item in first)) or found.pilot_note is not None


def test_money_of_each_year_is_within_its_budget(name: str) -> None:
    case, found = planned(name)
    for year, budget in case.means.budget_by_year.items():
        quarters = [one.index for one in found.quarters if one.starts_on.year == year]
        assert sum(item.cash[quarter] for item in found.items for quarter in quarters) <= budget
    assert sum(sum(item.cash) for item in found.items) == found.cost.typical


def test_hands_of_each_quarter_are_enough(name: str) -> None:
    case, found = planned(name)
    for role, days in case.means.staff_days.items():
        for quarter in found.quarters:
            assert quarter.staff_used[role] <= quarter.staff_available[role] <= days
        needed = sum(item.staff_days.get(role, 0) for item in found.items)
        assert sum(quarter.staff_used[role] for quarter in found.quarters) == needed


def test_weeks_fit_the_places_and_needs_come_first(name: str) -> None:
    case, found = planned(name)
    weeks = case.by_id
    for quarter in found.quarters:
        inside = [one for one in found.items if one.first_quarter == one.last_quarter == quarter.index]
        assert sum(min(weeks[one.initiative].weeks, 13) for one in inside) <= 13 * case.means.parallel
    last = {item.initiative: item.last_quarter for item in found.items}
    for item in found.items:
        for need in case.by_id[item.initiative].requires:
            if need.initiative in last:
                assert last[need.initiative or ""] < item.first_quarter
        assert item.starts_on <= item.ends_on <= found.quarters[item.last_quarter].ends_on
        assert not any(begins <= item.ends_on <= ends for begins, ends in case.means.blackouts)


def test_no_subsidy_is_promised_for_a_level_held_or_after_its_end(name: str) -> None:
    case, found = planned(name)
    policies = {one.id: one for one in case.policies}
    held = case.miit.level if case.miit else 0
    for offer in found.offers:
        policy = policies[offer.policy]
        if offer.status == "applies" and policy.kind == "subsidy" and policy.min_level:
            assert held < policy.min_level
            assert min(item.ends_on for item in found.items) <= (policy.valid_to or date.max)
